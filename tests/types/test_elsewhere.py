"""What another process found of a file is said as if it had been found here."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from pebre_analysis.project import database
from pebre_analysis.semantic import runs
from pebre_analysis.source import diagnostic
from pebre_analysis.types import check
from pebre_analysis.types.join import elsewhere
from tests.harness import project

LIB = "class A:\n    def f(self, x: int) -> int:\n        return x\n"
MAIN = """from lib import A

class B(A):
    def f(self, x: str) -> int:
        return lost

def g(a: int) -> str: ...

def h(n: int) -> str:
    n = ''
    return 1  # type: ignore

g('')
w: int = ''  # type: ignore
x = 1  # pebre: ignore

def k():
    def inner(a):
        return unknown_1
    return unknown_2
"""
Shown = tuple[str, str, int, list[tuple[str, int, str]]]


@pytest.fixture(autouse=True)
def runs_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_NEAR", 1)
    monkeypatch.setattr(runs, "_NEAR_HEADS", 1)


def opened() -> database.ProjectDatabase:
    return project.open_project({"lib.py": LIB, "main.py": MAIN})


def told() -> list[bytes]:
    db = opened()
    return db.run(lambda: list(elsewhere.look(db, db.files.file(f"{project.ROOT}/main.py"))))


def join_of(db: database.ProjectDatabase) -> check.Join:
    return db.run(check.Join, db, db.files.file(f"{project.ROOT}/main.py"))


def shown(found: Sequence[diagnostic.Diagnostic]) -> list[Shown]:
    return [
        (
            each.rule,
            each.message,
            each.range.start,
            [(one.place.file.path, one.place.range.start, one.message) for one in each.related],
        )
        for each in found
    ]


def ears(pieces: Sequence[Sequence[bytes]]) -> Callable[[], Sequence[bytes]]:
    """Hears one of these each time."""
    left = iter(pieces)
    return lambda: next(left, ())


def test_what_is_told_is_said_and_not_looked_for() -> None:
    plain = opened()
    wanted = plain.run(join_of(plain).report).flat()
    assert {each.rule for each in wanted} >= {
        "invalid-method-override",
        "invalid-argument-type",
        "unresolved-reference",
    }
    assert any(each.related for each in wanted)
    db = opened()
    join = join_of(db)
    with db.record() as ran:
        found = db.run(join.report, ears([told()]))
    assert shown(found.flat()) == shown(wanted)
    assert not [each for each in ran if "run_reports" in each]
    again = db.run(join.report)
    assert shown(again.flat()) == shown(wanted)
    assert [piece for each in again.groups for piece in each.pieces] == [
        piece for each in found.groups for piece in each.pieces
    ]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_told_and_when_the_same_is_said(seed: int) -> None:
    rng = random.Random(seed)
    plain = opened()
    wanted = shown(plain.run(join_of(plain).report).flat())
    messages = told()
    for _ in range(4):
        some = rng.sample(messages, rng.randrange(len(messages) + 1))
        damaged = [each[: rng.randrange(len(each))] for each in rng.sample(messages, 2)]
        all_of = [*some, *damaged, b"", b"\xc1", rng.randbytes(9)]
        rng.shuffle(all_of)
        pieces = [all_of[at : at + 3] for at in range(0, len(all_of), 3)]
        db = opened()
        assert shown(db.run(join_of(db).report, ears(pieces)).flat()) == wanted


def test_what_names_a_place_that_is_not_here_is_looked_for_here() -> None:
    lib = f"import os\n{LIB}"
    plain, db = (project.open_project({"lib.py": lib, "main.py": MAIN}) for _ in range(2))
    wanted = shown(plain.run(join_of(plain).report).flat())
    with db.record() as ran:
        found = shown(db.run(join_of(db).report, ears([told()])).flat())
    assert found == wanted
    assert [each for each in ran if "infer_region(main.py" in each]


def test_the_end_comes_first() -> None:
    heard: list[str] = []
    db = opened()
    with db.record() as ran:
        for _ in elsewhere.look(db, db.files.file(f"{project.ROOT}/main.py")):
            heard += [each for each in ran if "infer_region(main.py." in each]
    assert "k" in heard[0]
    assert heard.index(next(each for each in heard if ".g" in each)) > 0
