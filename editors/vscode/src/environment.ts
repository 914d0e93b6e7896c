/** The environment that is selected in the Python extension, if that is installed. */

import * as vscode from "vscode";

interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(
      environment: { readonly path: string },
    ): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const EXTENSION = "ms-python.python";
const PATIENCE = 5000; // milliseconds that a start may wait for it

export class SelectedEnvironment implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChange = this.emitter.event;
  private api: Promise<PythonApi | undefined> | undefined;
  private subscription: vscode.Disposable | undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** The interpreter's path; undefined if there is none, or the Python extension does not answer in time. */
  async interpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((done) => {
      timer = setTimeout(() => {
        this.log.warn("the Python extension does not answer");
        done(undefined);
      }, PATIENCE);
    });
    try {
      return await Promise.race([this.ask(resource), late]);
    } catch (error) {
      this.log.warn(`the Python extension fails: ${String(error)}`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  dispose(): void {
    this.subscription?.dispose();
    this.emitter.dispose();
  }

  private async ask(resource: vscode.Uri | undefined): Promise<string | undefined> {
    const api = await (this.api ??= this.activate());
    if (!api) return undefined;
    const selected = api.environments.getActiveEnvironmentPath(resource);
    const found = await api.environments.resolveEnvironment(selected);
    return found?.executable.uri?.fsPath;
  }

  private async activate(): Promise<PythonApi | undefined> {
    const extension = vscode.extensions.getExtension<PythonApi>(EXTENSION);
    if (!extension) return undefined;
    const api = extension.isActive ? extension.exports : await extension.activate();
    this.subscription = api.environments.onDidChangeActiveEnvironmentPath(() => {
      this.emitter.fire();
    });
    return api;
  }
}
