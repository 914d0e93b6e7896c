/** The documents that are the server's: Python files, unsaved ones, and cells of notebooks. */

export const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "vscode-notebook-cell", language: "python" },
];
