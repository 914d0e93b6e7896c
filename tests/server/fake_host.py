"""An analysis that a test can read: it knows words, not Python.

Hover shows the word at the cursor. What a word means:
  `slow` hovers for ten seconds unless stopped; `crash`, `leave`, `deep`, `noise` raise an error, raise
  SystemExit, recurse for ever, print; `error_…` is reported; `needs_x` is reported unless another open
  text holds the word `x`. A text with `worn` in it, and more than two changes, wear the analysis.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pebre_analysis.engine import cancel
from pebre_analysis.source import blocks, lines, notebook, pieces
from pebre_server import interface
from tests.server import fake_answers as answers

WORD = re.compile(r"\w+")
HEAD = re.compile(r"^([ ]*)(def|class)[ ]+(\w+).*$", re.MULTILINE)


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
                text = self.texts[change.path] = blocks.of(change.text).whole
                if text == "fault while applying":
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

    def hover(self, path: str, offset: int) -> answers.Hover | None:
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
        return answers.Hover(f"```python\n{word}\n```", answers.Range(*found.span()))

    def deep(self) -> None:
        self.deep()

    def definition(self, path: str, offset: int) -> list[answers.Target]:
        self.check()
        found = self._word(path, offset)
        if found is None:
            return []
        for other, text in {**self.texts, path: self._text(path)}.items():
            first = re.search(rf"\b{found[0]}\b", text)
            if first is not None and (other != path or first.start() != found.start()):
                return [
                    answers.Target(
                        other, answers.Range(first.start(), first.end()), answers.Range(first.start(), first.end())
                    )
                ]
        return []

    declaration = definition
    type_definition = definition

    def references(self, path: str, offset: int, with_declaration: bool) -> list[answers.Named]:
        return [each for other in self.texts for each in self._places(other, self._word(path, offset))]

    def highlights(self, path: str, offset: int) -> list[answers.Named]:
        return self._places(path, self._word(path, offset))

    def _places(self, path: str, word: re.Match[str] | None) -> list[answers.Named]:
        self.check()
        if word is None:
            return []
        found = re.finditer(rf"\b{word[0]}\b", self._text(path))
        return [answers.Named(path, answers.Range(*each.span()), n == 0) for n, each in enumerate(found)]

    def prepare_rename(self, path: str, offset: int) -> answers.Prepared:
        word = self._word(path, offset)
        return (
            answers.Prepared(answers.Range(0, 0), "no word")
            if word is None
            else answers.Prepared(answers.Range(*word.span()))
        )

    def workspace_symbols(self, wanted: str) -> list[answers.FoundSymbol]:
        found = []
        for path, text in self.texts.items():
            for match in HEAD.finditer(str(text)):
                if wanted in match[3]:
                    found.append(
                        answers.FoundSymbol(
                            match[3], "function", "C" * len(match[1]), path, answers.Range(*match.span(3))
                        )
                    )
        return found

    def unused_imports(self, path: str) -> list[answers.Unused]:
        """Words that begin so."""
        return [
            answers.Unused(match[0], answers.Range(*match.span()))
            for match in WORD.finditer(self._text(path))
            if match[0].startswith("unused_")
        ]

    def document_links(self, path: str) -> list[answers.Link]:
        """Capitals lead to an address, `here` to a file."""
        found = []
        for match in WORD.finditer(self._text(path)):
            if match[0].isupper():
                found.append(answers.Link(answers.Range(*match.span()), address=f"https://example.org/{match[0]}"))
            elif match[0] == "here":
                found.append(answers.Link(answers.Range(*match.span()), path="/w/a b.py"))
        return found

    def folding(self, path: str) -> list[answers.Fold]:
        self.check()
        return [answers.Fold(0, self._text(path).count("\n"), "region")]

    def implementation(self, path: str, offset: int) -> list[answers.Target]:
        return self.definition(path, offset)

    def prepare_calls(self, path: str, offset: int) -> list[answers.HierarchyItem]:
        """The `def` or `class` with the name at the offset, in any text."""
        found = self._word(path, offset)
        return [
            answers.HierarchyItem(
                head[3],
                head[2].replace("def", "function"),
                "m",
                each,
                answers.Range(*head.span()),
                answers.Range(*head.span(3)),
            )
            for each, text in self.texts.items()
            for head in HEAD.finditer(str(text))
            if found is not None and head[3] == found[0]
        ]

    def incoming_calls(self, path: str, offset: int) -> list[answers.Call]:
        """Each thing is called where it is defined, at its first letter."""
        items = self.prepare_calls(path, offset)
        return [answers.Call(item, [answers.Range(item.selection.start, item.selection.start + 1)]) for item in items]

    def outgoing_calls(self, path: str, offset: int) -> list[answers.Call]:
        return [answers.Call(each.item, [answers.Range(0, 1)]) for each in self.incoming_calls(path, offset)]

    def prepare_types(self, path: str, offset: int) -> list[answers.HierarchyItem]:
        return self.prepare_calls(path, offset)

    def supertypes(self, path: str, offset: int) -> list[answers.HierarchyItem]:
        return self.prepare_calls(path, offset)[:1]

    def subtypes(self, path: str, offset: int) -> list[answers.HierarchyItem]:
        return self.prepare_calls(path, offset)[1:]

    def inlay_hints(self, path: str, start: int, end: int) -> list[answers.Hint]:
        """Behind each word its length, to be inserted; behind `old` nothing that could be."""
        here = answers.Target(path, answers.Range(0, 0), answers.Range(0, 1))
        return [
            answers.Hint(
                match.end(),
                "parameter" if match[0].isupper() else "type",
                [answers.Part(": "), answers.Part(str(len(match[0])), here)],
                []
                if match[0] == "old"
                else [answers.Edit(path, answers.Range(match.end(), match.end()), f": {len(match[0])}")],
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

    def selection_range(self, path: str, offset: int) -> list[answers.Range]:
        self.check()
        word = self._word(path, offset)
        whole = answers.Range(0, len(self._text(path)))
        return [whole] if word is None else [answers.Range(*word.span()), whole]

    def rename(self, path: str, offset: int, name: str) -> answers.Renamed:
        found = self.references(path, offset, True)
        return answers.Renamed(
            [answers.Edit(each.path, each.range, name) for each in found], 2, "" if found else "no word", ("Box.send",)
        )

    def will_rename_files(self, renames: Sequence[tuple[str, str]]) -> list[answers.Edit]:
        """The names of files, without their suffix, where they are first named in each text."""
        return [
            answers.Edit(path, answers.Range(at, at + len(old)), new)
            for old, new in [[each.rpartition("/")[2].removesuffix(".py") for each in pair] for pair in renames]
            for path, text in self.texts.items()
            if (at := text.find(old)) >= 0
        ]

    def code_actions(
        self, path: str, start: int, end: int, wants: Callable[[str], bool], told: Sequence[tuple[int, int]] = ()
    ) -> list[answers.Action]:
        """Words in the range, and those that were told, may be written in capitals; nobody can tell why `error_…` is
        one."""
        found = [answers.Action("Take out", "refactor.extract.word", [], "", None, False, "words are words")]
        found.append(answers.Action("Send away", "refactor.move", [], "", None, False, late=f"{path}/there"))
        found = [each for each in found if start < end and wants(each.kind)]
        if not wants("quickfix"):
            return found
        for match in WORD.finditer(self._text(path)):
            if any(match.start() <= last and first <= match.end() for first, last in ((start, end), *told)):
                span = answers.Range(*match.span())
                rule = "fake-error" if match[0].startswith("error_") else ""
                edits = [answers.Edit(path, span, match[0].upper())]
                found.append(
                    answers.Action(f"Shout {match[0]}", "quickfix", edits, rule, span if rule else None, not rule)
                )
        return found

    def code_lens(self, path: str) -> list[answers.Range]:
        """Each word once."""
        return [answers.Range(*match.span()) for match in WORD.finditer(self._text(path))]

    def resolve_action(self, path: str, start: int, end: int, kind: str, late: str) -> answers.Action:
        """The text of the range goes to a new file; an empty one does not."""
        if not self._text(path)[start:end].strip():
            return answers.Action("", kind, [], "", None, False, "nothing is here")
        edits = [
            answers.Edit(path, answers.Range(start, end), ""),
            answers.Edit(late, answers.Range(0, 0), self._text(path)[start:end]),
        ]
        return answers.Action("", kind, edits, "", None, False, creates=(late,))

    def signature_help(self, path: str, offset: int) -> answers.Help | None:
        label = "f(😀: int, b)"
        return (
            answers.Help([answers.Signature(label, [answers.Range(2, 8), answers.Range(10, 11)])], 0)
            if "(" in self._text(path)
            else None
        )

    def completion(self, path: str, offset: int, with_imports: bool = False) -> answers.Items:
        self.check()
        self.wants_imports = with_imports
        found = self._word(path, offset)
        begun = self._text(path)[found.start() : offset] if found is not None else ""
        words = dict.fromkeys(word for word in WORD.findall(self._text(path)) if word.startswith(begun))
        items = [answers.Item(word, sort=f"1{word}") for word in words if found is None or word != found[0]]
        items.append(answers.Item("lines", "function", "2", "first\nsecond", "two"))
        return answers.Items(
            items, answers.Range(*found.span()) if found is not None else answers.Range(offset, offset)
        )

    def completion_edits(self, number: int, n: int) -> list[answers.Edit]:
        """The first item wants a line at the top."""
        path = next(iter(self.texts), "")
        return [answers.Edit(path, answers.Range(0, 0), "import it\n")] if n == 0 and self.wants_imports else []

    def completion_details(self, number: int, n: int) -> tuple[str, str]:
        return (f"detail {n}", "*words*") if number == 1 else ("", "")

    def document_symbols(self, path: str) -> list[answers.Symbol]:
        self.check()
        top: list[answers.Symbol] = []
        stack: list[tuple[int, list[answers.Symbol]]] = [(-1, top)]
        for head in HEAD.finditer(self._text(path)):
            indent = len(head[1])
            while stack[-1][0] >= indent:
                stack.pop()
            kind = {"def": "function", "class": "class"}[head[2]]
            symbol = answers.Symbol(head[3], "", kind, answers.Range(*head.span()), answers.Range(*head.span(3)))
            stack[-1][1].append(symbol)
            stack.append((indent, symbol.children))
        return top

    def diagnostics(self, path: str, listen: object = None) -> pieces.FileReport:
        self.check()
        found: list[Any] = []  # reason: they stand for diagnostics of the analysis
        for word in WORD.finditer(self._text(path)):
            if word[0].startswith("error_"):
                found.append(
                    answers.Diagnostic("fake-error", answers.Level("error"), word[0], answers.Range(*word.span()))
                )
            elif word[0].startswith("needs_"):
                needed = re.compile(rf"\b{word[0][6:]}\b")
                if not any(needed.search(text) for other, text in self.texts.items() if other != path):
                    found.append(
                        answers.Diagnostic("fake-need", answers.Level("warn"), word[0], answers.Range(*word.span()))
                    )
            elif word[0] == "old":
                here = answers.Related(answers.Place(answers.File(path), answers.Range(0, 0)), "since here")
                found.append(
                    answers.Diagnostic(
                        "fake-old",
                        answers.Level("info"),
                        "old",
                        answers.Range(*word.span()),
                        (here,),
                        (answers.Level("deprecated"),),
                    )
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

    def keep(self, told: object, looked: object = None, seen: object = (), rest: str = "short") -> None:
        pass

    def pause(self) -> None:
        pass

    def idle(self) -> bool:
        return len(self.changes) > 2 and any("worn" in text for text in self.texts.values())

    def renew(self) -> None:
        self.changes.clear()

    def memory_report(self, more: object = (), aside: object = (), statm: object = b"", modules: object = ()) -> str:
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

    def hover(self, path: str, offset: int, documents: Mapping[str, str]) -> None:
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
