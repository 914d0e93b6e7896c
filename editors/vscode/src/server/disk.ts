/** The real disk, as `candidates` looks at it. */

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Disk } from "./candidates";

export function realDisk(): Disk {
  return {
    isProgram(file) {
      try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
      } catch {
        return false;
      }
    },
    searchPath: (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== ""),
    home: os.homedir(),
    isWindows: process.platform === "win32",
  };
}
