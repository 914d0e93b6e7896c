/** The item in the language status: what runs, whether it works, what is wrong. */

import * as vscode from "vscode";

import { SELECTOR } from "./selector";

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("pebre.status", SELECTOR);
  private readonly work = new Set<string | number>();

  constructor() {
    this.item.name = "pebre";
    this.starting();
  }

  starting(): void {
    this.show("pebre", "starting", vscode.LanguageStatusSeverity.Information, true);
  }

  running(version: string, origin: string): void {
    this.show(`pebre ${version}`, origin, vscode.LanguageStatusSeverity.Information);
  }

  stopped(why: string): void {
    this.work.clear();
    this.show("pebre", why, vscode.LanguageStatusSeverity.Error);
  }

  missing(): void {
    this.show("pebre", "no server was found", vscode.LanguageStatusSeverity.Warning);
    this.item.command = { title: "Install", command: "pebre.installServer" };
  }

  /** A piece of work has begun or ended. */
  working(token: string | number, isBusy: boolean): void {
    if (isBusy) this.work.add(token);
    else this.work.delete(token);
    this.item.busy = this.work.size > 0;
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = busy || this.work.size > 0;
    this.item.command = { title: "Show Logs", command: "pebre.showLogs" };
  }
}
