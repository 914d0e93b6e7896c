"""Reads kept apart inside of one query, and what they tell later."""

from __future__ import annotations

from pebre_analysis.engine import durability, memo, parts, query
from tests.engine.common import Db, Field, Name


@query.query(Field)
def number(db: Db, field: Field) -> int:
    return field.number.get(db)


@query.query(Field)
def parity(db: Db, field: Field) -> int:
    return number(db, field) % 2


@query.query(Name)
def length(db: Db, name: Name) -> int:
    return len(name.text)


class Kept:
    """What a query kept of its last run, as an accelerator."""

    def __init__(self) -> None:
        self.reads: tuple[memo.AnyEdge, ...] = ()
        self.since = 0
        self.held_at: list[int] = []
        self.answers: list[bool] = []


KEPT = Kept()


@query.query(Field)
def summed(db: Db, field: Field) -> int:
    """Its number, modulo 2, and a; the first two are a part."""
    KEPT.held_at.append(parts.held_at(db))
    if KEPT.reads:
        KEPT.answers.append(parts.unchanged(db, KEPT.reads, KEPT.since))
    outer = db.push
    assert outer is not None
    part = parts.Part(outer)
    db.push = part.push
    found = parity(db, field) + length(db, Name.intern(db, "word"))
    db.push = outer
    KEPT.reads, KEPT.since = part.reads(), db.revision
    return found + field.a.get(db)


def start() -> tuple[Db, Field]:
    global KEPT
    KEPT = Kept()
    db, field = Db(), Field(4)
    assert summed(db, field) == 4
    return db, field


def test_a_part_has_the_reads_that_were_made_in_it() -> None:
    _, field = start()
    assert [type(edge).__name__ for edge in KEPT.reads] == ["Memo", "Name"]  # the length of a name cannot change
    assert field.a not in KEPT.reads
    assert KEPT.held_at == [0]


def test_the_query_has_the_reads_of_its_parts() -> None:
    db, field = start()
    db.set(field.number, 5)
    assert summed(db, field) == 5


def test_what_a_part_read_is_unchanged_when_something_else_changed() -> None:
    db, field = start()
    db.set(field.a, 1)
    assert summed(db, field) == 5
    assert KEPT.answers == [True]
    assert KEPT.held_at[1] == db.revision - 1


def test_it_is_brought_up_to_date_first() -> None:
    db, field = start()
    with db.batch():
        db.set(field.a, 1)
        db.set(field.number, 6)
    assert summed(db, field) == 5  # parity was asked again, and is what it was
    assert KEPT.answers == [True]


def test_it_has_changed_when_one_read_has() -> None:
    db, field = start()
    db.set(field.number, 7)
    assert summed(db, field) == 5
    assert KEPT.answers == [False]


def test_what_it_read_counts_as_read_again() -> None:
    db, field = start()
    db.set(field.a, 1)
    summed(db, field)
    asked = field.memos[summed.ingredient.index]
    assert set(KEPT.reads) <= set(asked.edges)


def test_what_cannot_change_is_left_out() -> None:
    db, field, fixed = Db(), Field(4), Field(1, durable=durability.FROZEN)
    seen: list[tuple[memo.AnyEdge, ...]] = []

    @query.query(Field)
    def asks(db: Db, field: Field) -> int:
        assert db.push is not None
        part = parts.Part(db.push)
        outer, db.push = db.push, part.push
        found = field.number.get(db) + fixed.number.get(db)
        db.push = outer
        seen.append(part.reads())
        return found

    assert asks(db, field) == 5
    assert seen == [(field.number,)]


def test_inside_a_cycle_values_may_be_guesses() -> None:
    db, field = Db(), Field(4)
    seen: list[bool] = []

    @query.query(Field, cycle_initial=lambda db, key: 0)
    def around(db: Db, field: Field) -> int:
        seen.append(parts.is_provisional(db))
        found = min(around(db, field) + 1, 3)
        seen.append(parts.is_provisional(db))
        return found

    assert around(db, field) == 3
    assert seen[:2] == [False, True]
    assert all(seen[2:])
    assert not parts.is_provisional(db)
