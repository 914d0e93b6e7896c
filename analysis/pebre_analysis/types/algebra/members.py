"""Members: what `x.name` gives.

In:  a type and a name.
Out: `Member` with the bound type, or None when there is no such member. For a union `missing` holds
     the parts without it.
Always
  - the order is Python's: data descriptors of the class, attributes of the instance, the rest of the
    class, `__getattr__`; class objects ask themselves before their metaclass;
  - members of types whose classes cannot change are remembered beside the type.
Does not know: narrowing, assignment (`attributes`), the kinds of types one by one (`member_kinds`), what classes have
(`class_members`).
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    aliases,
    call,
    class_members,
    classes,
    generics,
    known,
    member_kinds,
    signatures,
    tuples,
    type_variables,
    union,
)


class Member(msgspec.Struct, frozen=True, gc=False):
    """What a member access gives."""

    type: kinds.Type
    is_maybe_unbound: bool = False
    declared: bool = False
    qualifiers: int = 0
    definition: definitions.Definition | None = None
    missing: tuple[kinds.Type, ...] = ()
    # Made by `__getattr__`: no member of that name is written anywhere.
    is_dynamic: bool = False
    # Why reading it fails, though it is there: one of the names below, "" if it does not.
    flaw: str = ""


# Flaws of members.
NO_GETTER: Final = "no getter"
BAD_SELF: Final = "self"
OF_PARAMETERS: Final = "of type parameters"
BAD_GET: Final = "__get__"
BAD_GETATTR: Final = "__getattr__"
BAD_GETATTRIBUTE: Final = "__getattribute__"
DEPRECATED: Final = "deprecated"  # it can be read, and its getter is marked

_NOT_ASKED: Final = object()

ABSENT: Final = Member(kinds.NEVER)
UNKNOWN: Final = Member(kinds.UNKNOWN)
ANY: Final = Member(kinds.ANY)


# ---- descriptors ---------------------------------------------------------------------------------


def bind(
    db: queries.Db, ty: kinds.Type, receiver: kinds.Type | None, cls: kinds.ClassType, owner: kinds.Type | None = None
) -> kinds.Type:
    """What getting a class member through an instance gives (through the class itself: `receiver` None).

    `owner`: the class object for class methods, when it is more than `cls` says.
    """
    kind = ty.__class__
    if kind is kinds.Function:
        assert isinstance(ty, kinds.Function)
        flags = signatures.flags(db, ty)
        name = ty.definition.name
        if flags & queries.STATIC_METHOD or name in class_members.IMPLICIT_STATIC:
            return ty
        if flags & queries.CLASS_METHOD or name in class_members.IMPLICIT_CLASS:
            return build.bound_method(db, ty, owner or class_of(db, receiver, cls))
        return ty if receiver is None else build.bound_method(db, ty, receiver)
    if isinstance(ty, kinds.Property):
        return ty if receiver is None else getter_result(db, ty, receiver)
    through = receiver or owner
    if isinstance(ty, kinds.CallableType):
        ty = with_self(db, ty, through, cls, of_methods=True)
        if not isinstance(ty, kinds.CallableType):
            return ty
        if ty.kind == kinds.CLASS_METHOD_LIKE:
            return build.bound_method(db, ty, owner or class_of(db, receiver, cls))
        if ty.kind == kinds.FUNCTION_LIKE and receiver is not None:
            return build.bound_method(db, ty, receiver)
        return ty
    if isinstance(ty, kinds.Wrapper):
        if ty.static:
            return ty.wrapped
        wrapped = ty.wrapped
        if isinstance(wrapped, kinds.CallableType):
            wrapped = with_self(db, wrapped, through, cls, of_methods=True)
        return build.bound_method(db, wrapped, owner or class_of(db, receiver, cls))
    if isinstance(ty, kinds.Instance):
        got = through_get(db, ty, receiver, owner or class_of(db, receiver, cls))
        return got.type if got is not None else with_self(db, ty, through, cls) if ty.generic else ty
    if isinstance(ty, kinds.Union):
        return union.of(db, [bind(db, part, receiver, cls, owner) for part in ty.parts])
    if isinstance(ty, kinds.TypeVar) and through is not None and ty.kind == kinds.SELF:
        return signatures.instance_of_receiver(db, through)
    return with_self(db, ty, through, cls)


def with_self(
    db: queries.Db, ty: kinds.Type, receiver: kinds.Type | None, cls: kinds.ClassType, *, of_methods: bool = False
) -> kinds.Type:
    """`Self` in an attribute's annotation means the receiver. `of_methods`: in what a decorator made of a method, too,
    where it may be what the method itself knew it as."""
    if not ty.generic:
        return ty
    made = tuples.instance(db, cls) if receiver is None else signatures.instance_of_receiver(db, receiver)
    own = [var for var in generics.variables([ty]) if var.kind == kinds.SELF and (of_methods or var.binding is None)]
    return generics.substitute(db, ty, dict.fromkeys(own, made))


def class_of(db: queries.Db, receiver: kinds.Type | None, cls: kinds.ClassType) -> kinds.Type:
    """The class object behind a receiver: `type(x)`."""
    if receiver is None:
        return build.class_object(db, cls)
    return generics.subclass_of(db, receiver)


def getter_result(db: queries.Db, ty: kinds.Property, receiver: kinds.Type) -> kinds.Type:
    """What reading a property gives."""
    if ty.getter is None:
        return kinds.UNKNOWN
    found = signatures.of(db, ty.getter)
    if not found:
        return kinds.UNKNOWN
    bound = signatures.bound(db, found, receiver, ty.getter)
    return signatures.returns(db, bound[0]) if bound else kinds.UNKNOWN


def through_get(
    db: queries.Db, ty: kinds.Instance, receiver: kinds.Type | None, owner: kinds.Type
) -> call.CallResult | None:
    """`type(ty).__get__(ty, receiver, owner)`; None when its class has no `__get__`."""
    getter = class_members.class_member(db, ty.cls, "__get__")
    if getter is None or getter.owner is None:
        return None
    unfolding = remembered.unfolding(db)
    behind = (ty.cls.literal, "__get__")  # by the class alone: its arguments may grow without end
    method: kinds.Type = kinds.UNKNOWN
    if unfolding.enter(behind):
        try:
            method = bind(db, getter.type, ty, ty.cls)
        finally:
            unfolding.leave(behind)
    return call.call_types(db, method, (known.none(db) if receiver is None else receiver, owner))


def as_callable(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """Functions and methods as plain callables, for comparing members of protocols."""
    if isinstance(ty, (kinds.Function, kinds.BoundMethod)):
        found = signatures.of(db, ty)
        if found is not None:
            return build.callable_type(db, found)
    return ty


# ---- bound members ---------------------------------------------------------------------------------


def member(db: queries.Db, ty: kinds.Type, name: str) -> Member | None:
    """What `ty.name` gives; None when there is no such member."""
    memo = remembered.facts(db, ty)
    if memo is not None:
        found = memo.get(name)
        if found is not None:
            return None if found is ABSENT else found  # type: ignore[return-value] # names hold members
    elif not ty.durable and (frame := remembered.frame(db)) is not None:
        found = frame.get((ty, name))
        if found is not None:
            return None if found is ABSENT else found  # type: ignore[return-value] # written below
    look = member_kinds.BY_KIND.get(ty.__class__, member_kinds.of_value)
    result: Member | None = look(db, ty, name)
    if ty.durable:
        remembered.keep_fact(db, ty, name, ABSENT if result is None else result)
    elif (frame := remembered.frame(db)) is not None:
        frame[ty, name] = ABSENT if result is None else result
    return result


def type_of(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    """The type alone."""
    found = member(db, ty, name)
    return None if found is None else found.type


def in_class(db: queries.Db, base: kinds.ClassType, ty: kinds.Type) -> kinds.Type:
    """A type written in the body of the base's class, the base's type arguments put in."""
    return generics.substitute(db, ty, generics.mapping(db, base)) if base.args and ty.generic else ty


def special(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    """The method that an operator or statement finds: on the class, never on the instance; bound. None if absent.

    Unions are the caller's to take apart.
    """
    key = (name,)  # the name alone is that of the member
    memo = remembered.facts(db, ty)
    if memo is not None:
        found = memo.get(key, _NOT_ASKED)
        if found is not _NOT_ASKED:
            return found  # type: ignore[return-value] # written below
    result = _special(db, ty, name)
    if ty.durable:
        remembered.keep_fact(db, ty, key, result)
    return result


def of_whole(db: queries.Db, ty: kinds.Type, part: kinds.Type, found: Member) -> Member:
    """A member of a part, as one of the whole intersection."""
    rebound = _rebound(db, ty, part, found.type)
    return found if rebound is found.type else msgspec.structs.replace(found, type=rebound)


def _rebound(db: queries.Db, ty: kinds.Type, part: kinds.Type, found: kinds.Type) -> kinds.Type:
    """`Self` in what a method of a part gives is the whole intersection, but for what only a test excluded."""
    if (
        not isinstance(ty, kinds.Intersection)
        or len(ty.positive) < 2
        or not isinstance(found, kinds.BoundMethod)
        or found.receiver is not part
    ):
        return found
    forms = signatures.of(db, found.function) or ()
    if any(each.returns is not None and each.returns.generic and _speaks_of_self(each.returns) for each in forms):
        return build.bound_method(db, found.function, build.intersection(db, ty.positive))
    return found


def _speaks_of_self(ty: kinds.Type) -> bool:
    return any(var.kind == kinds.SELF for var in generics.variables([ty]))


def _special(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    ty = aliases.resolved(db, ty)
    if isinstance(ty, kinds.Dynamic):
        return ty
    if isinstance(ty, kinds.Intersection):
        if not ty.positive:
            return special(db, known.object_(db), name)
        found = [(part, each) for part in ty.positive if (each := special(db, part, name)) is not None]
        methods = [_rebound(db, ty, part, each) for part, each in found if not isinstance(each, kinds.Dynamic)]
        if methods:
            return union.intersect(db, methods) if len(methods) > 1 else methods[0]
        return found[0][1] if found else None
    if isinstance(ty, kinds.TypeVar):
        bound = aliases.resolved(db, type_variables.upper_bound(db, ty))
        if not isinstance(bound, kinds.Instance):
            return special(db, bound, name) if not isinstance(bound, (kinds.Union, kinds.TypeVar)) else kinds.UNKNOWN
        cls: kinds.ClassType | None = bound.cls
    else:
        cls = ty.cls if isinstance(ty, kinds.Instance) else classes.of_instance(db, ty)
    if cls is None:
        return kinds.UNKNOWN if isinstance(ty, (kinds.SubclassOf, kinds.ClassLiteral, kinds.ClassObject)) else None
    key = f"<special>{name}"
    memo = remembered.facts(db, ty)
    if memo is not None and key in memo:
        return memo[key]  # type: ignore[return-value] # written below
    raw = class_members.class_member(db, cls, name)
    result = None if raw is None else bind(db, raw.type, ty, cls)
    if ty.durable:
        remembered.keep_fact(db, ty, key, result)
    return result
