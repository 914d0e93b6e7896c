"""Equality: can two values be equal, and what is left of a type where they are or are not?

In:  two types.
Out: `may_equal`: False only when `a == b` surely is false; `equal_to` and `different_from`: the part of a
     type that is left by the outcome.
Always
  - classes are told apart by the `__eq__` they have: that of `object` compares by identity, those of
    numbers, texts, bytes, tuples, lists, dicts and sets know their own family only; any other may
    answer as it likes;
  - a class without an `__eq__` of its own is taken to have no subclass with one, as Astral's ty does.
Caps: no more than MAX_EXCLUDED values are taken out of one type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    class_members,
    classes,
    disjoint,
    known,
    literals,
    mro,
    overloads,
    relation,
    type_variables,
    typed_dicts,
    union,
)

if TYPE_CHECKING:
    from pebre_analysis.types import queries

MAX_EXCLUDED: Final = 32
MAX_DEPTH: Final = 8

IDENTITY: Final = "identity"
NUMBER: Final = "number"
TEXT: Final = "text"
DATA: Final = "data"
TUPLE: Final = "tuple"

# The builtin classes whose `__eq__` is known -> what they compare equal to.
_FAMILIES: Final = {
    "object": IDENTITY, "int": NUMBER, "float": NUMBER, "complex": NUMBER, "bool": NUMBER, "str": TEXT,
    "bytes": DATA, "bytearray": DATA, "memoryview": DATA, "tuple": TUPLE, "list": "list", "dict": "dict",
    "set": "set", "frozenset": "set",
}  # fmt: skip


def family(db: queries.Db, ty: kinds.Type) -> str | None:
    """What the values of the type can be equal to; None: perhaps to anything."""
    if isinstance(ty, (kinds.IntLiteral, kinds.BoolLiteral)):
        return NUMBER
    if isinstance(ty, kinds.StrLiteral) or ty is kinds.LITERAL_STRING:
        return TEXT
    if isinstance(ty, kinds.BytesLiteral):
        return DATA
    if isinstance(ty, kinds.Tuple):
        return TUPLE
    if isinstance(ty, (kinds.Function, kinds.Module)) or known.is_none(db, ty):
        return IDENTITY
    if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject)):
        literal = classes.of_value(db, ty)
        return IDENTITY if literal is not None and classes.facts(db, literal).metaclass is None else None
    if isinstance(ty, kinds.EnumLiteral):
        return _of_class(db, classes.default_type(db, ty.cls))
    return _of_class(db, ty.cls) if isinstance(ty, kinds.Instance) else None


def _of_class(db: queries.Db, cls: kinds.ClassType) -> str | None:
    literal = cls.literal
    if known.is_class(db, literal, "object") or classes.is_protocol(db, literal) or mro.has_unknown(db, literal):
        return None
    if typed_dicts.is_typed_dict(db, literal):
        return "dict"
    for base in mro.specialised(db, cls):
        if base is None:
            return None
        if base.literal.name in _FAMILIES and known.is_class(db, base.literal, base.literal.name):
            return _FAMILIES[base.literal.name]
        if class_members.own_member(db, base, "__eq__", False) is not None:
            return None
    return None


def may_equal(db: queries.Db, left: kinds.Type, right: kinds.Type, depth: int = 0) -> bool:
    """Can a value of the one type be equal to one of the other?"""
    left, right = aliases.resolved(db, left), aliases.resolved(db, right)
    if left is right or depth > MAX_DEPTH:
        return left is not kinds.NEVER
    for one, other in ((left, right), (right, left)):
        if isinstance(one, kinds.Dynamic):
            return True
        if isinstance(one, kinds.Union) or one is kinds.NEVER:
            return any(may_equal(db, part, other, depth + 1) for part in union.parts(one))
        if isinstance(one, kinds.Intersection):
            return all(may_equal(db, part, other, depth + 1) for part in one.positive) and not (
                relation.is_single_valued(db, other) and any(other is part for part in one.negative)
            )
        if isinstance(one, kinds.TypeVar):
            return may_equal(db, type_variables.upper_bound(db, one), other, depth + 1)
    a, b = family(db, left), family(db, right)
    if a is None or b is None:
        return True
    if a != b:
        return False
    if a == IDENTITY:
        return not disjoint.is_disjoint(db, left, right)
    return _alike(db, left, right, depth)


def _alike(db: queries.Db, left: kinds.Type, right: kinds.Type, depth: int) -> bool:
    """Two values of one family."""
    if literals.is_literal(left) and literals.is_literal(right):
        return literals.compare(left, "==", right) is not False
    if isinstance(left, kinds.Tuple) and isinstance(right, kinds.Tuple):
        if left.variadic is not None or right.variadic is not None:
            return True
        return len(left.prefix) == len(right.prefix) and all(
            may_equal(db, a, b, depth + 1) for a, b in zip(left.prefix, right.prefix, strict=True)
        )
    for one, other in ((left, right), (right, left)):
        if literals.is_literal(other):
            values = overloads.parts_of(db, one)
            if len(values) > 1:
                return any(may_equal(db, value, other, depth + 1) for value in values)
    return True


def equal_to(db: queries.Db, ty: kinds.Type, other: kinds.Type) -> kinds.Type:
    """What is left of `ty` where its value equals one of `other`."""
    found: list[kinds.Type] = []
    for part in union.parts(ty):
        for each in union.parts(aliases.resolved(db, other)):
            found.append(_both(db, part, each))
    return union.of(db, found)


def _both(db: queries.Db, part: kinds.Type, other: kinds.Type) -> kinds.Type:
    if isinstance(part, kinds.Dynamic) or isinstance(other, kinds.Dynamic):
        return part
    if not may_equal(db, part, other) or (known.is_none(db, part) and _compares_by_identity(db, other)):
        return kinds.NEVER
    if _is_class(other) and known.is_instance(db, part, "type"):
        return other if _has_plain_metaclass(db, other) else part
    if literals.is_literal(other):
        values = overloads.parts_of(db, part)
        if len(values) > 1:
            return union.of(db, [value for value in values if may_equal(db, value, other)])
        if _holds_values_of(db, part, other) and relation.is_subtype(db, other, part):
            return other
    return part


def _is_class(ty: kinds.Type) -> bool:
    return isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf))


def _has_plain_metaclass(db: queries.Db, ty: kinds.Type) -> bool:
    """Is the class equal to nothing but itself?"""
    metaclass = classes.of_instance(db, ty)
    found = None if metaclass is None else class_members.class_member(db, metaclass, "__eq__")
    return found is not None and found.owner is not None and found.owner.literal.name in ("object", "type")


def _compares_by_identity(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it an instance of a class without an `__eq__` of its own? That a derived one equals None is far-fetched."""
    if not isinstance(ty, kinds.Instance) or known.is_object(db, ty):
        return False
    found = class_members.class_member(db, ty.cls, "__eq__")
    return found is not None and found.owner is not None and known.is_class(db, found.owner.literal, "object")


def _holds_values_of(db: queries.Db, part: kinds.Type, literal: kinds.Type) -> bool:
    """Is the part made of plain values of the literal's class, so that only the literal itself is equal to it?"""
    if part is kinds.LITERAL_STRING:
        return isinstance(literal, kinds.StrLiteral)
    wide = literals.widened(db, literal)
    if isinstance(literal, kinds.BoolLiteral) or not isinstance(wide, kinds.Instance):
        return False
    if isinstance(part, kinds.Intersection):
        return any(_holds_values_of(db, each, literal) for each in part.positive)
    return part is wide


def different_from(db: queries.Db, ty: kinds.Type, other: kinds.Type) -> kinds.Type:
    """What is left of `ty` where its value does not equal `other`, which must be a single value to tell anything."""
    other = aliases.resolved(db, other)
    if not relation.is_single_valued(db, other):
        return ty
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if part is other:
            continue
        if literals.is_literal(other) and literals.is_literal(part):
            if literals.compare(part, "==", other) is not True:
                kept.append(part)
            continue
        values = overloads.parts_of(db, part)
        if len(values) > 1:
            rest = [value for value in values if literals.compare(value, "==", other) is not True]
            kept += rest if len(rest) < len(values) else [part]
        elif _holds_values_of(db, part, other) or _is_one_of_constants(db, part):
            kept.append(_excluded(db, part, other))
        else:
            kept.append(part)
    return union.left_of(db, ty, kept)


def _is_one_of_constants(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it a type variable that stands for constants only?"""
    if isinstance(ty, kinds.Intersection):
        return any(_is_one_of_constants(db, each) for each in ty.positive)
    if not isinstance(ty, kinds.TypeVar):
        return False
    bound = aliases.resolved(db, type_variables.upper_bound(db, ty))
    return all(literals.is_literal(each) for part in union.parts(bound) for each in overloads.parts_of(db, part))


def _excluded(db: queries.Db, part: kinds.Type, literal: kinds.Type) -> kinds.Type:
    if isinstance(part, kinds.Intersection) and len(part.negative) >= MAX_EXCLUDED:
        return part
    part = union.excluded(db, part, literal)
    if isinstance(literal, kinds.IntLiteral) and literal.value in (0, 1):
        part = union.excluded(db, part, build.bool_literal(bool(literal.value)))  # `True == 1`
    return part
