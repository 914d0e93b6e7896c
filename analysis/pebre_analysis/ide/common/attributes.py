"""Members of values as origins: the definitions that `value.name`, or a keyword argument, means.

Always
  - there is none unless types know the member;
  - what counts is the first class of the MRO that binds, declares or assigns it, even where a declaration
    further up governs its type; in one class, its body before its methods;
  - of an attribute set in several methods: the annotated ones, else those where objects are made, else all;
  - of a property its getter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import lookup
from pebre_analysis.semantic import definition, region, scope, symbols, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, members, mro, signatures, type_variables, typed_dicts, union

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.types import queries

_MAKERS: Final = frozenset(("__init__", "__new__", "__post_init__", "__attrs_post_init__", "setUp"))


def of_attribute(db: database.ProjectDatabase, value: kinds.Type, name: str) -> list[lookup.Origin]:
    """The origins of `value.name`."""
    found: list[lookup.Origin] = []
    for part in parts(value):
        if isinstance(part, kinds.Module):
            found += lookup.in_module(db, part.module, name)
            continue
        if methods := _methods(db, part, name):
            found += methods
            continue
        member = members.member(db, part, name)
        if member is not None and member.definition is not None and not member.is_dynamic:
            found += _along_mro(db, part, name) or _all_of(db, member.definition, name)
    return list(dict.fromkeys(found))


def _methods(db: database.ProjectDatabase, value: kinds.Type, name: str) -> list[lookup.Origin]:
    """The functions that a member of an instance is, where names alone tell; else empty. Their headers are not read."""
    if isinstance(value, kinds.TypeVar):  # `self`
        value = type_variables.upper_bound(db, value)
    if not isinstance(value, kinds.Instance):
        return []
    for base in mro.of(db, value.cls.literal):
        body = None if base is None else classes.scope(base.literal)
        if body is None:
            return []
        symbol = body.symbol(name)
        if symbol.state.get(db) is None:
            if symbol.sites.get(db):
                return []
            continue
        found = lookup.bound_by(db, symbol)
        functions = [each for each in found if isinstance(each, definition.Definition)]
        if len(functions) < len(found) or any(each.kind != use_def.FUNCTION for each in functions):
            return []
        return [getter_of(db, each) for each in functions]
    return []


def _along_mro(db: database.ProjectDatabase, value: kinds.Type, name: str) -> list[lookup.Origin]:
    """What the first class that has the name does to it."""
    if isinstance(value, kinds.TypeVar):
        value = type_variables.upper_bound(db, value)
    if isinstance(value, kinds.SubclassOf):
        value = value.of
    literal = classes.of_value(db, value)
    if literal is None:
        cls = classes.of_instance(db, value)
        literal = None if cls is None else cls.literal
    for base in mro.of(db, literal) if literal is not None else ():
        body = None if base is None else classes.scope(base.literal)
        if body is None:
            continue
        symbol = body.symbol(name)
        own = lookup.of_symbol(db, symbol) or weightiest(db, symbol.sites.get(db))
        if own:
            return [getter_of(db, each) if isinstance(each, definition.Definition) else each for each in own]
    return []


def parts(value: kinds.Type) -> list[kinds.Type]:
    """The types of which a member is looked up one by one."""
    found: list[kinds.Type] = []
    for part in union.parts(value):
        found.extend(part.positive if isinstance(part, kinds.Intersection) else (part,))
    return found


def _all_of(db: database.ProjectDatabase, found: definition.Definition, name: str) -> list[lookup.Origin]:
    """With one definition of an attribute, the others that are meant as well."""
    if not lookup.looked_at(db, found).exists:
        return []
    if found.place != name:
        return [*_sites(db, found, name)] or [found]
    if found.kind == use_def.FUNCTION:
        return [getter_of(db, found)]
    if found.scope.kind == scope.CLASS:
        return lookup.of_symbol(db, found.scope.symbol(name)) or [found]
    return [found]


def _sites(db: database.ProjectDatabase, found: definition.Definition, name: str) -> list[definition.Definition]:
    """The assignments through `self` that matter most, given one of them."""
    owner = found.scope.parent
    while owner is not None and owner.kind != scope.CLASS:
        owner = owner.parent
    if owner is None:
        return []
    return weightiest(db, owner.symbol(name).sites.get(db))


def weightiest(db: database.ProjectDatabase, sites: Iterable[definition.Definition]) -> list[definition.Definition]:
    """Of the assignments to an attribute through `self`, those a reader wants to see."""
    sites = [lookup.looked_at(db, each) for each in sites]
    annotated = [each for each in sites if each.kind == use_def.ANNOTATED]
    made = [each for each in sites if each.scope.name in _MAKERS]
    return annotated or made or sites


def getter_of(db: database.ProjectDatabase, found: definition.Definition) -> definition.Definition:
    """For `@x.setter def x`, the `def x` of the getter; anything else is itself."""
    lookup.looked_at(db, found)
    if not _is_accessor(found) or found.scope.kind == scope.FUNCTION:
        return found
    others = symbols.bound_as(found.scope, found.place)
    for where, number in others:
        each = lookup.looked_at(db, where.definition(number))
        where.before.get(db)
        if each.kind == use_def.FUNCTION and not _is_accessor(each):
            return each
    return found


def _is_accessor(found: definition.Definition) -> bool:
    node = found.binding.node
    return isinstance(node, ir.FunctionDef) and any(
        isinstance(each, ir.Attribute) and each.attr in ("setter", "deleter") for each in node.decorators
    )


# ---- keyword arguments -----------------------------------------------------------------------------------


def of_keyword(db: database.ProjectDatabase, callee: kinds.Type, name: str) -> list[lookup.Origin]:
    """The parameter of a callable that a keyword argument fills; of a class without one, the field."""
    forms = signatures.of(db, callee) or ()
    own = of_signatures(db, forms, name)
    if own is not None or not isinstance(callee, kinds.ClassLiteral | kinds.ClassObject | kinds.SubclassOf):
        return [own] if own is not None else []
    if any(each.definition is None and any(param.name == name for param in each.params) for each in forms):
        return of_attribute(db, callee, name)  # made of the fields: what a base takes does not count
    for maker in ("__init__", "__new__"):
        member = members.member(db, callee, maker)
        if member is not None and isinstance(member.type, kinds.Function | kinds.BoundMethod):
            own = of_signatures(db, signatures.of(db, member.type) or (), name)
            if own is not None:
                return [own]
    return of_attribute(db, callee, name)


def of_signatures(
    db: database.ProjectDatabase, forms: Iterable[kinds.Signature], name: str
) -> definition.Definition | None:
    """The parameter of the first of the signatures that takes an argument of that name, or the item of the typed
    dictionary that one is unpacked from."""
    rest: definition.Definition | None = None
    for signature in forms:
        body = signature.definition.body_region if signature.definition is not None else None
        if body is None:
            continue
        for param in signature.params:
            if param.name == name and param.kind not in (kinds.VARIADIC, kinds.KEYWORDS):
                return in_body(db, body, name)
            item = unpacked_item(db, param, name)
            if item is not None and item.definition is not None:
                return item.definition
            if param.kind == kinds.KEYWORDS and rest is None:
                rest = in_body(db, body, param.name)
    return rest


def unpacked_item(db: database.ProjectDatabase, param: kinds.Parameter, name: str) -> queries.Field | None:
    """What `**kwargs: Unpack[TypedDict]` takes under a name."""
    if param.kind != kinds.KEYWORDS or not param.unpacked or not isinstance(param.type, kinds.Instance):
        return None
    return typed_dicts.item_of(db, param.type.cls, name)


def in_body(db: database.ProjectDatabase, body: region.Region, name: str) -> definition.Definition | None:
    """The parameter of that name of the function with this body."""
    body.code.get(db)
    for number, binding in enumerate(body.index.bindings):
        if binding.kind != use_def.PARAMETER or binding.scope:
            break
        if binding.place == name:
            return body.definition(number)
    return None
