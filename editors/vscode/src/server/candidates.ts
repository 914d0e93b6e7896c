/**
 * Which server to start.
 *
 * In: the settings, the selected environment, what is trusted, a look at the disk.
 * Out: the command, where it was found, and every step on the way, for the log; or only the steps.
 * Always: in a workspace that is not trusted, nothing that lies in the selected environment is chosen.
 */

import * as path from "node:path";

export type ImportStrategy = "fromEnvironment" | "useInstalled";

export interface Wishes {
  readonly paths: readonly string[];
  readonly interpreter: string | null;
  readonly strategy: ImportStrategy;
  /** The interpreter selected in the Python extension. */
  readonly environment: string | undefined;
  /** The folder of the server that this extension has installed, which may not exist. */
  readonly installed: string;
  readonly isTrusted: boolean;
  readonly workspaceFolder: string | undefined;
}

export interface Disk {
  isProgram(file: string): boolean;
  readonly searchPath: readonly string[];
  readonly home: string;
  readonly isWindows: boolean;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly origin: string;
}

export interface Found {
  readonly command: Command | undefined;
  readonly steps: readonly string[];
}

const SERVE = ["server"];

export function findServer(wishes: Wishes, disk: Disk): Found {
  const steps: string[] = [];
  const take = (program: string | undefined, origin: string, args = SERVE): Command | undefined => {
    if (program === undefined || !disk.isProgram(program)) {
      steps.push(`${origin}: ${program ?? "none"}${program === undefined ? "" : " is no program"}`);
      return undefined;
    }
    steps.push(`${origin}: ${program}`);
    return { program, args, origin };
  };

  for (const written of wishes.paths) {
    const found = take(expand(written, wishes, disk), "setting pebre.path");
    if (found) return { command: found, steps };
  }
  if (wishes.interpreter !== null && wishes.interpreter !== "") {
    const args = ["-I", "-m", "pebre_server", ...SERVE];
    const found = take(expand(wishes.interpreter, wishes, disk), "setting pebre.interpreter", args);
    if (found) return { command: found, steps };
  }
  const inEnvironment = (): Command | undefined => {
    if (wishes.environment === undefined) return take(undefined, "selected environment");
    if (!wishes.isTrusted) {
      steps.push("selected environment: not looked at, the workspace is not trusted");
      return undefined;
    }
    return take(beside(wishes.environment, disk), "selected environment");
  };
  const onPath = (): Command | undefined => take(onSearchPath(disk), "PATH");
  const installed = (): Command | undefined => take(inFolder(wishes.installed, disk), "installed by this extension");
  const order = wishes.strategy === "useInstalled" ? [installed, onPath] : [inEnvironment, onPath, installed];
  for (const look of order) {
    const found = look();
    if (found) return { command: found, steps };
  }
  return { command: undefined, steps };
}

/** Whether both start the same program. */
export function isSame(one: Command | undefined, other: Command | undefined): boolean {
  return one?.program === other?.program && one?.args.join("\0") === other?.args.join("\0");
}

/** The Python of an environment's folder. */
export function pythonIn(folder: string, disk: Pick<Disk, "isWindows">): string {
  return disk.isWindows ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

function inFolder(folder: string, disk: Disk): string {
  return path.join(path.dirname(pythonIn(folder, disk)), programName(disk));
}

function beside(interpreter: string, disk: Disk): string {
  const folder = path.dirname(interpreter);
  const scripts = path.join(folder, "Scripts", programName(disk)); // of conda on Windows
  return disk.isWindows && disk.isProgram(scripts) ? scripts : path.join(folder, programName(disk));
}

function onSearchPath(disk: Disk): string | undefined {
  return disk.searchPath
    .filter((folder) => path.isAbsolute(folder)) // a relative one would mean a program of the workspace
    .map((folder) => path.join(folder, programName(disk)))
    .find((program) => disk.isProgram(program));
}

function programName(disk: Pick<Disk, "isWindows">): string {
  return disk.isWindows ? "pebre.exe" : "pebre";
}

function expand(written: string, wishes: Wishes, disk: Disk): string {
  let text = written.replaceAll("${workspaceFolder}", wishes.workspaceFolder ?? "");
  if (text === "~" || text.startsWith("~/") || text.startsWith("~\\")) text = disk.home + text.slice(1);
  return path.isAbsolute(text) ? text : path.join(wishes.workspaceFolder ?? disk.home, text);
}
