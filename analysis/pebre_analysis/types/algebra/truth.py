"""What `bool(x)` can be.

In:  a type.
Out: True, False, or None when it may be either.
Always: an instance of a class that may be subclassed can be either, unless `__bool__` says a literal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    class_members,
    classes,
    enums,
    known,
    signatures,
    tuples,
    type_variables,
    typed_dicts,
)

if TYPE_CHECKING:
    from pebre_analysis.types import queries

_TRUE_KINDS = (
    kinds.Function,
    kinds.BoundMethod,
    kinds.Property,
    kinds.Module,
    kinds.SpecialForm,
    kinds.KnownObject,
    kinds.Wrapper,
    kinds.Decorator,
)


def truthiness(db: queries.Db, ty: kinds.Type) -> bool | None:
    if isinstance(ty, (kinds.IntLiteral, kinds.BoolLiteral, kinds.StrLiteral, kinds.BytesLiteral)):
        return bool(ty.value)
    if isinstance(ty, kinds.Instance):
        return _instance(db, ty)
    if isinstance(ty, kinds.Tuple):
        if ty.prefix or ty.suffix:
            return True
        return False if ty.variadic is None else None
    if ty is kinds.ALWAYS_TRUTHY:
        return True
    if ty is kinds.ALWAYS_FALSY:
        return False
    if isinstance(ty, _TRUE_KINDS):
        return True
    if isinstance(ty, kinds.Union):
        results = {truthiness(db, part) for part in ty.parts}
        return results.pop() if len(results) == 1 else None
    if isinstance(ty, kinds.Intersection):
        return _intersection(db, ty)
    if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject)):
        literal = classes.of_value(db, ty)
        return None if literal is None else _class_object(db, literal)
    if isinstance(ty, kinds.SubclassOf):
        cls = classes.of_instance(db, ty.of)
        # A class derived from it may have another metaclass.
        return (
            None if cls is None or classes.facts(db, cls.literal).metaclass is None else _class_object(db, cls.literal)
        )
    if isinstance(ty, kinds.EnumLiteral):
        return _enum(db, ty)
    if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.TYPE_VAR:
        return truthiness(db, type_variables.upper_bound(db, ty))
    if isinstance(ty, kinds.Alias):
        return truthiness(db, aliases.resolved(db, ty))
    return None


def _instance(db: queries.Db, ty: kinds.Instance) -> bool | None:
    if known.is_none(db, ty):
        return False
    literal = ty.cls.literal
    if typed_dicts.is_typed_dict(db, literal):
        return None if typed_dicts.may_be_empty(db, ty) else True
    shape = tuples.class_shape(db, ty.cls)
    if shape is not None and (shape.prefix or shape.suffix):
        return True
    answer = class_members.class_member(db, ty.cls, "__bool__")
    if answer is not None:
        found = signatures.of(db, answer.type)
        if found is not None and len(found) == 1:
            returned = found[0].returns
            if isinstance(returned, kinds.BoolLiteral):
                return returned.value
        return None
    if class_members.class_member(db, ty.cls, "__len__") is None and classes.is_final(db, literal):
        return True
    return None


def _class_object(db: queries.Db, literal: kinds.ClassLiteral) -> bool | None:
    """A class is true, unless its metaclass says something else."""
    if classes.facts(db, literal).metaclass is None:
        return True
    metaclass = classes.metaclass(db, literal)
    if metaclass is None:
        return None
    if (
        class_members.class_member(db, metaclass, "__bool__") is None
        and class_members.class_member(db, metaclass, "__len__") is None
    ):
        return None
    return _instance(db, build.instance(db, metaclass))


def _enum(db: queries.Db, ty: kinds.EnumLiteral) -> bool | None:
    cls = classes.default_type(db, ty.cls)
    answer = class_members.class_member(db, cls, "__bool__")
    if answer is None and class_members.class_member(db, cls, "__len__") is None:
        return True
    if answer is not None and answer.owner is not None and not enums.members(db, answer.owner.literal).values:
        # `bool(1)`: the mixed-in class's own; an enum with a `__bool__` of its own may say anything.
        return truthiness(db, enums.value(db, ty))
    return None


def _intersection(db: queries.Db, ty: kinds.Intersection) -> bool | None:
    if kinds.ALWAYS_FALSY in ty.negative:
        return True
    if kinds.ALWAYS_TRUTHY in ty.negative:
        return False
    for part in ty.positive:
        answer = truthiness(db, part)
        if answer is not None:
            return answer
    return None
