import assert from "node:assert/strict";
import { test } from "node:test";

import { forServer } from "../../src/settings";

test("what is not set is left out, so that the project's own settings count", () => {
  assert.deepEqual(forServer({ rules: null, exclude: null, diagnosticMode: "off" }, undefined), { diagnosticMode: "off" });
});

test("what is for the extension is left out", () => {
  const section = { path: [], interpreter: "/p", importStrategy: "x", installFrom: "y", trace: { server: "off" } };
  assert.deepEqual(forServer(section, undefined), {});
});

test("the selected environment stands for a Python that is not set", () => {
  assert.deepEqual(forServer({ python: null }, "/env/bin/python"), { python: "/env/bin/python" });
  assert.deepEqual(forServer({ python: "/mine" }, "/env/bin/python"), { python: "/mine" });
});
