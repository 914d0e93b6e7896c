"""Are two types the same, for `assert_type`: no gradual part stands for anything else.

In:  two types.
Out: bool.
Source: the typing specification, "Directives: assert_type".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, known, relation, tuples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries


def is_same(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    """Equivalent, where `Any` and Unknown are the same as each other only."""
    left, right = aliases.resolved(db, left), aliases.resolved(db, right)
    if left is right:
        return True
    if isinstance(left, kinds.Dynamic) or isinstance(right, kinds.Dynamic):
        return isinstance(left, kinds.Dynamic) and isinstance(right, kinds.Dynamic)
    if isinstance(left, kinds.Union) and isinstance(right, kinds.Union):
        return all(any(is_same(db, a, b) for b in right.parts) for a in left.parts) and all(
            any(is_same(db, a, b) for a in left.parts) for b in right.parts
        )
    if isinstance(left, kinds.Instance) and isinstance(right, kinds.Instance):
        if left.cls.literal is right.cls.literal:
            return _all_same(db, left.cls.args, right.cls.args)
    if isinstance(left, kinds.Tuple) and isinstance(right, kinds.Tuple):
        return (
            (left.variadic is None) == (right.variadic is None)
            and len(left.prefix) == len(right.prefix)
            and len(left.suffix) == len(right.suffix)
            and _all_same(db, tuples.elements(left), tuples.elements(right))
        )
    if _is_variable(db, left, right) or _is_variable(db, right, left):
        return True
    if _is_any_class(db, left) and _is_any_class(db, right):
        return True
    if isinstance(left, kinds.SubclassOf) and isinstance(right, kinds.SubclassOf):
        return is_same(db, left.of, right.of)
    if isinstance(left, kinds.CallableType) and isinstance(right, kinds.CallableType):
        return relation.is_assignable(db, left, right) and relation.is_assignable(db, right, left)
    return relation.is_equivalent(db, left, right)


def _is_variable(db: queries.Db, value: kinds.Type, ty: kinds.Type) -> bool:
    """A name that stands for a type variable holds an object of `TypeVar`."""
    if (
        not isinstance(value, kinds.KnownObject)
        or value.kind != kinds.TYPE_VAR_OBJECT
        or isinstance(ty, kinds.KnownObject)
    ):
        return False
    return relation.is_assignable(db, value, ty) and isinstance(ty, kinds.Instance) and not known.is_object(db, ty)


def _is_any_class(db: queries.Db, ty: kinds.Type) -> bool:
    """`type` or `type[Any]`, which are the same."""
    if isinstance(ty, kinds.SubclassOf):
        return isinstance(ty.of, kinds.Dynamic)
    return known.is_instance(db, ty, "type")


def _all_same(db: queries.Db, left: Sequence[kinds.Type], right: Sequence[kinds.Type]) -> bool:
    return len(left) == len(right) and all(is_same(db, a, b) for a, b in zip(left, right, strict=True))
