"""What stays is put beside each other, not into the gaps of what goes."""

from __future__ import annotations

import sys

import pytest

from pebre_analysis.memory import apart

_POOL = 14  # bits of an address within a pool of CPython's allocator


class _Small:
    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


@pytest.mark.skipif(not sys.getallocatedblocks(), reason="another allocator")
def test_what_is_made_apart_fills_no_gaps() -> None:
    before = [_Small((n, n)) for n in range(4_000)]
    held = before[::10]
    pools = {id(each) >> _POOL for small in held for each in (small, small.value)}
    before.clear()
    with apart.apart():
        made = [_Small((n, n)) for n in range(200)]
    n_among = sum([id(each) >> _POOL in pools for small in made for each in (small, small.value)])
    assert n_among < 5  # blocks that somebody gave back meanwhile


def test_gaps_are_left_when_it_is_done() -> None:
    n_before = sys.getallocatedblocks()
    with apart.apart():
        pass
    assert sys.getallocatedblocks() < n_before + 1_000
