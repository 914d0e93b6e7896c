"""The regions of a file in runs of about sixteen, and these in *stretches* of about eight, so that whoever asks about
all of them need not look at each.

A run begins at a statement whose name path has a hash below those of its neighbours, eight on each side: so it is
known by that statement, its *head*, no run is much longer than others, and what is put in or taken out changes the
runs around and no other. What the borders depend on are name paths, never a count. The first region of a file is always
a head. Heads begin stretches in the same way, by another hash.

Cost of a change: the regions around it, and one look at each head behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias
from zlib import crc32

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

_NEAR: Final = 8  # regions on each side of a head
_NEAR_HEADS: Final = 3  # heads on each side of one that begins a stretch
_NEVER: Final = 255  # the hash of what begins nothing: bodies of functions
_OF_STRETCHES: Final = 1 << 16  # for which heads have another hash

Changed: TypeAlias = "list[tuple[Region, tuple[Region, ...]]]"
_NONE: Final[Mapping[int, Sequence[Region]]] = {}


class Runs:
    """The regions of a file, in source order, by the chunk they are in; and the runs they are cut into.

    all: the regions; by_head: the runs. Changed by `splice` alone.
    """

    __slots__ = ("_counts", "_heads_at", "_ranks", "all", "by_head")

    def __init__(self, chunks: Iterable[Sequence[Region]]) -> None:
        """`chunks`: the regions of each chunk of the file's own level, members included."""
        self.all: list[Region] = []
        self.by_head: dict[Region, tuple[Region, ...]] = {}
        self._counts: list[int] = []  # regions of each chunk
        self._ranks = bytearray()  # the hash of each region
        self._heads_at: list[int] = []  # places of the heads
        self.splice(0, 0, chunks)

    def heads(self) -> tuple[Region, ...]:
        """The heads of all runs, in source order."""
        return tuple([self.all[at] for at in self._heads_at])

    def splice(
        self, low: int, high: int, chunks: Iterable[Sequence[Region]], others: Mapping[int, Sequence[Region]] = _NONE
    ) -> Changed:
        """Put these chunks in place of those from `low` to `high`; `others`: chunks that hold other regions now, by
        their place afterwards. The heads whose run is another, with it; () of those that are no heads any more."""
        counts = self._counts
        now = [*chunks]
        first = sum(counts[:low])
        end = first + sum(counts[low:high])
        counts[low:high] = [len(each) for each in now]
        new = [region for each in now for region in each]
        if not others and self.by_head:
            return self._cut_around(first, end, new)
        self._put(first, end, new)
        for at, each in others.items():
            first = sum(counts[:at])
            self._put(first, first + counts[at], [*each])
            counts[at] = len(each)
        return self._cut()

    def renumbered(self, regions: Iterable[Region]) -> Changed:
        """Of some that were put in before, the numbers in their name paths are others. Out as above."""
        places = {region: at for at, region in enumerate(self.all)}
        for region in regions:
            if region in places:
                self._ranks[places[region]] = _rank(region)
        return self._cut()

    def _put(self, low: int, high: int, new: list[Region]) -> None:
        self.all[low:high] = new
        self._ranks[low:high] = bytes([_rank(region) for region in new])

    def _cut_around(self, low: int, high: int, new: list[Region]) -> Changed:
        """Put in other regions, and cut anew what is around."""
        regions, heads_at = self.all, self._heads_at
        same = 0
        while low < high and same < len(new) and regions[low] is new[same]:
            low, same = low + 1, same + 1
        new = new[same:]
        while low < high and new and regions[high - 1] is new[-1]:
            new.pop()
            high -= 1
        if low == high and not new:
            return []
        first, last = bisect_left(heads_at, low - _NEAR), bisect_left(heads_at, high + _NEAR)
        before = [regions[at] for at in heads_at[first:last]]
        self._put(low, high, new)
        delta = len(new) - (high - low)
        found = _least(self._ranks, max(low - _NEAR, 0), min(low + len(new) + _NEAR, len(regions)), _NEAR)
        heads_at[first:] = [*found, *([at + delta for at in heads_at[last:]] if delta else heads_at[last:])]
        borders = [*heads_at, len(regions)][max(first - 1, 0) : first + len(found) + 1]
        return self._changed(borders, before)

    def _cut(self) -> Changed:
        """Cut all anew."""
        before = [*self.by_head]
        self._heads_at = _least(self._ranks, 0, len(self.all), _NEAR)
        return self._changed([*self._heads_at, len(self.all)], before)

    def _changed(self, borders: list[int], before: list[Region]) -> Changed:
        """Take over the runs between borders; `before`: what was a head there."""
        regions, by_head = self.all, self.by_head
        found: Changed = []
        heads = set()
        for at, end in pairwise(borders):
            head, run = regions[at], tuple(regions[at:end])
            heads.add(head)
            if by_head.get(head) != run:
                by_head[head] = run
                found.append((head, run))
        for head in before:
            if head not in heads:
                del by_head[head]
                found.append((head, ()))
        return found


def stretches_of(heads: Sequence[Region]) -> dict[Region, tuple[Region, ...]]:
    """The heads of all runs of a file, in source order, by the first of their stretch."""
    ranks = bytes([_rank(each, _OF_STRETCHES) for each in heads])
    borders = [*_least(ranks, 0, len(heads), _NEAR_HEADS), len(heads)]
    return {heads[at]: tuple(heads[at:end]) for at, end in pairwise(borders)}


def _least(ranks: bytes | bytearray, low: int, high: int, near: int) -> list[int]:
    """The places between `low` and `high` with a rank below that of so many on each side, the first of equal ones."""
    found: list[int] = []
    for at in range(low, high):
        rank = ranks[at]
        if not at or (
            rank != _NEVER
            and rank < min(ranks[max(at - near, 0) : at])
            and rank <= min(ranks[at + 1 : at + near + 1], default=rank)
        ):
            found.append(at)
    return found


def _rank(region: Region, what: int = 0) -> int:
    """A hash of the name path of a statement; `what`: for which purpose."""
    if not region.key:
        return _NEVER
    names = [region.key]
    scope: Scope | None = region.scope
    while scope is not None:
        names.append(scope.name)
        scope = scope.parent
    return crc32("\n".join(names).encode("utf-8", "surrogatepass"), what + region.nth) % _NEVER
