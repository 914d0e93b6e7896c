"""The regions of a file in runs of about thirty, so that whoever asks about all of them need not look at each.

A run begins at a statement whose place in the file has a certain hash: so it is known by that statement, its *head*,
and what is put in or taken out changes the run where it stands and no other. What the borders depend on is the name
path of a region, never a count. The first region of a file is always a head.
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


def runs_of(regions: Sequence[Region]) -> dict[Region, tuple[Region, ...]]:
    """The regions of a file, in source order, by the head of their run."""
    borders = [at for at, region in enumerate(regions) if region.is_head or not at]
    borders.append(len(regions))
    return {regions[at]: tuple(regions[at:end]) for at, end in pairwise(borders)}


def is_head(scope: Scope, key: str, nth: int) -> bool:
    """Whether a statement begins a run."""
    return not crc32(key.encode("utf-8", "surrogatepass"), _hash_of(scope) + nth & 0xFFFFFFFF) & _MASK


def _hash_of(scope: Scope) -> int:
    """Of the name path of a scope."""
    names: list[str] = []
    each: Scope | None = scope
    while each is not None:
        names.append(each.name)
        each = each.parent
    return crc32(".".join(names).encode("utf-8", "surrogatepass"))
