"""Calls whose result the signatures of typeshed do not tell.

In:  the callee and the arguments; `before` the signatures are asked, `after` with their result.
Out: a result that replaces the ordinary one, or None.
Always: recognised by the definition in the standard library, never by name alone.
Does not know: calls that depend on where they stand (`super()`, `TypeVar("T")`, `NamedTuple(…)`,
`reveal_type`): inference handles those before it comes here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    call,
    classes,
    decorators,
    enums,
    generics,
    iteration,
    known,
    literals,
    members,
    partials,
    signatures,
    truth,
    tuples,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries
    from pebre_analysis.types.algebra.arguments import Argument
    from pebre_analysis.types.algebra.call import CallResult

_CLASSES: Final = frozenset(
    ("bool", "classmethod", "partial", "property", "staticmethod", "str", "super", "tuple", "type")
)
_TYPING: Final = ("typing", "typing_extensions")


def before(db: queries.Db, callee: kinds.Type, given: Sequence[Argument]) -> CallResult | None:
    """Callees that have no useful signature."""
    if isinstance(callee, kinds.Decorator):
        if len(given) == 1 and given[0].name is None and given[0].stars == 0:
            return call.CallResult(decorators.apply(db, callee, given[0].type))
        return call.CallResult(kinds.UNKNOWN)
    if isinstance(callee, kinds.ClassLiteral):
        return _class(db, callee, given)
    if isinstance(callee, kinds.BoundMethod):
        return _method(db, callee, given)
    if isinstance(callee, kinds.Function):
        return _new(db, callee, given) if callee.definition.name == "__new__" else _function(db, callee, given)
    if known.is_not_implemented(db, callee):
        return call.not_callable(callee)
    return None


def _new(db: queries.Db, callee: kinds.Function, given: Sequence[Argument]) -> CallResult | None:
    """`object.__new__(cls)`: static, but its first argument says what `Self` is."""
    if not given or given[0].name is not None or given[0].stars:
        return None
    cls = given[0].type
    if not isinstance(cls, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)):
        return None
    bound = signatures.bound(db, signatures.of_function(db, callee), cls, callee)
    if not bound:
        return None
    result = call.of_signatures(db, bound, given[1:])
    if not result.errors:
        return result
    moved = (msgspec.structs.replace(each, argument=each.argument + 1) if each.argument >= 0 else each
             for each in result.errors)  # fmt: skip
    return msgspec.structs.replace(result, errors=tuple(moved))


def _one(given: Sequence[Argument]) -> Argument | None:
    """The only argument, if it is a plain positional one."""
    if len(given) == 1 and given[0].name is None and given[0].stars == 0:
        return given[0]
    return None


def _class(db: queries.Db, callee: kinds.ClassLiteral, given: Sequence[Argument]) -> CallResult | None:
    if callee.name not in _CLASSES:
        return _enum(db, callee, given)
    if callee.name == "partial":
        return partials.made(db, given) if known.is_class(db, callee, "partial", "functools") else None
    if len(given) == 2 and known.is_class(db, callee, "super") and not any(each.name or each.stars for each in given):
        return call.CallResult(build.super_(db, given[0].type, given[1].type))
    name = callee.name
    if name == "property" and given and known.is_class(db, callee, name):
        return _property(db, given)
    only = _one(given)
    if only is None:
        return None
    if name == "type" and known.is_class(db, callee, "type"):
        return call.CallResult(class_of(db, only.type))
    if name == "bool" and known.is_class(db, callee, "bool"):
        answer = truth.truthiness(db, only.type)
        return None if answer is None else call.CallResult(build.bool_literal(answer))
    if name in ("staticmethod", "classmethod") and known.is_class(db, callee, name):
        return call.CallResult(build.wrapper(db, only.type, name == "staticmethod"))
    if name == "tuple" and known.is_class(db, callee, "tuple"):
        shape = tuples.shape_for(db, only.type, "__iter__")
        return None if shape is None else call.CallResult(shape)
    if name == "str" and known.is_class(db, callee, "str") and isinstance(only.type, kinds.StrLiteral):
        return call.CallResult(only.type)
    return None


_PARTS: Final = ("fget", "fset", "fdel")


def _property(db: queries.Db, given: Sequence[Argument]) -> CallResult | None:
    """`property(get, set, fdel=delete)`: of what each is made when it is plain to see."""
    parts: dict[str, kinds.Type] = {}
    for at, each in enumerate(given):
        name = each.name or (_PARTS[at] if at < len(_PARTS) else "doc")
        if each.stars or isinstance(each.type, kinds.Union):
            return None
        if not known.is_none(db, each.type):
            parts[name] = each.type
    return call.CallResult(build.property_(db, parts.get("fget"), parts.get("fset"), parts.get("fdel")))


def class_of(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """`type(x)`."""
    if isinstance(ty, kinds.Union):
        return union.of(db, [class_of(db, part) for part in ty.parts])
    if isinstance(ty, (kinds.Instance, kinds.TypeVar, kinds.Tuple)):
        return generics.subclass_of(db, ty)
    if isinstance(ty, kinds.Dynamic):
        return build.subclass_of(db, ty)
    cls = classes.of_instance(db, ty)
    return known.instance(db, "type") if cls is None else build.class_object(db, cls)


def _enum(db: queries.Db, callee: kinds.ClassLiteral, given: Sequence[Argument]) -> CallResult | None:
    """`E(value)`: a member, the very one when the value is a constant."""
    found = enums.members(db, callee)
    if not found.values or not given:
        # `Enum("Color", "RED GREEN")` that is not assigned to a name makes a class nobody can look into.
        return (
            call.CallResult(kinds.UNKNOWN)
            if len(given) > 1 and classes.facts(db, callee).flags & classes.ENUM
            else None
        )
    value = given[0].type
    if literals.is_literal(value) and len(given) == 1:
        for name, written, _ in found.values:
            if written is value:
                return call.CallResult(build.enum_literal(db, callee, name))
    return call.CallResult(enums.instance(db, callee))


def _method(db: queries.Db, callee: kinds.BoundMethod, given: Sequence[Argument]) -> CallResult | None:
    if isinstance(callee.receiver, kinds.Property) and isinstance(callee.function, kinds.Function):
        only = _one(given)
        if only is not None:
            part = callee.function.definition.name
            return call.CallResult(decorators.with_part(db, callee.receiver, part, only.type))
    return None


def _function(db: queries.Db, callee: kinds.Function, given: Sequence[Argument]) -> CallResult | None:
    definition = callee.definition
    name = definition.name
    if name == "dataclass" and known.is_global(db, definition, name, ("dataclasses",)):
        if _by_name(given):
            return call.CallResult(build.decorator(db, "dataclass", _options(given)))
    elif name == "dataclass_transform" and known.is_global(db, definition, name, _TYPING):
        return call.CallResult(build.decorator(db, "dataclass_transform", _options(given)))
    elif name == "len" and known.is_global(db, definition, name, ("builtins",)):
        only = _one(given)
        if only is not None:
            length = _length(db, only.type)
            return None if length is None else call.CallResult(build.int_literal(db, length))
    elif _by_name(given):
        # A decorator of a library made like `dataclass`, called with its options.
        transform = signatures.transform(db, callee)
        if transform is not None:
            return call.CallResult(build.decorator(db, "dataclass_like", transform.options + _options(given)))
    return None


def _by_name(given: Sequence[Argument]) -> bool:
    """Are options all that is given, be it as `**options`, of which nothing is known?"""
    return all(each.name is not None or each.stars == 2 for each in given)


def _options(given: Sequence[Argument]) -> tuple[tuple[str, kinds.Type], ...]:
    return tuple((each.name, each.type) for each in given if each.name is not None)


def _length(db: queries.Db, ty: kinds.Type) -> int | None:
    if isinstance(ty, (kinds.StrLiteral, kinds.BytesLiteral)):
        return len(ty.value)
    shape = tuples.shape_for(db, ty, "__len__")
    if shape is not None:
        return len(shape.prefix) if shape.variadic is None else None
    said = call.method(db, ty, "__len__", ()) if isinstance(ty, kinds.Instance) else None
    return said.type.value if said is not None and isinstance(said.type, kinds.IntLiteral) else None


def after(db: queries.Db, callee: kinds.Type, given: Sequence[Argument], result: CallResult) -> CallResult | None:
    """Results that need the arguments' values: `getattr(x, "name")`."""
    if not isinstance(callee, kinds.Function):
        return None
    if known.is_global(db, callee.definition, "getattr", ("builtins",)):
        return _getattr(db, given)
    return None


def _getattr(db: queries.Db, given: Sequence[Argument]) -> CallResult | None:
    """`getattr(x, "name")` with a constant name that exists; who gives a default does not rely on what is declared.

    Of which part of a union it is, the author knows: tests narrow only what is written with a dot."""
    if len(given) != 2 or any(each.name is not None or each.stars for each in given):
        return None
    name = given[1].type
    if not isinstance(name, kinds.StrLiteral):
        return None
    found = members.member(db, given[0].type, name.value)
    if found is None or found.missing or found.is_dynamic or isinstance(found.type, kinds.Dynamic):
        return None
    return call.CallResult(union.undeclared(db, found.type))


def is_cast(db: queries.Db, callee: kinds.Type) -> bool:
    """`typing.cast`: its first argument is a type expression, so inference evaluates the call."""
    return isinstance(callee, kinds.Function) and known.is_global(db, callee.definition, "cast", _TYPING)


def is_known(db: queries.Db, callee: kinds.Type, name: str, modules: tuple[str, ...] = _TYPING) -> bool:
    """Is the callee that function of the standard library?"""
    return isinstance(callee, kinds.Function) and known.is_global(db, callee.definition, name, modules)


def is_never_returning(db: queries.Db, callee: kinds.Type, awaited: bool = False) -> bool:
    """Is every form of the callee declared to return Never? (Unannotated functions are not asked.)

    `awaited`: it is the await of the call that never returns.
    """
    if isinstance(callee, kinds.Union):
        return all(is_never_returning(db, part, awaited) for part in callee.parts)
    if isinstance(callee, (kinds.ClassLiteral, kinds.ClassObject, kinds.Dynamic)):
        return False
    found = signatures.of(db, callee)
    return bool(found) and all(_is_never(db, each.returns, awaited) for each in found or ())


def may_never_return(db: queries.Db, callee: kinds.Type) -> bool:
    """Is there an overload of the callee that is declared to return Never?"""
    if not isinstance(callee, (kinds.Function, kinds.BoundMethod)):
        return False
    found = signatures.of(db, callee)
    return found is not None and len(found) > 1 and any(each.returns is kinds.NEVER for each in found)


def _is_never(db: queries.Db, returns: kinds.Type | None, awaited: bool) -> bool:
    if returns is kinds.NEVER:
        return True
    return awaited and returns is not None and iteration.await_(db, returns) is kinds.NEVER
