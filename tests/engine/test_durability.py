"""How durability spares verification, and what happens when it changes."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import cells, durability, errors, events, query
from tests.engine.common import Db, Field, heard

LOW, MEDIUM, HIGH, FROZEN = durability.LOW, durability.MEDIUM, durability.HIGH, durability.FROZEN


@query.query(Field)
def number(db: Db, field: Field) -> int:
    return field.number.get(db)


@query.query(Field)
def doubled(db: Db, field: Field) -> int:
    return 2 * number(db, field)


@query.query(Field)
def with_a(db: Db, field: Field) -> int:
    return number(db, field) + field.a.get(db)


@pytest.mark.parametrize("durable", [MEDIUM, HIGH, FROZEN])
def test_a_durable_result_is_not_walked_after_a_low_write(durable: durability.Durability) -> None:
    db, field, other = Db(), Field(1, durable=durable), Field()
    doubled(db, field)
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        assert doubled(db, field) == 2
    assert found == []


def test_a_high_result_is_not_walked_after_a_medium_write() -> None:
    db, field, other = Db(), Field(1, durable=HIGH), Field(durable=MEDIUM)
    doubled(db, field)
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        doubled(db, field)
    assert found == []


def test_a_low_result_is_walked_after_a_high_write() -> None:
    db, field, other = Db(), Field(1), Field(durable=HIGH)
    doubled(db, field)
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        doubled(db, field)
    assert [type(each) for each in found] == [events.DidVerify, events.DidVerify]


def test_a_high_write_reruns_its_readers() -> None:
    db, field = Db(), Field(1, durable=HIGH)
    doubled(db, field)
    db.set(field.number, 4)
    with db.record() as ran:
        assert doubled(db, field) == 8
    assert ran == ["number(x)", "doubled(x)"]


def test_a_result_is_as_durable_as_its_least_durable_read() -> None:
    db, field = Db(), Field(1, durable=HIGH)
    assert with_a(db, field) == 1
    db.set(field.a, 5)
    with db.record() as ran:
        assert with_a(db, field) == 6
    assert ran == ["with_a(x)"]


def test_a_write_keeps_the_durability_of_the_cell() -> None:
    db, field = Db(), Field(1, durable=HIGH)
    db.set(field.number, 2)
    assert field.number.durability == HIGH
    db.set(field.number, 3, MEDIUM)
    assert field.number.durability == MEDIUM


def test_a_result_that_became_less_durable_is_a_change_even_if_equal() -> None:
    """Whoever relied on the durability must look again, or later LOW writes would pass it by."""
    db, field = Db(), Field(1, durable=HIGH)
    doubled(db, field)
    db.set(field.number, 1, LOW)
    with db.record() as ran:
        assert doubled(db, field) == 2
    assert ran == ["number(x)", "doubled(x)"]
    db.set(field.number, 7)
    assert doubled(db, field) == 14


def test_a_result_that_became_more_durable_is_spared_from_then_on() -> None:
    db, field, other = Db(), Field(1), Field()
    doubled(db, field)
    db.set(field.number, 1, HIGH)
    doubled(db, field)
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        doubled(db, field)
    assert found == []
    db.set(field.number, 3)
    assert doubled(db, field) == 6


def test_a_switch_can_change_durability_back_and_forth() -> None:
    @query.query(Field)
    def switched(db: Db, field: Field) -> int:
        return field.b.get(db) if field.number.get(db) else 0

    @query.query(Field)
    def above(db: Db, field: Field) -> int:
        return switched(db, field)

    db, field = Db(), Field(0, durable=HIGH, b=5)
    assert above(db, field) == 0
    for turn in range(4):
        db.set(field.number, 1)
        assert above(db, field) == 5 + turn
        db.set(field.b, 6 + turn)
        assert above(db, field) == 6 + turn
        db.set(field.number, 0)
        assert above(db, field) == 0
        db.set(field.b, 6 + turn)
        assert above(db, field) == 0


def test_frozen_reads_leave_no_edge() -> None:
    db, field = Db(), Field(1, durable=FROZEN)
    assert with_a(db, field) == 1
    memos = {each.query.name: each for each in field.memos if each.query.key_type is Field and each.verified_at}
    assert memos["number"].edges == ()
    assert memos["with_a"].edges == (field.a,)


def test_a_frozen_cell_cannot_be_written() -> None:
    db, field = Db(), Field(1, durable=FROZEN)
    with pytest.raises(errors.EngineError, match="FROZEN"):
        db.set(field.number, 2)
    with pytest.raises(errors.EngineError, match="FROZEN"):
        db.synthetic_write(FROZEN)
    assert field.number.value == 1


def test_a_cell_can_be_frozen_with_its_last_write() -> None:
    db, field = Db(), Field(1)
    assert doubled(db, field) == 2
    db.set(field.number, 3, FROZEN)
    assert doubled(db, field) == 6
    db.synthetic_write(HIGH)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        assert doubled(db, field) == 6
    assert found == []


def test_cells_are_low_unless_told() -> None:
    assert cells.Cell(1).durability == LOW
