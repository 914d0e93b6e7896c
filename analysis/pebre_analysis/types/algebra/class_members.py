"""Members that classes have: what the bodies and methods of a class and of those behind it bind or declare.

In:  a class and a name.
Out: `Found`, not bound to an instance, the owner's type arguments put in; None where no class has it.
Always
  - the order is that of the MRO; in one class its body comes before what methods assign through `self`;
  - a declared attribute of an ancestor counts more than an undeclared assignment in a derived class;
  - behind a base that is not understood any member exists and is Unknown;
  - members of types whose classes cannot change are remembered beside the type.
Does not know: instances, binding (`members`).
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    classes,
    generics,
    known,
    literals,
    mro,
    synthesised_members,
    union,
)


class Found(msgspec.Struct, frozen=True, gc=False):
    """A member as the MRO holds it: not bound, the owner's type arguments put in."""

    type: kinds.Type
    owner: kinds.ClassType | None  # None: behind a base that is not understood
    is_maybe_unbound: bool = False
    declared: bool = False
    qualifiers: int = 0
    definition: definitions.Definition | None = None
    on_instance: bool = False  # only assigned through `self`


IMPLICIT_STATIC: Final = frozenset(("__new__",))
IMPLICIT_CLASS: Final = frozenset(("__init_subclass__", "__class_getitem__"))
_GIVEN_THE_CLASS: Final = IMPLICIT_STATIC | IMPLICIT_CLASS

_VALUES: Final = (kinds.Instance, kinds.Tuple, kinds.Union)


def class_member(db: queries.Db, cls: kinds.ClassType, name: str) -> Found | None:
    """The first class in the MRO whose body binds or declares the name."""
    return _found(db, cls, name, _IN_BODIES)


def instance_member(db: queries.Db, cls: kinds.ClassType, name: str) -> Found | None:
    """The same, with what methods assign through `self`."""
    return _found(db, cls, name, _ON_INSTANCES)


# What is asked of a class.
_IN_BODIES: Final = 0
_ON_INSTANCES: Final = 1
_OWN_IN_BODY: Final = 2
_OWN_ON_INSTANCES: Final = 3


def _found(db: queries.Db, cls: kinds.ClassType, name: str, what: int) -> Found | None:
    """One of the four questions, answered once: for good if nothing that the class is made of can change."""
    key = (cls, name, what)
    memo = remembered.kept(db, db.memos.found, cls.durable)
    if memo is not None:
        known_ = memo.get(key, _NOT_ASKED)
        if known_ is not _NOT_ASKED:
            return known_  # type: ignore[return-value] # written below
    if what >= _OWN_IN_BODY:
        result = _own(db, cls, name, what == _OWN_ON_INSTANCES)
    else:
        result = _along(db, cls, mro.of(db, cls.literal), name, what == _ON_INSTANCES)
    remembered.keep(db, db.memos.found, cls.durable, key, result)
    return result


_NOT_ASKED: Final = object()


def set_through_class(db: queries.Db, cls: kinds.ClassType, name: str) -> Found | None:
    """What methods of a class assign to the class itself: `cls.name = …` where `cls` is the class."""
    for base in mro.of(db, cls.literal):
        scope = None if base is None else classes.scope(base.literal)
        for site in () if scope is None else scope.symbol(name).sites.get(db):
            if base is not None and _is_set_on_class(db, site):
                found = own_member(db, base, name, True)
                return None if found is None else _specialised(db, cls, base, found)
    return None


def _is_set_on_class(db: queries.Db, site: definitions.Definition) -> bool:
    """Does a method that is given the class assign it?"""
    method = site.scope.definition
    if method is None:
        return False
    return method.name in _GIVEN_THE_CLASS or bool(db.infer.function_facts(db, method).flags & queries.CLASS_METHOD)


def member_behind(db: queries.Db, cls: kinds.ClassType, pivot: kinds.ClassLiteral, name: str) -> Found | None:
    """What `super(pivot, …)` finds: the look-up starts behind `pivot`."""
    order = mro.of(db, cls.literal)
    for at, base in enumerate(order):
        if base is not None and base.literal is pivot:
            found = _along(db, cls, order[at + 1 :], name, False)
            return _written(db, cls, order[at + 1 :], found) if name == "__init__" and found is not None else found
    return None


def _written(db: queries.Db, cls: kinds.ClassType, order: mro.Order, made: Found) -> Found:
    """Of an `__init__` that a transforming base makes for derived classes (pydantic's): the one it has itself.

    A derived model passes its own fields to it, which the one that was made for its base does not know.
    """
    if made.owner is None or made.definition is not made.owner.literal.anchor:
        return made
    for base in order:
        own = None if base is None else own_member(db, base, "__init__", False)
        if base is not None and own is not None and own.definition is not base.literal.anchor:
            return made if known.is_class(db, base.literal, "object") else _specialised(db, cls, base, own)
    return made


def _along(db: queries.Db, cls: kinds.ClassType, order: mro.Order, name: str, with_instance: bool) -> Found | None:
    types: list[kinds.Type] = []
    first: Found | None = None
    inferred_only = False
    for base in order:
        if base is None:
            if first is not None and not first.is_maybe_unbound:
                break
            types.append(kinds.UNKNOWN)
            first = first or Found(kinds.UNKNOWN, None)
            inferred_only = False
            break
        found = own_member(db, base, name, with_instance)
        if found is None:
            continue
        if first is not None and inferred_only:
            # Only assigned through `self` so far: a declaration or descriptor further up governs it.
            if isinstance(found.type, (kinds.Function, kinds.BoundMethod)):
                break
            if found.declared or is_data_descriptor(db, found.type):
                return _specialised(db, cls, base, found)
            if first.definition is not None and _is_set_on_class(db, first.definition):
                break
        specialised_ = _specialised(db, cls, base, found)
        if first is None and not found.on_instance and _takes_declaration(found):
            wanted = _declared_above(db, cls, order, base, name)
            if wanted is not None:
                return msgspec.structs.replace(wanted, definition=found.definition)
        types.append(specialised_.type)
        first = first or specialised_
        if not found.is_maybe_unbound:
            if not found.on_instance or found.declared:
                break
            inferred_only = True
    if first is None:
        return None
    if len(types) == 1:
        return first
    # Which of the methods ran is not known.
    return msgspec.structs.replace(first, type=union.undeclared(db, union.of(db, types)), is_maybe_unbound=False)


def _takes_declaration(found: Found) -> bool:
    """Is it a plain value that a class body assigns? It is of the type that an ancestor declares, if one does.

    What a decorator made of a `def`, a `cached_property` say, is none.
    """
    if found.declared or not isinstance(found.type, _VALUES):
        return False
    return found.definition is None or found.definition.kind != use_def.FUNCTION


def _declared_above(
    db: queries.Db, cls: kinds.ClassType, order: mro.Order, below: kinds.ClassType, name: str
) -> Found | None:
    """What an ancestor of a class in the order declares the attribute to be."""
    for base in order[order.index(below) + 1 :]:
        if base is None or (base.durable and known.is_class(db, base.literal, "object")):
            return None
        found = own_member(db, base, name, False)
        if found is not None:
            return _specialised(db, cls, base, found) if found.declared else None
    return None


def own_member(db: queries.Db, base: kinds.ClassType, name: str, with_instance: bool) -> Found | None:
    """What one class holds under the name, in terms of its own type parameters."""
    return _found(db, base, name, _OWN_ON_INSTANCES if with_instance else _OWN_IN_BODY)


def _own(db: queries.Db, base: kinds.ClassType, name: str, with_instance: bool) -> Found | None:
    literal = base.literal
    scope = classes.scope(literal)
    if scope is None:
        made = synthesised_members.of(db, literal, name)
        return None if made is None else Found(made, base, False, True, 0, literal.anchor)
    symbol = scope.symbol(name)
    place = db.infer.public_type(db, symbol) if symbol.state.get(db) is not None else None
    if place is None:
        made = synthesised_members.of(db, literal, name)
        if made is not None:
            return Found(made, base, False, True, 0, literal.anchor)
    elif synthesised_members.transforms(db, literal):
        changed = synthesised_members.transformed(db, literal, name, place.type)
        if changed is not None:
            return Found(changed, base, False, True, place.qualifiers, place.definition)
    if place is not None and place.qualifiers & queries.INIT_VAR and not _has_value(db, place):
        place = None  # only `__init__` knows of it
    if not with_instance:
        return None if place is None else _from_place(db, place, base, False)
    if place is not None and place.declared and not place.is_maybe_unbound:
        return _from_place(db, place, base, False)
    if place is not None and (not symbol.sites.get(db) or is_data_descriptor(db, place.type)):
        return _from_place(db, place, base, False)
    site = db.infer.instance_attribute(db, symbol) if symbol.sites.get(db) else None
    if site is None:
        return None if place is None else _from_place(db, place, base, False)
    if place is None:
        return _from_place(db, site, base, True)
    if site.declared:
        return _from_place(db, site, base, False)
    if isinstance(place.type, kinds.Function):
        # A method that its own object replaces: which of the two one meets is a matter of time.
        return Found(kinds.UNKNOWN, base, False, False, place.qualifiers, place.definition)
    both = union.two(db, literals.promoted(db, place.type), site.type)
    return Found(both, base, False, place.declared, place.qualifiers, place.definition)


def _has_value(db: queries.Db, place: queries.Place) -> bool:
    if place.definition is None:
        return True
    place.definition.region.code.get(db)
    node = place.definition.binding.node
    return not isinstance(node, ir.AnnAssign) or node.value is not None


def _from_place(db: queries.Db, place: queries.Place, base: kinds.ClassType, on_instance: bool) -> Found:
    ty = place.type
    if not place.declared and not place.qualifiers & queries.FINAL:
        if not on_instance:
            ty = literals.promoted(db, ty)  # others may assign another constant
        if known.is_none(db, ty):
            ty = union.two(db, ty, kinds.UNKNOWN)  # a place kept for something
    if not on_instance and (not place.declared or place.qualifiers & queries.CLASS_VAR):
        ty = _as_method(db, ty)
    return Found(ty, base, place.is_maybe_unbound, place.declared, place.qualifiers, place.definition, on_instance)


def _as_method(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What a class body binds to a callable is nearly always a function, and becomes a method.

    The typing specification leaves it open; mypy and pyright do the same, for what is not declared as an attribute of
    instances.
    """
    if isinstance(ty, kinds.CallableType) and ty.kind == kinds.PLAIN:
        if all(each.params and each.params[0].kind <= kinds.VARIADIC for each in ty.signatures):
            return build.callable_type(db, ty.signatures, kinds.FUNCTION_LIKE)
    return ty


def _specialised(db: queries.Db, cls: kinds.ClassType, base: kinds.ClassType, found: Found) -> Found:
    """Put in the type arguments with which `cls` derives from `base`."""
    ty = found.type
    if not base.args:
        return found
    if base.generic and cls.args and base is not cls:
        base = generics.substitute_class(db, base, generics.mapping(db, cls))
    if base.literal is cls.literal:
        base = cls
    if isinstance(ty, kinds.Function):
        changed: kinds.Type = build.function(db, ty.definition, base) if ty.owner is None else ty
    else:
        changed = _with_owner(db, generics.substitute(db, ty, generics.mapping(db, base)), base)
    return msgspec.structs.replace(found, type=changed, owner=base)


def _with_owner(db: queries.Db, ty: kinds.Type, base: kinds.ClassType) -> kinds.Type:
    """Functions inside properties and wrappers learn of the type arguments too."""
    if isinstance(ty, kinds.Function):
        return ty if ty.owner is not None else build.function(db, ty.definition, base)
    if isinstance(ty, kinds.Property):
        getter, setter, deleter = (
            None if part is None else _with_owner(db, part, base) for part in (ty.getter, ty.setter, ty.deleter)
        )
        return build.property_(db, getter, setter, deleter)
    if isinstance(ty, kinds.Wrapper):
        return build.wrapper(db, _with_owner(db, ty.wrapped, base), ty.static)
    if isinstance(ty, kinds.Union):
        return union.map_parts(db, ty, lambda part: _with_owner(db, part, base))
    return ty


def is_data_descriptor(db: queries.Db, ty: kinds.Type) -> bool:
    if isinstance(ty, kinds.Property):
        return True
    return isinstance(ty, kinds.Instance) and (
        class_member(db, ty.cls, "__set__") is not None or class_member(db, ty.cls, "__delete__") is not None
    )
