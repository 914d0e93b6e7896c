"""The flow of a file that was edited for long is walked anew when nobody waits."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.project import database, relief
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import overrides
from tests.harness import project
from tests.semantic import random_edits

TEXT = "".join([f"x{n} = 1\nif x{n}:\n    y{n} = x{n}\n" for n in range(60)])
MAIN = f"{project.ROOT}/main.py"


def edited(n_edits: int) -> database.ProjectDatabase:
    """Each edit gives one statement another name for a while."""
    db = project.open_project({"main.py": TEXT})
    project.report(db, "main.py")
    file = db.files.file(MAIN)
    for n in range(n_edits):
        for text in (TEXT.replace(f"y{n % 60} =", "z ="), TEXT):
            overrides.set_text(db, file, text)
            project.report(db, "main.py")
    return db


def size(db: database.ProjectDatabase) -> int:
    """Entries in the tables of the flow."""
    flow = db.run(semantic_index.semantic_index, db, db.files.file(MAIN)).flow
    assert flow is not None
    return flow._size()


def test_its_tables_are_those_of_a_fresh_one() -> None:
    db, fresh = edited(200), edited(1)
    assert size(db) > 1.5 * size(fresh)
    relief.renew_flows(db)
    assert size(db) <= size(fresh)


def test_nothing_runs_again() -> None:
    db = edited(200)
    before = size(db)
    with db.record() as ran:
        relief.renew_flows(db)
        assert project.report(db, "main.py") == []
    assert size(db) < before
    assert ran == []


def test_one_that_grew_little_stays() -> None:
    db = edited(1)
    before = size(db)
    relief.renew_flows(db)
    assert size(db) == before


@pytest.mark.parametrize("seed", range(8))
def test_edits_afterwards_equal_a_fresh_index(seed: int) -> None:
    rng = random.Random(seed)
    random_edits.check(random_edits.random_file(rng), rng, 12, rests=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_so_do_many(seed: int) -> None:
    rng = random.Random(3000 + seed)
    random_edits.check(random_edits.random_file(rng), rng, 25, rests=True, stops=seed % 2 == 0)
