/** The extension: puts its parts together, and the commands. */

import * as vscode from "vscode";

import { Controller } from "./controller";
import { SelectedEnvironment } from "./environment";
import { installServer } from "./installer";
import { Reports } from "./reports";
import { Status } from "./status";
import { TraceChannel } from "./trace";

let controller: Controller | undefined;

// Settings that say which program is started.
const PROGRAM = ["pebre.path", "pebre.interpreter", "pebre.importStrategy"];

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const client = vscode.window.createOutputChannel("pebre", { log: true });
  const server = vscode.window.createOutputChannel("pebre Server", { log: true });
  const trace = new TraceChannel();
  const status = new Status();
  const environment = new SelectedEnvironment(client);
  const reports = new Reports();
  const ownServer = vscode.Uri.joinPath(context.globalStorageUri, "server").fsPath;
  const control = new Controller({ client, server, trace }, status, environment, ownServer);
  controller = control;

  const { version } = context.extension.packageJSON as { version: string };
  const about = async (): Promise<string> => {
    const own = [`extension: pebre ${version}`, `editor: ${vscode.env.appName} ${vscode.version}`];
    const server = await control.ask("pebre.debugInformation").catch((error: unknown) => String(error));
    return [...own, ...(await control.describe()), String(server)].join("\n");
  };
  const command = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, async () => {
      try {
        await run();
      } catch (error) {
        client.error(`${name}: ${String(error)}`);
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    });

  context.subscriptions.push(
    client,
    server,
    trace,
    status,
    environment,
    reports,
    command("pebre.restart", () => control.restart()),
    command("pebre.installServer", async () => {
      await control.stop(); // files of a running program cannot be replaced everywhere
      await installServer(ownServer, environment, client);
      await control.restart();
    }),
    command("pebre.showLogs", () => {
      client.show();
    }),
    command("pebre.showServerLogs", () => {
      server.show();
    }),
    command("pebre.showDebugInformation", async () => reports.show("debug information", await about())),
    command("pebre.showMemoryReport", async () =>
      reports.show("memory report", String(await control.ask("pebre.memoryReport"))),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => control.refresh()),
    environment.onDidChange(() => control.refresh()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (PROGRAM.some((setting) => change.affectsConfiguration(setting))) void control.refresh();
    }),
  );
  await control.refresh();
}

export async function deactivate(): Promise<void> {
  await controller?.stop();
}
