"""Misuse is a TypeError where the query is declared; wrong keys are one where it is asked."""

from __future__ import annotations

import os
import types
from collections.abc import Callable, Iterator
from os.path import exists as there
from time import time as now
from typing import Any

import pytest

from pebre_analysis.engine import inputs, interned, memo, query
from tests.engine.common import Db, Field, Name


def _nothing(*arguments: object) -> None:
    return None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lru": query.Lru(1), "reuse": True}, "lru and reuse"),
        ({"lru": query.Lru(1), "untracked": True}, "lru and untracked"),
        ({"cycle_recover": _nothing}, "cycle_recover needs cycle_initial"),
        ({"no_eq": True, "cycle_initial": _nothing}, "no_eq and cycle_initial"),
        ({"persist": True}, "a query has no option persist; there are common, .*, untracked"),
        ({"unttracked": True}, "no option unttracked; perhaps untracked is meant"),
        ({"lru": 3}, r"lru is an Lru\(limit, weight\), not 3"),
        ({"name": 3}, "name is a text, not 3"),
        ({"cycle_initial": 0}, "cycle_initial must be a function, not 0"),
        ({"cycle_initial": lambda db: 0}, "cycle_initial is called with 2 arguments, which <lambda> does not take"),
        ({"cycle_initial": _nothing, "cycle_recover": lambda db, key: 0}, "cycle_recover is called with 5 arguments"),
        ({"cycle_fallback": lambda db, key, more: 0}, "cycle_fallback is called with 2 arguments"),
        ({"on_too_deep": lambda: 0}, "on_too_deep is called with 2 arguments"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any], message: str) -> None:
    declare: Callable[..., Any] = query.query
    with pytest.raises(TypeError, match=message):
        declare(Field, **options)


@pytest.mark.parametrize("key_type", [str, object, None, 3])
def test_keys_are_inputs_entities_or_interned(key_type: Any) -> None:
    with pytest.raises(TypeError, match="keyed by"):
        query.query(key_type)


@pytest.mark.parametrize(
    ("arguments", "message"), [((-1,), "limit of an Lru"), (("3",), "limit of an Lru"), ((1, 2), "weight of an Lru")]
)
def test_limits_that_make_no_sense(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        query.Lru(*arguments)


def _generator(db: Db, field: Field) -> Iterator[int]:
    yield 1


async def _coroutine(db: Db, field: Field) -> int:
    return 1


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (3, "must be a function, not 3"),
        (lambda db: 0, "query <lambda> is called with 2 arguments, which <lambda> does not take"),
        (lambda db, key, previous: 0, "is called with 2 arguments"),
        (_generator, "query _generator is a generator"),
        (_coroutine, "query _coroutine is a coroutine"),
    ],
)
def test_functions_that_are_no_queries(fn: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        query.query(Field)(fn)


def test_a_query_with_reuse_takes_its_last_result() -> None:
    declare: Callable[..., Any] = query.query(Field, reuse=True)
    with pytest.raises(TypeError, match="is called with 3 arguments"):
        declare(lambda db, key: 0)


def _opens(db: Db, field: Field) -> str:
    with open(field.name) as file:
        return file.read()


def _asks_the_clock(db: Db, field: Field) -> list[float]:
    return [now() for _ in range(3)]


def _lists_a_folder(db: Db, field: Field) -> object:
    return sorted(os.scandir(field.name), key=lambda entry: entry.name)


def _asks_below(db: Db, field: Field) -> object:
    return (lambda: input(field.name))()


def _imports_the_clock(db: Db, field: Field) -> float:
    import time

    return time.time()


def _imports_a_part(db: Db, field: Field) -> bool:
    from os.path import exists

    return exists(field.name)


def _looks_for_a_path(db: Db, field: Field) -> bool:
    return there(field.name)


def _closed_over() -> Callable[[Db, Field], object]:
    outer = os

    def asks_what_is_around(db: Db, field: Field) -> object:
        return [outer.stat(name) for name in (field.name,)]

    return asks_what_is_around


@pytest.mark.parametrize(
    ("fn", "what"),
    [
        (_opens, "open"),
        (_asks_the_clock, "time.now"),
        (_lists_a_folder, "os"),
        (_asks_below, "input"),
        (_imports_the_clock, "time"),
        (_imports_a_part, "os.path"),
        (_looks_for_a_path, "genericpath.there"),
        (_closed_over(), "os"),
    ],
)
def test_a_query_that_looks_outside_is_found_out(fn: Any, what: str) -> None:
    with pytest.raises(TypeError, match=f"query {fn.__name__} uses {what}, which the engine cannot see change"):
        query.query(Field)(fn)
    query.query(Field, untracked=True)(fn)


def test_attributes_with_such_names_are_no_looking_outside() -> None:
    @query.query(Field)
    def innocent(db: Db, field: Any) -> object:
        return field.open, field.os, field.time.print

    assert innocent.ingredient.name == "innocent"


def test_keys_have_no_options() -> None:
    make: Any = types.new_class
    with pytest.raises(TypeError, match=r"class Cached: keys have no option lru; it belongs to a query"):
        make("Cached", (inputs.Input,), {"lru": 3})
    with pytest.raises(TypeError, match="class One: keys have no option singleton"):
        make("One", (interned.Interned,), {"singleton": True})


def test_keys_have_no_dictionary() -> None:
    for base in (inputs.Input, interned.Interned):
        with pytest.raises(TypeError, match="Loose must declare what it holds in __slots__"):
            type("Loose", (base,), {})


@pytest.mark.parametrize("annotation", ["list[str]", "dict[str, int] | None", "typing.MutableSequence[int]", set])
def test_fields_of_interned_keys_cannot_be_changed(annotation: object) -> None:
    body = {"__slots__": ("field",), "__annotations__": {"field": annotation}}
    with pytest.raises(TypeError, match=r"Changing\.field: .* can be changed, and keys never change"):
        type("Changing", (interned.Interned,), body)


def test_fields_of_interned_keys_are_not_set() -> None:
    name: Any = Name.intern(Db(), "a")
    with pytest.raises(TypeError, match=r"Name\.text: interned objects never change"):
        name.text = "b"


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


def test_a_keyed_class_has_one_keyed_base() -> None:
    class Other(inputs.Input):
        __slots__ = ()

    with pytest.raises(TypeError, match="exactly one keyed base"):
        type("Both", (Field, Other), {"__slots__": ()})


def test_keys_are_compared_by_identity() -> None:
    with pytest.raises(TypeError, match="identity"):
        type("Valued", (inputs.Input,), {"__slots__": (), "__eq__": lambda self, other: True})


def test_names_the_engine_uses_are_taken() -> None:
    with pytest.raises(TypeError, match="durability is taken by Interned"):
        type("Odd", (interned.Interned,), {"__slots__": ("durability",)})


def test_queries_of_related_classes_do_not_share_places() -> None:
    class Base(inputs.Input):
        __slots__ = ()

    class Left(Base):
        __slots__ = ()

    class Right(Base):
        __slots__ = ()

    found = {name: memo.claim_index(cls) for name, cls in {"l0": Left, "b": Base, "r": Right, "l1": Left}.items()}
    assert len({found["l0"], found["b"], found["l1"]}) == 3
    assert found["b"] != found["r"]
    assert len(Right.blank_memos) == 1 + max(found["b"], found["r"])


def test_a_query_keeps_its_name_and_text() -> None:
    @query.query(Field)
    def documented(db: Db, field: Field) -> int:
        """What it is."""
        return 1

    @query.query(Field, name="other")
    def named(db: Db, field: Field) -> int:
        return 1

    assert (documented.ingredient.name, documented.__doc__) == ("documented", "What it is.")
    assert named.ingredient.name == "other"
