"""Cycles that do not converge, and those that are broken off: limits, fallbacks, exceptions, cancellation."""

from __future__ import annotations

import itertools

import pytest

from pebre_analysis.engine import cancel, durability, events, query
from tests.engine.common import Db, Field, Name, at_rest, heard
from tests.engine.formulas import CAP, Node, ask


def test_widening_ends_an_iteration() -> None:
    db = Db()
    a = Node("a", "widen", plus=1)
    a.reads(db, a)
    with db.record() as ran:
        assert ask(db, a) == CAP
    assert len(ran) == 5


def test_a_cycle_that_does_not_converge_takes_its_fallback() -> None:
    db = Db()
    a, b = Node("a", "limit", plus=1), Node("b", "limit")
    a.reads(db, b)
    b.reads(db, a)
    for node in (a, b):
        with heard(db, events.CycleGaveUp) as gave_up:
            assert ask(db, node) == 100
        assert len(gave_up) == (1 if node is a else 0)
    assert at_rest(db)


def test_without_a_fallback_it_takes_its_initial_value() -> None:
    db = Db()
    a = Node("a", "fix", plus=1)
    a.reads(db, a)
    with db.record() as ran:
        assert ask(db, a) == 0
    assert len(ran) == 17


def test_members_without_fallback_are_computed_from_the_others() -> None:
    for first in range(2):
        db = Db()
        a, b = Node("a", "limit", plus=1), Node("b", "panic", plus=2)
        a.reads(db, b)
        b.reads(db, a)
        ask(db, (a, b)[first])
        assert (ask(db, a), ask(db, b)) == (100, 102)


@pytest.mark.parametrize("first", range(3))
def test_every_member_with_a_fallback_takes_it(first: int) -> None:
    db = Db()
    a, b, c = nodes = [Node("a", "fall"), Node("b", "fall"), Node("c", "panic")]
    a.reads(db, b, 1)
    b.reads(db, c, 2)
    c.reads(db, a, 103)
    with db.record() as ran:
        ask(db, nodes[first])
        assert [ask(db, node) for node in nodes] == [100, 100, 103]
    assert at_rest(db)
    assert len(ran) <= 4


def test_readers_outside_the_cycle_do_not_take_fallbacks() -> None:
    db = Db()
    a, b = Node("a", "fall"), Node("b", "fall")
    b.reads(db, b)
    a.reads(db, b, 120)
    assert ask(db, a) == 120


def test_a_fallback_is_left_when_the_cycle_is_broken() -> None:
    db = Db()
    a, b = Node("a", "fall"), Node("b", "fall")
    a.reads(db, b, 1)
    b.reads(db, a)
    assert ask(db, a) == 100
    b.reads(db, 7)
    assert (ask(db, a), ask(db, b)) == (7, 7)


def test_an_independent_cycle_met_in_the_last_round_converges_by_itself() -> None:
    db = Db()
    odd, calm = Node("odd", "limit"), Node("zz", "limit")

    @query.query(Field, cycle_initial=lambda db, field: 0, cycle_fallback=lambda db, field: 100)
    def restless(db: Db, field: Field) -> int:
        last = restless(db, field)
        return last + 1 if last < 100 else ask(db, calm)

    calm.reads(db, calm, 5)
    assert restless(db, Field()) == 100
    assert ask(db, calm) == 5
    assert odd.items.value == ()


# Exceptions and cancellation inside


def test_a_member_that_raises_may_be_caught_by_another() -> None:
    db = Db()

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def catching(db: Db, field: Field) -> int:
        try:
            return raising(db, field)
        except ValueError:
            return 50

    @query.query(Field)
    def raising(db: Db, field: Field) -> int:
        if catching(db, field) < field.number.get(db):
            raise ValueError
        return 60

    field = Field(10)
    assert catching(db, field) == 60
    db.set(field.number, 100)
    assert catching(db, field) == 50
    with pytest.raises(ValueError):  # noqa: PT011 - the class is all that is raised
        raising(db, field)
    assert at_rest(db)


def test_a_cancelled_cycle_starts_anew() -> None:
    for stop_at in range(1, 8):
        db = Db()
        a, b, c = Node("a"), Node("b"), Node("c")
        a.reads(db, b, 1)
        b.reads(db, c, a)
        c.reads(db, b, 7)
        count = itertools.count(1)

        def cancel_some(
            event: events.Event, db: Db = db, count: itertools.count[int] = count, stop_at: int = stop_at
        ) -> None:
            if isinstance(event, events.WillExecute) and next(count) == stop_at:
                db.request_cancel()

        stop = db.listen(cancel_some)
        with pytest.raises(cancel.Cancelled):
            ask(db, b)
        stop()
        db.clear_cancel()
        assert at_rest(db)
        with db.record() as ran:
            assert [ask(db, node) for node in (a, b, c)] == [7, 7, 7]
        assert ran


def test_evicted_members_are_computed_again() -> None:
    db, other = Db(), Field()

    @query.query(Field, cycle_initial=lambda db, field: 0, lru=query.Lru(1))
    def one(db: Db, field: Field) -> int:
        return max(two(db, field), field.number.get(db))

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def two(db: Db, field: Field) -> int:
        return one(db, field)

    @query.query(Field)
    def top(db: Db, field: Field) -> int:
        return two(db, field)

    fields = [Field(n, f"f{n}") for n in range(1, 4)]
    assert [top(db, field) for field in fields] == [1, 2, 3]
    db.evict()
    assert [one(db, field) for field in fields] == [1, 2, 3]
    db.set(other.number, 1)
    db.synthetic_write(durability.HIGH)
    with db.record() as ran:
        assert [top(db, field) for field in fields] == [1, 2, 3]
    assert ran == []


def test_members_may_be_interned_and_are_freed() -> None:
    db, field = Db(), Field(3)

    @query.query(Name, cycle_initial=lambda db, name: 0)
    def ring(db: Db, name: Name) -> int:
        number = int(name.text)
        following = Name.intern(db, str((number + 1) % 5))
        return max(ring(db, following), field.number.get(db) + number)

    @query.query(Field)
    def top(db: Db, field: Field) -> int:
        return ring(db, Name.intern(db, "2"))

    assert top(db, field) == 7
    db.set(field.number, 10)
    assert top(db, field) == 14
    assert len(db.interned[Name]) == 1
