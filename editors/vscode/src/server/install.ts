/**
 * An environment of the extension's own, with the server in it.
 *
 * In: Pythons that could make it, what pip is to install, where.
 * Out: done, or an error in words for the user.
 * Always: a Python older than the server needs is named with its version, not tried; an environment that
 * could not be finished is removed.
 */

import * as fs from "node:fs/promises";

import { type Disk, pythonIn } from "./candidates";

export const NEEDED: readonly [number, number] = [3, 11];

export interface Run {
  /** Runs a program to its end; what it printed. Rejects with what it said if it failed. */
  (program: string, args: readonly string[]): Promise<string>;
}

export class InstallError extends Error {}

/** The first Python that is new enough. */
export async function choosePython(candidates: readonly string[], run: Run): Promise<string> {
  const seen: string[] = [];
  for (const python of candidates) {
    const version = await versionOf(python, run);
    if (version === undefined) {
      continue;
    }
    if (isEnough(version)) return python;
    seen.push(`${python} is Python ${version.join(".")}`);
  }
  const needed = `pebre runs on Python ${NEEDED.join(".")} or later`;
  throw new InstallError(seen.length === 0 ? `${needed}; no Python was found.` : `${needed}; ${seen.join(", ")}.`);
}

export async function versionOf(python: string, run: Run): Promise<[number, number] | undefined> {
  try {
    const said = await run(python, ["-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    const match = /^(\d+)\.(\d+)\s*$/.exec(said);
    return match ? [Number(match[1]), Number(match[2])] : undefined;
  } catch {
    return undefined;
  }
}

export function isEnough(version: readonly [number, number]): boolean {
  return version[0] > NEEDED[0] || (version[0] === NEEDED[0] && version[1] >= NEEDED[1]);
}

/** Make the environment if it is not there, and install or update the server in it. */
export async function install(
  folder: string,
  what: string,
  pythons: readonly string[],
  run: Run,
  disk: Pick<Disk, "isWindows">,
  say: (step: string) => void,
): Promise<void> {
  const own = pythonIn(folder, disk);
  const isThere = (await versionOf(own, run)) !== undefined;
  try {
    if (!isThere) {
      const python = await choosePython(pythons, run);
      say(`Making an environment with ${python}`);
      await fs.rm(folder, { recursive: true, force: true });
      await run(python, ["-I", "-m", "venv", folder]);
    }
    say(`Installing ${what}`);
    await run(own, ["-I", "-m", "pip", "install", "--upgrade", "--disable-pip-version-check", what]);
  } catch (error) {
    if (!isThere) await fs.rm(folder, { recursive: true, force: true });
    if (error instanceof InstallError) throw error;
    throw new InstallError(`The server could not be installed: ${lastLine(error)}`);
  }
}

function lastLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  return lines.at(-1) ?? "";
}
