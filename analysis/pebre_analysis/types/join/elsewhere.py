"""What another process found about the regions of a file: two look at a large one, each from one end.

In:  for who tells, a database and a file. Out: `look`: what is said about each chunk of the file's own level, the last
     one first, as bytes.
In:  for who listens, such bytes. Out: `Elsewhere`: of a run of regions what would be said about it, if that is known.
Always
  - both see the same text; what does not fit the regions that are here, or names what is not here, is not known;
  - who listens keeps no memo of it: it is found here as well when somebody asks again;
  - a fault on the other side is not told of.
Does not know: processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import symbols
from pebre_analysis.types import findings, reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File
    from pebre_analysis.types.db import Db

# A definition: path of its file, number of its chunk at the file's own level, how many regions that has, which of them,
# number of the binding.
_Place: TypeAlias = tuple[str, int, int, int, int]


class _Report(msgspec.Struct, frozen=True, gc=False, array_like=True):
    rule: str
    n: int
    message: str
    related: tuple[tuple[_Place, str], ...]
    header: _Place | None


class _Chunk(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is said about the regions of a chunk, members included, by their number among them."""

    number: int
    n_regions: int
    said: dict[int, tuple[_Report, ...]]


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_Chunk).decode


def look(db: Db, file: File) -> Iterator[bytes]:
    """What is said about each chunk, the last one first; those about which it cannot be told are left out."""
    chunks = _chunks(db, file)
    for number in range(len(chunks) - 1, -1, -1):
        here = symbols.regions_of([chunks[number]])
        places = {region: at for at, region in enumerate(here)}
        said: dict[int, tuple[_Report, ...]] = {}
        try:
            for region, found in reports.entries_of(db, here):
                if isinstance(found, str):
                    raise _NoWordsError
                said[places[region]] = tuple([_packed(db, each) for each in found])
            yield _encode(_Chunk(number, len(here), said))
        except (_NoWordsError, UnicodeEncodeError):
            continue


class Elsewhere:
    """See the module's text. `listen`: what has been told since the last time it was asked."""

    def __init__(self, db: Db, file: File, listen: Callable[[], Sequence[bytes]]) -> None:
        self._db = db
        self._chunks = _chunks(db, file)
        self._numbers = {chunk: number for number, chunk in enumerate(self._chunks)}
        self._listen = listen
        self._known: dict[int, dict[Region, tuple[reports.Report, ...]]] = {}

    def of(self, run: Sequence[Region]) -> reports.Entries | None:
        """What `reports.run_reports` would find of a run; None if that is not known."""
        for told in self._listen():
            self._take(told)
        if not self._known:
            return None
        found: list[reports.Entry] = []
        for region in run:
            here = self._known.get(self._numbers.get(_outermost(region), -1))
            if here is None:
                return None
            said = here.get(region)
            if said:
                found.append((region, said))
        return tuple(found)

    def _take(self, told: bytes) -> None:
        try:
            chunk = _decode(told)
        except (msgspec.MsgspecError, RecursionError):
            return
        if not 0 <= chunk.number < len(self._chunks):
            return
        here = symbols.regions_of([self._chunks[chunk.number]])
        if len(here) != chunk.n_regions:
            return
        known: dict[Region, tuple[reports.Report, ...]] = {}
        try:
            for at, found in chunk.said.items():
                known[here[at]] = tuple([_unpacked(self._db, each) for each in found])
        except (IndexError, _NoWordsError):
            return
        self._known[chunk.number] = known


class _NoWordsError(Exception):
    """It names something for which there are no words, or that is not here."""


def _chunks(db: Db, file: File) -> list[Occurrence]:
    index = semantic_index.semantic_index(db, file)
    return [occurrence for body in index.module.bodies for occurrence in body]


def _outermost(region: Region) -> Occurrence:
    occurrence = region.occurrence
    while occurrence.parent is not None:
        occurrence = occurrence.parent
    return occurrence


def _packed(db: Db, report: reports.Report) -> _Report:
    related = tuple([(_place(db, each.definition), each.message) for each in report.related])
    header = None if report.header is None else _place(db, report.header)
    return _Report(report.rule, report.n, report.message, related, header)


def _place(db: Db, definition: Definition) -> _Place:
    region = definition.region
    file = region.scope.file
    chunk = _outermost(region)
    around = symbols.regions_of([chunk])
    if not definition.exists or region not in around:
        raise _NoWordsError
    return file.path, _chunks(db, file).index(chunk), len(around), around.index(region), definition.number


def _unpacked(db: Db, report: _Report) -> reports.Report:
    related = tuple([findings.Related(_definition(db, place), message) for place, message in report.related])
    header = None if report.header is None else _definition(db, report.header)
    return reports.Report(report.rule, report.n, report.message, related, header)


def _definition(db: Db, place: _Place) -> Definition:
    path, number, n_regions, at, binding = place
    around = symbols.regions_of(_chunks(db, db.files.file(path))[number : number + 1])
    region = around[at]
    if len(around) != n_regions or not 0 <= binding < len(region.index.bindings):
        raise _NoWordsError
    return region.definition(binding)
