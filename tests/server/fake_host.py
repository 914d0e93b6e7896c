"""An analysis that a test can read: it knows words, not Python.

Hover shows the word at the cursor. What a word means:
  `slow` hovers for ten seconds unless stopped; `crash`, `leave`, `deep`, `noise` raise an error, raise
  SystemExit, recurse for ever, print; `error_…` is reported; `needs_x` is reported unless another open
  text holds the word `x`.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pebre_analysis.engine import cancel
from pebre_analysis.source import lines, notebook, pieces
from pebre_server import interface

WORD = re.compile(r"\w+")
HEAD = re.compile(r"^([ ]*)(def|class)[ ]+(\w+).*$", re.MULTILINE)


@dataclass(frozen=True)
class Range:
    start: int
    end: int


@dataclass(frozen=True)
class Hover:
    markdown: str
    range: Range


@dataclass(frozen=True)
class Target:
    path: str
    range: Range
    selection: Range


@dataclass(frozen=True)
class Symbol:
    name: str
    detail: str
    kind: str
    range: Range
    selection: Range
    children: list[Symbol] = field(default_factory=list)


@dataclass(frozen=True)
class FoundSymbol:
    name: str
    kind: str
    container: str
    path: str
    range: Range


@dataclass(frozen=True)
class Named:
    path: str
    range: Range
    writes: bool


@dataclass(frozen=True)
class Edit:
    path: str
    range: Range
    text: str


@dataclass(frozen=True)
class Fold:
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Prepared:
    range: Range
    refusal: str = ""


@dataclass(frozen=True)
class Renamed:
    edits: list[Edit]
    unknown: int
    refusal: str


@dataclass(frozen=True)
class Action:
    title: str
    kind: str
    edits: list[Edit]
    rule: str
    at: Range | None
    is_preferred: bool
    disabled: str = ""
    late: str = ""
    creates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    text: str
    target: Target | None = None


@dataclass(frozen=True)
class HierarchyItem:
    name: str
    kind: str
    detail: str
    path: str
    range: Range
    selection: Range


@dataclass(frozen=True)
class Call:
    item: HierarchyItem
    ranges: list[Range]


@dataclass(frozen=True)
class Link:
    range: Range
    address: str = ""
    path: str = ""


@dataclass(frozen=True)
class Hint:
    at: int
    kind: str
    parts: list[Part]
    edits: list[Edit]


@dataclass(frozen=True)
class Signature:
    label: str
    parameters: list[Range]
    active: int = 1
    documentation: str = ""


@dataclass(frozen=True)
class Help:
    signatures: list[Signature]
    active: int


@dataclass(frozen=True)
class Item:
    label: str
    kind: str = "variable"
    sort: str = ""
    insert: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Items:
    items: list[Item]
    word: Range
    is_cut: bool = False
    number: int = 1


@dataclass(frozen=True)
class Level:
    value: str


@dataclass(frozen=True)
class File:
    path: str


@dataclass(frozen=True)
class Place:
    file: File
    range: Range


@dataclass(frozen=True)
class Related:
    place: Place
    message: str
    anchor: None = None


@dataclass(frozen=True)
class Diagnostic:
    rule: str
    level: Level
    message: str
    range: Range
    related: tuple[Related, ...] = ()
    tags: tuple[Level, ...] = ()


class FakeHost:
    def __init__(self, folders: Sequence[str], settings: Mapping[str, object]) -> None:
        self.folders = list(folders)
        self.settings = dict(settings)
        self.texts: dict[str, str] = {}
        self.changes: list[list[str]] = []
        self.reported: dict[str, pieces.FileReport] = {}
        self.stopped = 0
        self.cancelled = False
        self.files_on_disk: list[str] = []
        self.of_folders: dict[str, dict[str, object]] = {}
        self.wants_imports = False  # the last list was asked for with names to be imported

    def apply(self, changes: Sequence[interface.Change]) -> None:
        assert not self.cancelled, "changes are applied when nothing runs"
        self.changes.append([f"{change.kind} {change.path.rpartition('/')[2]}".strip() for change in changes])
        for change in changes:
            if change.kind == "open" and change.cells is not None:
                self.texts[change.path] = notebook.join(notebook.CellSource(*cell) for cell in change.cells)[0]
            elif change.kind == "open" and change.text is not None:
                self.texts[change.path] = change.text
                if change.text == "fault while applying":
                    del self.texts[change.path]
                    raise ValueError("planted")
            elif change.kind == "close":
                self.texts.pop(change.path, None)
            elif change.kind == "settings" and change.path:
                self.of_folders[change.path] = dict(change.settings or {})
            elif change.kind == "settings" and change.settings is not None:
                self.settings = dict(change.settings)
            elif change.kind == "folders":
                self.folders = list(change.folders)
            elif change.kind == "created":
                self.files_on_disk.append(change.path)

    def request_cancel(self) -> None:
        self.cancelled = True

    def clear_cancel(self) -> None:
        self.cancelled = False

    def check(self) -> None:
        if self.cancelled:
            self.stopped += 1
            raise cancel.Cancelled

    def hover(self, path: str, offset: int) -> Hover | None:
        self.check()
        found = self._word(path, offset)
        if found is None:
            return None
        word = found[0]
        if word == "slow":
            end = time.monotonic() + 10
            while time.monotonic() < end:
                self.check()
                time.sleep(0.001)
        if word == "crash":
            raise ValueError("planted")
        if word == "leave":
            raise SystemExit(7)
        if word == "deep":
            self.deep()
        if word == "noise":
            print("printed", flush=True)  # noqa: T201 - what a careless plug-in does
            os.write(1, b"written\n")
        return Hover(f"```python\n{word}\n```", Range(*found.span()))

    def deep(self) -> None:
        self.deep()

    def definition(self, path: str, offset: int) -> list[Target]:
        self.check()
        found = self._word(path, offset)
        if found is None:
            return []
        for other, text in {**self.texts, path: self._text(path)}.items():
            first = re.search(rf"\b{found[0]}\b", text)
            if first is not None and (other != path or first.start() != found.start()):
                return [Target(other, Range(first.start(), first.end()), Range(first.start(), first.end()))]
        return []

    declaration = definition
    type_definition = definition

    def references(self, path: str, offset: int, with_declaration: bool) -> list[Named]:
        return [each for other in self.texts for each in self._places(other, self._word(path, offset))]

    def highlights(self, path: str, offset: int) -> list[Named]:
        return self._places(path, self._word(path, offset))

    def _places(self, path: str, word: re.Match[str] | None) -> list[Named]:
        self.check()
        if word is None:
            return []
        found = re.finditer(rf"\b{word[0]}\b", self._text(path))
        return [Named(path, Range(*each.span()), n == 0) for n, each in enumerate(found)]

    def prepare_rename(self, path: str, offset: int) -> Prepared:
        word = self._word(path, offset)
        return Prepared(Range(0, 0), "no word") if word is None else Prepared(Range(*word.span()))

    def workspace_symbols(self, wanted: str) -> list[FoundSymbol]:
        found = []
        for path, text in self.texts.items():
            for match in HEAD.finditer(str(text)):
                if wanted in match[3]:
                    found.append(FoundSymbol(match[3], "function", "C" * len(match[1]), path, Range(*match.span(3))))
        return found

    def document_links(self, path: str) -> list[Link]:
        """Capitals lead to an address, `here` to a file."""
        found = []
        for match in WORD.finditer(self._text(path)):
            if match[0].isupper():
                found.append(Link(Range(*match.span()), address=f"https://example.org/{match[0]}"))
            elif match[0] == "here":
                found.append(Link(Range(*match.span()), path="/w/a b.py"))
        return found

    def folding(self, path: str) -> list[Fold]:
        self.check()
        return [Fold(0, self._text(path).count("\n"), "region")]

    def implementation(self, path: str, offset: int) -> list[Target]:
        return self.definition(path, offset)

    def prepare_calls(self, path: str, offset: int) -> list[HierarchyItem]:
        """The `def` or `class` with the name at the offset, in any text."""
        found = self._word(path, offset)
        return [
            HierarchyItem(
                head[3], head[2].replace("def", "function"), "m", each, Range(*head.span()), Range(*head.span(3))
            )
            for each, text in self.texts.items()
            for head in HEAD.finditer(str(text))
            if found is not None and head[3] == found[0]
        ]

    def incoming_calls(self, path: str, offset: int) -> list[Call]:
        """Each thing is called where it is defined, at its first letter."""
        items = self.prepare_calls(path, offset)
        return [Call(item, [Range(item.selection.start, item.selection.start + 1)]) for item in items]

    def outgoing_calls(self, path: str, offset: int) -> list[Call]:
        return [Call(each.item, [Range(0, 1)]) for each in self.incoming_calls(path, offset)]

    def prepare_types(self, path: str, offset: int) -> list[HierarchyItem]:
        return self.prepare_calls(path, offset)

    def supertypes(self, path: str, offset: int) -> list[HierarchyItem]:
        return self.prepare_calls(path, offset)[:1]

    def subtypes(self, path: str, offset: int) -> list[HierarchyItem]:
        return self.prepare_calls(path, offset)[1:]

    def inlay_hints(self, path: str, start: int, end: int) -> list[Hint]:
        """Behind each word its length, to be inserted; behind `old` nothing that could be."""
        here = Target(path, Range(0, 0), Range(0, 1))
        return [
            Hint(
                match.end(),
                "parameter" if match[0].isupper() else "type",
                [Part(": "), Part(str(len(match[0])), here)],
                [] if match[0] == "old" else [Edit(path, Range(match.end(), match.end()), f": {len(match[0])}")],
            )
            for match in WORD.finditer(self._text(path))
            if start <= match.end() <= end
        ]

    def semantic_tokens(self, path: str, within: tuple[int, int] | None = None) -> list[tuple[int, int, int, int]]:
        """Every word is a variable, one in capitals a class that is defined there."""
        low, high = within or (0, len(self._text(path)))
        return [
            (match.start(), len(match[0]), *((1, 1) if match[0].isupper() else (5, 0)))
            for match in WORD.finditer(self._text(path))
            if match.start() <= high and low <= match.end()
        ]

    def selection_range(self, path: str, offset: int) -> list[Range]:
        self.check()
        word = self._word(path, offset)
        whole = Range(0, len(self._text(path)))
        return [whole] if word is None else [Range(*word.span()), whole]

    def rename(self, path: str, offset: int, name: str) -> Renamed:
        found = self.references(path, offset, True)
        return Renamed([Edit(each.path, each.range, name) for each in found], 2, "" if found else "no word")

    def will_rename_files(self, renames: Sequence[tuple[str, str]]) -> list[Edit]:
        """The names of files, without their suffix, where they are first named in each text."""
        return [
            Edit(path, Range(at, at + len(old)), new)
            for old, new in [[each.rpartition("/")[2].removesuffix(".py") for each in pair] for pair in renames]
            for path, text in self.texts.items()
            if (at := text.find(old)) >= 0
        ]

    def code_actions(self, path: str, start: int, end: int, wants: Callable[[str], bool]) -> list[Action]:
        """Words in the range may be written in capitals; nobody can tell why `error_…` is one."""
        found = [Action("Take out", "refactor.extract.word", [], "", None, False, "words are words")]
        found.append(Action("Send away", "refactor.move", [], "", None, False, late=f"{path}/there"))
        found = [each for each in found if start < end and wants(each.kind)]
        if not wants("quickfix"):
            return found
        for match in WORD.finditer(self._text(path)):
            if match.start() <= end and start <= match.end():
                span = Range(*match.span())
                rule = "fake-error" if match[0].startswith("error_") else ""
                edits = [Edit(path, span, match[0].upper())]
                found.append(Action(f"Shout {match[0]}", "quickfix", edits, rule, span if rule else None, not rule))
        return found

    def code_lens(self, path: str) -> list[Range]:
        """Each word once."""
        return [Range(*match.span()) for match in WORD.finditer(self._text(path))]

    def resolve_action(self, path: str, start: int, end: int, kind: str, late: str) -> Action:
        """The text of the range goes to a new file; an empty one does not."""
        if not self._text(path)[start:end].strip():
            return Action("", kind, [], "", None, False, "nothing is here")
        edits = [Edit(path, Range(start, end), ""), Edit(late, Range(0, 0), self._text(path)[start:end])]
        return Action("", kind, edits, "", None, False, creates=(late,))

    def signature_help(self, path: str, offset: int) -> Help | None:
        label = "f(😀: int, b)"
        return Help([Signature(label, [Range(2, 8), Range(10, 11)])], 0) if "(" in self._text(path) else None

    def completion(self, path: str, offset: int, with_imports: bool = False) -> Items:
        self.check()
        self.wants_imports = with_imports
        found = self._word(path, offset)
        begun = self._text(path)[found.start() : offset] if found is not None else ""
        words = dict.fromkeys(word for word in WORD.findall(self._text(path)) if word.startswith(begun))
        items = [Item(word, sort=f"1{word}") for word in words if found is None or word != found[0]]
        items.append(Item("lines", "function", "2", "first\nsecond", "two"))
        return Items(items, Range(*found.span()) if found is not None else Range(offset, offset))

    def completion_edits(self, number: int, n: int) -> list[Edit]:
        """The first item wants a line at the top."""
        path = next(iter(self.texts), "")
        return [Edit(path, Range(0, 0), "import it\n")] if n == 0 and self.wants_imports else []

    def completion_details(self, number: int, n: int) -> tuple[str, str]:
        return (f"detail {n}", "*words*") if number == 1 else ("", "")

    def document_symbols(self, path: str) -> list[Symbol]:
        self.check()
        top: list[Symbol] = []
        stack: list[tuple[int, list[Symbol]]] = [(-1, top)]
        for head in HEAD.finditer(self._text(path)):
            indent = len(head[1])
            while stack[-1][0] >= indent:
                stack.pop()
            kind = {"def": "function", "class": "class"}[head[2]]
            symbol = Symbol(head[3], "", kind, Range(*head.span()), Range(*head.span(3)))
            stack[-1][1].append(symbol)
            stack.append((indent, symbol.children))
        return top

    def diagnostics(self, path: str) -> pieces.FileReport:
        self.check()
        found: list[Any] = []  # reason: they stand for diagnostics of the analysis
        for word in WORD.finditer(self._text(path)):
            if word[0].startswith("error_"):
                found.append(Diagnostic("fake-error", Level("error"), word[0], Range(*word.span())))
            elif word[0].startswith("needs_"):
                needed = re.compile(rf"\b{word[0][6:]}\b")
                if not any(needed.search(text) for other, text in self.texts.items() if other != path):
                    found.append(Diagnostic("fake-need", Level("warn"), word[0], Range(*word.span())))
            elif word[0] == "old":
                here = Related(Place(File(path), Range(0, 0)), "since here")
                found.append(
                    Diagnostic("fake-old", Level("info"), "old", Range(*word.span()), (here,), (Level("deprecated"),))
                )
            elif word[0] == "slowly":
                end = time.monotonic() + 0.3
                while time.monotonic() < end:
                    self.check()
                    time.sleep(0.001)
        now = pieces.whole(self._text(path), tuple(found))
        last = self.reported.get(path)
        texts = [piece.text for group in last.groups for piece in group.pieces] if last else []
        if last is None or last.flat() != now.flat() or texts != [self._text(path)]:
            self.reported[path] = now
        return self.reported[path]

    def line_index(self, path: str) -> lines.Lines:
        return lines.LineIndex(self._text(path))

    def files(self) -> list[str]:
        return self.files_on_disk

    def look_around(self) -> bool:
        return False

    def keep(self, told: object) -> None:
        pass

    def pause(self) -> None:
        pass

    def idle(self) -> None:
        pass

    def memory_report(self, beside: object = ()) -> str:
        return "TOTAL MEMORY USAGE: nothing"

    def report(self) -> str:
        return json.dumps(
            {
                "folders": self.folders,
                "settings": self.settings,
                "texts": self.texts,
                "changes": self.changes,
                "stopped": self.stopped,
            }
        )

    def close(self) -> None:
        pass

    def _text(self, path: str) -> str:
        if path in self.texts:
            return self.texts[path]
        if path.startswith("/") and os.path.isfile(path):
            with open(path, encoding="utf-8", newline="") as file:
                return file.read()
        return ""

    def _word(self, path: str, offset: int) -> re.Match[str] | None:
        return next((word for word in WORD.finditer(self._text(path)) if word.start() <= offset <= word.end()), None)


class FakeReopened:
    def told(self, path: str, form: bytes, documents: Mapping[str, str]) -> bytes | None:
        return None

    def close(self) -> None:
        pass


class FakeAnalysis:
    def load(self) -> bool:
        return False

    def reopened(
        self, folders: Sequence[str], settings: Mapping[str, object], of_folders: Mapping[str, Mapping[str, object]]
    ) -> FakeReopened:
        return FakeReopened()

    def open(self, folders: Sequence[str], settings: Mapping[str, object], log: object) -> FakeHost:
        return FakeHost(folders, settings)
