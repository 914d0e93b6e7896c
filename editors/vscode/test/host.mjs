// Runs test/host/index.ts inside VS Code's extension host, on the packaged extension. PEBRE_PYTHON: a Python with pebre, if not
// that of the repository's .venv.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { open, root, workspace } from "./editor.mjs";

const LIMIT = 180_000; // milliseconds
const repository = path.resolve(root, "..", "..");
const built = path.join(root, "out", "host");
execFileSync("npx", ["esbuild", "test/host/index.ts", "--bundle", "--platform=node", "--target=node20", "--format=cjs",
  "--external:vscode", `--outfile=${path.join(built, "index.js")}`, "--log-level=warning"], { cwd: root, stdio: "inherit" });
const report = path.join(mkdtempSync(path.join(os.tmpdir(), "pebre-report-")), "report.txt");
const editor = await open({
  folder: workspace(),
  settings: {
    "pebre.interpreter": process.env.PEBRE_PYTHON ?? path.join(repository, ".venv", "bin", "python"),
    "pebre.installFrom": repository,
    "pebre.logLevel": "debug",
  },
  // Without the smoke test driver VS Code does not look at the two paths.
  options: ["--disable-workspace-trust", "--vscode-option", "enable-smoke-test-driver=true"],
  payload: [["extensionTestsPath", path.join(built, "index.js")], ["extensionDevelopmentPath", built]],
  env: { PEBRE_REPORT: report },
});
const deadline = Date.now() + LIMIT;
while (!existsSync(report) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 100));
const text = existsSync(report) ? readFileSync(report, "utf8") : "no report: the tests did not end in time\n";
if (!existsSync(report)) await editor.page.screenshot({ path: `${report}.png` });
process.stdout.write(text);
await editor.stop();
process.exit(/^\d+ passed, 0 failed$/m.test(text) ? 0 : 1);
