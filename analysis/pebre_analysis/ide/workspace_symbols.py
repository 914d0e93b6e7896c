"""Classes, functions and variables of the whole project, by a part of their name.

In:  letters, the project's files.
Out: symbols, best fit first, with the name of what contains them.
Always
  - what was looked at once is listed (`listed_symbols`), after a rest everything is, and in a later session as well;
  - of other files only those whose text seems to define a fitting name are parsed, the best fits first;
  - a list longer than MAX_SYMBOLS is cut; without letters, files are looked at until it is full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.ide.common import listed_symbols, matching, outline_symbols
from pebre_analysis.project import declared, kept_facts
from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

MAX_SYMBOLS: Final = 1000
_AT_ONCE: Final = 100  # names that fit, before what was found is counted again


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
    everywhere = db.files.several(places)
    search = _Search(db, wanted)
    lists = kept_facts.known(db, listed_symbols.KIND, listed_symbols.listed)
    for file in everywhere:
        if file.is_open:
            search.in_open_file(file)
        elif file in lists:
            search.in_file(file)
    others = [file for file in everywhere if not file.is_open and file not in lists]
    for file in search.in_best_order(others) if wanted else others:
        if not wanted and len(search.found) >= MAX_SYMBOLS:
            break
        search.in_file(file)
        lists.add(file)
    return sorted(search.found, key=_order)[:MAX_SYMBOLS]


class _Search:
    """For some letters."""

    def __init__(self, db: database.ProjectDatabase, wanted: str) -> None:
        self._db = db
        self._wanted = wanted
        self._ranks: dict[str, int | None] = {}
        self.found: list[Found] = []

    def in_file(self, file: files.File) -> None:
        symbols = listed_symbols.Symbols(listed_symbols.listed(self._db, file))
        numbers = [n for n, name in enumerate(symbols.names) if self._rank(name) is not None]
        for each in symbols.pick(numbers) if numbers else ():
            self._add(file, each)

    def in_open_file(self, file: files.File) -> None:
        for each in listed_symbols.flat(outline_symbols.of_file(self._db, file)):
            self._add(file, each)

    def in_best_order(self, others: Iterable[files.File]) -> Iterator[files.File]:
        """Those of the files that seem to define a name that fits, until what was found in them cannot be bettered."""
        fitting: list[_Fitting] = []
        for file in others:
            self._db.check_cancelled()
            for name in declared.declared_names(self._db, file):
                rank = self._rank(name)
                if rank is not None:
                    fitting.append((rank, len(name), name, file.path))
        fitting.sort()
        done: set[str] = set()
        for n, (*_, path) in enumerate(fitting):
            if n % _AT_ONCE == 0 and sum(_of_name(each) < fitting[n] for each in self.found) >= MAX_SYMBOLS:
                break
            if path not in done:
                done.add(path)
                yield self._db.files.file(path)

    def _rank(self, name: str) -> int | None:
        ranks = self._ranks
        if name not in ranks:
            ranks[name] = matching.rank(self._wanted, name)
        return ranks[name]

    def _add(self, file: files.File, of: listed_symbols.Listed) -> None:
        rank = self._rank(of.name)
        if rank is not None and of.name:
            self.found.append(Found(of.name, of.kind, of.container, file.path, of.range, rank))


_Fitting: TypeAlias = tuple[int, int, str, str]  # what `_order` sorts by first


def _of_name(found: Found) -> _Fitting:
    return found.rank, len(found.name), found.name, found.path


def _order(found: Found) -> tuple[int, int, str, str, int]:
    return found.rank, len(found.name), found.name, found.path, found.range.start
