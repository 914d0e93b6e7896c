// The two pictures of the README, taken in the real programs: node docs/tour/take.mjs [FOLDER]
// First, in editors/vscode: sh test/setup.sh && npm run package.  PEBRE_PYTHON: a Python that has pebre.

import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { open, root } from "../../editors/vscode/test/editor.mjs";

const here = import.meta.dirname;
const out = process.argv[2] ?? path.join(here, "..", "images");
mkdirSync(out, { recursive: true });
const python = process.env.PEBRE_PYTHON ?? path.resolve(root, "..", "..", ".venv", "bin", "python");
const folder = path.join(mkdtempSync(path.join(os.tmpdir(), "pebre-")), "tour");
cpSync(path.join(here, "project"), folder, { recursive: true });
const editor = await open({
  folder,
  size: { width: 960, height: 600 },
  settings: {
    "pebre.interpreter": python,
    "editor.fontSize": 15,
    "editor.minimap.enabled": false,
    "editor.hover.above": false, // what it tells of stays in sight
    "editor.inlayHints.enabled": "offUnlessPressed", // the lines are narrow here
    "workbench.activityBar.location": "hidden",
    "workbench.statusBar.visible": true,
    "terminal.integrated.fontSize": 14,
    "terminal.integrated.gpuAcceleration": "off",
    "terminal.integrated.env.linux": { PATH: `${path.dirname(python)}:${process.env.PATH}`, PS1: "$ " },
    "terminal.integrated.defaultProfile.linux": "sh",
    "terminal.integrated.profiles.linux": { sh: { path: "/bin/sh" } },
    "terminal.integrated.shellIntegration.enabled": false,
  },
  options: ["--disable-workspace-trust"],
  payload: [["openFile", path.join(folder, "main.py")]],
});
const { page } = editor;
try {
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 120000 });
  await page.keyboard.press("Control+B"); // no side bar
  await page.keyboard.press("Control+Alt+B"); // nor one on the other side
  await page.keyboard.press("Control+Shift+M");
  await page.waitForSelector(".markers-panel >> text=None", { timeout: 60000 });
  const line = page.locator(".monaco-editor .view-line").nth(8);
  await line.click({ position: { x: 72, y: 8 } }); // in `found`
  await page.mouse.move(700, 330); // nothing is underlined as a link
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  await page.waitForSelector(".monaco-hover:not(.hidden) >> text=variable", { timeout: 60000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: path.join(out, "editor.png") });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+M");
  await page.keyboard.press("Control+`");
  await page.waitForSelector(".xterm-screen", { timeout: 60000 });
  await page.waitForTimeout(5000);
  await page.keyboard.press("F1");
  await page.keyboard.type("View: Toggle Maximized Panel");
  await page.waitForTimeout(1500);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(1500);
  await page.locator(".xterm-screen").first().click();
  await page.keyboard.type("clear; pebre check\n");
  await page.waitForSelector(".xterm-rows >> text=errors in", { timeout: 120000 });
  await page.waitForTimeout(1000);
  const screen = await page.locator(".xterm-screen").first().boundingBox();
  const used = await page.evaluate(() => {
    const rows = [...document.querySelectorAll(".xterm-rows > div")];
    const last = rows.findLastIndex((row) => row.textContent.trim());
    return rows[last].getBoundingClientRect().top; // the prompt is left out
  });
  const clip = { x: screen.x, y: screen.y, width: screen.width, height: used - screen.y };
  await page.screenshot({ path: path.join(out, "terminal.png"), clip });
} finally {
  await editor.stop();
}
