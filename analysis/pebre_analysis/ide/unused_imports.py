"""Imports whose names a file does not hold a second time: shown in grey, never reported.

In:  a file. Out: the names with their places, in source order.
Always
  - a name that stands anywhere else in the file, be it in a text or a comment, is taken to be used;
  - nothing of packages' `__init__`, stubs, `__future__`, star imports and `x as x`, which give names on, nor where a
    comment says `noqa`.
Cost: what each chunk holds is remembered, and in how many each name stands, so a key costs a look at the chunk that
changed. Files of very many chunks (10,000 lines and more) are left out.
"""

from __future__ import annotations

import itertools
import re
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.ide.common import reshape
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import chunk, ir, outline, outlined, parsed, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database

_MOST_CHUNKS: Final = 1_000
_WORD: Final = re.compile(r"\w+")
_KEPT: Final = re.compile(r"#.*\bnoqa\b", re.I)


class Unused(msgspec.Struct, frozen=True, gc=False):
    """A name that is imported, and where: with what it stands for, if it has another name."""

    name: str
    range: ranges.TextRange


class _Known:
    """Of a chunk without its members: what it imports, from its start; and which of some names it holds."""

    __slots__ = ("held", "imports", "names", "part")

    def __init__(self, part: chunk.Chunk) -> None:
        self.part = weakref.ref(part)
        self.imports = tuple(_find(part)) if part.may_hold("import") else ()
        self.names: frozenset[str] | None = None
        self.held: frozenset[str] = frozenset()

    def holding(self, names: frozenset[str]) -> frozenset[str]:
        """Which of the names stand in it. The same object of names is asked about again and again."""
        if self.names is not names:
            self.names = names
            self.held = names.intersection(_words(self))
        return self.held


_KNOWN: Final[weakref.WeakKeyDictionary[chunk.Chunk, _Known]] = weakref.WeakKeyDictionary()


class _Top:
    """Of a chunk of a file's own level: it and its members, what they import, from its start, and which of the file's
    imported names it holds."""

    __slots__ = ("held", "imports", "parts")

    def __init__(self, top: chunk.Chunk) -> None:
        self.parts: list[_Known] = []
        self.imports: list[Unused] = []
        self.held: frozenset[str] = frozenset()
        for start, part in outlined.with_members(0, top):
            known = _KNOWN.get(part)
            if known is None:
                known = _KNOWN[part] = _Known(part)
            self.parts.append(known)
            self.imports += [Unused(each.name, each.range.shifted(start)) for each in known.imports]

    def holds_once(self, name: str, names: frozenset[str]) -> bool:
        holders = [each for each in self.parts if name in each.holding(names)]
        return len(holders) == 1 and _words(holders[0]).count(name) == 1


class _Names:
    """The chunks of a file, and in how many of them each imported name stands."""

    __slots__ = ("chunks", "names", "numbers", "tops")

    chunks: tuple[chunk.Chunk, ...]
    tops: list[_Top]
    names: frozenset[str]
    numbers: dict[str, int]

    def __init__(self, chunks: tuple[chunk.Chunk, ...], last: _Names | None) -> None:
        """`last`: of the file's earlier chunks. What is new is looked at; all, where the imported names are new."""
        before = () if last is None else last.chunks
        low, high, shorter = 0, 0, min(len(chunks), len(before))
        while low < shorter and chunks[low] is before[low]:
            low += 1
        while high < shorter - low and chunks[-1 - high] is before[-1 - high]:
            high += 1
        tops = [] if last is None else last.tops
        gone = tops[low : len(tops) - high]
        come = [_Top(each) for each in chunks[low : len(chunks) - high]]
        self.chunks = chunks
        self.tops = [*tops[:low], *come, *tops[len(tops) - high :]]
        self.names = frozenset() if last is None else last.names
        self.numbers = {} if last is None else dict(last.numbers)
        if any(top.imports for top in (*gone, *come)):
            names = frozenset([each.name for top in self.tops for each in top.imports])
            if names != self.names:
                self.names, self.numbers = names, {}
                gone, come = [], [_Top(each) for each in chunks]
                self.tops = come
        for name in itertools.chain.from_iterable([top.held for top in gone]):
            self.numbers[name] -= 1
        for top in come if self.names else ():
            top.held = frozenset().union(*[each.holding(self.names) for each in top.parts])
            for name in top.held:
                self.numbers[name] = self.numbers.get(name, 0) + 1


@query.query(files.File, name="imported_names", reuse=True, no_eq=True)
def _names(db: database.ProjectDatabase, file: files.File, last: _Names | None) -> _Names:
    return _Names(outline.outline(db, file).chunks, last)


def unused_imports(db: database.ProjectDatabase, file: files.File) -> list[Unused]:
    """See the module's docstring."""
    of = outline.outline(db, file)
    name = file.path.rpartition("/")[2]
    if len(of.chunks) > _MOST_CHUNKS or name.startswith("__init__.") or file.is_stub:
        return []
    known = _names(db, file)
    return [
        Unused(each.name, each.range.shifted(start))
        for start, top in zip(of.starts, known.tops, strict=True)
        if top.imports
        for each in top.imports
        if known.numbers.get(each.name) == 1 and top.holds_once(each.name, known.names)
    ]


def _words(known: _Known) -> list[str]:
    """The words of a chunk without its members."""
    part = known.part()
    if part is None:
        return []
    text = part.text
    pieces = [(0, len(text))] if part.shell is None else part.shell.pieces(len(text))
    return [word for start, end in pieces for word in _WORD.findall(text, start, end)]


def _find(part: chunk.Chunk) -> Iterator[Unused]:
    for region in parsed.lowered_of(part).regions:
        for node in visit.statements_in_region(region):
            if not isinstance(node, ir.Import | ir.ImportFrom):
                continue
            start, end = region.spans[2 * node.n], region.spans[2 * node.n + 1]
            if _KEPT.search(part.text, start, reshape.line_end(part.text, end)):
                continue
            is_future = isinstance(node, ir.ImportFrom) and node.module == "__future__"
            for alias in () if is_future or (isinstance(node, ir.ImportFrom) and node.is_star) else node.names:
                bound = alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]
                if alias.as_node is None or bound != alias.name:
                    yield Unused(bound, ranges.TextRange(region.spans[2 * alias.n], region.spans[2 * alias.n + 1]))
