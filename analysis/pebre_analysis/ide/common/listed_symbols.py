"""All symbols of a file in one list, as bytes: small enough to be held, and kept, for every file of a project.

In:  a file. Out: names in the order of the outline, each with its kind, the name of what contains it, its range.
Cost: the file is parsed, and let go of again: 3 ms for 200 lines. 25 bytes a symbol.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.ide.common import outline_symbols
from pebre_analysis.project import kept_facts
from pebre_analysis.source import files, ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database

KIND: Final = "symbols"


class Listed(NamedTuple):
    """One symbol. `container`: the name of the class or function around it."""

    name: str
    kind: str
    container: str
    range: ranges.TextRange


class _Packed(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Words joined by blanks; `places`: of each name the number, from 1, of its container, and its range."""

    names: str
    kinds: str
    places: bytes


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_Packed).decode


class Symbols:
    """The list of one file."""

    def __init__(self, packed: bytes) -> None:
        self._packed = _decode(packed)
        self.names = self._packed.names.split(" ") if self._packed.places else []  # broken code has empty names

    def pick(self, numbers: Sequence[int]) -> Iterator[Listed]:
        """Some of them, by their places in `names`."""
        kinds, places, names = self._packed.kinds.split(), memoryview(self._packed.places).cast("I"), self.names
        for n in numbers:
            inside, start, end = places[3 * n : 3 * n + 3]
            container = names[inside - 1] if inside else ""
            yield Listed(names[n], kinds[n], container, ranges.TextRange(start, end))


@query.query(files.File)
def listed(db: database.ProjectDatabase, file: files.File) -> bytes:
    """What `Symbols` reads."""
    known = kept_facts.of(db, KIND, file)
    if known is not None:
        return known
    names: list[str] = []
    kinds: list[str] = []
    places = array("I")
    for number, symbol in _flat(outline_symbols.at_a_glance(db, file)):
        names.append(symbol.name)
        kinds.append(symbol.kind)
        places.extend((number, symbol.selection.start, symbol.selection.end))
    return _encode(_Packed(" ".join(names), " ".join(kinds), places.tobytes()))


def flat(outline: Sequence[outline_symbols.Symbol]) -> Iterator[Listed]:
    """All symbols of an outline."""
    names = [""]
    for number, symbol in _flat(outline):
        yield Listed(symbol.name, symbol.kind, names[number], symbol.selection)
        names.append(symbol.name)


def _flat(outline: Sequence[outline_symbols.Symbol]) -> Iterator[tuple[int, outline_symbols.Symbol]]:
    """The same, each with the number, from 1, of what contains it."""
    n = 0
    pending = [(0, symbol) for symbol in reversed(outline)]
    while pending:
        inside, symbol = pending.pop()
        n += 1
        yield inside, symbol
        pending += [(n, child) for child in reversed(symbol.children)]


def prepare(db: database.ProjectDatabase, places: Sequence[str]) -> None:
    """List the symbols of files, if somebody has asked for some. May be stopped like a query."""
    kept_facts.prepare(db, KIND, listed, places)


def keep(db: database.ProjectDatabase, places: Sequence[str]) -> None:
    """Keep those lists for later sessions. May be stopped like a query."""
    kept_facts.keep(db, KIND, listed, places)
