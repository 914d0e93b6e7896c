"""Imports whose names a file does not hold a second time: shown in grey, never reported.

In:  a file. Out: the names with their places, in source order.
Always
  - a name that stands anywhere else in the file, be it in a text or a comment, is taken to be used;
  - nothing of packages' `__init__`, stubs, `__future__`, star imports and `x as x`, which give names on, nor where a
    comment says `noqa`.
Cost: what each chunk holds is remembered, so a key costs a look at each chunk: 0.6 ms for 3,000 lines. Files of very
many chunks (10,000 lines and more) are left out.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import reshape
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import chunk, ir, outline, parsed, visit

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


_KNOWN: Final[weakref.WeakKeyDictionary[chunk.Chunk, _Known]] = weakref.WeakKeyDictionary()
_NAMES: Final[weakref.WeakKeyDictionary[files.File, frozenset[str]]] = weakref.WeakKeyDictionary()
"""The names that each file imports: the same object while they are the same."""


def unused_imports(db: database.ProjectDatabase, file: files.File) -> list[Unused]:
    """See the module's docstring."""
    of = outline.outline(db, file)
    name = file.path.rpartition("/")[2]
    if len(of.chunks) > _MOST_CHUNKS or name.startswith("__init__.") or file.is_stub:
        return []
    parts: list[_Known] = []
    imported: list[tuple[int, Unused]] = []
    for start, part in of.occurrences():
        known = _KNOWN.get(part)
        if known is None:
            known = _KNOWN[part] = _Known(part)
        parts.append(known)
        if known.imports:
            imported += [(start, each) for each in known.imports]
    names = frozenset([each.name for _, each in imported])
    if names == _NAMES.get(file):
        names = _NAMES[file]
    _NAMES[file] = names
    holders: dict[str, list[_Known]] = {}
    for known in parts if names else ():
        if known.names is not names:
            known.names = names
            known.held = names.intersection(_words(known))
        for each in known.held:
            holders.setdefault(each, []).append(known)
    return [
        Unused(each.name, each.range.shifted(start))
        for start, each in imported
        if len(here := holders.get(each.name, [])) == 1 and _words(here[0]).count(each.name) == 1
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
