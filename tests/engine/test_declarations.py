"""Misuse is a TypeError where a query or a class of keys is declared."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import os
import sys
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
        ({"on_too_deep": lambda db, key: now()}, "on_too_deep uses time.now, which the engine cannot see change"),
        ({"cycle_initial": lambda db, key: (yield)}, "cycle_initial is a generator"),
        ({"lru": query.Lru(1, lambda: 0)}, "the weight of an Lru is called with 1 arguments"),
        ({"name": ""}, "name is a text, not ''"),
        ({"no_eq": "yes"}, "no_eq is True or False, not 'yes'"),
        ({"reuse": None}, "reuse is True or False, not None"),
        ({"untracked": 0}, "untracked is True or False, not 0"),
        ({"common": 1}, "common is True or False, not 1"),
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
        (open, "query open must be a function made by def or lambda"),
        (Field, "query Field must be a function made by def or lambda"),
        (functools.partial(_nothing, 1), "must be a function made by def or lambda"),
        (functools.cache(_nothing), "query _nothing must be a function made by def or lambda"),
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


def _asks_for_the_day(db: Db, field: Field) -> object:
    return datetime.datetime.now().date()


def _reads_arguments(db: Db, field: Field) -> object:
    return [sys.argv[0] for _ in field.name]


def _by_default(db: Db, field: Field, opener: Callable[..., object] = open) -> object:
    return opener(field.name)


def _imports_by_name(db: Db, field: Field) -> object:
    return __import__(field.name)


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
        (_asks_for_the_day, "datetime.datetime.now"),
        (_reads_arguments, "sys.argv"),
        (_by_default, "io.opener"),
        (_imports_by_name, "__import__"),
    ],
)
def test_a_query_that_looks_outside_is_found_out(fn: Any, what: str) -> None:
    with pytest.raises(TypeError, match=f"query {fn.__name__} uses {what}, which the engine cannot see change"):
        query.query(Field)(fn)
    query.query(Field, untracked=True)(fn)


def test_attributes_with_such_names_are_no_looking_outside() -> None:
    @query.query(Field)
    def innocent(db: Db, field: Any) -> object:
        return field.open, field.os, field.time.print, sys.maxsize, field.argv, datetime.date(2, 1, 1), field.now()

    assert innocent.ingredient.name == "innocent"


_n_runs = 0


def _counts(db: Db, field: Field) -> None:
    global _n_runs  # what must not be done
    _n_runs += 1


def _counting_around() -> tuple[Callable[[Db, Field], None], Callable[[Db, Field], None]]:
    n = 0

    def counts_around(db: Db, field: Field) -> None:
        nonlocal n
        n += 1

    def counts_below(db: Db, field: Field) -> None:
        def count() -> None:
            nonlocal n
            n += 1

        count()

    return counts_around, counts_below


@pytest.mark.parametrize(
    ("fn", "what"),
    [
        (_counts, "the global _n_runs"),
        (_counting_around()[0], "n of the function around it"),
        (_counting_around()[1], "n of the function around it"),
    ],
)
def test_a_query_that_changes_what_is_not_its_own_is_found_out(fn: Any, what: str) -> None:
    for untracked in (False, True):
        with pytest.raises(TypeError, match=f"query {fn.__name__} changes {what}: a query changes nothing"):
            query.query(Field, untracked=untracked)(fn)


def test_a_query_may_change_what_is_its_own() -> None:
    @query.query(Field)
    def counting(db: Db, field: Field) -> int:
        n = 0

        def count() -> None:
            nonlocal n
            n += 1

        count()
        return n

    assert counting(Db(), Field()) == 1


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
        with pytest.raises(TypeError, match="Mixed must declare what it holds in __slots__, and so must what it"):
            type("Mixed", (type("Open", (), {}), base), {"__slots__": ()})


@pytest.mark.parametrize(
    "annotation",
    [
        "list[str]",
        "dict[str, int] | None",
        "typing.MutableSequence[int]",
        "tuple[str, list[int]]",
        "cells.Cell[int]",
        set,
        tuple[int, list[int]],
    ],
)
def test_fields_of_interned_keys_cannot_be_changed(annotation: object) -> None:
    body = {"__slots__": ("field",), "__annotations__": {"field": annotation}}
    with pytest.raises(TypeError, match=r"Changing\.field: .* can be changed, and keys never change"):
        type("Changing", (interned.Interned,), body)


@pytest.mark.parametrize(
    "annotation", ["tuple[str, ...]", "Callable[[list[int]], int]", "type[list[int]]", "Literal['list']", frozenset]
)
def test_what_does_not_change_may_be_a_field(annotation: object) -> None:
    assert type("Kept", (interned.Interned,), {"__slots__": ("field",), "__annotations__": {"field": annotation}})


def test_interned_keys_are_made_by_intern() -> None:
    name: Any = Name
    with pytest.raises(TypeError, match=r"Name is interned: make it by Name\.intern\(db, …\)"):
        name("a")
    with pytest.raises(TypeError, match=r"Name\.intern takes a database first, not str"):
        name.intern("a")
    with pytest.raises(TypeError, match="Made has an __init__, which is never called"):
        type("Made", (interned.Interned,), {"__slots__": (), "__init__": _nothing})


def test_fields_of_interned_keys_are_not_set() -> None:
    name: Any = Name.intern(Db(), "a")
    with pytest.raises(TypeError, match=r"Name\.text: interned objects never change"):
        name.text = "b"


def test_a_keyed_class_has_one_keyed_base() -> None:
    class Other(inputs.Input):
        __slots__ = ()

    with pytest.raises(TypeError, match="exactly one keyed base"):
        type("Both", (Field, Other), {"__slots__": ()})


def test_keys_are_compared_by_identity() -> None:
    equal: dict[str, object] = {"__slots__": (), "__eq__": lambda self, other: True, "__hash__": lambda self: 1}
    with pytest.raises(TypeError, match="Valued defines how it is compared; keys are compared by identity"):
        type("Valued", (inputs.Input,), equal)
    with pytest.raises(TypeError, match="Mixed defines how it is compared"):
        type("Mixed", (type("Equal", (), equal), inputs.Input), {"__slots__": ()})
    decorated: Any = dataclasses.dataclass(type("Decorated", (inputs.Input,), {"__slots__": ()}))
    with pytest.raises(TypeError, match="Decorated defines how it is compared"):
        query.query(decorated)


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
