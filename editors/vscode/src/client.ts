/** A language client for one server process. */

import type { Readable } from "node:stream";

import * as vscode from "vscode";
import {
  type ConfigurationItem,
  DidChangeConfigurationNotification,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";

import type { SelectedEnvironment } from "./environment";
import { SELECTOR } from "./selector";
import type { Command } from "./server/candidates";
import { forServer, type Section } from "./settings";
import type { Status } from "./status";
import type { TraceChannel } from "./trace";

export interface Channels {
  readonly client: vscode.LogOutputChannel;
  readonly server: vscode.LogOutputChannel;
  readonly trace: TraceChannel;
}

const KEPT = 60; // lines of standard error, shown if the server ends by itself

export class Connection {
  readonly client: LanguageClient;
  private readonly said: string[] = [];

  constructor(command: Command, channels: Channels, environment: SelectedEnvironment, status: Status) {
    const run = { command: command.program, args: [...command.args], transport: TransportKind.stdio };
    this.client = new LanguageClient("pebre", "pebre", run, {
      documentSelector: SELECTOR,
      outputChannel: channels.server,
      traceOutputChannel: channels.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Lines of its log come as messages too; standard error is looked at when nothing else tells what happened.
      stdioOptions: {
        stdout: () => undefined,
        stderr: (stream: Readable) => {
          stream.setEncoding("utf8").on("data", (text: string) => {
            this.said.push(...text.split("\n"));
            this.said.splice(0, Math.max(0, this.said.length - KEPT));
          });
        },
      },
      middleware: {
        handleWorkDoneProgress: (token, params, next) => {
          if (params.kind !== "report") status.working(token, params.kind === "begin");
          next(token, params);
        },
        workspace: {
          configuration: async (params, token, next) => {
            const sections = await next(params, token);
            if (!Array.isArray(sections)) return sections;
            return Promise.all(
              params.items.map(async (item: ConfigurationItem, n): Promise<unknown> => {
                const section: unknown = sections[n];
                if (item.section !== "pebre" || typeof section !== "object" || section === null) return section;
                const scope = item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri);
                return forServer(section as Section, await environment.interpreter(scope));
              }),
            );
          },
          didChangeConfiguration: () => this.settingsChanged(),
        },
      },
    });
  }

  /** Let the server ask for its settings anew: what is sent along would not have passed the middleware. */
  async settingsChanged(): Promise<void> {
    await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  /** What the server said last on standard error. */
  lastWords(): string {
    return this.said.join("\n").trim();
  }
}
