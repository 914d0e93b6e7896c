"""The regions of a file in runs of about thirty, and these in *stretches* of about eight, so that whoever asks about
all of them need not look at each.

A run begins at a statement whose place in the file has a certain hash: so it is known by that statement, its *head*,
and what is put in or taken out changes the run where it stands and no other. What the borders depend on is the name
path of a region, never a count. The first region of a file is always a head. Some heads begin a stretch as well, which
is known by them in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

_MASK: Final = 15  # one statement in 16 is a head; half of the regions are function bodies, which never are
_STRETCH_MASK: Final = 127  # one head in eight begins a stretch

# What begins with a region.
NOTHING: Final = 0
RUN: Final = 1
STRETCH: Final = 2


def runs_of(regions: Sequence[Region]) -> dict[Region, tuple[Region, ...]]:
    """The regions of a file, in source order, by the head of their run."""
    return _cut(regions, RUN)


def stretches_of(heads: Sequence[Region]) -> dict[Region, tuple[Region, ...]]:
    """The heads of all runs of a file, in source order, by the first of their stretch."""
    return _cut(heads, STRETCH)


def _cut(regions: Sequence[Region], what: int) -> dict[Region, tuple[Region, ...]]:
    borders = [at for at, region in enumerate(regions) if not at or region.begins >= what]
    borders.append(len(regions))
    return {regions[at]: tuple(regions[at:end]) for at, end in pairwise(borders)}


def begins(scope: Scope, key: str, nth: int) -> int:
    """What begins with a statement: NOTHING, a RUN, or a run and a STRETCH."""
    found = crc32(key.encode("utf-8", "surrogatepass"), _hash_of(scope) + nth & 0xFFFFFFFF)
    return NOTHING if found & _MASK else RUN if found & _STRETCH_MASK else STRETCH


def _hash_of(scope: Scope) -> int:
    """Of the name path of a scope."""
    names: list[str] = []
    each: Scope | None = scope
    while each is not None:
        names.append(each.name)
        each = each.parent
    return crc32(".".join(names).encode("utf-8", "surrogatepass"))
