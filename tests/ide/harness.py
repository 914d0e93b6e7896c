"""Fixtures for editor features: a small project behind a `Host`, asked at the cursor."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec

from pebre_analysis.ide import api
from pebre_analysis.source import line_table, system
from tests.harness import fixture, project

SETTINGS: Mapping[str, object] = {
    "environment": {"typeshed": project.STUBS, "pythonVersion": "3.14", "pythonPlatform": "linux"}
}


@dataclass(frozen=True)
class Change:
    """The fields of the server's `Change`."""

    kind: str
    path: str = ""
    text: str | None = None
    cells: tuple[tuple[int, str, str], ...] | None = None
    version: int | None = None
    settings: Mapping[str, object] | None = None
    folders: tuple[str, ...] = ()
    edit: line_table.Edit | None = None


class Project:
    """Files in memory, and a host that has their folder open."""

    def __init__(self, text: str, *, settings: Mapping[str, object] = SETTINGS) -> None:
        self.fixture = fixture.parse(text)
        if _LINE_ENDS[-1] != "\n":
            _end_lines(self.fixture)
        disk = project.open_project(self.fixture.files).system
        assert isinstance(disk, system.MemorySystem)
        self.disk = disk
        self.log: list[str] = []
        self.host = api.Host([project.ROOT], settings, self.log.append, disk)

    @property
    def cursor(self) -> tuple[str, int]:
        """(absolute path, offset) of the cursor."""
        assert self.fixture.cursor is not None, "the fixture has no cursor"
        path, offset = self.fixture.cursor
        return f"{project.ROOT}/{path}", offset

    def apply(self, *changes: Change) -> None:
        self.host.apply(changes)

    def open(self, path: str, text: str, version: int = 1) -> None:
        """The editor has this text now."""
        self.apply(Change("open", f"{project.ROOT}/{path}", text, version=version))

    def close(self, path: str) -> None:
        """The editor has it no longer."""
        self.apply(Change("close", f"{project.ROOT}/{path}"))

    def write(self, path: str, text: str, kind: str = "changed") -> None:
        """Something outside the editor writes a file; the editor tells of it."""
        self.disk.write(f"{project.ROOT}/{path}", text)
        self.apply(Change(kind, f"{project.ROOT}/{path}"))

    def offset(self, path: str, needle: str) -> int:
        """Where `needle` stands in the analysed text."""
        return self.host.line_index(f"{project.ROOT}/{path}").text.index(needle)

    def marked(self, path: str, start: int, end: int) -> str:
        """A range as text: the label of the fixture that stands there, else path, line and the words."""
        short = path.removeprefix(f"{project.ROOT}/")
        for label, (where, span) in self.fixture.spans.items():
            if where == short and (span.start, span.end) == (start, end):
                return label
        lines = self.host.line_index(path)
        return f"{short}:{lines.line_at(start) + 1} {lines.text[start:end]}".rstrip()


# ---- line ends -------------------------------------------------------------------------------------------------

P = ParamSpec("P")
_LINE_ENDS = ["\n"]  # those of the projects that are made now, the last


def with_all_line_ends(helper: Callable[P, str]) -> Callable[P, str]:
    """A helper that gives a text after some change, and asserts that CRLF in all files changes nothing else in it."""

    @functools.wraps(helper)
    def both(*args: P.args, **kwargs: P.kwargs) -> str:
        found = helper(*args, **kwargs)
        with _crlf():
            assert helper(*args, **kwargs) == with_line_ends(found, "\r\n")
        return found

    return both


def with_line_ends(text: str, newline: str = "") -> str:
    """A text whose lines end as is asked, or as those of the projects that are made now."""
    return re.sub(r"\r?\n", newline or _LINE_ENDS[-1], text)


@contextmanager
def _crlf() -> Iterator[None]:
    _LINE_ENDS.append("\r\n")
    try:
        yield
    finally:
        _LINE_ENDS.pop()


def _end_lines(of: fixture.Fixture) -> None:
    if of.cursor is not None:
        path, offset = of.cursor
        of.cursor = (path, len(with_line_ends(of.files[path][:offset])))
    of.files = {path: with_line_ends(text) for path, text in of.files.items()}


def code(markdown: str) -> str:
    """The first block of code."""
    return markdown.split("```python\n", 1)[1].split("\n```", 1)[0]


def leads_to(source: str, *expected: str) -> None:
    """Go to definition at the cursor; `expected`: labels of the fixture, or `path:line words`; `target` if nothing is
    given."""
    at = Project(source)
    found = [at.marked(each.path, each.selection.start, each.selection.end) for each in at.host.definition(*at.cursor)]
    assert found == list(expected or ("target",))


def leads_nowhere(source: str) -> None:
    at = Project(source)
    assert list(at.host.definition(*at.cursor)) == []
