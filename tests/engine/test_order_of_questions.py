"""Answers do not depend on what was asked first, or on what was known before, even where cycles are not monotone."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.engine import cells, inputs, query
from tests.engine.common import Db, at_rest

ALL = 0b111111
Step = tuple[str, int, int]  # what is done, with which node, with which bits


class Place(inputs.Input):
    __slots__ = ("all", "kind", "number", "steps")

    def __init__(self, number: int, kind: str, steps: tuple[Step, ...], others: list[Place]) -> None:
        super().__init__()
        self.number = number
        self.kind = kind
        self.steps = cells.Cell(steps)
        self.all = others

    def debug_name(self) -> str:
        return f"n{self.number:02}"


def compute(db: Db, place: Place) -> int:
    result = 0
    for what, which, bits in place.steps.get(db):
        if what == "bits":
            result ^= bits
        elif what == "and":
            result ^= ask(db, place.all[which]) & bits
        elif what == "or":
            result |= ask(db, place.all[which]) & bits
        elif result & bits:
            result ^= ask(db, place.all[which])
    return result


def _nothing(db: Db, place: Place) -> int:
    return 0


def _grow(db: Db, place: Place, last: int, new: int, iteration: int) -> int:
    return last | new if iteration < 4 else ALL


def _some(db: Db, place: Place) -> int:
    return 0b10101


panicking = query.query(Place, name="p")(compute)
widening = query.query(Place, name="w", cycle_initial=_nothing, cycle_recover=_grow)(compute)
limited = query.query(Place, name="l", cycle_initial=_nothing, cycle_fallback=_some)(compute)
falling = query.query(Place, name="f", cycle_fallback=_some)(compute)

QUERIES = {"panic": panicking, "widen": widening, "limit": limited, "fall": falling}


def ask(db: Db, place: Place) -> int:
    return QUERIES[place.kind](db, place)


def make_steps(rng: random.Random, number: int, kinds: list[str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for _ in range(rng.randint(1, 4)):
        which = rng.randrange(len(kinds))
        if which >= number and kinds[which] == "panic":
            which = rng.randrange(number) if number else -1  # every cycle has somebody who handles it
        what = rng.choice(("and", "or", "if")) if which >= 0 and rng.random() < 0.7 else "bits"
        steps.append((what, which, 1 << rng.randrange(6) if what == "if" else rng.randint(0, ALL)))
    return tuple(steps)


def answers(kinds: list[str], steps: list[tuple[Step, ...]], order: list[int]) -> list[int]:
    """Of a fresh database."""
    db = Db()
    places = make_places(kinds, steps)
    found = {number: ask(db, places[number]) for number in order}
    assert at_rest(db)
    return [found[number] for number in range(len(kinds))]


def make_places(kinds: list[str], steps: list[tuple[Step, ...]]) -> list[Place]:
    places: list[Place] = []
    for number, (kind, own) in enumerate(zip(kinds, steps, strict=True)):
        places.append(Place(number, kind, own, places))
    return places


@pytest.mark.slow
@pytest.mark.parametrize("handling", ["widen", "limit", "fall"])
def test_any_order_of_questions_gives_the_same_answers(handling: str) -> None:
    for seed in range(100):
        rng = random.Random(seed)
        kinds = [rng.choice(("panic", handling)) for _ in range(rng.randint(2, 8))]
        steps = [make_steps(rng, number, kinds) for number in range(len(kinds))]
        order = list(range(len(kinds)))
        first = answers(kinds, steps, order)
        for _ in range(5):
            rng.shuffle(order)
            assert answers(kinds, steps, order) == first, f"seed {seed}, order {order}"


@pytest.mark.slow
@pytest.mark.parametrize("handling", ["widen", "limit", "fall"])
@pytest.mark.parametrize("check_suspects", [True, False])
def test_after_any_edits_answers_are_those_of_a_fresh_database(handling: str, check_suspects: bool) -> None:
    for seed in range(60):
        rng = random.Random(seed)
        kinds = [rng.choice(("panic", handling)) for _ in range(rng.randint(2, 8))]
        steps = [make_steps(rng, number, kinds) for number in range(len(kinds))]
        db = Db(check_suspects=check_suspects)
        places = make_places(kinds, steps)
        for step in range(6):
            number = rng.randrange(len(kinds))
            steps[number] = make_steps(rng, number, kinds)
            db.set(places[number].steps, steps[number])
            fresh = answers(kinds, steps, list(range(len(kinds))))
            for asked in rng.sample(range(len(kinds)), rng.randint(1, len(kinds))):
                assert ask(db, places[asked]) == fresh[asked], f"seed {seed}, step {step}, node {asked}"
            assert at_rest(db)
