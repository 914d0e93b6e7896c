"""Marking: what a change may concern, and the oracle that it is enough."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import durability, errors, memo, query, suspects
from tests.engine.common import Db, Field
from tests.engine.formulas import Node, ask


@query.query(Field)
def number(db: Db, field: Field) -> int:
    return field.number.get(db)


@query.query(Field)
def doubled(db: Db, field: Field) -> int:
    return 2 * number(db, field)


@query.query(Field)
def of_a(db: Db, field: Field) -> int:
    return field.a.get(db)


def memo_of(asked: query.Declared, field: Field) -> memo.Memo:
    return field.memos[asked.ingredient.index]


def test_a_change_marks_its_readers_and_no_others() -> None:
    db, field = Db(), Field()
    doubled(db, field)
    of_a(db, field)
    db.set(field.number, 1)
    marked = [asked.ingredient.name for asked in (number, doubled, of_a) if memo_of(asked, field).valid == memo.SUSPECT]
    assert marked == ["number", "doubled"]


@pytest.mark.parametrize("durable", [durability.LOW, durability.MEDIUM])
def test_what_is_not_suspect_is_not_touched(durable: durability.Durability) -> None:
    db, field = Db(), Field(durable=durable)
    number(db, field)
    of_a(db, field)
    before = memo_of(of_a, field).verified_at
    db.set(field.number, 1)
    of_a(db, field)
    assert memo_of(of_a, field).verified_at == before


def test_what_becomes_less_durable_names_its_readers() -> None:
    db, field = Db(), Field(durable=durability.HIGH)
    doubled(db, field)
    for value, durable in enumerate((durability.MEDIUM, durability.LOW, durability.MEDIUM)):
        db.set(field.number, value, durable)
        assert doubled(db, field) == 2 * value
        assert memo_of(number, field) in [reference() for reference in suspects.readers_of(field.number)]


def test_a_change_of_its_own_after_others_is_still_found() -> None:
    db, field = Db(), Field(a=1)
    of_a(db, field)
    for value in range(5):
        db.set(field.number, value)
    db.set(field.a, 2)
    assert of_a(db, field) == 2


def test_lists_of_readers_do_not_grow_without_end() -> None:
    db, field = Db(), Field()
    for _ in range(2000):
        other = Node("n", "panic")
        ask(db, other)

        @query.query(Field)
        def passing(db: Db, key: Field) -> int:
            return field.number.get(db)

        passing(db, Field())
    assert len(suspects.readers_of(field.number)) <= 64


def test_who_comes_and_goes_is_not_named_without_end() -> None:
    @query.query(Field)
    def either(db: Db, field: Field) -> int:
        return field.number.get(db) if field.a.get(db) else field.b.get(db)

    db, field = Db(), Field()
    for turn in range(2000):
        db.set(field.a, turn % 2)
        either(db, field)
    assert len(suspects.readers_of(field.number)) <= 256


def test_a_reader_that_reads_something_else_is_not_marked() -> None:
    @query.query(Field)
    def either(db: Db, field: Field) -> int:
        return field.number.get(db) if field.a.get(db) else field.b.get(db)

    db, field = Db(), Field(a=1)
    either(db, field)
    db.set(field.a, 0)
    either(db, field)
    db.set(field.number, 1)
    assert memo_of(either, field).valid != memo.SUSPECT


def test_the_oracle_finds_a_mark_that_is_missing() -> None:
    db, field = Db(check_suspects=True), Field()
    doubled(db, field)
    field.number.readers = None  # as if the reader had not been noted
    db.set(field.number, 1)
    with pytest.raises(errors.SuspectOracleError, match="which changed"):
        doubled(db, field)


def test_the_oracle_is_silent_otherwise() -> None:
    db, field = Db(check_suspects=True), Field()
    for value in range(4):
        db.set(field.number, value)
        assert doubled(db, field) == 2 * value
        assert doubled(db, field) == 2 * value
