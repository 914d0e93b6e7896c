"""Room of its own for what stays, made while there is much that goes.

CPython's allocator gives an arena of 1 MB back when nothing lives in it any more, and fills gaps first.
So modules that are imported while thirty files are open stand in each arena of these, and keep all of them. Inside of
`apart` the gaps are filled with something else: what is made then stands side by side in arenas of its own.
Always: where another allocator is at work, or none of these gaps is found, nothing happens but time.
Cost: 0.1 µs for each gap, and room for one arena while it lasts.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from typing import Final

from pebre_analysis.memory import process

_POOL_BITS: Final = 14  # a pool of 16 kB holds blocks of one size
_HEADER: Final = 48  # of a pool
_STEP: Final = 16  # sizes of blocks are multiples of it
_LARGEST: Final = 512
_BYTES_HEADER: Final = sys.getsizeof(b"")
_ARENA_POOLS: Final = 60  # that follow each other in an arena nobody used, at least
_MOST: Final = 8_000_000  # bytes of blocks of one size: the gaps are not where they are looked for


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """What is made inside and stays shares no arena with what was made before. On any thread."""
    fillers = _fillers() if sys.getallocatedblocks() else []
    try:
        yield
    finally:
        fillers.clear()


def _fillers() -> list[object]:
    """Something in each gap: among blocks of each size, then in the arenas."""
    found: list[object] = []
    process.forget_attributes()
    gc.freeze()  # there may be much
    gc.collect()  # tuples and the like that the interpreter keeps for the next ones to come are gaps too
    for size in range(3 * _STEP, _LARGEST + 1, _STEP):
        _fill_pools(size, found)
    _fill_arenas(found)
    return found


def _fill_pools(size: int, found: list[object]) -> None:
    """Take blocks of a size until a pool has given all it can: the allocator opens one only if no other has a gap."""
    whole = ((1 << _POOL_BITS) - _HEADER) // size
    length = size - _BYTES_HEADER
    pool = n = 0
    for _ in range(_MOST // size):
        block = bytes(length)
        found.append(block)
        at = id(block) >> _POOL_BITS
        if at != pool:
            pool, n = at, 0
        n += 1
        if n == whole:
            return


def _fill_arenas(found: list[object]) -> None:
    """Take pools until so many follow each other as only in an arena that is new."""
    last = n = 0
    for _ in range(_MOST // _LARGEST):
        block = bytes(_LARGEST - _BYTES_HEADER)
        found.append(block)
        at = id(block) >> _POOL_BITS
        if at != last:
            n = n + 1 if at == last + 1 else 0
            last = at
            if n >= _ARENA_POOLS:
                return
