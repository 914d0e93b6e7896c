"""The types of `ty_extensions`, a module that exists for checkers only."""

import pytest

from tests.harness import project

pytestmark = pytest.mark.slow

TEXT = """\
from typing import reveal_type
from ty_extensions import AlwaysTruthy, Intersection, JustFloat, Not, Top, static_assert

class A: ...
class B: ...

def f(both: Intersection[A, B], other: Not[int], true: AlwaysTruthy, exact: JustFloat, top: Top[list[int]], flag: bool):
    reveal_type(both)
    reveal_type(other)
    reveal_type(true)
    reveal_type(exact)
    reveal_type(top)
    static_assert(2 > 1)
    static_assert(1 > 2)
    static_assert(flag)
"""


def test_forms_and_assertions() -> None:
    found = project.checked({"main.py": TEXT}, real_typeshed=True)["main.py"]
    assert [(line, message) for line, _, rule, message in found if rule == "revealed-type"] == [
        (8, "Revealed type: `A & B`"),
        (9, "Revealed type: `~int`"),
        (10, "Revealed type: `AlwaysTruthy`"),
        (11, "Revealed type: `float`"),
        (12, "Revealed type: `list[int]`"),
    ]
    assert [(line, rule) for line, _, rule, _ in found if rule != "revealed-type"] == [
        (14, "static-assert-error"),
        (15, "static-assert-error"),
    ]


QUESTIONS = """\
from enum import Enum
from typing import Literal, reveal_type
from ty_extensions import static_assert
from ty_extensions._internal import (
    CallableTypeOf, ConstraintSet, RegularCallableTypeOf, TypeOf, Unknown, dunder_all_names, enum_members, has_member,
    into_regular_callable, is_assignable_to, is_disjoint_from, is_equivalent_to, is_singleton, is_subtype_of,
    reveal_mro,
)
import shapes

class A: ...
class B(A): ...
class Side(Enum):
    LEFT = 1
    RIGHT = 2

def f(x: int) -> str: return ""

static_assert(is_subtype_of(B, A) and not is_subtype_of(A, B))
static_assert(is_assignable_to(Unknown, A) and is_equivalent_to(A & ~B, ~B & A))
static_assert(is_disjoint_from(int, None) and is_singleton(None) and not is_singleton(int))
static_assert(is_subtype_of(A, B))
static_assert(ConstraintSet.range(A & B, A, ~A))
static_assert(has_member(B(), "__class__"))

def g(x: TypeOf[f], y: RegularCallableTypeOf[f], z: CallableTypeOf[f]):
    reveal_type(x)
    reveal_type(y)

reveal_mro(B)
reveal_type(enum_members(Side))
reveal_type(into_regular_callable(f))
reveal_type(dunder_all_names(shapes))
reveal_type(dunder_all_names(A))
"""


def test_questions_about_types() -> None:
    files = {"main.py": QUESTIONS, "shapes.py": "__all__ = ['b', 'a']\na = b = 1\n"}
    found = project.checked(files, real_typeshed=True)["main.py"]
    assert [(line, message) for line, _, rule, message in found if rule == "revealed-type"] == [
        (27, "Revealed type: `def f(x: int) -> str`"),
        (28, "Revealed type: `(x: int) -> str`"),
        (30, "Revealed type: `(<class 'B'>, <class 'A'>, <class 'object'>)`"),
        (31, 'Revealed type: `tuple[Literal["LEFT"], Literal["RIGHT"]]`'),
        (32, "Revealed type: `(x: int) -> str`"),
        (33, 'Revealed type: `tuple[Literal["a"], Literal["b"]]`'),
        (34, "Revealed type: `None`"),
    ]
    assert [(line, rule) for line, _, rule, _ in found if rule != "revealed-type"] == [(22, "static-assert-error")]
