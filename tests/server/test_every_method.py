"""Every request that the server answers, asked by clients of all kinds: each encoding of positions, told or pulling.

The clients are those of pytest-lsp. The text has characters of two UTF-16 units before each place that is asked about.
All clients must get the same, once columns are counted in characters; before that no two encodings may look alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pebre_server import notifications, requests
from tests.features.asking import CAPABILITIES, COMMAND
from tests.server.typed_client import TypedClient

STUBS = Path(__file__).parents[1] / "harness" / "ministub"
SHAPES = """class Base:
    def run(self, n: int) -> str: '''𝒳'''
class Circle(Base):
    def run(self, n: int) -> str: return '𝒳'
"""
MAIN = """'𝒳😀'; from shapes import Circle, Base
'𝒳😀'; circle = Circle()
'𝒳😀'; circle.run(1, missing)
def 𠀀caller(a: int, 𝒳: str):
    '''𝒳😀: see PEP 8'''
    text = '𝒳😀', a + 1, Circle().run(1)
    return text
'𝒳😀'; pair = [circle]
"""
FILES = {"main.py": MAIN, "shapes.py": SHAPES, "uses.py": "'𝒳😀'; from main import 𠀀caller, pair\n"}
WIDTHS = {"utf-8": lambda text: len(text.encode()), "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
          "utf-32": len}  # fmt: skip
SHIFT = "<|>"


class Asking:
    """One client of the real server, which speaks of characters."""

    def __init__(self, folder: Path, encoding: str, *, pulls: bool) -> None:
        self.folder = folder
        self.width = WIDTHS[encoding]
        capabilities = {**CAPABILITIES, "general": {"positionEncodings": [encoding]}}
        if not pulls:
            capabilities["textDocument"] = {k: v for k, v in CAPABILITIES["textDocument"].items() if k != "diagnostic"}
        self.client = TypedClient(COMMAND, folder)
        settings = {
            "environment": {"typeshed": str(STUBS), "pythonVersion": "3.14"},
            "diagnosticMode": "workspace",
            "codeLens": {"references": True},
        }
        self.client.begin(capabilities, rootUri=folder.as_uri(), initializationOptions=settings)
        self.texts = {(folder / name).as_uri(): text for name, text in FILES.items()}
        self.uri = (folder / "main.py").as_uri()
        for uri, text in self.texts.items():
            item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            self.client.notify("textDocument/didOpen", {"textDocument": item})

    def place(self, needle: str, name: str = "main.py") -> dict[str, Any]:
        """`needle` with the mark of the cursor in it."""
        uri = (self.folder / name).as_uri()
        before, _, after = needle.partition(SHIFT)
        at = self.texts[uri].index(before + after) + len(before)
        return {"textDocument": {"uri": uri}, "position": self.position(self.texts[uri], at)}

    def position(self, text: str, at: int) -> dict[str, int]:
        start = text.rfind("\n", 0, at) + 1
        return {"line": text.count("\n", 0, at), "character": self.width(text[start:at])}

    def range(self, start: str, end: str) -> dict[str, Any]:
        first, last = self.place(start), self.place(end)
        return {
            "textDocument": first["textDocument"],
            "range": {"start": first["position"], "end": last["position"]},
        }

    def ask(self, method: str, params: object) -> Any:
        return self.client.ask(method, params)

    def plain(self, value: Any, uri: str = "") -> Any:
        """An answer with columns in characters, and without numbers that differ from one list to the next."""
        if isinstance(value, list):
            return [self.plain(each, uri) for each in value]
        if not isinstance(value, dict):
            return value
        where = (
            value.get("uri") or value.get("targetUri") or value.get("textDocument", {}).get("uri") or uri or self.uri
        )
        if value.keys() == {"line", "character"}:
            if where not in self.texts:
                return value["line"], value["character"]  # a stub, which has no such characters
            line = self.texts[where].split("\n")[value["line"]]
            columns = [n for n in range(len(line) + 1) if self.width(line[:n]) == value["character"]]
            assert columns, (value, line)
            return value["line"], columns[0]
        skipped = ("data", "resultId", "version")
        return {key: self.plain(each, where) for key, each in value.items() if key not in skipped}


def columns(value: Any) -> str:
    """The columns and tokens in a message, in the units in which they were sent."""
    if isinstance(value, list):
        return " ".join([columns(each) for each in value])
    if not isinstance(value, dict):
        return ""
    told = [str(value[key]) for key in ("character",) if key in value]
    told += [str(value["data"])] if "data" in value and value.keys() <= {"data", "resultId"} else []
    return " ".join(each for each in [*told, *(columns(below) for below in value.values())] if each)


Params = Callable[[Asking], dict[str, Any]]

# ---- what is asked -------------------------------------------------------------------------------------


def _at(needle: str, **more: object) -> Params:
    return lambda asking: {**asking.place(needle), **more}


def _actions(asking: Asking, only: str) -> dict[str, Any]:
    range_ = asking.range(f"{SHIFT}a + 1", f"a + 1{SHIFT}")
    return {**range_, "context": {"diagnostics": [], "only": [only]}}


def _item(method: str, needle: str, name: str) -> Params:
    return lambda asking: {"item": asking.ask(method, asking.place(needle, name))[0]}


def _resolved(asking: Asking) -> dict[str, Any]:
    return asking.ask("textDocument/completion", asking.place(f"circle.r{SHIFT}un"))["items"][0]


def _late(asking: Asking) -> dict[str, Any]:
    where = asking.place(f"def 𠀀cal{SHIFT}ler")
    range_ = {"start": where["position"], "end": where["position"]}
    context = {"diagnostics": [], "only": ["refactor.move"]}
    found = asking.ask("textDocument/codeAction", {**where, "range": range_, "context": context})
    return next(each for each in found if "new module" in each["title"])


def _previous(asking: Asking) -> dict[str, Any]:
    document = {"textDocument": {"uri": asking.uri}}
    return {**document, "previousResultId": asking.ask("textDocument/semanticTokens/full", document)["resultId"]}


def _document(asking: Asking) -> dict[str, Any]:
    return {"textDocument": {"uri": asking.uri}}


def _renames(asking: Asking) -> dict[str, Any]:
    old, new = [(asking.folder / name).as_uri() for name in ("shapes.py", "forms.py")]
    return {"files": [{"oldUri": old, "newUri": new}]}


RUN = f"def ru{SHIFT}n(self, n: int) -> str: r"
CALL = f"Circle().ru{SHIFT}n(1)"
ASKED = {
    "callHierarchy/incomingCalls": _item("textDocument/prepareCallHierarchy", RUN, "shapes.py"),
    "callHierarchy/outgoingCalls": _item("textDocument/prepareCallHierarchy", f"def 𠀀call{SHIFT}er", "main.py"),
    "codeAction/resolve": _late,
    "codeLens/resolve": lambda asking: asking.ask("textDocument/codeLens", _document(asking))[0],
    "completionItem/resolve": _resolved,
    "textDocument/codeAction": lambda asking: _actions(asking, "refactor.extract"),
    "textDocument/codeLens": _document,
    "textDocument/completion": _at(f"circle.r{SHIFT}un"),
    "textDocument/declaration": _at(CALL),
    "textDocument/definition": _at(CALL),
    "textDocument/diagnostic": _document,
    "textDocument/documentHighlight": _at(f"circ{SHIFT}le.run"),
    "textDocument/documentLink": _document,
    "textDocument/documentSymbol": _document,
    "textDocument/foldingRange": _document,
    "textDocument/hover": _at(CALL),
    "textDocument/implementation": _at(f"Bas{SHIFT}e\n"),
    "textDocument/inlayHint": lambda asking: asking.range(f"{SHIFT}'𝒳😀'; from", f"pair = [circle]{SHIFT}"),
    "textDocument/prepareCallHierarchy": _at(CALL),
    "textDocument/prepareRename": _at(CALL),
    "textDocument/prepareTypeHierarchy": _at(f"Bas{SHIFT}e\n"),
    "textDocument/references": _at(CALL, context={"includeDeclaration": True}),
    "textDocument/rename": _at(CALL, newName="walk"),
    "textDocument/selectionRange": lambda asking: {
        **_document(asking), "positions": [asking.place(CALL)["position"]],
    },
    "textDocument/semanticTokens/full": _document,
    "textDocument/semanticTokens/full/delta": _previous,
    "textDocument/semanticTokens/range": lambda asking: asking.range(f"def{SHIFT} 𠀀caller", f"return{SHIFT} text"),
    "textDocument/signatureHelp": _at(f"run(1, miss{SHIFT}ing"),
    "textDocument/typeDefinition": _at(f"circ{SHIFT}le.run"),
    "typeHierarchy/subtypes": _item("textDocument/prepareTypeHierarchy", f"Bas{SHIFT}e:", "shapes.py"),
    "typeHierarchy/supertypes": _item("textDocument/prepareTypeHierarchy", f"class Cir{SHIFT}cle", "shapes.py"),
    "workspace/diagnostic": lambda asking: {"previousResultIds": []},
    "workspace/symbol": lambda asking: {"query": "caller"},
    "workspace/willRenameFiles": _renames,
}  # fmt: skip
# Places counted from the one before, in the client's units.
_COUNTED = ("textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta",
            "textDocument/semanticTokens/range")  # fmt: skip
_NOTHING = ("textDocument/semanticTokens/full/delta",)  # nothing has changed
_NO_COLUMNS = ("textDocument/foldingRange", "textDocument/semanticTokens/full/delta")
CLIENTS = [(encoding, pulls) for encoding in WIDTHS for pulls in (True, False)]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Asking]]:
    folder = Path(tmp_path_factory.mktemp("every"))
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = [Asking(folder, encoding, pulls=pulls) for encoding, pulls in CLIENTS]
    yield found
    for each in found:
        each.client.kill()


def test_every_request_is_asked() -> None:
    assert set(ASKED) == {each.method for each in requests.REQUESTS}


@pytest.mark.slow
@pytest.mark.parametrize("method", ASKED)
def test_all_clients_get_the_same(clients: list[Asking], method: str) -> None:
    answers = []
    spoken: dict[str, set[str]] = {}
    for asking, (encoding, pulls) in zip(clients, CLIENTS, strict=True):
        if method.endswith("/diagnostic") and not pulls:
            continue
        params = ASKED[method](asking)
        found = asking.ask(method, params)
        assert found or method in _NOTHING, method
        spoken.setdefault(encoding, set()).add(columns([params, found]))
        if method not in _COUNTED:
            answers.append(json.dumps(asking.plain(found), sort_keys=True))
    assert len(set(answers)) <= 1, "\n".join(answers)
    assert all(len(each) == 1 for each in spoken.values())
    assert len(set.union(*spoken.values())) == (1 if method in _NO_COLUMNS else len(WIDTHS)), spoken


@pytest.mark.slow
def test_told_and_pulled_diagnostics_are_the_same(clients: list[Asking]) -> None:
    answers = []
    for asking, (_, pulls) in zip(clients, CLIENTS, strict=True):
        if pulls:
            found = asking.ask("textDocument/diagnostic", _document(asking))["items"]
        else:
            found = asking.client.told_diagnostics(asking.uri)
        assert found
        answers.append(json.dumps(asking.plain(found), sort_keys=True))
    assert len(set(answers)) == 1, "\n".join(answers)


@pytest.mark.slow
def test_edits_are_where_the_client_puts_them(clients: list[Asking]) -> None:
    """Columns go in with `didChange` too; afterwards all is as it was."""
    for asking in clients:
        asked = asking.place(f"{SHIFT}circle = C")
        start = asking.place(f"circle = {SHIFT}Circle()")["position"]
        end = asking.place(f"circle = Circle{SHIFT}()")["position"]
        there = {"line": end["line"], "character": start["character"] + len("Base")}
        for version, last, text in ((2, end, "Base"), (3, there, "Circle")):
            change = {"range": {"start": start, "end": last}, "text": text}
            named = {"uri": asking.uri, "version": version}
            asking.client.notify("textDocument/didChange", {"textDocument": named, "contentChanges": [change]})
            assert f"circle: {text}" in asking.ask("textDocument/hover", asked)["contents"]["value"]


@pytest.mark.slow
def test_tokens_are_where_the_names_are(clients: list[Asking]) -> None:
    """Lengths and columns of tokens, in the units of each client."""
    for asking in clients:
        data = asking.ask("textDocument/semanticTokens/full", _document(asking))["data"]
        line = column = 0
        words = []
        lines = MAIN.split("\n")
        for at in range(0, len(data), 5):
            below, right, length = data[at : at + 3]
            line, column = line + below, right if below else column + right
            starts = [n for n in range(len(lines[line])) if asking.width(lines[line][:n]) == column]
            ends = [n for n in range(len(lines[line]) + 1) if asking.width(lines[line][:n]) == column + length]
            words.append(lines[line][starts[0] : ends[0]])
        assert words[:4] == ["shapes", "Circle", "Base", "circle"]


def test_every_notification_has_a_test() -> None:
    """By its method, in some other file of this folder."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in Path(__file__).parent.glob("*.py")
        if path.name != Path(__file__).name
    ]
    for told in notifications.NOTIFICATIONS:
        assert any(f'"{told.method}"' in text for text in texts), told.method


@pytest.mark.slow
@pytest.mark.parametrize("command", requests.COMMANDS)
def test_every_command_gives_a_text(clients: list[Asking], command: str) -> None:
    found = clients[0].ask("workspace/executeCommand", {"command": command})
    assert "documents" in found
