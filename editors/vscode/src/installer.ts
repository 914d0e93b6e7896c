/** *Install or Update Server*: on a click, in a trusted workspace. */

import * as vscode from "vscode";

import type { SelectedEnvironment } from "./environment";
import { realDisk } from "./server/disk";
import { install } from "./server/install";
import { runner } from "./server/run";

export async function installServer(
  folder: string,
  environment: SelectedEnvironment,
  log: vscode.LogOutputChannel,
): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage("Trust this workspace first: installing runs a Python.");
    return false;
  }
  const settings = vscode.workspace.getConfiguration("pebre");
  const what = settings.get<string>("installFrom", "pebre");
  const wanted = settings.get<string | null>("interpreter", null);
  const selected = await environment.interpreter(vscode.workspace.workspaceFolders?.[0]?.uri);
  const disk = realDisk();
  const common = disk.isWindows ? ["py", "python"] : ["python3", "python"];
  const pythons = [wanted, selected, ...common].filter((each): each is string => typeof each === "string" && each !== "");
  const run = runner((line) => {
    log.info(line);
  });
  const location = vscode.ProgressLocation.Notification;
  try {
    await vscode.window.withProgress({ location, title: "pebre" }, (progress) =>
      install(folder, what, pythons, run, disk, (message) => {
        log.info(message);
        progress.report({ message });
      }),
    );
    return true;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    log.error(text);
    void vscode.window.showErrorMessage(text, "Show Logs").then((choice) => {
      if (choice) log.show();
    });
    return false;
  }
}
