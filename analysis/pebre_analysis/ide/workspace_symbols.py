"""Classes, functions and variables of the whole project, by a part of their name.

In:  letters, the project's files.
Out: symbols, best fit first, with the name of what contains them.
Always
  - only files whose text seems to define a fitting name are parsed;
  - a list longer than MAX_SYMBOLS is cut; without letters, files are looked at until it is full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import matching, outline_symbols
from pebre_analysis.project import declared
from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

MAX_SYMBOLS: Final = 1000


class Found(msgspec.Struct, frozen=True, gc=False):
    """A symbol and where it is. `container`: the name of the class or function around it."""

    name: str
    kind: str
    container: str
    path: str
    range: ranges.TextRange
    rank: int


def workspace_symbols(db: database.ProjectDatabase, wanted: str, places: Iterable[str]) -> list[Found]:
    """The symbols whose names fit."""
    found: list[Found] = []
    for path in places:
        db.check_cancelled()
        file = db.files.file(path)
        if wanted and not any(matching.rank(wanted, name) is not None for name in declared.declared_names(db, file)):
            continue
        found += _in_file(db, file, wanted)
        if not wanted and len(found) >= MAX_SYMBOLS:
            break
    return sorted(found, key=_order)[:MAX_SYMBOLS]


def _in_file(db: database.ProjectDatabase, file: files.File, wanted: str) -> Iterator[Found]:
    pending = [(symbol, "") for symbol in reversed(outline_symbols.of_file(db, file))]
    while pending:
        symbol, container = pending.pop()
        rank = matching.rank(wanted, symbol.name)
        if rank is not None:
            yield Found(symbol.name, symbol.kind, container, file.path, symbol.selection, rank)
        pending += [(child, symbol.name) for child in reversed(symbol.children)]


def _order(found: Found) -> tuple[int, int, str, str, int]:
    return found.rank, len(found.name), found.name, found.path, found.range.start
