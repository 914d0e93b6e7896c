/**
 * Finds, starts, stops and restarts the server.
 *
 * Always: one thing at a time; a running server is left alone unless another program would be started now, or
 * the user asked for a restart.
 */

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

import { type Channels, Connection } from "./client";
import type { SelectedEnvironment } from "./environment";
import { Queue } from "./queue";
import { type Command, findServer, type Found, type ImportStrategy, isSame } from "./server/candidates";
import { realDisk } from "./server/disk";
import type { Status } from "./status";

export class Controller {
  private readonly queue = new Queue();
  private connection: Connection | undefined;
  private command: Command | undefined;
  private mustRestart = false;
  private hasOffered = false;

  constructor(
    private readonly channels: Channels,
    private readonly status: Status,
    private readonly environment: SelectedEnvironment,
    private readonly ownServer: string,
  ) {}

  /** Start the server, or another one if what is to be started has changed. */
  refresh(): Promise<void> {
    return this.queue.add(() => this.update());
  }

  restart(): Promise<void> {
    this.mustRestart = true;
    return this.refresh();
  }

  stop(): Promise<void> {
    return this.queue.add(() => this.end());
  }

  /** The environment or a setting has changed that is not about which program is started. */
  async settingsChanged(): Promise<void> {
    if (this.connection?.client.isRunning()) await this.connection.settingsChanged();
  }

  /** What a command of the server gives. */
  async ask(command: string): Promise<unknown> {
    if (!this.connection?.client.isRunning()) throw new Error("The server of pebre is not running.");
    return this.connection.client.sendRequest("workspace/executeCommand", { command, arguments: [] });
  }

  /** What runs, as lines for a report of a problem. */
  async describe(): Promise<string[]> {
    const { command, steps } = await this.find();
    const running = this.command ? [this.command.program, ...this.command.args].join(" ") : "none";
    const again = isSame(command, this.command) ? [] : [`would be started now: ${command?.program ?? "none"}`];
    return [`server: ${running}`, ...again, "looked for at:", ...steps.map((step) => `  ${step}`)];
  }

  private async update(): Promise<void> {
    const log = this.channels.client;
    const found = await this.find();
    for (const step of found.steps) log.info(`server: ${step}`);
    const isUp = this.connection?.client.isRunning() === true;
    if (isUp && !this.mustRestart && isSame(found.command, this.command)) {
      await this.settingsChanged();
      return;
    }
    this.mustRestart = false;
    await this.end();
    this.command = found.command;
    if (found.command) {
      await this.begin(found.command);
    } else {
      log.warn("no server was found");
      this.status.missing();
      this.offer();
    }
  }

  private async find(): Promise<Found> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const settings = vscode.workspace.getConfiguration("pebre", folder);
    const strategy = settings.get<ImportStrategy>("importStrategy", "fromEnvironment");
    const isTrusted = vscode.workspace.isTrusted;
    return findServer(
      {
        paths: settings.get<string[]>("path", []),
        interpreter: settings.get<string | null>("interpreter", null),
        strategy,
        environment: isTrusted ? await this.environment.interpreter(folder) : undefined,
        installed: this.ownServer,
        isTrusted,
        workspaceFolder: folder?.fsPath,
      },
      realDisk(),
    );
  }

  private async begin(command: Command): Promise<void> {
    const log = this.channels.client;
    this.status.starting();
    log.info(`starting ${[command.program, ...command.args].join(" ")}`);
    const connection = new Connection(command, this.channels, this.environment, this.status);
    this.connection = connection;
    connection.client.onDidChangeState(({ newState }) => {
      if (this.connection !== connection) return; // stopped by us
      if (newState === State.Running) this.up(connection, command);
      else if (newState === State.Stopped) this.down(connection, "the server has stopped");
    });
    try {
      await connection.client.start();
    } catch (error) {
      this.down(connection, "the server could not be started");
      log.error(String(error));
      this.complain("The server of pebre could not be started.");
    }
  }

  private up(connection: Connection, command: Command): void {
    const version = connection.client.initializeResult?.serverInfo?.version ?? "";
    this.channels.client.info(`running: pebre ${version}`);
    this.status.running(version, command.origin);
  }

  private down(connection: Connection, what: string): void {
    this.channels.client.error(what);
    const words = connection.lastWords();
    if (words !== "") this.channels.client.error(words);
    this.status.stopped(what);
  }

  private async end(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    if (!connection) return;
    try {
      await connection.client.dispose();
    } catch (error) {
      this.channels.client.warn(`stopping: ${String(error)}`);
    }
  }

  private complain(text: string): void {
    void vscode.window.showErrorMessage(text, "Show Logs").then((choice) => {
      if (choice) this.channels.client.show();
    });
  }

  /** Say once that there is no server, and what can be done. */
  private offer(): void {
    if (this.hasOffered) return;
    this.hasOffered = true;
    const actions = vscode.workspace.isTrusted ? ["Install", "Settings"] : ["Settings"];
    const text = "pebre has found no server to start. It can be installed in an environment of its own.";
    void vscode.window.showWarningMessage(text, ...actions).then((choice) => {
      if (choice === "Install") void vscode.commands.executeCommand("pebre.installServer");
      if (choice === "Settings") void vscode.commands.executeCommand("workbench.action.openSettings", "pebre.path");
    });
  }
}
