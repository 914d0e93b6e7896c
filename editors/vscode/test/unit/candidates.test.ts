import assert from "node:assert/strict";
import { test } from "node:test";

import { type Disk, findServer, isSame, type Wishes } from "../../src/server/candidates";

const WISHES: Wishes = {
  paths: [],
  interpreter: null,
  strategy: "fromEnvironment",
  environment: "/env/bin/python",
  installed: "/own",
  isTrusted: true,
  workspaceFolder: "/w",
};

function disk(...programs: string[]): Disk {
  return {
    isProgram: (file) => programs.includes(file),
    searchPath: ["tools", "/usr/bin"],
    home: "/home/u",
    isWindows: false,
  };
}

function program(wishes: Partial<Wishes>, ...programs: string[]): string | undefined {
  return findServer({ ...WISHES, ...wishes }, disk(...programs)).command?.program;
}

const ALL = ["/set/pebre", "/env/bin/pebre", "/usr/bin/pebre", "/own/bin/pebre"];

test("a path that is set comes first, the first that exists", () => {
  assert.equal(program({ paths: ["/gone", "/set/pebre"] }, ...ALL), "/set/pebre");
});

test("paths may start at the home folder or the workspace", () => {
  assert.equal(program({ paths: ["~/pebre"] }, "/home/u/pebre"), "/home/u/pebre");
  assert.equal(program({ paths: ["${workspaceFolder}/bin/pebre"] }, "/w/bin/pebre"), "/w/bin/pebre");
  assert.equal(program({ paths: ["bin/pebre"] }, "/w/bin/pebre"), "/w/bin/pebre");
});

test("an interpreter that is set runs the module, with nothing of the project on its path", () => {
  const { command } = findServer({ ...WISHES, interpreter: "/py" }, disk("/py", ...ALL));
  assert.deepEqual(command?.args, ["-I", "-m", "pebre_server", "server"]);
});

test("then the environment, the search path, the own one", () => {
  assert.equal(program({}, ...ALL), "/env/bin/pebre");
  assert.equal(program({}, "/usr/bin/pebre", "/own/bin/pebre"), "/usr/bin/pebre");
  assert.equal(program({}, "/own/bin/pebre"), "/own/bin/pebre");
  assert.equal(program({}), undefined);
});

test("the own one comes first where that is wished", () => {
  assert.equal(program({ strategy: "useInstalled" }, ...ALL), "/own/bin/pebre");
  assert.equal(program({ strategy: "useInstalled" }, "/env/bin/pebre", "/usr/bin/pebre"), "/usr/bin/pebre");
});

test("without trust nothing of the environment is started", () => {
  assert.equal(program({ isTrusted: false }, "/env/bin/pebre"), undefined);
  assert.equal(program({ isTrusted: false }, ...ALL), "/usr/bin/pebre");
});

test("a relative folder on the search path is not looked at", () => {
  assert.equal(program({ environment: undefined }, "tools/pebre"), undefined);
});

test("on Windows programs are called otherwise", () => {
  const seen: string[] = [];
  const windows = { ...disk(), isWindows: true, isProgram: (file: string) => seen.push(file) > 9 };
  findServer({ ...WISHES, environment: "/env/python.exe" }, windows);
  assert.ok(seen.includes("/env/Scripts/pebre.exe"));
  assert.ok(seen.includes("/own/Scripts/pebre.exe"));
});

test("every place that was looked at is told", () => {
  const { steps } = findServer({ ...WISHES, paths: ["/gone"] }, disk("/own/bin/pebre"));
  assert.deepEqual(steps, [
    "setting pebre.path: /gone is no program",
    "selected environment: /env/bin/pebre is no program",
    "PATH: none",
    "installed by this extension: /own/bin/pebre",
  ]);
});

test("the same program with the same arguments is the same", () => {
  const { command } = findServer(WISHES, disk(...ALL));
  assert.ok(isSame(command, findServer(WISHES, disk(...ALL)).command));
  assert.ok(!isSame(command, undefined));
  assert.ok(isSame(undefined, undefined));
});
