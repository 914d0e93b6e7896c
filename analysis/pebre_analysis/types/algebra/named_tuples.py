"""Named tuples: the fields of `class P(NamedTuple)`, `NamedTuple("P", …)` and `namedtuple("P", …)`.

In:  a class literal.
Out: its fields in order; the members the call or class statement adds to the class.
Always: the fields are those of the class itself, a class derived from it adds none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, fields, type_variables

if TYPE_CHECKING:
    from collections.abc import Iterable


def own_fields(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...] | None:
    """The fields; None when they could not be read."""
    if literal.kind == kinds.STATEMENT:
        return fields.declared(db, literal)
    content = db.infer.synthesised(db, literal.anchor)
    return content.fields if content.complete else None


def constructor(db: queries.Db, cls: kinds.ClassType) -> kinds.Signature:
    """The signature of `P(…)`, also for classes derived from it: it gives `Self`."""
    known_fields = own_fields(db, cls.literal)
    own = type_variables.self_of(db, cls.literal.anchor, None)
    if known_fields is None:
        return build.signature(db, (), own, (own,), True)
    params = tuple(
        build.parameter(db, field.name, kinds.POSITIONAL_OR_KEYWORD, field.type, field.default)
        for field in known_fields
    )
    return build.signature(db, params, own, (own,))


def member(db: queries.Db, cls: kinds.ClassType, name: str) -> kinds.Type | None:
    """What the functional form adds: the fields, `_fields`, `__match_args__`, `_replace`, `__new__`."""
    if cls.literal.kind == kinds.STATEMENT and name not in ("__match_args__", "_fields", "_replace", "__new__"):
        return None
    known_fields = own_fields(db, cls.literal)
    if known_fields is None:
        return kinds.UNKNOWN if not name.startswith("__") else None
    if name in ("__match_args__", "_fields"):
        return build.tuple_(db, tuple(build.str_literal(db, field.name) for field in known_fields))
    if name == "_replace":
        own = type_variables.self_of(db, cls.literal.anchor, None)
        first = build.parameter(db, "self", kinds.POSITIONAL_OR_KEYWORD, own)
        return _method(db, first, (_optional(db, field) for field in known_fields), own)
    if name == "__new__":
        made = build.subclass_of(db, type_variables.self_of(db, cls.literal.anchor, None))
        first = build.parameter(db, "_cls", kinds.POSITIONAL_OR_KEYWORD, made)
        signature = constructor(db, cls)
        return build.callable_type(
            db,
            (
                build.signature(
                    db, (first, *signature.params), signature.returns, signature.type_params, signature.gradual
                ),
            ),
            kinds.STATIC_METHOD_LIKE,
        )
    for field in known_fields:
        if field.name == name:
            return build.property_(db, _getter(db, field.type))
    return None


def as_property(db: queries.Db, literal: kinds.ClassLiteral, name: str, ty: kinds.Type) -> kinds.Type | None:
    """A field read from the class itself, where it is a property; None for anything else."""
    if not is_named_tuple(db, literal) or literal.kind != kinds.STATEMENT:
        return None
    if not any(field.name == name for field in own_fields(db, literal) or ()):
        return None
    return build.property_(db, _getter(db, ty))


def _optional(db: queries.Db, field: queries.Field) -> kinds.Parameter:
    return build.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, kinds.UNKNOWN)


def _method(
    db: queries.Db, first: kinds.Parameter, rest: Iterable[kinds.Parameter], own: kinds.TypeVar
) -> kinds.CallableType:
    signature = build.signature(db, (first, *rest), own, (own,))
    return build.callable_type(db, (signature,), kinds.FUNCTION_LIKE)


def _getter(db: queries.Db, ty: kinds.Type) -> kinds.CallableType:
    first = build.parameter(db, "self", kinds.POSITIONAL_ONLY, None)
    return build.callable_type(db, (build.signature(db, (first,), ty),), kinds.FUNCTION_LIKE)


def is_named_tuple(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    return bool(classes.facts(db, literal).flags & classes.NAMED_TUPLE)
