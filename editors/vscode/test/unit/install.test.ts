import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";

import { choosePython, install, InstallError, isEnough, type Run, versionOf } from "../../src/server/install";

/** Pythons by name and version; others are not there. */
function pythons(versions: Record<string, string>, calls: string[] = []): Run {
  return (program, args) => {
    calls.push([path.basename(program), ...args].join(" "));
    const version = versions[program];
    if (version === undefined) return Promise.reject(new Error(`${program}: not found`));
    return Promise.resolve(args.includes("-c") ? `${version}\n` : "");
  };
}

const silent = (): void => undefined;

test("the first Python that is new enough is taken", async () => {
  const run = pythons({ old: "3.10", good: "3.11", better: "3.14" });
  assert.equal(await choosePython(["gone", "old", "good", "better"], run), "good");
});

test("a Python that is too old is named", async () => {
  await assert.rejects(
    choosePython(["old"], pythons({ old: "3.9" })),
    new InstallError("pebre runs on Python 3.11 or later; old is Python 3.9."),
  );
  await assert.rejects(choosePython([], pythons({})), /no Python was found/);
});

test("versions compare as numbers", () => {
  assert.ok(isEnough([3, 11]) && isEnough([3, 14]) && isEnough([4, 0]));
  assert.ok(!isEnough([3, 9]) && !isEnough([2, 7]));
});

test("what says no version is no Python", async () => {
  assert.equal(await versionOf("x", () => Promise.resolve("hello")), undefined);
});

test("an environment is made once and updated after that", async () => {
  const folder = path.join(os.tmpdir(), "pebre-no-such-folder");
  const versions: Record<string, string> = { python3: "3.12" };
  const calls: string[] = [];
  const run = pythons(versions, calls);
  const making: Run = async (program, args) => {
    if (args.includes("venv")) versions[path.join(folder, "bin", "python")] = "3.12";
    return run(program, args);
  };
  await install(folder, "pebre==1", ["python3"], making, { isWindows: false }, silent);
  assert.ok(calls.some((call) => call.includes("-m venv")));
  assert.equal(calls.at(-1), "python -I -m pip install --upgrade --disable-pip-version-check pebre==1");
  calls.length = 0;
  await install(folder, "pebre", ["python3"], making, { isWindows: false }, silent);
  assert.ok(!calls.some((call) => call.includes("-m venv")));
});

test("an environment that could not be finished is removed, and the last line says why", async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "pebre-"));
  const run: Run = (program, args) => {
    if (args.includes("pip")) return Promise.reject(new Error("Looking\nERROR: no such package"));
    return program === "python3" ? Promise.resolve("3.12") : Promise.reject(new Error("gone"));
  };
  await assert.rejects(
    install(folder, "pebre", ["python3"], run, { isWindows: false }, silent),
    /could not be installed: ERROR: no such package/,
  );
  await assert.rejects(fs.stat(folder));
});
