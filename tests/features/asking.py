"""A session of the real server on the small package, asked at places that are marked in texts."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.server.client import PULL, Client

PACKAGE = Path(__file__).parent / "package"
COMMAND = [sys.executable, "-I", "-m", "pebre_server", "server"]
CURSOR = "<|>"
_REST = 2.0  # seconds, after which the server uses the time
_LONG = 120.0  # seconds; the first answer reads the standard library's stubs
CAPABILITIES: dict[str, Any] = {
    **PULL,
    "textDocument": {
        **PULL["textDocument"],
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "dataSupport": True,
            "disabledSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "completion": {
            "completionItem": {
                "documentationFormat": ["markdown"],
                "resolveSupport": {"properties": ["additionalTextEdits"]},
            },
        },
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeLens": {},
        "inlayHint": {},
        "publishDiagnostics": {"tagSupport": {"valueSet": [1, 2]}},
        "rename": {"prepareSupport": True},
        "semanticTokens": {
            "requests": {"range": True, "full": {"delta": True}},
            "tokenTypes": [],
            "tokenModifiers": [],
            "formats": ["relative"],
        },
        "signatureHelp": {"signatureInformation": {"activeParameterSupport": True}},
    },
    "workspace": {
        **PULL["workspace"],
        "fileOperations": {"willRename": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "notebookDocument": {"synchronization": {}},
}


class Session:
    """`main.py` is open with whatever text was given last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "small"
        shutil.copytree(PACKAGE, self.folder)
        self.client = Client(command=COMMAND, cwd=self.folder)
        options = {"codeLens": {"references": True}}
        answer = self.client.initialize(CAPABILITIES, rootUri=self.folder.as_uri(), initializationOptions=options)
        self.capabilities: dict[str, Any] = answer["capabilities"]
        self.client.notify("initialized", {})
        self.uri = self.path("main.py")
        self.version = 1
        self.client.open("", self.uri)
        self.at: dict[str, Any] = {}

    def path(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def write(self, text: str) -> None:
        """What `main.py` holds now; the cursor is where the mark is, else at its end."""
        before, _, after = text.partition(CURSOR)
        self.version += 1
        self.client.change(self.version, before + after, uri=self.uri)
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        self.at = self.client.at(line, column, self.uri)

    def ask(self, method: str, **more: object) -> Any:
        return self.client.result(self.client.request(method, {**self.at, **more}), _LONG)

    def place(self, name: str, needle: str) -> dict[str, Any]:
        """Where a text stands in a file of the package."""
        text = (self.folder / name).read_text(encoding="utf-8")
        at = text.index(needle)
        return self.client.at(text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1, self.path(name))

    def encoding_for(self, *offered: str) -> str:
        """What another client that offers these encodings is told to count columns in."""
        client = Client(command=COMMAND, cwd=self.folder)
        answer = client.initialize({"general": {"positionEncodings": list(offered)}}, rootUri=self.folder.as_uri())
        client.kill()
        return str(answer["capabilities"]["positionEncoding"])

    def workspace_report(self) -> dict[str, str]:
        """Kinds of reports by file, for a client that asks while nothing is wrong, and waits for the first error."""
        client = Client(command=COMMAND, cwd=self.folder)
        try:
            options = {"diagnosticMode": "workspace"}
            client.begin(CAPABILITIES, rootUri=self.folder.as_uri(), initializationOptions=options)
            waiting = client.request("workspace/diagnostic", {"previousResultIds": []})
            client.settle()
            assert not any(each.get("id") == waiting and "method" not in each for each in client.messages)
            client.open("missing\n", self.path("pkg/more.py"))
            items = client.result(waiting, 30.0)["items"]
        finally:
            client.kill()
        return {each["uri"].rpartition("/")[2]: each["kind"] for each in items if each["resultId"]}

    # ---- what several rows ask ----

    def labels(self, text: str) -> list[str]:
        """The completions at the mark."""
        self.write(text)
        return [each["label"] for each in self.ask("textDocument/completion")["items"]]

    def offers(self, text: str, label: str) -> bool:
        """Whether a completion comes at the mark, now or when the libraries have been looked through in a rest."""
        deadline = time.monotonic() + _LONG
        while time.monotonic() < deadline:
            if label in self.labels(text):
                return True
            time.sleep(_REST)
        return False

    def hover(self, text: str) -> str:
        self.write(text)
        found = self.ask("textDocument/hover")
        return "" if found is None else str(found["contents"]["value"])

    def targets(self, text: str, method: str) -> list[str]:
        """Names of the files that a position leads to."""
        self.write(text)
        return [each["uri"].rpartition("/")[2] for each in self.ask(method) or []]

    def actions(self, text: str, *only: str) -> list[dict[str, Any]]:
        """The actions offered at the mark, or for what is between two marks."""
        first, *rest = text.split(CURSOR)
        self.write(f"{first}{''.join(rest[:-1])}{CURSOR}{rest[-1]}")
        end = self.at["position"]
        self.write(f"{first}{CURSOR}{''.join(rest)}")
        range_ = {"start": self.at["position"], "end": end}
        context = {"diagnostics": [], **({"only": list(only)} if only else {})}
        return list(self.ask("textDocument/codeAction", range=range_, context=context))

    def edits(self, edit: dict[str, Any]) -> dict[str, int]:
        """How many edits a `WorkspaceEdit` has, by file."""
        found: dict[str, int] = {}
        for change in edit["documentChanges"]:
            if "edits" in change:
                name = change["textDocument"]["uri"].rpartition("/")[2]
                found[name] = found.get(name, 0) + len(change["edits"])
        return found


Check = Callable[[Session], str]
