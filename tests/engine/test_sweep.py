"""Results that nobody needs are dropped one by one."""

from __future__ import annotations

from pebre_analysis.engine import contents, memo, query, sweep
from tests.engine.common import Db, Field


@query.query(Field)
def half(db: Db, field: Field) -> int:
    return field.number.get(db) // 2


@query.query(Field)
def quarter(db: Db, field: Field) -> int:
    return half(db, field) // 2


@query.query(Field)
def text(db: Db, field: Field) -> str:
    return str(half(db, field))


def asked(db: Db, field: Field) -> None:
    assert quarter(db, field) == 2
    assert text(db, field) == "4"


def names(field: Field) -> list[str]:
    return [each.query.name for each in contents.memos(field)]


def test_what_is_needed_stays() -> None:
    db, field = Db(), Field(8)
    asked(db, field)
    [root] = [each for each in contents.memos(field) if each.query.name == "quarter"]
    needed = sweep.reached([root], lambda: None)
    assert sweep.drop(db, field, needed) == 1
    assert names(field) == ["half", "quarter"]
    with db.record() as ran:
        asked(db, field)
    assert [each.partition("(")[0] for each in ran] == ["text"]


def test_without_need_all_goes_and_comes_back() -> None:
    db, field = Db(), Field(8)
    asked(db, field)
    assert sweep.drop(db, field, set()) == 3
    assert field.memos is field.blank_memos
    asked(db, field)
    db.set(field.number, 16)
    assert quarter(db, field) == 4
    assert text(db, field) == "8"


def test_readers_of_what_was_dropped_look_again() -> None:
    db, field = Db(), Field(8)
    asked(db, field)
    reader = contents.memos(field)[1]
    sweep.drop(db, field, {each for each in contents.memos(field) if each.query.name != "half"})
    assert reader.valid in (memo.SUSPECT, memo.DEAD)
    asked(db, field)
    assert sorted(names(field)) == ["half", "quarter", "text"]
