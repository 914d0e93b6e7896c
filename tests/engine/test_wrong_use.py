"""What a declaration cannot know is a TypeError where it is used: keys, cells and limits of the wrong kind."""

from __future__ import annotations

from typing import Any

import pytest

from pebre_analysis.engine import cells, errors, query
from tests.engine.common import Db, Field, Name


def _nothing() -> None:
    return None


def test_a_wrong_key_is_refused() -> None:
    @query.query(Field)
    def of_field(db: Db, field: Field) -> int:
        return 1

    @query.query(Name)
    def of_name(db: Db, name: Name) -> int:
        return 2

    db = Db()
    asked: Any = of_field
    with pytest.raises(TypeError, match="of_field is asked about Field, not Name"):
        asked(db, Name.intern(db, "a"))
    with pytest.raises(TypeError, match="of_field is asked about Field, not Db"):
        asked(Field(), db)
    asked = of_name
    with pytest.raises(TypeError, match="of_name is asked about Name, not NoneType"):
        asked(db, None)


def test_a_key_that_was_not_initialised_says_what_it_lacks() -> None:
    class Hasty(Field):
        __slots__ = ()

        def __init__(self) -> None:
            pass

    @query.query(Field)
    def of_field(db: Db, field: Field) -> int:
        return 1

    with pytest.raises(TypeError, match=r"Hasty was not initialised: its __init__ has to call super\(\).__init__"):
        of_field(Db(), Hasty())


def test_writes_that_make_no_sense() -> None:
    db: Any = Db()
    field = Field()
    with pytest.raises(TypeError, match="set writes a Cell, not 0: give it the cell itself"):
        db.set(field.number.value, 2)
    for wrong in ("high", 7, -1):
        with pytest.raises(TypeError, match="a durability is LOW, MEDIUM, HIGH or FROZEN, not "):
            db.set(field.number, 2, wrong)
        with pytest.raises(TypeError, match="a durability is"):
            db.synthetic_write(wrong)
        with pytest.raises(TypeError, match="a durability is"):
            cells.Cell(1, wrong)
    assert field.number.value == 0


def test_limits_and_listeners_that_make_no_sense() -> None:
    @query.query(Field, lru=query.Lru(2))
    def limited(db: Db, field: Field) -> int:
        return 1

    db: Any = Db()
    with pytest.raises(TypeError, match="the limit of an Lru is a number of units"):
        db.set_lru(limited, -1)
    with pytest.raises(TypeError, match="set_lru is about a declared query, not <function _nothing"):
        db.set_lru(_nothing, 1)
    with pytest.raises(TypeError, match="a listener is a function of an event, not 3"):
        db.listen(3)
    with pytest.raises(errors.EngineError, match="only inside the query that owns the entity"):
        db.keep_unfinished()
