// Pictures for people to look at: node test/screens.mjs FOLDER.  PEBRE_PYTHON: as for host.mjs.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { open, root, workspace } from "./editor.mjs";

const out = process.argv[2] ?? path.join(root, "out", "screens");
mkdirSync(out, { recursive: true });
const python = process.env.PEBRE_PYTHON ?? path.resolve(root, "..", "..", ".venv", "bin", "python");
const folder = workspace();
const editor = await open({
  folder,
  settings: { "pebre.interpreter": python, "editor.fontSize": 15, "editor.minimap.enabled": false },
  options: ["--disable-workspace-trust"],
  payload: [["openFile", path.join(folder, "main.py")]],
});
const { page } = editor;
const shot = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
const line = (n) => page.locator(".monaco-editor .view-line").nth(n);
try {
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 60000 });
  await page.keyboard.press("Control+Shift+M");
  await page.waitForSelector(".markers-panel >> text=not assignable", { timeout: 20000 });
  await shot("problems");
  await page.keyboard.press("Control+Shift+M");
  await line(3).click({ position: { x: 190, y: 8 } }); // in `area`
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  await page.waitForSelector(".monaco-hover:not(.hidden) >> text=square units", { timeout: 20000 });
  await shot("hover");
  await page.keyboard.press("Escape");
  await line(4).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("circle.");
  await page.waitForSelector(".suggest-widget.visible >> text=radius", { timeout: 20000 });
  await page.waitForTimeout(500);
  await shot("completion");
  await page.keyboard.press("Escape");
  await page.locator("#status\\.languageStatus").first().click({ timeout: 5000 });
  await page.waitForTimeout(500);
  await shot("status");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await page.keyboard.type("pebre: ");
  await page.waitForTimeout(800);
  await shot("commands");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await page.keyboard.type("Preferences: Open Settings (UI)");
  await page.waitForTimeout(800);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(2000);
  await page.keyboard.type("@ext:pebre.pebre");
  await page.waitForTimeout(2000);
  await shot("settings");
} finally {
  await editor.stop();
}
