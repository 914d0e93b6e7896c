"""Protocols: what they ask for, and whether a type has it.

In:  a protocol class; a type that may satisfy it.
Out: names of its members; bool.
Always: recursive questions are taken to hold while they are open; a member that is not understood
counts as fitting.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    attributes,
    class_members,
    classes,
    generics,
    literals,
    members,
    mro,
    relation,
    signatures,
    sources,
)

# Names in the body of a protocol that are no members of it.
_NOT_MEMBERS: Final = frozenset((
    "__slots__", "__doc__", "__module__", "__dict__", "__weakref__", "__annotations__", "__qualname__", "__init__",
    "__new__", "__class_getitem__", "__init_subclass__", "__subclasshook__", "__abstractmethods__", "__match_args__",
    "__parameters__", "__orig_bases__", "__static_attributes__", "__firstlineno__", "_is_protocol",
    "_is_runtime_protocol", "__protocol_attrs__", "__non_callable_proto_members__",
))  # fmt: skip


def _no_names(db: queries.Db, definition: definitions.Definition) -> tuple[str, ...]:
    return ()


@query.query(definitions.Definition, cycle_initial=_no_names)
def own_member_names(db: queries.Db, definition: definitions.Definition) -> tuple[str, ...]:
    """Names that the body of one protocol class declares, sorted."""
    scope = definition.body_scope
    return () if scope is None else tuple(sorted(sources.names(db, scope) - _NOT_MEMBERS))


def member_names(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[str, ...]:
    """Names that a protocol asks for, those of the protocols above it included."""
    memo = remembered.facts(db, literal)
    found = None if memo is None else memo.get("<protocol>")
    if found is None:
        names: dict[str, None] = {}
        for base in mro.of(db, literal):
            if base is not None and classes.is_protocol(db, base.literal) and base.literal.kind == kinds.STATEMENT:
                names.update(dict.fromkeys(own_member_names(db, base.literal.anchor)))
        found = tuple(names)
        if literal.durable:
            remembered.keep_fact(db, literal, "<protocol>", found)
    assert isinstance(found, tuple)
    return found


def is_satisfied(db: queries.Db, source: kinds.Type, target: kinds.Instance, how: int) -> bool:
    """Does the source have all members of the protocol, with fitting types?"""
    active = remembered.assumed(db)
    key = (source, target, how)
    if key in active:
        return True
    known = active.answered.get(key)
    if known is not None:
        return known
    if len(active) >= relation.MAX_DEPTH:
        return how == relation.ASSIGNABLE
    active.add(key)
    try:
        holds = all(_has(db, source, target, name, how) for name in member_names(db, target.cls.literal))
    finally:
        active.discard(key)
    return active.answer(key, holds)


def _has(db: queries.Db, source: kinds.Type, target: kinds.Instance, name: str, how: int) -> bool:
    if name == "__call__":
        # Functions and classes are callable by what they are, not by a member of their class.
        given: kinds.Type = source
    else:
        found = given_member(db, source, name)
        if found is None or found.is_maybe_unbound or found.missing:
            return False
        given = found.type
    wanted = members.member(db, target, name)
    if wanted is None:
        return True
    if how == relation.ASSIGNABLE and name != "__call__" and isinstance(source, kinds.Instance):
        if not _can_be_set(db, source, target, name):
            return False
    needed = wanted.type
    if isinstance(needed, kinds.BoundMethod) and _speaks_of_self(
        db, needed.function, isinstance(source, kinds.Instance)
    ):
        # `1` is asked as an `int`, `float` as the annotation `float` is: so is what its methods give.
        needed = build.bound_method(db, needed.function, literals.promoted(db, source))
    return relation.has_relation(db, given, members.as_callable(db, needed), how)


def given_member(db: queries.Db, source: kinds.Type, name: str) -> members.Member | None:
    """What the source has to offer for a member of a protocol.

    A class object is iterated, called or compared by what its metaclass says, not by the methods of its instances.
    """
    if isinstance(source, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)) and name.startswith("__"):
        method = members.special(db, source, name)
        if method is not None and not isinstance(method, kinds.Dynamic):
            return members.Member(method)
    found = members.member(db, source, name)
    if found is not None and found.is_dynamic and name.startswith("__") and name.endswith("__"):
        return None  # `__getattr__` is not asked for what the interpreter looks up on the class
    return found


def _can_be_set(db: queries.Db, source: kinds.Instance, target: kinds.Instance, name: str) -> bool:
    """May whatever the protocol lets be assigned to the member be assigned to that of the source?"""
    asked = attributes.settable(db, target, name, source)
    if asked and asked[0].reason == attributes.CLASS_VAR:
        return _is_on_class(db, source, target, name)
    wanted = asked[0].type if asked else None
    raw = class_members.instance_member(db, source.cls, name)
    if wanted is None or isinstance(wanted, kinds.Dynamic) or raw is None or raw.owner is None:
        return True
    return all(
        each.type is not None and relation.is_assignable(db, wanted, each.type)
        for each in attributes.settable(db, source, name)
    )


def _is_on_class(db: queries.Db, source: kinds.Instance, target: kinds.Instance, name: str) -> bool:
    """A `ClassVar` of a protocol: does the class have it, not its instances alone, and may it be set there?"""
    raw = class_members.class_member(db, source.cls, name)
    if raw is None:
        return False
    asked = attributes.settable(db, build.class_object(db, target.cls), name)
    wanted = asked[0].type if asked else None
    if wanted is None or raw.owner is None:
        return True
    taken = [each.type for each in attributes.settable(db, build.class_object(db, source.cls), name)]
    return all(each is None or relation.is_assignable(db, wanted, each) for each in taken)


def _speaks_of_self(db: queries.Db, function: kinds.Type, with_result: bool) -> bool:
    """Do the parameters, or the result, speak of the object's own type, by `Self` or by a type variable that `self` is
    annotated with? Then it is the type of what is asked about, not of the protocol.
    """
    if not isinstance(function, kinds.Function):
        return False
    for each in signatures.of_function(db, function):
        if not each.params:
            continue
        if isinstance(each.params[0].type, kinds.TypeVar):
            return True
        said = [param.type for param in each.params[1:]]
        if with_result:
            said.append(each.returns)
        generic = [ty for ty in said if ty is not None and ty.generic]
        if any(var.kind == kinds.SELF for var in generics.variables(generic)):
            return True
    return False
