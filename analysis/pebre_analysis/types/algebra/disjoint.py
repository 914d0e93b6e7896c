"""Disjointness: can no object be of both types?

In:  two types.
Out: True only when surely no value is in both.
Always: two classes are disjoint when neither derives from the other and no class can derive from both:
one is final, or both fix the layout of their instances (`@disjoint_base` in typeshed) differently.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    aliases,
    classes,
    known,
    literals,
    mro,
    relation,
    signatures,
    truth,
    tuples,
    type_variables,
    typed_dicts,
)

DISJOINT: Final = 3  # as a relation of two types, beside those of `relation`

_SINGLE_VALUES: Final = (kinds.ClassLiteral, kinds.Function, kinds.Module, kinds.SpecialForm)


def is_disjoint(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    if left is right:
        return left is kinds.NEVER
    if left is kinds.NEVER or right is kinds.NEVER:
        return True
    if isinstance(left, kinds.Dynamic) or isinstance(right, kinds.Dynamic):
        return False
    durable = left.durable and right.durable
    related = db.memos.related
    memo = remembered.kept(db, related, durable)
    if memo is None:
        return _decide(db, left, right)
    key = (left, right, DISJOINT)
    found = memo.get(key)
    if found is None:
        found = _decide(db, left, right)
        # Inside a recursive question the answer may rest on an assumption.
        if not remembered.assumed(db):
            remembered.keep(db, related, durable, key, found)
    return found


def _decide(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    if not (isinstance(left, kinds.Alias) or isinstance(right, kinds.Alias)):
        return _plain(db, left, right)
    open_questions = remembered.assumed(db)
    key = (left, right, DISJOINT)
    if key in open_questions or len(open_questions) >= relation.MAX_DEPTH:
        return False  # what holds itself is asked about once
    open_questions.add(key)
    try:
        return _plain(db, aliases.resolved(db, left), aliases.resolved(db, right))
    finally:
        open_questions.discard(key)


def _plain(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    if isinstance(left, kinds.Union):
        return all(is_disjoint(db, part, right) for part in left.parts)
    if isinstance(right, kinds.Union):
        return all(is_disjoint(db, left, part) for part in right.parts)
    if isinstance(left, kinds.Intersection):
        return _intersection(db, left, right)
    if isinstance(right, kinds.Intersection):
        return _intersection(db, right, left)
    if isinstance(left, kinds.TypeVar):
        return _variable(db, left, right)
    if isinstance(right, kinds.TypeVar):
        return _variable(db, right, left)
    if left in (kinds.ALWAYS_TRUTHY, kinds.ALWAYS_FALSY):
        return _truth(db, left, right)
    if right in (kinds.ALWAYS_TRUTHY, kinds.ALWAYS_FALSY):
        return _truth(db, right, left)
    return _values(db, left, right)


def _intersection(db: queries.Db, ty: kinds.Intersection, other: kinds.Type) -> bool:
    return any(is_disjoint(db, part, other) for part in ty.positive) or any(
        relation.is_subtype(db, other, part) for part in ty.negative
    )


def _variable(db: queries.Db, var: kinds.TypeVar, other: kinds.Type) -> bool:
    if var.kind not in (kinds.TYPE_VAR, kinds.SELF):
        return False
    return is_disjoint(db, type_variables.upper_bound(db, var), other)


def _truth(db: queries.Db, wanted: kinds.Type, other: kinds.Type) -> bool:
    answer = truth.truthiness(db, other)
    return answer is not None and answer is not (wanted is kinds.ALWAYS_TRUTHY)


def _values(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    left_literal, right_literal = literals.is_literal(left), literals.is_literal(right)
    if left_literal and right_literal:
        return True
    if left is kinds.LITERAL_STRING or right is kinds.LITERAL_STRING:
        other = right if left is kinds.LITERAL_STRING else left
        return not isinstance(other, kinds.StrLiteral) and is_disjoint(db, known.instance(db, "str"), other)
    if left_literal:
        return _literal(db, left, right)
    if right_literal:
        return _literal(db, right, left)
    if isinstance(left, kinds.Tuple) and isinstance(right, kinds.Tuple):
        return _tuples(db, left, right)
    if isinstance(left, _SINGLE_VALUES) and isinstance(right, _SINGLE_VALUES):
        return True
    if isinstance(left, kinds.CallableType) or isinstance(right, kinds.CallableType):
        return _callable(db, left, right)
    if isinstance(left, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)) and isinstance(
        right, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)
    ):
        return _class_objects(db, left, right)
    a, b = classes.of_instance(db, left), classes.of_instance(db, right)
    if a is None or b is None:
        return False
    return are_classes_disjoint(db, a, b)


def _literal(db: queries.Db, literal: kinds.Type, other: kinds.Type) -> bool:
    """The class of a constant is known exactly."""
    if isinstance(other, kinds.Instance):
        if classes.is_protocol(db, other.cls.literal):
            return not relation.is_assignable(db, literal, other)
        cls = classes.of_instance(db, literal)
        if cls is None or (isinstance(literal, kinds.EnumLiteral) and mro.has_unknown(db, cls.literal)):
            return False
        return not mro.has(db, cls.literal, other.cls.literal)
    if isinstance(other, kinds.CallableType):
        return signatures.of(db, literal) is None
    return not isinstance(other, kinds.Guard)


def _tuples(db: queries.Db, left: kinds.Tuple, right: kinds.Tuple) -> bool:
    if left.variadic is None:
        fitting = tuples.resized(right, len(left.prefix))
        return fitting is None or any(is_disjoint(db, a, b) for a, b in zip(left.prefix, fitting, strict=True))
    if right.variadic is None:
        return _tuples(db, right, left)
    return any(is_disjoint(db, a, b) for a, b in zip(left.prefix, right.prefix, strict=False)) or any(
        is_disjoint(db, a, b) for a, b in zip(reversed(left.suffix), reversed(right.suffix), strict=False)
    )


def _callable(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    """A callable and a value whose class is final and has no `__call__`."""
    other = right if isinstance(left, kinds.CallableType) else left
    if isinstance(other, kinds.Instance) and not classes.is_protocol(db, other.cls.literal):
        return classes.is_final(db, other.cls.literal) and signatures.of(db, other) is None
    return False


def _class_objects(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    if isinstance(left, kinds.SubclassOf) and isinstance(right, kinds.SubclassOf):
        return is_disjoint(db, left.of, right.of)
    if isinstance(left, kinds.SubclassOf) or isinstance(right, kinds.SubclassOf):
        open_, exact = (left, right) if isinstance(left, kinds.SubclassOf) else (right, left)
        literal = classes.of_value(db, exact)
        cls = classes.of_instance(db, open_.of) if isinstance(open_, kinds.SubclassOf) else None
        if literal is None or cls is None or mro.has_unknown(db, literal):
            return False
        if classes.is_protocol(db, cls.literal):
            return False
        return not mro.has(db, literal, cls.literal)
    return classes.of_value(db, left) is not classes.of_value(db, right)


def are_classes_disjoint(db: queries.Db, left: kinds.ClassType, right: kinds.ClassType) -> bool:
    """Can no class derive from both?"""
    a, b = left.literal, right.literal
    if a is b or mro.has(db, a, b) or mro.has(db, b, a):
        return False
    if mro.has_unknown(db, a) or mro.has_unknown(db, b):
        return False
    if typed_dicts.is_typed_dict(db, a) or typed_dicts.is_typed_dict(db, b):
        return _outside_of_dict(db, a, b)
    for one, other in ((left, right), (right, left)):
        if classes.is_final(db, one.literal):
            if classes.is_protocol(db, other.literal):
                return not relation.is_assignable(db, tuples.instance(db, one), build.instance(db, other))
            return True
    if classes.is_protocol(db, a) or classes.is_protocol(db, b):
        return False
    base_a, base_b = classes.layout_base(db, a), classes.layout_base(db, b)
    if base_a is None or base_b is None:
        return False
    return not (mro.has(db, base_a, base_b) or mro.has(db, base_b, base_a))


def _outside_of_dict(db: queries.Db, a: kinds.ClassLiteral, b: kinds.ClassLiteral) -> bool:
    """Of a typed dictionary and another class: its values are plain dictionaries, so they are of no class that is
    neither above nor below `dict`. What two typed dictionaries have in common is not looked into."""
    other = b if typed_dicts.is_typed_dict(db, a) else a
    if typed_dicts.is_typed_dict(db, other) or classes.is_protocol(db, other):
        return False
    plain = known.literal(db, "dict")
    return plain is not None and not (mro.has(db, plain, other) or mro.has(db, other, plain))
