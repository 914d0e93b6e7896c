"""The great property: after any changes, every answer is that of a naive evaluator.

PEBRE_GRAPHS=n runs n graphs instead of 200; PEBRE_FIRST_GRAPH is the first seed. Reproduce one by its seed:
`graphs.check_world(seed, check_suspects=…)`.
"""

from __future__ import annotations

import os

import pytest

from pebre_analysis.engine import cycle
from tests.engine import graphs

N_GRAPHS = int(os.environ.get("PEBRE_GRAPHS", "200"))
FIRST = int(os.environ.get("PEBRE_FIRST_GRAPH", "0"))


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many heads, a fixed point may lie further than the limit; fallbacks are tested elsewhere."""
    monkeypatch.setattr(cycle, "LIMIT", 1000)


@pytest.mark.slow
@pytest.mark.parametrize("check_suspects", [True, False])
def test_random_graphs(check_suspects: bool) -> None:
    for seed in range(FIRST, FIRST + N_GRAPHS):
        graphs.check_world(seed, check_suspects=check_suspects)


@pytest.mark.slow
def test_any_way_into_a_cycle_gives_the_same_answers() -> None:
    for seed in range(FIRST, FIRST + N_GRAPHS):
        graphs.check_entries(seed)


def test_graphs_that_once_failed() -> None:
    for seed in (71875,):
        graphs.check_world(seed)


@pytest.mark.long
@pytest.mark.parametrize("check_suspects", [True, False])
def test_many_random_graphs(check_suspects: bool) -> None:
    for seed in range(1_000_000, 1_020_000):
        graphs.check_world(seed, check_suspects=check_suspects)


@pytest.mark.long
def test_any_way_into_many_cycles_gives_the_same_answers() -> None:
    for seed in range(1_000_000, 1_005_000):
        graphs.check_entries(seed)
