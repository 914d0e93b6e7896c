"""What may be assigned to an attribute.

In:  the type of the object and the attribute's name.
Out: `Settable`: the type that a value must have, or why none may be assigned; None when anything goes.
Always: what is not declared, or not understood, may be set to anything; of a union the first part that
restricts the value counts.
Does not know: whether the attribute exists (`members`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.semantic import definition as definitions
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    attribute_declarations,
    class_members,
    classes,
    dataclasses,
    fields,
    generics,
    known,
    literals,
    members,
    named_tuples,
    signatures,
    type_variables,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Why nothing may be assigned.
NO_SETTER: Final = "no setter"
NO_DELETER: Final = "no deleter"
IS_FINAL: Final = "final"
FROZEN: Final = "frozen"
NAMED_TUPLE: Final = "named tuple"
CLASS_VAR: Final = "class variable"
OF_INSTANCES: Final = "of instances"
OF_PARAMETERS: Final = "of type parameters"
# Why it may be assigned, but should not.
DEPRECATED: Final = "deprecated"


class Settable(msgspec.Struct, frozen=True, gc=False):
    """`type` None: no value may be assigned, for the `reason`. `definition`: what says so."""

    type: kinds.Type | None
    reason: str = ""
    definition: definitions.Definition | None = None


def settable(db: queries.Db, ty: kinds.Type, name: str, own: kinds.Type | None = None) -> list[Settable]:
    """What each part of an object's type asks of a value assigned to `name`. `own`: what `Self` is, if not the part."""
    return [found for part in _parts(db, ty) if (found := _one(db, part, name, own)) is not None]


def _parts(db: queries.Db, ty: kinds.Type) -> Iterator[kinds.Type]:
    for part in union.parts(aliases.resolved(db, ty)):
        yield aliases.resolved(db, part)


def _one(db: queries.Db, ty: kinds.Type, name: str, own: kinds.Type | None) -> Settable | None:
    if isinstance(ty, kinds.Module):
        member = members.member(db, ty, name)
        if member is None or not member.declared:
            return None
        return _declared(member.type, member.qualifiers, member.definition)
    if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject)):
        return _of_class(db, ty, name)
    if isinstance(ty, kinds.SubclassOf):
        cls = classes.of_instance(
            db, type_variables.upper_bound(db, ty.of) if isinstance(ty.of, kinds.TypeVar) else ty.of
        )
        return None if cls is None else _of_class(db, build.class_object(db, cls), name, is_exact=False)
    outer = type_variables.upper_bound(db, ty) if isinstance(ty, kinds.TypeVar) else ty
    cls = classes.of_instance(db, outer) if isinstance(outer, kinds.Instance) else None
    return None if cls is None else _of_instance(db, own or ty, cls, name)


def _of_instance(db: queries.Db, ty: kinds.Type, cls: kinds.ClassType, name: str) -> Settable | None:
    if attribute_declarations.is_free(db, cls, name):
        return None
    raw = class_members.instance_member(db, cls, name)
    if raw is None or raw.owner is None:
        return None
    if isinstance(raw.type, kinds.Property):
        if raw.type.setter is None:
            return Settable(None, NO_SETTER, raw.definition) if raw.type.getter is not None else None
        wanted = _value_parameter(db, raw.type.setter, 1)
        setter = raw.type.setter
        if isinstance(setter, kinds.Function) and signatures.flags(db, setter) & queries.DEPRECATED:
            return Settable(wanted or kinds.UNKNOWN, DEPRECATED, setter.definition)
        return None if wanted is None else Settable(wanted, "", raw.definition)
    if raw.qualifiers & queries.FINAL:
        return Settable(None, IS_FINAL, raw.definition)
    if not raw.declared:
        return None if raw.on_instance else _by_descriptor(db, raw, is_declared=False)
    if raw.qualifiers & queries.CLASS_VAR:
        return None if _may_take_over(db, cls, raw) else Settable(None, CLASS_VAR, raw.definition)
    literal = raw.owner.literal
    options = dataclasses.options(db, literal)
    if options is not None and options.frozen:
        return Settable(None, FROZEN, raw.definition)
    if options is not None and not options.is_standard:
        field = next((each for each in fields.declared(db, literal) if each.name == name), None)
        if field is not None and field.set_type is not None:
            return Settable(field.set_type, "", raw.definition)
    if named_tuples.is_named_tuple(db, literal):
        return Settable(None, NAMED_TUPLE, raw.definition)
    if isinstance(raw.type, kinds.Instance):
        if class_members.class_member(db, raw.type.cls, "__set__") is not None:
            return _by_descriptor(db, raw, is_declared=True)
        if class_members.class_member(db, raw.type.cls, "__get__") is not None:
            return None
    return Settable(members.with_self(db, raw.type, ty, cls), "", raw.definition)


def _by_descriptor(db: queries.Db, raw: class_members.Found, *, is_declared: bool) -> Settable | None:
    """What the `__set__` of an object in the body of a class takes. One made as `Kept("none")` may be given another
    constant, unless it is declared to be a `Kept[Literal["none"]]`."""
    if not isinstance(raw.type, kinds.Instance):
        return None
    cls = raw.type.cls
    if not is_declared and cls.args:
        cls = build.class_type(db, cls.literal, tuple([literals.promoted(db, each) for each in cls.args]))
    setter = class_members.class_member(db, cls, "__set__")
    wanted = None if setter is None or setter.owner is None else _value_parameter(db, setter.type, 2)
    return None if wanted is None else Settable(wanted, "", raw.definition)


def undeletable(db: queries.Db, ty: kinds.Type, name: str) -> Settable | None:
    """Why the attribute may not be deleted, where that is known."""
    for part in _parts(db, ty):
        outer = type_variables.upper_bound(db, part) if isinstance(part, kinds.TypeVar) else part
        if not isinstance(outer, kinds.Instance) or has_hook(db, outer.cls, "__delattr__"):
            continue
        raw = class_members.instance_member(db, outer.cls, name)
        if raw is not None and isinstance(raw.type, kinds.Property):
            if raw.type.deleter is None and raw.type.getter is not None:
                return Settable(None, NO_DELETER, raw.definition)
            continue
        found = _of_instance(db, part, outer.cls, name)
        if found is not None and found.type is None and found.reason in (IS_FINAL, FROZEN, NAMED_TUPLE):
            return found
    return None


def has_hook(db: queries.Db, cls: kinds.ClassType, name: str) -> bool:
    """Does a `__setattr__` or `__delattr__` of the class see to its attributes?"""
    hook = class_members.class_member(db, cls, name)
    return hook is not None and (hook.owner is None or not known.is_class(db, hook.owner.literal, "object"))


def _may_take_over(db: queries.Db, cls: kinds.ClassType, raw: class_members.Found) -> bool:
    """Does a descriptor, or a `__setattr__` of the class's own, see to assignments through an instance?"""
    if not isinstance(raw.type, kinds.Instance) or class_members.class_member(db, raw.type.cls, "__set__") is None:
        return has_hook(db, cls, "__setattr__")
    return True


def _of_class(
    db: queries.Db, ty: kinds.ClassLiteral | kinds.ClassObject, name: str, is_exact: bool = True
) -> Settable | None:
    cls = ty.cls if isinstance(ty, kinds.ClassObject) else classes.default_type(db, ty)
    metaclass = classes.metaclass(db, cls.literal)
    if metaclass is None or class_members.instance_member(db, metaclass, name) is not None:
        return None
    raw = class_members.class_member(db, cls, name)
    if raw is None:
        found = class_members.instance_member(db, cls, name)
        if found is None or found.owner is None or class_members.set_through_class(db, cls, name) is not None:
            return None
        return Settable(None, OF_INSTANCES, found.definition)
    if raw.qualifiers & queries.FINAL:
        return Settable(None, IS_FINAL, raw.definition)
    if not raw.declared or raw.owner is None:
        return None
    unsettled = speaks_of_parameters(db, ty, name) if is_exact else None
    if unsettled is not None:
        return Settable(None, OF_PARAMETERS, unsettled)
    if raw.type.generic:
        return None
    if isinstance(raw.type, kinds.Instance) and class_members.class_member(db, raw.type.cls, "__get__") is not None:
        return None
    return _declared(raw.type, raw.qualifiers, raw.definition)


def speaks_of_parameters(db: queries.Db, ty: kinds.Type, name: str) -> definitions.Definition | None:
    """What declares an attribute of a class object in terms of the type parameters of that class, if something does.

    Only its instances know what they stand for. A method does not count, nor a descriptor or a `ClassVar`.
    """
    literal = classes.of_value(db, ty) if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject)) else None
    params = () if literal is None else classes.type_params(db, literal)
    if literal is None or not params:
        return None
    raw = class_members.class_member(db, classes.identity(db, literal), name)
    if raw is None or not raw.declared or not raw.type.generic or raw.qualifiers & queries.CLASS_VAR:
        return None
    if raw.definition is None:
        return None
    raw.definition.region.code.get(db)
    if not isinstance(raw.definition.binding.node, ir.AnnAssign):
        return None
    if isinstance(raw.type, kinds.Instance) and class_members.class_member(db, raw.type.cls, "__get__") is not None:
        return None
    return raw.definition if any(var in params for var in generics.variables([raw.type])) else None


def _declared(ty: kinds.Type, qualifiers: int, definition: definitions.Definition | None) -> Settable:
    if qualifiers & queries.FINAL:
        return Settable(None, IS_FINAL, definition)
    return Settable(ty, "", definition)


def _value_parameter(db: queries.Db, function: kinds.Type | None, at: int) -> kinds.Type | None:
    """The type of the value parameter of a setter; of several forms, what any of them takes."""
    found: list[kinds.Type] = []
    for signature in (signatures.of(db, function) or ()) if function is not None else ():
        if len(signature.params) <= at:
            return None
        ty = signature.params[at].type
        if ty is None or ty.generic:
            return None
        found.append(ty)
    return union.of(db, found) if found else None
