"""Programs that tie knots, and programs whose types grow without end: checked without a fault."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.harness import project
from tests.property import growth, knots

GROWN = list(growth.programs())


def check_faults(files: Mapping[str, str]) -> None:
    found = project.checked(files)
    assert [each for path in found.values() for each in path if each[2] == "internal-error"] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 2619])  # the last: the class of an alias of a union with itself
def test_knots_are_checked_without_a_fault(seed: int) -> None:
    check_faults(knots.program(seed))


@pytest.mark.slow
@pytest.mark.parametrize("n", range(0, len(GROWN), 250))
def test_types_may_grow_without_end(n: int) -> None:
    check_faults(GROWN[n][1])


@pytest.mark.long
@pytest.mark.parametrize("first", range(1000, 6000, 100))
def test_five_thousand_knots_are_checked_without_a_fault(first: int) -> None:
    for seed in range(first, first + 100):
        check_faults(knots.program(seed))


@pytest.mark.long
@pytest.mark.parametrize("n", range(len(GROWN)))
def test_types_may_grow_in_any_way(n: int) -> None:
    check_faults(GROWN[n][1])
