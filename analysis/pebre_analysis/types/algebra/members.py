"""Members: what `x.name` gives.

In:  a type and a name.
Out: `Member` with the bound type, or None when there is no such member. For a union `missing` holds
the parts without it. `class_member` is the raw look-up along the MRO, without binding.
Always
  - the order is Python's: data descriptors of the class, attributes of the instance, the rest of the
    class, `__getattr__`; class objects ask themselves before their metaclass;
  - a declared attribute of an ancestor counts more than an undeclared assignment in a derived class;
  - behind a base that is not understood any member exists and is Unknown;
  - members of types whose classes cannot change are remembered beside the type.
Does not know: narrowing, assignment (`attributes.settable`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    call,
    classes,
    enums,
    generics,
    known,
    literals,
    mro,
    signatures,
    synthesised_members,
    tuples,
    type_variables,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    # `Any`: each function takes the class of types that it is listed for.
    _Look: TypeAlias = Callable[[queries.Db, Any, str], "Member | None"]


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


class Found(msgspec.Struct, frozen=True, gc=False):
    """A member as the MRO holds it: not bound, the owner's type arguments put in."""

    type: kinds.Type
    owner: kinds.ClassType | None  # None: behind a base that is not understood
    is_maybe_unbound: bool = False
    declared: bool = False
    qualifiers: int = 0
    definition: definitions.Definition | None = None
    on_instance: bool = False  # only assigned through `self`


ABSENT: Final = Member(kinds.NEVER)
_UNKNOWN: Final = Member(kinds.UNKNOWN)
_ANY: Final = Member(kinds.ANY)


# ---- along the MRO -------------------------------------------------------------------------------


def class_member(db: queries.Db, cls: kinds.ClassType, name: str) -> Found | None:
    """The first class in the MRO whose body binds or declares the name."""
    key = (cls, name)
    memo = db.memos.found if cls.durable else queries.frame(db)
    if memo is not None and key in memo:
        return memo[key]  # type: ignore[return-value] # written below
    result = _along(db, cls, mro.of(db, cls.literal), name, False)
    if cls.durable:
        queries.remember(db, db.memos.found, key, result)
    elif (memo := queries.frame(db)) is not None:
        memo[key] = result
    return result


def instance_member(db: queries.Db, cls: kinds.ClassType, name: str) -> Found | None:
    """The same, with what methods assign through `self`."""
    return _along(db, cls, mro.of(db, cls.literal), name, True)


def member_behind(db: queries.Db, cls: kinds.ClassType, pivot: kinds.ClassLiteral, name: str) -> Found | None:
    """What `super(pivot, …)` finds: the look-up starts behind `pivot`."""
    order = mro.of(db, cls.literal)
    for at, base in enumerate(order):
        if base is not None and base.literal is pivot:
            return _along(db, cls, order[at + 1 :], name, False)
    return None


def _along(
    db: queries.Db, cls: kinds.ClassType, order: mro.Order, name: str, with_instance: bool
) -> Found | None:
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
            if found.declared or _is_data_descriptor(db, found.type):
                return _specialised(db, cls, base, found)
        specialised_ = _specialised(db, cls, base, found)
        types.append(specialised_.type)
        first = first or specialised_
        if not found.is_maybe_unbound:
            if not found.on_instance:
                break
            inferred_only = True
    if first is None:
        return None
    if len(types) == 1:
        return first
    return msgspec.structs.replace(first, type=union.of(db, types), is_maybe_unbound=False)


def own_member(db: queries.Db, base: kinds.ClassType, name: str, with_instance: bool) -> Found | None:
    """What one class holds under the name, in terms of its own type parameters."""
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
    if not with_instance:
        return None if place is None else _from_place(db, place, base, False)
    if place is not None and place.declared and not place.is_maybe_unbound:
        return _from_place(db, place, base, False)
    site = db.infer.instance_attribute(db, symbol) if symbol.sites.get(db) else None
    if site is None:
        return None if place is None else _from_place(db, place, base, False)
    if place is None:
        return _from_place(db, site, base, True)
    if site.declared:
        return _from_place(db, site, base, False)
    if _is_data_descriptor(db, place.type):
        return _from_place(db, place, base, False)
    both = literals.promoted(db, union.two(db, place.type, site.type))
    return Found(both, base, False, place.declared, place.qualifiers, place.definition)


def _from_place(db: queries.Db, place: queries.Place, base: kinds.ClassType, on_instance: bool) -> Found:
    ty = place.type
    if not place.declared and not place.qualifiers & queries.FINAL:
        # Others may assign another constant.
        ty = literals.promoted(db, ty)
    return Found(
        ty, base, place.is_maybe_unbound, place.declared, place.qualifiers, place.definition, on_instance
    )


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
        changed: kinds.Type = kinds.function(db, ty.definition, base) if ty.owner is None else ty
    else:
        changed = _with_owner(db, generics.substitute(db, ty, generics.mapping(db, base)), base)
    return msgspec.structs.replace(found, type=changed, owner=base)


def _with_owner(db: queries.Db, ty: kinds.Type, base: kinds.ClassType) -> kinds.Type:
    """Functions inside properties and wrappers learn of the type arguments too."""
    if isinstance(ty, kinds.Function):
        return ty if ty.owner is not None else kinds.function(db, ty.definition, base)
    if isinstance(ty, kinds.Property):
        getter, setter, deleter = (
            None if part is None else _with_owner(db, part, base) for part in (ty.getter, ty.setter, ty.deleter)
        )
        return kinds.property_(db, getter, setter, deleter)
    if isinstance(ty, kinds.Wrapper):
        return kinds.wrapper(db, _with_owner(db, ty.wrapped, base), ty.static)
    return ty


# ---- descriptors ---------------------------------------------------------------------------------

IMPLICIT_STATIC: Final = frozenset(("__new__",))
IMPLICIT_CLASS: Final = frozenset(("__init_subclass__", "__class_getitem__"))


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
        if flags & queries.STATIC_METHOD or name in IMPLICIT_STATIC:
            return ty
        if flags & queries.CLASS_METHOD or name in IMPLICIT_CLASS:
            return kinds.bound_method(db, ty, owner or class_of(db, receiver, cls))
        return ty if receiver is None else kinds.bound_method(db, ty, receiver)
    if isinstance(ty, kinds.Property):
        return ty if receiver is None else getter_result(db, ty, receiver)
    if isinstance(ty, kinds.CallableType):
        if ty.kind == kinds.CLASS_METHOD_LIKE:
            return kinds.bound_method(db, ty, owner or class_of(db, receiver, cls))
        if ty.kind == kinds.FUNCTION_LIKE and receiver is not None:
            return kinds.bound_method(db, ty, receiver)
        return ty
    if isinstance(ty, kinds.Wrapper):
        if ty.static:
            return ty.wrapped
        return kinds.bound_method(db, ty.wrapped, owner or class_of(db, receiver, cls))
    if isinstance(ty, kinds.Instance):
        return _through_get(db, ty, receiver, owner or class_of(db, receiver, cls))
    if isinstance(ty, kinds.Union):
        return union.of(db, [bind(db, part, receiver, cls, owner) for part in ty.parts])
    if isinstance(ty, kinds.TypeVar) and receiver is not None and ty.kind == kinds.SELF:
        return signatures.instance_of_receiver(db, receiver)
    return _with_self(db, ty, receiver, cls)


def _with_self(db: queries.Db, ty: kinds.Type, receiver: kinds.Type | None, cls: kinds.ClassType) -> kinds.Type:
    """`Self` in an attribute's annotation means the receiver."""
    if not ty.generic:
        return ty
    made = tuples.instance(db, cls) if receiver is None else signatures.instance_of_receiver(db, receiver)
    values = {var: made for var in generics.variables([ty]) if var.kind == kinds.SELF and var.binding is None}
    return generics.substitute(db, ty, values)


def class_of(db: queries.Db, receiver: kinds.Type | None, cls: kinds.ClassType) -> kinds.Type:
    """The class object behind a receiver: `type(x)`."""
    if receiver is None:
        return kinds.class_object(db, cls)
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


def _through_get(db: queries.Db, ty: kinds.Instance, receiver: kinds.Type | None, owner: kinds.Type) -> kinds.Type:
    """`type(ty).__get__(ty, receiver, owner)`, when its class has `__get__`."""
    getter = class_member(db, ty.cls, "__get__")
    if getter is None or getter.owner is None:
        return _with_self(db, ty, receiver, ty.cls) if ty.generic else ty
    method = bind(db, getter.type, ty, ty.cls)
    return call.call_types(db, method, (known.none(db) if receiver is None else receiver, owner)).type


def _is_data_descriptor(db: queries.Db, ty: kinds.Type) -> bool:
    if isinstance(ty, kinds.Property):
        return True
    return isinstance(ty, kinds.Instance) and (
        class_member(db, ty.cls, "__set__") is not None or class_member(db, ty.cls, "__delete__") is not None
    )


def as_callable(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """Functions and methods as plain callables, for comparing members of protocols."""
    if isinstance(ty, (kinds.Function, kinds.BoundMethod)):
        found = signatures.of(db, ty)
        if found is not None:
            return kinds.callable_type(db, found)
    return ty


# ---- by kind of type -----------------------------------------------------------------------------


def member(db: queries.Db, ty: kinds.Type, name: str) -> Member | None:
    """What `ty.name` gives; None when there is no such member."""
    memo = ty.memo
    if memo is not None:
        found = memo.get(name)
        if found is not None:
            return None if found is ABSENT else found  # type: ignore[return-value] # names hold members
    elif not ty.durable and (frame := queries.frame(db)) is not None:
        found = frame.get((ty, name))
        if found is not None:
            return None if found is ABSENT else found  # type: ignore[return-value] # written below
    look: _Look = _BY_KIND.get(ty.__class__, _of_class)
    result: Member | None = look(db, ty, name)
    if ty.durable:
        queries.keep_fact(db, ty, name, ABSENT if result is None else result)
    elif (frame := queries.frame(db)) is not None:
        frame[ty, name] = ABSENT if result is None else result
    return result


def type_of(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    """The type alone."""
    found = member(db, ty, name)
    return None if found is None else found.type


def _bound(db: queries.Db, found: Found, receiver: kinds.Type | None, cls: kinds.ClassType) -> Member:
    ty = found.type
    if found.owner is not None and not found.on_instance:
        ty = bind(db, ty, receiver, cls)
    elif ty.generic:
        ty = _with_self(db, ty, receiver, cls)
    return Member(ty, found.is_maybe_unbound, found.declared, found.qualifiers, found.definition)


def _of_class(db: queries.Db, ty: kinds.Type, name: str) -> Member | None:
    """Of a value that has a class: instances, literals, functions, special objects."""
    cls = ty.cls if isinstance(ty, kinds.Instance) else classes.of_instance(db, ty)
    if cls is None:
        return _UNKNOWN
    return of_instance(db, ty, cls, name)


def of_instance(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    """A member of an instance of `cls`; `receiver` is the type that methods are bound to."""
    found = instance_member(db, cls, name)
    if found is None:
        return _by_getattr(db, receiver, cls, name)
    result = _bound(db, found, receiver, cls)
    if not found.is_maybe_unbound:
        return result
    fallback = _by_getattr(db, receiver, cls, name)
    if fallback is None:
        return result
    return Member(union.two(db, result.type, fallback.type), False, False, 0, result.definition)


def _by_getattr(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    """`__getattr__`, or a `__getattribute__` that is not the one of `object`."""
    if name.startswith("__") and name.endswith("__"):
        return None
    for hook in ("__getattr__", "__getattribute__"):
        found = class_member(db, cls, hook)
        if found is None or (found.owner is not None and known.is_class(db, found.owner.literal, "object")):
            continue
        if found.owner is None:
            return _UNKNOWN
        hooked = bind(db, found.type, receiver, cls)
        made: kinds.Type = call.call_types(db, hooked, (kinds.str_literal(db, name),)).type
        return Member(made, definition=found.definition, is_dynamic=True)
    return None


def _enum_literal(db: queries.Db, ty: kinds.EnumLiteral, name: str) -> Member | None:
    found = _of_class(db, ty, name)
    if found is None:
        return None
    if name in ("name", "_name_"):
        return Member(kinds.str_literal(db, ty.name), declared=True, definition=found.definition)
    if name in ("value", "_value_"):
        value = enums.value(db, ty)
        if value is not kinds.UNKNOWN:
            return Member(value, declared=True, definition=enums.definition(db, ty) or found.definition)
    return found


def _of_instance_or_enum(db: queries.Db, ty: kinds.Instance, name: str) -> Member | None:
    cls = ty.cls
    if cls.generic and isinstance(cls.args[-1], kinds.TypeVar) and cls.args[-1].kind == kinds.PARAM_SPEC:
        # `**kwargs: P.kwargs`
        cls = kinds.class_type(db, cls.literal, (*cls.args[:-1], known.object_(db)))
    found = of_instance(db, ty, cls, name)
    if found is not None and name in ("value", "_value_", "name", "_name_"):
        names = enums.member_names(db, ty.cls.literal)
        if names and (name.strip("_") == "name" or len(names) <= union.MAX_LITERALS):
            parts = [_enum_literal(db, kinds.enum_literal(db, ty.cls.literal, each), name) for each in names]
            return msgspec.structs.replace(
                found, type=union.of(db, [each.type if each is not None else kinds.UNKNOWN for each in parts])
            )
    return found


def _of_class_object(db: queries.Db, ty: kinds.Type, name: str) -> Member | None:
    """Of a class itself: its own members unbound, then those of its metaclass bound to it."""
    if isinstance(ty, kinds.ClassObject):
        cls = ty.cls
    else:
        assert isinstance(ty, kinds.ClassLiteral)
        cls = classes.default_type(db, ty)
    return of_class_object(db, ty, cls, name)


def of_class_object(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    metaclass = classes.metaclass(db, cls.literal)
    from_meta = None if metaclass is None else instance_member(db, metaclass, name)
    if from_meta is not None and metaclass is not None and _is_data_descriptor(db, from_meta.type):
        return _bound(db, from_meta, receiver, metaclass)
    found = class_member(db, cls, name)
    if found is not None and name != "__class__":
        ty = bind(db, found.type, None, cls, receiver)
        return Member(ty, found.is_maybe_unbound, found.declared, found.qualifiers, found.definition)
    if from_meta is not None and metaclass is not None:
        return _bound(db, from_meta, receiver, metaclass)
    if metaclass is None:
        return _UNKNOWN
    return _by_getattr(db, receiver, metaclass, name)


def _subclass_of(db: queries.Db, ty: kinds.SubclassOf, name: str) -> Member | None:
    of = ty.of
    if isinstance(of, kinds.TypeVar):
        of = type_variables.upper_bound(db, of)
        if isinstance(of, kinds.Union):
            return member(db, generics.subclass_of(db, of), name)
    if isinstance(of, kinds.Dynamic):
        cls = known.class_type(db, "type")
        return (None if cls is None else of_instance(db, ty, cls, name)) or Member(of)
    cls = classes.of_instance(db, of)
    return _UNKNOWN if cls is None else of_class_object(db, ty, cls, name)


def _dynamic(db: queries.Db, ty: kinds.Dynamic, name: str) -> Member:
    return _ANY if ty is kinds.ANY else _UNKNOWN if ty is kinds.UNKNOWN else Member(ty)


def _atom(db: queries.Db, ty: kinds.Atom, name: str) -> Member | None:
    if ty is kinds.NEVER:
        return Member(kinds.NEVER)
    if ty is kinds.LITERAL_STRING:
        return _of_class(db, ty, name)
    return member(db, known.object_(db), name)


def _union(db: queries.Db, ty: kinds.Union, name: str) -> Member | None:
    types: list[kinds.Type] = []
    missing: list[kinds.Type] = []
    maybe = False
    declared = True
    definition: definitions.Definition | None = None
    for part in ty.parts:
        found = member(db, part, name)
        if found is None:
            missing.append(part)
            continue
        types.append(found.type)
        missing.extend(found.missing)
        maybe = maybe or found.is_maybe_unbound
        declared = declared and found.declared
        definition = definition or found.definition
    if not types:
        return None
    return Member(union.of(db, types), maybe, declared, 0, definition, tuple(missing))


def _intersection(db: queries.Db, ty: kinds.Intersection, name: str) -> Member | None:
    """All positive parts have the members they have; the value has every one of them."""
    found = [each for part in ty.positive if (each := member(db, part, name)) is not None]
    if not found:
        return member(db, known.object_(db), name) if not ty.positive else None
    if len(found) == 1:
        return found[0]
    precise = [each for each in found if not isinstance(each.type, kinds.Dynamic)] or found[:1]
    if len(precise) == 1:
        return precise[0]
    return msgspec.structs.replace(precise[0], type=union.intersect(db, [each.type for each in precise]))


def _type_var(db: queries.Db, ty: kinds.TypeVar, name: str) -> Member | None:
    """Of its bound, methods bound to the variable itself."""
    if ty.kind == kinds.PARAM_SPEC:
        return Member(ty) if name in ("args", "kwargs") else _UNKNOWN
    bound = aliases.resolved(db, type_variables.upper_bound(db, ty))
    if isinstance(bound, kinds.Instance):
        return of_instance(db, ty, bound.cls, name)
    return member(db, bound, name)


def _alias(db: queries.Db, ty: kinds.Alias, name: str) -> Member | None:
    return member(db, aliases.resolved(db, ty), name)


def _bound_method(db: queries.Db, ty: kinds.BoundMethod, name: str) -> Member | None:
    if name == "__self__":
        return Member(ty.receiver)
    if name == "__func__":
        return Member(ty.function)
    return _of_class(db, ty, name) or member(db, ty.function, name)


def _callable(db: queries.Db, ty: kinds.CallableType, name: str) -> Member | None:
    if name == "__call__":
        return Member(ty)
    if ty.kind != kinds.PLAIN:
        return _of_class(db, ty, name)
    # A plain callable may be any object; most are functions, so what those have is no error.
    return member(db, known.object_(db), name) or (
        _UNKNOWN if name in ("__name__", "__qualname__", "__wrapped__", "__code__", "__get__") else None
    )


def _function(db: queries.Db, ty: kinds.Function, name: str) -> Member | None:
    return Member(ty) if name == "__call__" else _of_class(db, ty, name)


def _property(db: queries.Db, ty: kinds.Property, name: str) -> Member | None:
    if name in ("setter", "getter", "deleter"):
        method = known.literal(db, "property")
        found = None if method is None else class_member(db, classes.default_type(db, method), name)
        return None if found is None else Member(kinds.bound_method(db, found.type, ty), definition=found.definition)
    if name in ("fget", "fset", "fdel"):
        part = {"fget": ty.getter, "fset": ty.setter, "fdel": ty.deleter}[name]
        return Member(known.none(db) if part is None else part)
    return _of_class(db, ty, name)


def _module(db: queries.Db, ty: kinds.Module, name: str) -> Member | None:
    place = db.infer.module_member(db, ty, name)
    if place is not None:
        return Member(place.type, place.is_maybe_unbound, place.declared, place.qualifiers, place.definition)
    # What every module has; the `__getattr__` of ModuleType in typeshed is only for modules nobody knows.
    cls = known.class_type(db, "ModuleType", (), "types")
    found = None if cls is None or name == "__getattr__" else instance_member(db, cls, name)
    if found is not None and cls is not None:
        return _bound(db, found, ty, cls)
    return _by_module_getattr(db, ty, name)


def _by_module_getattr(db: queries.Db, ty: kinds.Module, name: str) -> Member | None:
    """`def __getattr__(name)` at module level."""
    file = ty.module.file
    if file is None or name == "__getattr__":
        return None
    place = db.infer.module_attribute(db, file, "__getattr__")
    if place is None:
        return None
    made = call.call_types(db, place.type, (kinds.str_literal(db, name),)).type
    return Member(made, definition=place.definition, is_dynamic=True)


def _super(db: queries.Db, ty: kinds.Super, name: str) -> Member | None:
    """Look-up behind the pivot, bound to the owner; then what `super` objects themselves have."""
    pivot = classes.of_value(db, ty.pivot)
    owner = aliases.resolved(db, ty.owner)
    if isinstance(owner, kinds.TypeVar):
        cls = classes.of_instance(db, type_variables.upper_bound(db, owner))
        receiver: kinds.Type | None = owner
    elif isinstance(owner, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)):
        receiver = None
        made = signatures.instance_of_receiver(db, owner)
        cls = classes.of_instance(
            db, type_variables.upper_bound(db, made) if isinstance(made, kinds.TypeVar) else made
        )
    else:
        cls = classes.of_instance(db, owner)
        receiver = owner
    if pivot is None or cls is None:
        return _UNKNOWN
    found = member_behind(db, cls, pivot, name)
    if found is None:
        literal = known.literal(db, "super")
        return None if literal is None else of_instance(db, ty, kinds.class_type(db, literal), name)
    if found.owner is None:
        return _UNKNOWN
    bound = bind(db, found.type, receiver, cls, owner if receiver is None else None)
    return Member(bound, found.is_maybe_unbound, found.declared, found.qualifiers, found.definition)


def _known_object(db: queries.Db, ty: kinds.KnownObject, name: str) -> Member | None:
    """Members of the object; a type expression also has those of the class it means (`List[int].append`)."""
    if ty.kind == kinds.TYPE_VAR_OBJECT and isinstance(ty.of, kinds.TypeVar) and ty.of.kind == kinds.PARAM_SPEC:
        if name in ("args", "kwargs"):
            return Member(ty)
    found = _of_class(db, ty, name)
    if found is not None:
        return found
    cls = classes.of_instance(db, ty.of) if ty.kind == kinds.FORM_OBJECT else None
    return None if cls is None else member(db, kinds.class_object(db, cls), name)


_BY_KIND: Final[dict[type[kinds.Type], _Look]] = {
    kinds.Instance: _of_instance_or_enum,
    kinds.EnumLiteral: _enum_literal,
    kinds.ClassLiteral: _of_class_object,
    kinds.ClassObject: _of_class_object,
    kinds.SubclassOf: _subclass_of,
    kinds.Dynamic: _dynamic,
    kinds.Atom: _atom,
    kinds.Union: _union,
    kinds.Intersection: _intersection,
    kinds.TypeVar: _type_var,
    kinds.Alias: _alias,
    kinds.Function: _function,
    kinds.BoundMethod: _bound_method,
    kinds.CallableType: _callable,
    kinds.Property: _property,
    kinds.Module: _module,
    kinds.Super: _super,
    kinds.KnownObject: _known_object,
}


def in_class(db: queries.Db, base: kinds.ClassType, ty: kinds.Type) -> kinds.Type:
    """A type written in the body of the base's class, the base's type arguments put in."""
    return generics.substitute(db, ty, generics.mapping(db, base)) if base.args and ty.generic else ty


def special(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    """The method that an operator or statement finds: on the class, never on the instance; bound. None if absent.

    Unions are the caller's to take apart.
    """
    ty = aliases.resolved(db, ty)
    if isinstance(ty, kinds.Dynamic):
        return ty
    if isinstance(ty, kinds.Intersection):
        for part in ty.positive:
            found = special(db, part, name)
            if found is not None:
                return found
        return None if ty.positive else special(db, known.object_(db), name)
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
    memo = ty.memo
    if memo is not None and key in memo:
        return memo[key]  # type: ignore[return-value] # written below
    raw = class_member(db, cls, name)
    result = None if raw is None else bind(db, raw.type, ty, cls)
    if ty.durable:
        queries.keep_fact(db, ty, key, result)
    return result
