"""Misuse is a TypeError where the query is declared; wrong keys are one where it is asked."""

from __future__ import annotations

from collections.abc import Callable
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
        ({"persist": True}, "persist"),
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


def test_interned_fields_are_slots() -> None:
    with pytest.raises(TypeError, match="__slots__"):
        type("Loose", (interned.Interned,), {})


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
