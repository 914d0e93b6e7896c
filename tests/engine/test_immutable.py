"""With `check_values`, a result that is altered after it was returned is found out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pebre_analysis.engine import cells, database, errors, immutable, query
from tests.engine.common import Field


class Db(database.Database):
    pass


@dataclass
class Record:
    name: str = "a"
    inner: dict[str, list[int]] = field(default_factory=lambda: {"x": [1]})


class Slotted:
    __slots__ = ("__hidden", "other")

    def __init__(self) -> None:
        self.__hidden = [1]
        self.other = self  # it may hold itself

    def hide(self) -> None:
        self.__hidden.append(2)


CHANGES: list[tuple[Callable[[], Any], Callable[[Any], Any]]] = [
    (lambda: [1], lambda value: value.append(2)),
    (lambda: ([1],), lambda value: value[0].append(2)),
    (lambda: {"a": 1}, lambda value: value.update(a=2)),
    (lambda: {1}, lambda value: value.add(2)),
    (lambda: deque([1]), lambda value: value.rotate() or value.append(2)),
    (lambda: bytearray(b"a"), lambda value: value.extend(b"b")),
    (Record, lambda value: value.inner["x"].append(2)),
    (Record, lambda value: setattr(value, "name", "b")),
    (Record, lambda value: setattr(value, "more", 1)),
    (Slotted, Slotted.hide),
]


@pytest.mark.parametrize(("make", "change"), CHANGES)
def test_an_altered_result_is_found_when_the_revision_ends(
    make: Callable[[], Any], change: Callable[[Any], Any]
) -> None:
    @query.query(Field)
    def made(db: Db, field: Field) -> Any:
        return make()

    db, asked = Db(check_values=True), Field()
    value = made(db, asked)
    assert db.check_values() == 1
    change(value)
    with pytest.raises(errors.MutatedValueError, match=r"the result of made\(x\) was altered after it was returned"):
        db.set(asked.number, 1)


def test_what_changes_rightly_is_no_alteration() -> None:
    @query.query(Field, reuse=True)
    def kept(db: Db, field: Field, previous: list[object] | None) -> object:
        return [field, field.number, len, Field, "text", field.number.get(db)]

    db, asked = Db(check_values=True), Field()
    kept(db, asked)
    db.set(asked.number, 1)
    kept(db, asked)
    asked.memos[kept.ingredient.index].value = (1,)  # as eviction and reruns do: another object
    assert db.check_values() == 0


def test_objects_that_remember_can_be_left_out() -> None:
    @query.query(Field)
    def made(db: Db, field: Field) -> Record:
        return Record()

    db, asked = Db(check_values=(Record,)), Field()
    made(db, asked).name = "b"
    assert db.check_values() == 1


def test_without_the_option_nothing_is_looked_at() -> None:
    assert Db().check_values() == 0


def test_fingerprints_tell_shapes_apart() -> None:
    values: list[object] = [(), [], (1,), ((1,),), (1, 1), ([1], [1]), {1: 2}, {1, 2}, (True,), (1.0,), "1", ("1",)]
    assert len({immutable.fingerprint(value) for value in values}) == len(values)
    shared = [1]
    assert immutable.fingerprint([shared, shared]) != immutable.fingerprint([[1], [1]])
    cell = cells.Cell([1])
    before = immutable.fingerprint((cell,))
    cell.value.append(2)
    assert immutable.fingerprint((cell,)) == before
