/**
 * The output channel of the messages, made when there is something to show.
 *
 * vscode-languageclient traces when the channel's log level is Trace. Here the setting `pebre.trace.server` decides:
 * the channel says it is at that level exactly when the setting is not `off`.
 */

import * as vscode from "vscode";

export class TraceChannel implements vscode.LogOutputChannel {
  readonly name = "pebre Trace";
  private readonly emitter = new vscode.EventEmitter<vscode.LogLevel>();
  readonly onDidChangeLogLevel = this.emitter.event;
  private readonly subscription: vscode.Disposable;
  private channel: vscode.LogOutputChannel | undefined;

  constructor() {
    this.subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("pebre.trace.server")) this.emitter.fire(this.logLevel);
    });
  }

  get logLevel(): vscode.LogLevel {
    const wish = vscode.workspace.getConfiguration("pebre").get<string>("trace.server", "off");
    return wish === "off" ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
  }

  // What is written at level Trace must be seen: the real channel stays at its default, Info.
  trace(message: string, ...more: unknown[]): void {
    this.real.info(message, ...more);
  }
  debug(message: string, ...more: unknown[]): void {
    this.real.info(message, ...more);
  }
  info(message: string, ...more: unknown[]): void {
    this.real.info(message, ...more);
  }
  warn(message: string, ...more: unknown[]): void {
    this.real.warn(message, ...more);
  }
  error(error: string | Error, ...more: unknown[]): void {
    this.real.error(error, ...more);
  }
  append(value: string): void {
    this.real.append(value);
  }
  appendLine(value: string): void {
    this.real.appendLine(value);
  }
  replace(value: string): void {
    this.real.replace(value);
  }
  clear(): void {
    this.channel?.clear();
  }
  show(): void {
    this.real.show(true);
  }
  hide(): void {
    this.channel?.hide();
  }
  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
    this.channel?.dispose();
  }

  private get real(): vscode.LogOutputChannel {
    return (this.channel ??= vscode.window.createOutputChannel(this.name, { log: true }));
  }
}
