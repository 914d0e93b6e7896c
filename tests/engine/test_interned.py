"""Interned keys: equal fields, one object; gone when nobody holds it."""

from __future__ import annotations

import gc
import weakref

import pytest

from pebre_analysis.engine import interned, memo, query
from tests.engine.common import Db, Field, Name


class Pair(interned.Interned):
    __slots__ = ("left", "right")
    left: object
    right: object


class Box(interned.Interned):
    __slots__ = ("inner",)
    inner: Name


class Labelled(Name):
    __slots__ = ("label",)
    label: str


@query.query(Name)
def shout(db: Db, name: Name) -> str:
    return name.text.upper()


@query.query(Name)
def itself(db: Db, name: Name) -> Name:
    return name


@query.query(Field)
def through(db: Db, field: Field) -> str:
    return shout(db, Name.intern(db, f"n{field.number.get(db)}"))


def n_names(db: Db) -> int:
    return len(db.interned.get(Name, {}))


def test_equal_fields_give_one_object() -> None:
    db = Db()
    one = Name.intern(db, "a")
    assert Name.intern(db, "a") is one
    assert Name.intern(db, "b") is not one
    assert one.text == "a"


def test_numbers_of_different_types_are_different_fields() -> None:
    db = Db()
    found = [Pair.intern(db, value, (value,)) for value in (1, True, 1.0)]
    assert len({id(each) for each in found}) == 3
    assert [type(each.left) for each in found] == [int, bool, float]


def test_classes_do_not_share_objects() -> None:
    db = Db()
    box = Box.intern(db, Name.intern(db, "a"))
    assert Box.intern(db, Name.intern(db, "a")) is box
    assert box.inner is Name.intern(db, "a")


def test_fields_of_base_classes_come_first() -> None:
    db = Db()
    label = Labelled.intern(db, "text", "label")
    assert (label.text, label.label) == ("text", "label")
    assert shout(db, label) == "TEXT"


def test_the_number_of_fields_is_checked() -> None:
    with pytest.raises(TypeError, match="2 fields, 1 given"):
        Pair.intern(Db(), 1)


def test_interned_objects_are_not_constructed() -> None:
    with pytest.raises(TypeError, match="intern"):
        Name()


def test_names_for_people() -> None:
    db = Db()
    assert Name.intern(db, "a.b").debug_name() == "a.b"
    assert Box.intern(db, Name.intern(db, "a")).debug_name() == "Name(a)"
    nested: object = "x"
    for _ in range(50):
        nested = Pair.intern(db, nested, ())
    assert isinstance(nested, Pair)
    assert len(nested.debug_name()) < 200


def test_an_object_nobody_holds_is_freed_with_its_memos() -> None:
    db = Db()
    gc.disable()
    try:
        name = Name.intern(db, "a")
        shout(db, name)
        gone = weakref.ref(name.memos[shout.ingredient.index])
        del name
        assert n_names(db) == 0
        assert gone() is None
    finally:
        gc.enable()


def test_an_object_whose_result_holds_it_is_left_to_the_collector() -> None:
    db = Db()
    itself(db, Name.intern(db, "a"))
    gc.collect()
    assert n_names(db) == 0


def test_readers_hold_the_keys_they_read_through() -> None:
    db, field = Db(), Field(1)
    through(db, field)
    assert n_names(db) == 1
    with db.record() as ran:
        shout(db, Name.intern(db, "n1"))
    assert ran == []


def test_a_hit_holds_the_key_too() -> None:
    db, one, two = Db(), Field(1, "one"), Field(1, "two")
    through(db, one)
    through(db, two)
    db.set(one.number, 2)
    through(db, one)
    with db.record() as ran:
        shout(db, Name.intern(db, "n1"))
    assert ran == []


def test_keys_go_when_their_last_reader_reads_others() -> None:
    db, field = Db(), Field(1)
    for number in range(20):
        db.set(field.number, number)
        through(db, field)
    assert n_names(db) == 1


def test_results_do_not_need_the_key_to_be_proven() -> None:
    """A reader whose key is gone can still be shown to hold; if it does not, its own reader runs."""
    held = Name

    @query.query(held)
    def length(db: Db, name: Name) -> int:
        return len(name.text) + fields[0].number.get(db)

    @query.query(Field)
    def above(db: Db, field: Field) -> int:
        return length(db, Name.intern(db, "abc"))

    fields = [Field(1)]
    db, field, other = Db(), Field(name="above"), Field()
    assert above(db, field) == 4
    # As if nobody had held the key.
    found = field.memos[above.ingredient.index]
    found.edges = tuple(edge for edge in found.edges if isinstance(edge, memo.Memo))
    assert n_names(db) == 0
    db.set(other.number, 1)
    with db.record() as ran:
        assert above(db, field) == 4
    assert ran == []
    db.set(fields[0].number, 2)
    assert above(db, field) == 5


@pytest.mark.slow
def test_a_long_chain_of_interned_objects_is_freed() -> None:
    db = Db()
    chain = Pair.intern(db, "end", 0)
    for _ in range(20_000):
        chain = Pair.intern(db, chain, 0)
    del chain
    gc.collect()
    assert len(db.interned[Pair]) == 0


def test_unhashable_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        Pair.intern(Db(), [], 1)
