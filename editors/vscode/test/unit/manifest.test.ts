/** What package.json promises. */

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";

interface Setting {
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly scope: string;
}

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly problemMatchers: readonly { readonly pattern: { readonly regexp: string } }[];
    readonly configuration: readonly { readonly properties: Record<string, Setting> }[];
  };
}

const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as Manifest;
const sources = fs.readFileSync("src/extension.ts", "utf8");
const settings = Object.assign({}, ...manifest.contributes.configuration.map((part) => part.properties)) as Record<
  string,
  Setting
>;

test("every command is there", () => {
  for (const { command } of manifest.contributes.commands) assert.ok(sources.includes(`"${command}"`), command);
});

test("every setting says what it is for, in a sentence", () => {
  for (const [name, setting] of Object.entries(settings)) {
    const text = setting.description ?? setting.markdownDescription ?? "";
    assert.match(text, /^[A-Z*`].{10,}\.$/s, name);
  }
});

test("settings of a project are unset by default, so that its own file counts", () => {
  for (const [name, setting] of Object.entries(settings)) {
    if (setting.scope === "resource") assert.equal(setting.default, null, name);
  }
});

test("settings that name programs are not read from an untrusted workspace", () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const [name, setting] of Object.entries(settings)) {
    if (setting.scope.startsWith("machine")) assert.ok(restricted.includes(name), name);
  }
});

test("the problem matcher reads what `pebre check --output-format concise` prints", () => {
  const pattern = new RegExp(manifest.contributes.problemMatchers[0]?.pattern.regexp ?? "");
  const line = "pkg/a.py:2:10: error[invalid-assignment] Object of type `Literal[\"a\"]` is not assignable to `int`";
  assert.deepEqual(pattern.exec(line)?.slice(1, 6), ["pkg/a.py", "2", "10", "error", "invalid-assignment"]);
  assert.equal(pattern.exec("C:\\a.py:1:1: warning[x] y")?.[4], "warning");
  assert.equal(pattern.exec("2 errors in 1 file"), null);
});
