"""Random programs: checked without a fault, with the same answers whatever was asked first."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from pebre_analysis.engine import contents, entity, memo
from pebre_analysis.project import database
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types.infer import results
from tests.harness import project
from tests.property import programs
from tests.property import test_laws_of_queries as laws


def infer_in_any_order(db: database.ProjectDatabase, paths: list[str], rng: random.Random) -> None:
    """Infer each region by itself."""
    files = [db.files.file(f"{project.ROOT}/{path}") for path in paths]
    regions = [region for file in files for region in semantic_index.semantic_index(db, file).regions.get(db)]
    rng.shuffle(regions)
    for region in regions:
        results.infer_region(db, region)


def check(seed: int, orders: Iterable[int]) -> None:
    """Order 0 is the plain one; in others each region is asked about by itself before all else."""
    files = programs.program(seed)
    paths = list(files)
    first: dict[str, object] | None = None
    for order in (0, *orders):
        rng = random.Random(order)
        db = laws.opened(files)
        if order:
            db.run(infer_in_any_order, db, paths, rng)
        found = laws.ask(db, paths, rng)
        if first is None:
            first = found
        different = [question for question in sorted(first) if found[question] != first[question]]
        assert different == [], f"program {seed}, order {order}"


def check_faults(seed: int) -> None:
    found = project.checked(programs.program(seed))
    assert [each for path in found.values() for each in path if each[2] == "internal-error"] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_program_means_the_same_in_any_order(seed: int) -> None:
    check(seed, (1, 2))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 8))
def test_a_program_is_checked_without_a_fault(seed: int) -> None:
    check_faults(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 600))
def test_five_hundred_programs_are_checked_without_a_fault(seed: int) -> None:
    check_faults(seed)


@pytest.mark.slow
def test_keys_have_paths_of_their_own() -> None:
    """Cycles start from the smallest: where two had one path, the question that was asked first would decide."""
    db = laws.opened(programs.program(0))
    for path in ("one.py", "two.py"):
        project.report(db, path)
    seen: dict[tuple[str, str], memo.Keyed] = {}
    for key in contents.keys(db):
        for each in (key, *(key.attached() if isinstance(key, entity.Entity) else ())):
            assert seen.setdefault((type(each).__name__, each.name_path()), each) is each


@pytest.mark.slow
def test_a_program_that_once_meant_different_things() -> None:
    check(108, (7,))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 150))
def test_fifty_programs_mean_the_same_in_ten_orders(seed: int) -> None:
    check(seed, range(1, 10))
