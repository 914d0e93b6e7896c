"""Imports whose names a file does not hold a second time: shown in grey, never reported.

In:  a file. Out: the names with their places, in source order.
Always
  - a name that stands anywhere else in the file, be it in a text or a comment, is taken to be used;
  - nothing of packages' `__init__`, stubs, `__future__`, star imports and `x as x`, which give names on, nor where a
    comment says `noqa`.
Cost: what each chunk holds is remembered, so a key costs a look at each chunk; files of very many are left out.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import reshape
from pebre_analysis.source import ranges
from pebre_analysis.syntax import chunk, ir, outline, parsed, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_MOST_CHUNKS: Final = 1_000  # about 10,000 lines
_KEPT: Final = re.compile(r"#.*\bnoqa\b", re.I)


class Unused(msgspec.Struct, frozen=True, gc=False):
    """A name that is imported, and where: with what it stands for, if it has another name."""

    name: str
    range: ranges.TextRange


_IMPORTED: Final[weakref.WeakKeyDictionary[chunk.Chunk, tuple[Unused, ...]]] = weakref.WeakKeyDictionary()
"""What each chunk imports, from its start; its members have their own."""
_HELD: Final[weakref.WeakKeyDictionary[chunk.Chunk, tuple[frozenset[str], frozenset[str]]]] = (
    weakref.WeakKeyDictionary()
)
"""Which of some names each chunk holds: the names, and those of them."""


def unused_imports(db: database.ProjectDatabase, file: files.File) -> list[Unused]:
    """See the module's docstring."""
    of = outline.outline(db, file)
    name = file.path.rpartition("/")[2]
    if len(of.chunks) > _MOST_CHUNKS or name.startswith("__init__.") or file.is_stub:
        return []
    imported = [(start, each) for start, part in of.occurrences() for each in _imported(part)]
    names = frozenset([each.name for _, each in imported])
    if not names:
        return []
    holders: dict[str, list[chunk.Chunk]] = {}
    for part in of.chunks:
        for each in _held(part, names):
            holders.setdefault(each, []).append(part)
    return [
        Unused(each.name, each.range.shifted(start))
        for start, each in imported
        if len(here := holders.get(each.name, [])) == 1 and len(_word(each.name).findall(here[0].text)) == 1
    ]


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _imported(part: chunk.Chunk) -> tuple[Unused, ...]:
    found = _IMPORTED.get(part)
    if found is None:
        found = _IMPORTED[part] = tuple(_find(part)) if "import" in part.text else ()
    return found


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


def _held(part: chunk.Chunk, names: frozenset[str]) -> frozenset[str]:
    last = _HELD.get(part)
    if last is None or last[0] != names:
        text = part.text
        found = [name for name in names if name in text and _word(name).search(text) is not None]
        last = _HELD[part] = names, frozenset(found)
    return last[1]
