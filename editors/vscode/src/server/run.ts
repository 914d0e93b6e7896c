/** Running a program to its end. */

import { execFile } from "node:child_process";

import type { Run } from "./install";

const MOST = 10 * 60 * 1000; // milliseconds

export function runner(say: (line: string) => void): Run {
  return (program, args) =>
    new Promise((done, failed) => {
      say(`run: ${[program, ...args].join(" ")}`);
      execFile(program, [...args], { timeout: MOST, maxBuffer: 1 << 24 }, (error, out, err) => {
        for (const line of `${out}${err}`.split("\n")) if (line.trim() !== "") say(`  ${line}`);
        if (error) failed(new Error(err.trim() || error.message));
        else done(out);
      });
    });
}
