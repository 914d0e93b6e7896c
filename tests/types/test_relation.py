"""Subtyping, assignability, disjointness: a table, and the laws over generated types."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.semantic import index
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import relation, union
from tests.harness import project

PRELUDE = """
from typing import Any, Callable, Generic, Iterable, Literal, LiteralString, Never, Protocol
from typing import Sequence, TypedDict, TypeVar, final
from typing import NamedTuple, NotRequired
from enum import Enum
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
class A: ...
class B(A): ...
class C(B): ...
@final
class Final: ...
class Box(Generic[T]):
    x: T
class Getter(Protocol[T_co]):
    def get(self) -> T_co: ...
class HasInt:
    def get(self) -> int: ...
class HasBool(HasInt):
    def get(self) -> bool: ...
class Frozen[X]:
    def get(self) -> X: ...
class Color(Enum):
    RED = 1
    BLUE = 2
class Meta(type): ...
class WithMeta(metaclass=Meta): ...
class Tree(Protocol):
    def kid(self) -> "Tree": ...
class Oak:
    def kid(self) -> "Oak": ...
class Movie(TypedDict):
    title: str
class Rated(Movie):
    stars: NotRequired[int]
class Point(NamedTuple):
    x: int
    y: str
"""


HEADER = """
from typing import Any, Callable, Iterable, Literal, LiteralString, Never, Sequence
from main import A, B, Box, C, Color, Final, Frozen, Getter, HasBool, HasInt, Meta, Movie
from main import Oak, Point, Rated, Tree, WithMeta
"""


class World:
    """Types from annotations, all in one project."""

    def __init__(self) -> None:
        self.db = project.open_project({"main.py": PRELUDE})
        self.known: dict[str, kinds.Type] = {}
        self.count = 0

    def types(self, *annotations: str) -> list[kinds.Type]:
        new = [each for each in dict.fromkeys(annotations) if each not in self.known]
        if new:
            self.count += 1
            path = f"{project.ROOT}/more{self.count}.py"
            lines = [f"x{at}: {each}" for at, each in enumerate(new)]
            self.db.system.write(path, HEADER + "\n".join(lines))
            self.known.update(zip(new, self.db.run(self._read, path, len(new)), strict=True))
        return [self.known[each] for each in annotations]

    def _read(self, path: str, count: int) -> list[kinds.Type]:
        db = self.db
        module = index.semantic_index(db, db.files.file(path)).module
        found = [db.infer.public_type(db, module.symbol(f"x{at}")) for at in range(count)]
        assert all(found), path
        return [each.type for each in found if each is not None]

    def holds(self, test: Callable[[queries.Db, kinds.Type, kinds.Type], bool], a: str, b: str) -> bool:
        left, right = self.types(a, b)
        return self.db.run(test, self.db, left, right)


@cache
def world() -> World:
    return World()


SUBTYPES = [
    ("C", "A"), ("bool", "int"), ("Literal[1]", "int"), ("Literal[True]", "bool"), ("Literal['a']", "LiteralString"),
    ("LiteralString", "str"), ("None", "object"), ("Never", "int"), ("int", "int | str"),
    ("int | str", "str | int | None"),
    ("bool", "Literal[True] | Literal[False]"), ("Color", "Literal[Color.RED, Color.BLUE]"),
    ("tuple[int, str]", "tuple[int | str, ...]"), ("tuple[bool, ...]", "tuple[int, ...]"),
    ("tuple[()]", "tuple[int, ...]"),
    ("tuple[int, str]", "Sequence[int | str]"), ("tuple[int, *tuple[str, ...]]", "tuple[int | str, ...]"),
    ("list[int]", "Sequence[int]"), ("list[bool]", "Iterable[int]"), ("str", "Sequence[str]"),
    ("type[B]", "type[A]"), ("type[A]", "type"), ("type[WithMeta]", "Meta"),
    ("Callable[[A], B]", "Callable[[B], A]"), ("Callable[[], int]", "Callable[[], object]"),
    ("HasInt", "Getter[int]"), ("HasBool", "Getter[int]"), ("Oak", "Tree"), ("Getter[bool]", "Getter[int]"),
    ("Frozen[bool]", "Frozen[int]"), ("Rated", "Movie"), ("Point", "tuple[int, str]"), ("Point", "Iterable[int | str]"),
]  # fmt: skip
NOT_SUBTYPES = [
    ("A", "C"), ("int", "bool"), ("int", "Literal[1]"), ("object", "int"), ("int | str", "int"), ("Any", "int"),
    ("int", "Any"), ("list[bool]", "list[int]"), ("Box[bool]", "Box[int]"), ("tuple[int, ...]", "tuple[int, int]"),
    ("tuple[int]", "tuple[int, int]"), ("Callable[[B], A]", "Callable[[A], A]"),
    ("Callable[[A], A]", "Callable[[], A]"),
    ("A", "Getter[int]"), ("HasInt", "Getter[bool]"), ("Movie", "Rated"), ("list[Any]", "list[int]"),
    ("type", "type[A]"), ("Point", "tuple[int, int]"), ("list[int]", "str"), ("None", "int"),
]  # fmt: skip
ASSIGNABLE = [
    ("Any", "int"), ("int", "Any"), ("list[Any]", "list[int]"), ("list[int]", "list[Any]"),
    ("tuple[Any, ...]", "tuple[int, str]"),
    ("Callable[..., Any]", "Callable[[int], str]"), ("Callable[[int], str]", "Callable[..., object]"),
    ("type", "type[A]"),
    ("int", "float"), ("type[Any]", "type[int]"), ("Box[Any]", "Box[int]"),
]  # fmt: skip
DISJOINT = [
    ("int", "str"), ("None", "int"), ("Literal[1]", "Literal[2]"), ("Literal[1]", "str"),
    ("tuple[int]", "tuple[int, int]"),
    ("Final", "A"), ("Literal[Color.RED]", "Literal[Color.BLUE]"), ("None", "Iterable[int]"), ("bool", "str"),
    ("Callable[[], int]", "None"), ("Never", "Never"), ("tuple[int, str]", "tuple[int, bytes]"),
]  # fmt: skip
NOT_DISJOINT = [
    ("A", "B"), ("A", "HasInt"), ("object", "int"), ("Any", "int"), ("int | str", "str | None"),
    ("A", "Callable[[], int]"),
    ("A", "Iterable[int]"), ("int", "Literal[1]"), ("list[int]", "list[str]"), ("str", "LiteralString"), ("A", "int"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SUBTYPES)
def test_is_a_subtype(a: str, b: str) -> None:
    assert world().holds(relation.is_subtype, a, b)
    assert world().holds(relation.is_assignable, a, b)


@pytest.mark.parametrize(("a", "b"), NOT_SUBTYPES)
def test_is_no_subtype(a: str, b: str) -> None:
    assert not world().holds(relation.is_subtype, a, b)


@pytest.mark.parametrize(("a", "b"), ASSIGNABLE)
def test_is_assignable(a: str, b: str) -> None:
    assert world().holds(relation.is_assignable, a, b)


@pytest.mark.parametrize(("a", "b"), DISJOINT)
def test_is_disjoint(a: str, b: str) -> None:
    assert world().holds(relation.is_disjoint, a, b)
    assert world().holds(relation.is_disjoint, b, a)


@pytest.mark.parametrize(("a", "b"), NOT_DISJOINT)
def test_is_not_disjoint(a: str, b: str) -> None:
    assert not world().holds(relation.is_disjoint, a, b)
    assert not world().holds(relation.is_disjoint, b, a)


# ---- laws --------------------------------------------------------------------------------------------

ATOMS = (
    "int", "bool", "str", "bytes", "None", "object", "Never", "A", "B", "C", "Final", "Color", "LiteralString",
    "HasInt", "HasBool", "Oak", "Tree", "Point", "Literal[1]", "Literal[True]", "Literal['a']", "Literal[Color.RED]",
    "type[A]", "type[B]", "type",
)  # fmt: skip


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda a: f"list[{a}]"),
        inner.map(lambda a: f"Sequence[{a}]"),
        inner.map(lambda a: f"Getter[{a}]"),
        inner.map(lambda a: f"Frozen[{a}]"),
        inner.map(lambda a: f"tuple[{a}, ...]"),
        st.tuples(inner, inner).map(lambda ab: f"tuple[{ab[0]}, {ab[1]}]"),
        st.tuples(inner, inner).map(lambda ab: f"{ab[0]} | {ab[1]}"),
        st.tuples(inner, inner).map(lambda ab: f"Callable[[{ab[0]}], {ab[1]}]"),
    )


STATIC = st.recursive(st.sampled_from(ATOMS), _grown, max_leaves=4)
FEW = settings(max_examples=25, deadline=None)


def _with(*annotations: str) -> tuple[queries.Db, list[kinds.Type]]:
    return world().db, world().types(*annotations)


@FEW
@given(STATIC)
def test_every_relation_is_reflexive(a: str) -> None:
    for test in (relation.is_subtype, relation.is_assignable, relation.is_equivalent):
        assert world().holds(test, a, a)


@FEW
@given(STATIC, STATIC, STATIC)
def test_subtyping_is_transitive(a: str, b: str, c: str) -> None:
    if world().holds(relation.is_subtype, a, b) and world().holds(relation.is_subtype, b, c):
        assert world().holds(relation.is_subtype, a, c)


@FEW
@given(STATIC, STATIC)
def test_a_subtype_is_assignable_and_not_disjoint(a: str, b: str) -> None:
    if world().holds(relation.is_subtype, a, b):
        assert world().holds(relation.is_assignable, a, b)
        assert _uninhabited(a) or not world().holds(relation.is_disjoint, a, b)


def _uninhabited(a: str) -> bool:
    """Types around Never may have no values without being Never."""
    return "Never" in a


@FEW
@given(STATIC, STATIC)
def test_union_absorbs_and_contains(a: str, b: str) -> None:
    db, (left, right) = _with(a, b)

    def law() -> None:
        both = union.of(db, (left, right))
        assert relation.is_subtype(db, left, both)
        assert relation.is_subtype(db, right, both)
        assert union.of(db, (both, left)) is both
        assert union.of(db, (left, left)) is left
        assert relation.is_equivalent(db, both, union.of(db, (right, left)))
        if relation.is_subtype(db, left, right):
            assert relation.is_equivalent(db, both, right)

    world().db.run(law)


@FEW
@given(STATIC, STATIC)
def test_intersection_is_below_both(a: str, b: str) -> None:
    db, (left, right) = _with(a, b)

    def law() -> None:
        both = union.intersect(db, (left, right))
        assert relation.is_subtype(db, both, left)
        assert relation.is_subtype(db, both, right)
        rest = union.excluded(db, left, right)
        assert relation.is_subtype(db, rest, left)
        assert relation.is_disjoint(db, rest, right)

    world().db.run(law)


@FEW
@given(STATIC, STATIC)
def test_disjointness_is_symmetric(a: str, b: str) -> None:
    assert world().holds(relation.is_disjoint, a, b) == world().holds(relation.is_disjoint, b, a)
