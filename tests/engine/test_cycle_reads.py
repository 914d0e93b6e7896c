"""What a cycle depends on: reads of all its iterations and functions, durability; when it is run again."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import durability, errors, events, query
from tests.engine.common import Db, Field, at_rest, heard
from tests.engine.formulas import Node, ask


def test_an_unchanged_cycle_is_proven_not_run() -> None:
    db, other = Db(), Field(durable=durability.HIGH)
    a, b = Node("a"), Node("b")
    a.reads(db, b, 1)
    b.reads(db, a, 2)
    assert ask(db, a) == 2
    for write in (lambda: db.set(other.number, 1), lambda: db.synthetic_write(durability.MEDIUM)):
        write()
        with db.record() as ran:
            assert (ask(db, b), ask(db, a)) == (2, 2)
        assert ran == []


def test_members_that_stay_equal_do_not_rerun_their_readers() -> None:
    db = Db()
    a, b = Node("a"), Node("b")
    a.reads(db, b, 10)
    b.reads(db, a, 2)
    top = Node("top", "panic").reads(db, b)
    assert ask(db, top) == 10
    b.reads(db, a, 3)
    with db.record() as ran:
        assert ask(db, top) == 10
    assert "panic(top)" not in ran
    a.reads(db, b, 11)
    assert ask(db, top) == 11


def test_a_read_made_in_one_iteration_only_is_a_dependency() -> None:
    """The head reads the field only while its guess is zero."""
    db, field = Db(), Field(4)

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, key: Field) -> int:
        return field.a.get(db) + 1 if head(db, key) == 0 else head(db, key)

    @query.query(Field)
    def top(db: Db, key: Field) -> int:
        return head(db, key)

    assert top(db, field) == 1
    db.set(field.a, 6)
    assert top(db, field) == 7


def test_reads_of_members_that_dropped_out_are_dependencies() -> None:
    db, field = Db(), Field(0, b=1)

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, key: Field) -> int:
        return member(db, key) if head(db, key) == 0 else head(db, key)

    @query.query(Field)
    def member(db: Db, key: Field) -> int:
        return max(head(db, key), key.b.get(db))

    assert head(db, field) == 1
    db.set(field.b, 2)
    assert head(db, field) == 2


def test_reads_of_the_cycle_functions_are_dependencies() -> None:
    db, start, step = Db(), Field(3, "start"), Field(10, "step")

    @query.query(Field)
    def number(db: Db, field: Field) -> int:
        return field.number.get(db)

    @query.query(
        Field,
        cycle_initial=lambda db, field: number(db, start),
        cycle_recover=lambda db, field, last, new, iteration: number(db, step) if iteration > 1 else new,
    )
    def counting(db: Db, field: Field) -> int:
        return min(counting(db, field) + 1, number(db, step))

    field = Field()
    assert counting(db, field) == 10
    db.set(step.number, 20)
    assert counting(db, field) == 20
    db.set(start.number, 30)
    assert counting(db, field) == 20
    with db.record() as ran:
        db.set(start.number, 31)
        counting(db, field)
    assert "number(start)" in ran
    assert "counting(x)" in ran


def test_a_cycle_function_may_not_read_the_cycle() -> None:
    db, field = Db(), Field()

    def start(db: Db, key: Field) -> int:
        return above(db, key)

    @query.query(Field, cycle_initial=start)
    def head(db: Db, key: Field) -> int:
        return above(db, key)

    @query.query(Field)
    def above(db: Db, key: Field) -> int:
        return head(db, key)

    with pytest.raises(errors.CycleError, match="a cycle function reads a member"):
        head(db, field)
    assert at_rest(db)


def test_durability_of_a_cycle_is_that_of_its_least_durable_read() -> None:
    db, other = Db(), Field()
    a, b = Node("a", durable=durability.HIGH), Node("b", durable=durability.HIGH)
    a.reads(db, b, 1)
    b.reads(db, a, 2)
    assert ask(db, a) == 2
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        assert (ask(db, a), ask(db, b)) == (2, 2)
    assert found == []
    low = Node("low").reads(db, 5)
    b.reads(db, a, low)
    assert ask(db, a) == 5
    low.reads(db, 6)
    assert (ask(db, a), ask(db, b)) == (6, 6)


def test_a_provisional_result_is_never_seen_outside() -> None:
    """What reads a member during the iteration is provisional as well, and computed anew in the next."""
    db = Db()
    seen: list[int] = []

    @query.query(Field)
    def watcher(db: Db, field: Field) -> int:
        seen.append(head(db, field))
        return seen[-1]

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, field: Field) -> int:
        return min(watcher(db, field) + 1, 4)

    field = Field()
    assert head(db, field) == 4
    assert seen == [0, 1, 2, 3, 4]
    assert watcher(db, field) == 4
    assert seen == [0, 1, 2, 3, 4]
