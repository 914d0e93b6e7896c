/** Tests that run inside the extension host, in the order they stand here: each starts where the last one ended. */

import assert from "node:assert/strict";
import * as fs from "node:fs";

import * as vscode from "vscode";

const PATIENCE = 30_000; // milliseconds

type Test = readonly [name: string, run: () => Promise<void>];

/** Called by VS Code when the window is there. */
export async function run(): Promise<void> {
  const lines: string[] = [`VS Code ${vscode.version}`];
  let failed = 0;
  for (const [name, test] of TESTS) {
    const begun = Date.now();
    try {
      await test();
      lines.push(`ok   ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed++;
      lines.push(`FAIL ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  lines.push(`${TESTS.length - failed} passed, ${failed} failed`, "");
  const report = process.env["PEBRE_REPORT"] ?? "";
  fs.writeFileSync(`${report}.part`, lines.join("\n"));
  fs.renameSync(`${report}.part`, report);
}

async function until<T>(what: string, look: () => T | PromiseLike<T>): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function uri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri(name)));
}

function at(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, text);
  return document.positionAt(offset);
}

async function replace(editor: vscode.TextEditor, old: string, text: string): Promise<void> {
  const start = at(editor.document, old);
  const done = await editor.edit((edit) => {
    edit.replace(new vscode.Range(start, start.translate(0, old.length)), text);
  });
  assert.ok(done);
}

function codes(document: vscode.Uri): string[] {
  return vscode.languages.getDiagnostics(document).map(({ code }) => String(typeof code === "object" ? code.value : code));
}

async function hover(document: vscode.TextDocument, text: string): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    at(document, text),
  );
  return found.flatMap((each) => each.contents.map((part) => (part as vscode.MarkdownString).value)).join("\n");
}

const TESTS: readonly Test[] = [
  [
    "the extension starts when a Python file is opened",
    async () => {
      await show("main.py");
      await until("activation", () => vscode.extensions.getExtension("pebre.pebre")?.isActive);
    },
  ],
  ["diagnostics appear", () => until("report", () => codes(uri("main.py")).includes("invalid-assignment")).then()],
  [
    "hover shows a type and a docstring",
    async () => {
      const { document } = await show("main.py");
      assert.match(await hover(document, "circle ="), /circle: Circle/);
      assert.match(await hover(document, "area()"), /square units/);
    },
  ],
  [
    "completion lists members",
    async () => {
      const { document } = await show("main.py");
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        at(document, "area()"),
        ".",
      );
      const labels = found.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      assert.ok(labels.includes("area") && labels.includes("radius"), labels.join(" "));
    },
  ],
  [
    "the definition is in the other file",
    async () => {
      const { document } = await show("main.py");
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        at(document, "Circle(2.0)"),
      );
      const target = found[0];
      assert.ok(target);
      assert.match(("targetUri" in target ? target.targetUri : target.uri).path, /shapes\.py$/);
    },
  ],
  [
    "a missing import is offered, and mends the report",
    async () => {
      const editor = await show("main.py");
      const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
      await editor.edit((edit) => {
        edit.insert(end, "partial\n");
      });
      await until("report", () => codes(uri("main.py")).includes("unresolved-reference"));
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri("main.py"),
        new vscode.Range(end, end),
        vscode.CodeActionKind.QuickFix.value,
      );
      const wanted = found.find(({ title }) => title === "Import: `from functools import partial`");
      assert.ok(wanted?.edit, found.map(({ title }) => title).join(", "));
      assert.ok(await vscode.workspace.applyEdit(wanted.edit));
      await until("mended", () => !codes(uri("main.py")).includes("unresolved-reference"));
      await replace(editor, "from functools import partial\n\n", "");
      await replace(editor, "partial\n", "");
    },
  ],
  [
    "hints, colours and symbols of the workspace",
    async () => {
      const { document } = await show("main.py");
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        document.uri,
        whole,
      );
      assert.ok(Array.isArray(hints));
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        "vscode.provideDocumentSemanticTokens",
        document.uri,
      );
      assert.ok(tokens && tokens.data.length >= 5 * 8);
      const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
        "vscode.executeWorkspaceSymbolProvider",
        "circle",
      );
      assert.ok(symbols.some(({ name, location }) => name === "Circle" && location.uri.path.endsWith("shapes.py")));
    },
  ],
  [
    "diagnostics go while typing, and come back",
    async () => {
      const editor = await show("main.py");
      await replace(editor, "label: str", "label: float");
      await until("cleared", () => codes(uri("main.py")).length === 0);
      await replace(editor, "label: float", "label: str");
      await until("back", () => codes(uri("main.py")).length === 1);
    },
  ],
  [
    "what is typed in one file is seen in another, unsaved",
    async () => {
      const shapes = await show("shapes.py");
      await replace(shapes, "area(self) -> float", "area(self) -> str");
      await until("cleared elsewhere", () => codes(uri("main.py")).length === 0);
      await until("reported here", () => codes(uri("shapes.py")).includes("invalid-return-type"));
      await replace(shapes, "area(self) -> str", "area(self) -> float");
      await until("back", () => codes(uri("main.py")).length === 1 && codes(uri("shapes.py")).length === 0);
    },
  ],
  [
    "a setting counts at once",
    async () => {
      const settings = vscode.workspace.getConfiguration("pebre");
      await settings.update("rules", { "invalid-assignment": "ignore" }, vscode.ConfigurationTarget.Workspace);
      await until("silent", () => codes(uri("main.py")).length === 0);
      await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
      await until("back", () => codes(uri("main.py")).length === 1);
    },
  ],
  [
    "a file that another program makes is seen",
    async () => {
      const editor = await show("main.py");
      await replace(editor, "from shapes", "import later\nfrom shapes");
      await until("unresolved", () => codes(uri("main.py")).includes("unresolved-import"));
      fs.writeFileSync(uri("later.py").fsPath, "");
      await until("resolved", () => !codes(uri("main.py")).includes("unresolved-import"));
      await replace(editor, "import later\n", "");
    },
  ],
  [
    "cells of a notebook share names, and are reported on",
    async () => {
      const notebook = await vscode.workspace.openNotebookDocument(uri("notes.ipynb"));
      await vscode.window.showNotebookDocument(notebook);
      const cells = notebook.getCells();
      const [first, second] = [cells[1]?.document, cells[2]?.document];
      assert.ok(first && second);
      await until("reported", () => codes(second.uri).includes("unresolved-attribute"));
      assert.match(await hover(second, "size"), /size: float/);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(second.uri, new vscode.Range(0, 0, 0, 12), "size.real");
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until("cleared", () => codes(second.uri).length === 0);
    },
  ],
  [
    "rename reaches other files and open notebooks, and leaves closed ones alone",
    async () => {
      const closed = fs.readFileSync(uri("closed.ipynb").fsPath, "utf8");
      const { document } = await show("main.py");
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        document.uri,
        at(document, "Circle(2.0)"),
        "Disc",
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.match(document.getText(), /from shapes import Disc\n\ncircle = Disc\(2\.0\)/);
      const shapes = await vscode.workspace.openTextDocument(uri("shapes.py"));
      assert.match(shapes.getText(), /class Disc:/);
      const notebook = await vscode.workspace.openNotebookDocument(uri("notes.ipynb"));
      assert.match(notebook.cellAt(1).document.getText(), /import Disc\nsize = Disc\(1\.0\)/);
      assert.equal(fs.readFileSync(uri("closed.ipynb").fsPath, "utf8"), closed);
      await vscode.workspace.saveAll();
    },
  ],
  [
    "the server can be restarted",
    async () => {
      await vscode.commands.executeCommand("pebre.restart");
      const { document } = await show("main.py");
      assert.match(await hover(document, "circle ="), /circle: Disc/);
      await until("reported again", () => codes(uri("main.py")).length === 1);
    },
  ],
  [
    "debug information names the server and the environment",
    async () => {
      await vscode.commands.executeCommand("pebre.showDebugInformation");
      const text = await until("text", () => vscode.window.activeTextEditor?.document.getText());
      for (const part of ["extension: pebre", "pebre_server server", "search paths:", "environment:"]) {
        assert.ok(text.includes(part), text);
      }
    },
  ],
  [
    "the server can be installed in an environment of the extension's own",
    async () => {
      const settings = vscode.workspace.getConfiguration("pebre");
      await settings.update("importStrategy", "useInstalled", vscode.ConfigurationTarget.Workspace);
      await settings.update("interpreter", "", vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand("pebre.installServer");
      const { document } = await show("main.py");
      assert.match(await hover(document, "circle ="), /circle: Disc/);
      await vscode.commands.executeCommand("pebre.showDebugInformation");
      const own = /server: \S*globalStorage\/pebre\.pebre\/server\/bin\/pebre server/;
      await until("its own server", () => own.test(vscode.window.activeTextEditor?.document.getText() ?? ""));
    },
  ],
];
