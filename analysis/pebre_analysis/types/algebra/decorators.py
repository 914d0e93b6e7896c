"""Decorators: what a function or class becomes.

In:  the decorator's type, and what it is applied to.
Out: the type the name is bound to.
Always: decorators that the function's facts already say (`classmethod`, `overload`, `final`, …) leave the
Function as it is; what is not understood gives Unknown.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import aliases, call, classes, known, mro, signatures

_TYPING: Final = ("typing", "typing_extensions")

# (name, modules) -> bit of FunctionFacts.flags. Applying one of these changes nothing else.
_FLAG_FUNCTIONS: Final = {
    "overload": (queries.OVERLOAD, _TYPING),
    "final": (queries.FINAL_METHOD, _TYPING),
    "override": (queries.OVERRIDE, _TYPING),
    "no_type_check": (queries.NO_TYPE_CHECK, _TYPING),
    "abstractmethod": (queries.ABSTRACT, ("abc",)),
    "type_check_only": (0, _TYPING),
    "runtime_checkable": (0, _TYPING),
    "disjoint_base": (0, _TYPING),
}
_FLAG_CLASSES: Final = {
    "classmethod": (queries.CLASS_METHOD, "builtins"),
    "staticmethod": (queries.STATIC_METHOD, "builtins"),
    "abstractclassmethod": (queries.CLASS_METHOD | queries.ABSTRACT, "abc"),
    "abstractstaticmethod": (queries.STATIC_METHOD | queries.ABSTRACT, "abc"),
}
# Classes that work as `property`.
_PROPERTIES: Final = (
    ("property", "builtins"),
    ("abstractproperty", "abc"),
    ("DynamicClassAttribute", "types"),
    ("property", "enum"),
)


def flag(db: queries.Db, decorator: kinds.Type) -> int | None:
    """The bits that the decorator sets and nothing more; None when it changes the value."""
    if isinstance(decorator, kinds.Function):
        found = _FLAG_FUNCTIONS.get(decorator.definition.name)
        if found is not None and known.is_global(db, decorator.definition, decorator.definition.name, found[1]):
            return found[0]
    elif isinstance(decorator, kinds.ClassLiteral):
        found_class = _FLAG_CLASSES.get(decorator.name)
        if found_class is not None and known.is_class(db, decorator, decorator.name, found_class[1]):
            return found_class[0]
    elif isinstance(decorator, kinds.Instance):
        if known.is_class(db, decorator.cls.literal, "deprecated", "warnings") or known.is_class(
            db, decorator.cls.literal, "deprecated", "typing_extensions"
        ):
            return queries.DEPRECATED
    elif isinstance(decorator, kinds.Decorator) and decorator.kind == "dataclass_transform":
        return 0
    return None


def is_property_class(db: queries.Db, decorator: kinds.Type) -> bool:
    return isinstance(decorator, kinds.ClassLiteral) and any(
        known.is_class(db, decorator, name, module) for name, module in _PROPERTIES
    )


def apply(db: queries.Db, decorator: kinds.Type, decorated: kinds.Type) -> kinds.Type:
    """`@decorator` on something that already has the type `decorated`."""
    return applied(db, decorator, decorated).type


def applied(db: queries.Db, decorator: kinds.Type, decorated: kinds.Type) -> call.CallResult:
    """The same, with what is wrong about it."""
    plain = _known(db, decorator, decorated)
    if plain is not None:
        return call.CallResult(plain)
    result = call.call_types(db, decorator, (decorated,))
    return msgspec.structs.replace(result, type=_kept(db, result.type, decorated))


def may_be_made_over(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """May a decorator that does not say what it makes, on the class or one it derives from, have added to it?"""
    for base in mro.of(db, literal):
        for decorator in classes.facts(db, base.literal).decorators if base is not None else ():
            if isinstance(decorator, kinds.Dynamic):
                return True
            if _known(db, decorator, literal) is None:
                if isinstance(call.call_types(db, decorator, (literal,)).type, kinds.Dynamic):
                    return True
    return False


def _known(db: queries.Db, decorator: kinds.Type, decorated: kinds.Type) -> kinds.Type | None:
    """What decorators make that are known by name; None for those that are called."""
    bits = flag(db, decorator)
    if bits is not None:
        if isinstance(decorated, (kinds.Function, kinds.ClassLiteral, kinds.Property)):
            return decorated
        if bits & (queries.CLASS_METHOD | queries.STATIC_METHOD):
            return build.wrapper(db, decorated, bool(bits & queries.STATIC_METHOD))
        return decorated
    if is_property_class(db, decorator):
        return build.property_(db, decorated)
    if isinstance(decorator, kinds.Decorator):
        return decorated
    if isinstance(decorator, kinds.BoundMethod) and isinstance(decorator.receiver, kinds.Property):
        if isinstance(decorator.function, kinds.Function):
            return with_part(db, decorator.receiver, decorator.function.definition.name, decorated)
    if isinstance(decorator, kinds.Dynamic):
        return decorated if isinstance(decorated, kinds.ClassLiteral) else decorator
    return None


def _kept(db: queries.Db, made: kinds.Type, decorated: kinds.Type) -> kinds.Type:
    """A class stays itself unless the decorator surely makes something else of it."""
    if isinstance(decorated, kinds.ClassLiteral):
        vague = isinstance(made, (kinds.Dynamic, kinds.SubclassOf, kinds.Union, kinds.TypeVar)) or made is kinds.NEVER
        return decorated if vague else made
    made = aliases.unfolded(db, made)
    if isinstance(made, kinds.CallableType) and made.kind == kinds.PLAIN and _binds(db, decorated):
        # A decorator that takes and gives a callable is written to give functions: they bind as methods.
        return build.callable_type(db, made.signatures, _kind_of(db, decorated))
    return made


def _binds(db: queries.Db, decorated: kinds.Type) -> bool:
    return isinstance(decorated, kinds.Function) or (
        isinstance(decorated, kinds.CallableType) and decorated.kind in kinds.FUNCTIONS
    )


def _kind_of(db: queries.Db, decorated: kinds.Type) -> int:
    if isinstance(decorated, kinds.CallableType):
        return decorated.kind
    if isinstance(decorated, kinds.Function):
        flags = signatures.flags(db, decorated)
        if flags & queries.STATIC_METHOD:
            return kinds.STATIC_METHOD_LIKE
        if flags & queries.CLASS_METHOD:
            return kinds.CLASS_METHOD_LIKE
    return kinds.FUNCTION_LIKE


def with_part(db: queries.Db, prop: kinds.Property, name: str, function: kinds.Type) -> kinds.Type:
    """`@x.setter`, `@x.getter`, `@x.deleter`."""
    if name == "setter":
        return build.property_(db, prop.getter, function, prop.deleter)
    if name == "getter":
        return build.property_(db, function, prop.setter, prop.deleter)
    if name == "deleter":
        return build.property_(db, prop.getter, prop.setter, function)
    return kinds.UNKNOWN
