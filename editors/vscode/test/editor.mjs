// A real VS Code (that of code-server) with the packaged extension installed, in a browser without a window.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const program = path.join(root, ".tools", "code-server", "node_modules", ".bin", "code-server");
const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", "--ignore-last-opened"];

/** A copy of the sample workspace. */
export function workspace() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pebre-workspace-"));
  cpSync(path.join(root, "test", "workspace"), folder, { recursive: true });
  return folder;
}

/**
 * Start the editor on a folder. `payload` goes into the page's address, with paths where the editor wants them.
 * Gives the page, and a function that ends everything.
 */
export async function open({ folder, settings = {}, payload = [], options = [], env = {}, size = { width: 1280, height: 800 } }) {
  const data = mkdtempSync(path.join(os.tmpdir(), "pebre-vscode-"));
  const folders = ["--user-data-dir", path.join(data, "user"), "--extensions-dir", path.join(data, "extensions")];
  mkdirSync(path.join(data, "user", "User"), { recursive: true });
  const all = { "workbench.startupEditor": "none", "chat.disableAIFeatures": true, ...settings };
  writeFileSync(path.join(data, "user", "User", "settings.json"), JSON.stringify(all));
  execFileSync(program, [...folders, "--install-extension", path.join(root, "pebre.vsix")], { stdio: "ignore" });
  const port = await freePort();
  const where = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`];
  const server = spawn(program, [...where, ...quiet, ...options, ...folders], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
    env: { ...process.env, ...env },
  });
  const end = () => {
    try {
      process.kill(-server.pid, "SIGTERM");
    } catch {
      // has ended by itself
    }
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await new Promise((ready, failed) => {
      server.stdout.on("data", (text) => String(text).includes("HTTP server listening") && ready());
      server.on("exit", (code) => failed(new Error(`code-server ended with ${code}`)));
      setTimeout(() => failed(new Error("code-server did not start")), 60000).unref();
    });
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    const page = await browser.newPage({ viewport: size });
    const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
    const shown = encodeURIComponent(JSON.stringify(payload.map(([key, file]) => [key, remote(file)])));
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${shown}`);
    return {
      page,
      async stop() {
        await browser.close();
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}
