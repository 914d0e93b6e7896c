"""What `x.name` gives, by the kind of type that `x` has.

In:  a type of the kind that the function is listed for, and a name.
Out: the bound member, or None. `members.member` remembers what is found and is what others call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    call,
    class_members,
    classes,
    descriptors,
    enums,
    generics,
    known,
    members,
    mro,
    named_tuples,
    signatures,
    slots,
    type_variables,
    union,
    unknowns,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.source import files
    from pebre_analysis.types.algebra.class_members import Found
    from pebre_analysis.types.algebra.members import Member

    # `Any`: each function takes the class of types that it is listed for.
    _Look: TypeAlias = Callable[[queries.Db, Any, str], Member | None]


def _bound(db: queries.Db, found: Found, receiver: kinds.Type | None, cls: kinds.ClassType) -> Member:
    ty = found.type
    flaw = ""
    if found.owner is not None and not found.on_instance:
        ty, flaw = _got(db, ty, receiver, cls, None)
    elif ty.generic:
        ty = members.with_self(db, ty, receiver, cls)
    return _member(ty, found, flaw)


def _member(ty: kinds.Type, found: Found, flaw: str) -> Member:
    return members.Member(
        ty, found.is_maybe_unbound, found.declared, found.qualifiers, found.definition, flaw=flaw
    )  # fmt: skip


def _got(
    db: queries.Db, ty: kinds.Type, receiver: kinds.Type | None, cls: kinds.ClassType, owner: kinds.Type | None
) -> tuple[kinds.Type, str]:
    """What getting a class member gives, and why it fails, "" if it does not."""
    if ty.__class__ is kinds.Instance:
        assert isinstance(ty, kinds.Instance)
        given = owner or members.class_of(db, receiver, cls)
        got = members.through_get(db, ty, receiver, given)
        if got is not None:
            return got.type, members.BAD_GET if got.errors else ""
    elif ty.__class__ is kinds.Property and receiver is not None:
        assert isinstance(ty, kinds.Property)
        if ty.getter is None:
            return kinds.UNKNOWN, members.NO_GETTER
        forms = signatures.of(db, ty.getter)
        if forms is not None and signatures.refused(db, forms, receiver, ty.getter) is not None:
            return members.getter_result(db, ty, receiver), members.BAD_SELF
        if isinstance(ty.getter, kinds.Function) and signatures.flags(db, ty.getter) & queries.DEPRECATED:
            return members.getter_result(db, ty, receiver), members.DEPRECATED
    return members.bind(db, ty, receiver, cls, owner), ""


def of_value(db: queries.Db, ty: kinds.Type, name: str) -> Member | None:
    """Of a value that has a class: instances, literals, functions, special objects."""
    cls = ty.cls if isinstance(ty, kinds.Instance) else classes.of_instance(db, ty)
    if cls is None:
        return members.UNKNOWN
    return of_instance(db, ty, cls, name)


def of_instance(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    """A member of an instance of `cls`; `receiver` is the type that methods are bound to."""
    found = class_members.instance_member(db, cls, name)
    if found is None:
        made = _by_getattr(db, receiver, cls, name)
        if made is None and (slots.holds(db, cls, name) or _puts_itself_together(db, cls)):
            return members.UNKNOWN
        return _set_by_metaclass(db, cls, name) if made is None else made
    result = _bound(db, found, receiver, cls)
    if not found.declared and not found.on_instance and found.type.__class__ is kinds.Instance:
        kept = descriptors.kept(db, cls, name, found.type)
        if kept is not None:
            result = msgspec.structs.replace(result, type=kept)
    if not found.is_maybe_unbound:
        return result
    fallback = _by_getattr(db, receiver, cls, name)
    if fallback is None:
        return result
    return members.Member(union.two(db, result.type, fallback.type), False, False, 0, result.definition)


def _puts_itself_together(db: queries.Db, cls: kinds.ClassType) -> bool:
    """Is it of a class whose methods say `self.__dict__ = …`? What is in there then are its attributes."""
    scopes = [classes.scope(base.literal) for base in mro.of(db, cls.literal) if base is not None]
    return any(each is not None and each.symbol("__dict__").sites.get(db) for each in scopes)


def _set_by_metaclass(db: queries.Db, cls: kinds.ClassType, name: str) -> Member | None:
    """What methods of the metaclass assign to the class, which its instances see."""
    metaclass = classes.metaclass(db, cls.literal)
    if metaclass is None or known.is_class(db, metaclass.literal, "type"):
        return None
    found = class_members.instance_member(db, metaclass, name)
    if found is None or not found.on_instance:
        return None
    return _member(kinds.UNKNOWN if found.type.generic else found.type, found, "")


def _by_getattr(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    """`__getattr__`, or a `__getattribute__` that is not the one of `object`."""
    for hook in ("__getattr__", "__getattribute__"):
        found = class_members.class_member(db, cls, hook)
        if found is None or (found.owner is not None and known.is_class(db, found.owner.literal, "object")):
            continue
        if found.owner is None:
            return members.UNKNOWN
        hooked = members.bind(db, found.type, receiver, cls)
        made = call.call_types(db, hooked, (build.str_literal(db, name),))
        flaw = hook if made.errors else ""
        # What a body gives for some names says nothing of others.
        is_promised = isinstance(hooked, kinds.BoundMethod) and _is_annotated(db, hooked.function)
        given = made.type if is_promised else kinds.UNKNOWN
        return members.Member(given, definition=found.definition, is_dynamic=True, flaw=flaw)
    return None


def _is_annotated(db: queries.Db, function: kinds.Type) -> bool:
    """Does the function say what it gives?"""
    if not isinstance(function, kinds.Function):
        return True
    return all(each.returns is not None for each in signatures.of_function(db, function))


def _enum_literal(db: queries.Db, ty: kinds.EnumLiteral, name: str) -> Member | None:
    found = of_value(db, ty, name)
    if found is None:
        return None
    if name in ("name", "_name_"):
        return members.Member(build.str_literal(db, ty.name), declared=True, definition=found.definition)
    if name in ("value", "_value_"):
        value = enums.value(db, ty)
        if value is not kinds.UNKNOWN:
            return members.Member(value, declared=True, definition=enums.definition(db, ty) or found.definition)
    return found


def _of_instance_or_enum(db: queries.Db, ty: kinds.Instance, name: str) -> Member | None:
    cls = ty.cls
    if cls.generic and isinstance(cls.args[-1], kinds.TypeVar) and cls.args[-1].kind == kinds.PARAM_SPEC:
        # `**kwargs: P.kwargs`
        cls = build.class_type(db, cls.literal, (*cls.args[:-1], known.object_(db)))
    found = of_instance(db, ty, cls, name)
    if found is None and known.is_class(db, cls.literal, "type"):
        return members.UNKNOWN  # `type` by itself is `type[Any]`
    if found is not None and name in ("value", "_value_", "name", "_name_"):
        names = enums.member_names(db, ty.cls.literal)
        if names and (name.strip("_") == "name" or len(names) <= union.MAX_LITERALS):
            parts = [_enum_literal(db, build.enum_literal(db, ty.cls.literal, each), name) for each in names]
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
    if name == "__class__" and metaclass is not None:
        return members.Member(build.class_object(db, metaclass))
    from_meta = None if metaclass is None else class_members.instance_member(db, metaclass, name)
    if from_meta is not None and metaclass is not None and class_members.is_data_descriptor(db, from_meta.type):
        return _bound(db, from_meta, receiver, metaclass)
    found = class_members.class_member(db, cls, name)
    if found is not None:
        field = None if found.owner is None else named_tuples.as_property(db, found.owner.literal, name, found.type)
        ty, flaw = _got(db, found.type, None, cls, receiver) if field is None else (field, "")
        return _member(ty, found, flaw)
    if from_meta is not None and metaclass is not None:
        return _bound(db, from_meta, receiver, metaclass)
    if metaclass is None:
        return members.UNKNOWN
    found = class_members.set_through_class(db, cls, name)
    if found is not None:
        return _bound(db, found, None, cls)
    return _by_getattr(db, receiver, metaclass, name) or _of_protocol(db, receiver, cls, name)


def _of_protocol(db: queries.Db, receiver: kinds.Type, cls: kinds.ClassType, name: str) -> Member | None:
    """Stubs do not say that classes below a protocol are made by `ABCMeta`, as all are: `Mapping.register`."""
    metaclass = known.class_type(db, "ABCMeta", (), "abc")
    if metaclass is None:
        return None
    if not any(base is not None and classes.is_protocol(db, base.literal) for base in mro.of(db, cls.literal)):
        return None
    found = class_members.instance_member(db, metaclass, name)
    return None if found is None else _bound(db, found, receiver, metaclass)


def _subclass_of(db: queries.Db, ty: kinds.SubclassOf, name: str) -> Member | None:
    of = ty.of
    if isinstance(of, kinds.TypeVar):
        of = type_variables.upper_bound(db, of)
        if isinstance(of, kinds.Union):
            return members.member(db, generics.subclass_of(db, of), name)
    if isinstance(of, kinds.Dynamic):
        cls = known.class_type(db, "type")
        return (None if cls is None else of_instance(db, ty, cls, name)) or members.Member(of)
    cls = classes.of_instance(db, of)
    return members.UNKNOWN if cls is None else of_class_object(db, ty, cls, name)


def _dynamic(db: queries.Db, ty: kinds.Dynamic, name: str) -> Member:
    return members.ANY if ty is kinds.ANY else members.UNKNOWN if ty is kinds.UNKNOWN else members.Member(ty)


def _atom(db: queries.Db, ty: kinds.Atom, name: str) -> Member | None:
    if ty is kinds.NEVER:
        return members.Member(kinds.NEVER)
    if ty is kinds.LITERAL_STRING:
        return of_value(db, ty, name)
    return members.member(db, known.object_(db), name)


def _union(db: queries.Db, ty: kinds.Union, name: str, var: kinds.TypeVar | None = None) -> Member | None:
    """Of each part; `var`: the variable that the parts bound, which is what `Self` is."""
    types: list[kinds.Type] = []
    missing: list[kinds.Type] = []
    maybe = False
    declared = True
    flaw = ""
    definition: definitions.Definition | None = None
    for part in ty.parts:
        found = members.member(db, part, name)
        if found is None:
            missing.append(part)
            continue
        if var is not None:
            found = members.of_whole(db, build.intersection(db, (var, part)), part, found)
        types.append(found.type)
        missing.extend(found.missing)
        maybe = maybe or found.is_maybe_unbound
        declared = declared and found.declared
        definition = definition or found.definition
        flaw = flaw or found.flaw
    if not types:
        return None
    if unknowns.is_undeclared(ty):
        return members.Member(union.of(db, types), declared=declared, definition=definition)
    return members.Member(union.of(db, types), maybe, declared, 0, definition, tuple(missing), False, flaw)


_CALLED: Final = (kinds.BoundMethod, kinds.Function, kinds.CallableType, kinds.ClassLiteral, kinds.ClassObject)


def _intersection(db: queries.Db, ty: kinds.Intersection, name: str) -> Member | None:
    """All positive parts have the members they have; the value has every one of them."""
    found = [
        members.of_whole(db, ty, part, each)
        for part in ty.positive
        if (each := members.member(db, _left_of(db, part, ty.negative), name)) is not None
    ]
    if not found:
        return members.member(db, known.object_(db), name) if not ty.positive else None
    # A variable's constraints may lack what it was tested for.
    found = [each for each in found if not each.missing] or found
    if len(found) == 1:
        return found[0]
    precise = [each for each in found if not isinstance(each.type, kinds.Dynamic)] or found[:1]
    if len(precise) == 1:
        only = precise[0]
        # A value of an unknown class below the one we know may hold something narrower; its methods are as promised.
        unknown = next((each.type for each in found if isinstance(each.type, kinds.Dynamic)), only.type)
        if unknown is only.type or isinstance(only.type, _CALLED):
            return only
        return msgspec.structs.replace(only, type=union.intersect(db, (unknown, only.type)))
    return msgspec.structs.replace(precise[0], type=union.intersect(db, [each.type for each in precise]))


def _type_var(db: queries.Db, ty: kinds.TypeVar, name: str) -> Member | None:
    """Of its bound, methods bound to the variable itself."""
    if ty.kind == kinds.PARAM_SPEC:
        return members.Member(ty) if name in ("args", "kwargs") else members.UNKNOWN
    bound = aliases.resolved(db, type_variables.upper_bound(db, ty))
    if isinstance(bound, kinds.Instance):
        return of_instance(db, ty, bound.cls, name)
    if isinstance(bound, kinds.Union):
        return _union(db, bound, name, ty)
    return members.member(db, bound, name)


def _alias(db: queries.Db, ty: kinds.Alias, name: str) -> Member | None:
    return members.member(db, aliases.resolved(db, ty), name)


def _bound_method(db: queries.Db, ty: kinds.BoundMethod, name: str) -> Member | None:
    if name == "__self__":
        return members.Member(ty.receiver)
    if name == "__func__":
        return members.Member(ty.function)
    return of_value(db, ty, name) or members.member(db, ty.function, name)


def _left_of(db: queries.Db, part: kinds.Type, excluded: tuple[kinds.Type, ...]) -> kinds.Type:
    """What tests left of a variable that may be one of several types."""
    if excluded and isinstance(part, kinds.TypeVar):
        wider = aliases.resolved(db, type_variables.upper_bound(db, part))
        if isinstance(wider, kinds.Union):
            return union.intersect(db, (wider,), excluded)
    return part


_OF_FUNCTIONS: Final = frozenset((
    "__name__", "__qualname__", "__wrapped__", "__code__", "__get__", "__self__", "__func__",
))  # fmt: skip


def _callable(db: queries.Db, ty: kinds.CallableType, name: str) -> Member | None:
    if name == "__call__":
        return members.Member(ty)
    if ty.kind not in (kinds.PLAIN, kinds.TOP):
        return of_value(db, ty, name)
    # A plain callable may be any object; most are functions, so what those have is no error.
    return members.member(db, known.object_(db), name) or (members.UNKNOWN if name in _OF_FUNCTIONS else None)


def _function(db: queries.Db, ty: kinds.Function, name: str) -> Member | None:
    return members.Member(ty) if name == "__call__" else of_value(db, ty, name)


def _property(db: queries.Db, ty: kinds.Property, name: str) -> Member | None:
    if name in ("setter", "getter", "deleter"):
        method = known.literal(db, "property")
        found = None if method is None else class_members.class_member(db, classes.default_type(db, method), name)
        if found is None:
            return None
        return members.Member(build.bound_method(db, found.type, ty), definition=found.definition)
    if name in ("fget", "fset", "fdel"):
        part = {"fget": ty.getter, "fset": ty.setter, "fdel": ty.deleter}[name]
        return members.Member(known.none(db) if part is None else part)
    return of_value(db, ty, name)


def _module(db: queries.Db, ty: kinds.Module, name: str) -> Member | None:
    place = db.infer.module_member(db, ty, name)
    if place is not None:
        return members.Member(place.type, place.is_maybe_unbound, place.declared, place.qualifiers, place.definition)
    # What every module has; the `__getattr__` of ModuleType in typeshed is only for modules nobody knows.
    cls = known.class_type(db, "ModuleType", (), "types")
    found = None if cls is None or name == "__getattr__" else class_members.instance_member(db, cls, name)
    if found is not None and cls is not None:
        return _bound(db, found, ty, cls)
    return by_module_getattr(db, ty.module.file, name)


def by_module_getattr(db: queries.Db, file: files.File | None, name: str) -> Member | None:
    """`def __getattr__(name)` at module level, asked for a name that the module of the file lacks."""
    if file is None or name == "__getattr__":
        return None
    place = db.infer.module_attribute(db, file, "__getattr__")
    if place is None:
        return None
    made = call.call_types(db, place.type, (build.str_literal(db, name),))
    flaw = members.BAD_GETATTR if made.errors else ""
    return members.Member(made.type, definition=place.definition, is_dynamic=True, flaw=flaw)


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
        cls = classes.of_instance(db, type_variables.upper_bound(db, made) if isinstance(made, kinds.TypeVar) else made)
    else:
        cls = classes.of_instance(db, owner)
        receiver = owner
    if pivot is None or cls is None:
        return members.UNKNOWN
    if not mro.has(db, cls.literal, pivot):
        # A first parameter that is annotated with something wider: with a variable, or with what a mixin stands beside.
        if not known.is_class(db, cls.literal, "object"):
            return members.UNKNOWN
        cls = classes.identity(db, pivot)
    found = class_members.member_behind(db, cls, pivot, name)
    if found is None:
        literal = known.literal(db, "super")
        return None if literal is None else of_instance(db, ty, build.class_type(db, literal), name)
    if found.owner is None:
        return members.UNKNOWN
    bound = members.bind(db, found.type, receiver, cls, owner if receiver is None else None)
    return members.Member(bound, found.is_maybe_unbound, found.declared, found.qualifiers, found.definition)


def _known_object(db: queries.Db, ty: kinds.KnownObject, name: str) -> Member | None:
    """Members of the object; a type expression also has those of the class it means (`List[int].append`)."""
    if ty.kind == kinds.TYPE_VAR_OBJECT and isinstance(ty.of, kinds.TypeVar) and ty.of.kind == kinds.PARAM_SPEC:
        if name in ("args", "kwargs"):
            return members.Member(ty)
    found = of_value(db, ty, name)
    if found is not None:
        return found
    cls = classes.of_instance(db, ty.of) if ty.kind == kinds.FORM_OBJECT else None
    return None if cls is None else members.member(db, build.class_object(db, cls), name)


BY_KIND: Final[dict[type[kinds.Type], _Look]] = {
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
