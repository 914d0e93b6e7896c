"""Enums: members, their values, and an enum as the union of its members.

In:  a class literal with the flag ENUM.
Out: member names in order, aliases left out; None for classes that are no enums or have no members.
Always: what counts as a member follows the typing specification, "Enumerations": public names bound
in the class body to something that is no descriptor, function, class or annotated-only name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import class_members, classes, known, literals, mro, sources, union

if TYPE_CHECKING:
    from pebre_analysis.semantic import scope as scopes


class Members(msgspec.Struct, frozen=True, gc=False):
    """`values`: (name, type of the value as written, definition); `aliases`: (other name, member)."""

    values: tuple[tuple[str, kinds.Type, definitions.Definition | None], ...]
    aliases: tuple[tuple[str, str], ...] = ()
    not_members: frozenset[str] = frozenset()


_NONE = Members(())


def _no_members(db: queries.Db, definition: definitions.Definition) -> Members:
    return _NONE


@query.query(definitions.Definition, cycle_initial=_no_members)
def statement_members(db: queries.Db, definition: definitions.Definition) -> Members:
    """The members of an enum written as a class."""
    scope = definition.body_scope
    if scope is None:
        return _NONE
    values: list[tuple[str, kinds.Type, definitions.Definition | None]] = []
    aliases: list[tuple[str, str]] = []
    not_members: set[str] = set()
    by_value: dict[kinds.Type, str] = {}
    ignored = _ignored(db, scope)
    for name, made in _candidates(db, scope):
        if name in ignored:
            continue
        value = db.infer.definition_type(db, made).binding or kinds.UNKNOWN
        if _is_nonmember(db, value):
            not_members.add(name)
            continue
        value = _member_value(db, value)
        if isinstance(value, kinds.EnumLiteral) and value.cls.anchor is definition:
            aliases.append((name, value.name))
            continue
        earlier = by_value.get(value) if literals.is_literal(value) else None
        if earlier is not None:
            aliases.append((name, earlier))
            continue
        by_value[value] = name
        values.append((name, value, made))
    return Members(tuple(values), tuple(aliases), frozenset(not_members))


def _candidates(db: queries.Db, scope: scopes.Scope) -> list[tuple[str, definitions.Definition]]:
    """Names the class body assigns, in order, each with its last definition."""
    found: dict[str, definitions.Definition] = {}
    for made in sources.class_definitions(db, scope):
        if made.binding.flags & use_def.BINDS and not made.name.startswith("__"):
            found[made.name] = made
    return [(name, made) for name, made in found.items() if made.kind == use_def.ASSIGN or _is_marked(db, made)]


def _is_marked(db: queries.Db, made: definitions.Definition) -> bool:
    """Is it a function or class below `@member`?"""
    made.region.code.get(db)
    node = made.binding.node
    if not isinstance(node, ir.FunctionDef | ir.ClassDef) or not node.decorators:
        return False
    value = db.infer.definition_type(db, made).binding
    return isinstance(value, kinds.Instance) and known.is_class(db, value.cls.literal, "member", "enum")


def _ignored(db: queries.Db, scope: scopes.Scope) -> frozenset[str]:
    names = {"_ignore_"}
    place = db.infer.public_type(db, scope.symbol("_ignore_"))
    if place is not None:
        for part in union.parts(place.type):
            if isinstance(part, kinds.StrLiteral):
                names.update(part.value.replace(",", " ").split())
    return frozenset(names)


def _is_nonmember(db: queries.Db, value: kinds.Type) -> bool:
    """Functions and descriptors are no members, `nonmember(…)` neither. A class that is assigned is one."""
    if isinstance(value, (kinds.Function, kinds.Property, kinds.Wrapper, kinds.BoundMethod)):
        return True
    if isinstance(value, kinds.ClassLiteral):
        return class_members.class_member(db, classes.default_type(db, value), "__get__") is not None
    if isinstance(value, kinds.CallableType):
        return value.kind in kinds.FUNCTIONS
    if isinstance(value, kinds.Instance):
        literal = value.cls.literal
        if known.is_class(db, literal, "nonmember", "enum"):
            return True
        return any(
            known.is_class(db, literal, name, module)
            for name, module in (("staticmethod", "builtins"), ("classmethod", "builtins"), ("property", "enum"),
                                 ("DynamicClassAttribute", "types"), ("cached_property", "functools"))
        )  # fmt: skip
    return False


def _member_value(db: queries.Db, value: kinds.Type) -> kinds.Type:
    if isinstance(value, kinds.Instance):
        literal = value.cls.literal
        if known.is_class(db, literal, "member", "enum"):
            return value.cls.args[0] if value.cls.args else kinds.UNKNOWN
        if known.is_class(db, literal, "auto", "enum"):
            return value
    return value


def members(db: queries.Db, literal: kinds.ClassLiteral) -> Members:
    if not classes.facts(db, literal).flags & classes.ENUM:
        return _NONE
    if literal.kind == kinds.STATEMENT:
        if literal.durable:
            memo = remembered.facts(db, literal)
            found = None if memo is None else memo.get("<members>")
            if found is None:
                found = statement_members(db, literal.anchor)
                remembered.keep_fact(db, literal, "<members>", found)
            assert isinstance(found, Members)
            return found
        return statement_members(db, literal.anchor)
    content = db.infer.synthesised(db, literal.anchor)
    return Members(tuple((field.name, field.type, field.definition) for field in content.fields))


def member_names(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[str, ...] | None:
    """The names of all members, when they are all there can be: not for flags, whose members combine."""
    found = members(db, literal).values
    if not found or mro.has(db, literal, known.literal(db, "Flag", "enum")):
        return None
    return tuple(name for name, _, _ in found)


def member(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.EnumLiteral | None:
    """The member that the name of the class body stands for."""
    found = members(db, literal)
    for each, _, _ in found.values:
        if each == name:
            return build.enum_literal(db, literal, name)
    for alias, target in found.aliases:
        if alias == name:
            return build.enum_literal(db, literal, target)
    return None


def definition(db: queries.Db, ty: kinds.EnumLiteral) -> definitions.Definition | None:
    return next((made for name, _, made in members(db, ty.cls).values if name == ty.name), None)


def value(db: queries.Db, ty: kinds.EnumLiteral) -> kinds.Type:
    """`member.value`: the declared `_value_`, else the value as written; `auto()` counts, or gives a name."""
    for base in mro.of(db, ty.cls):
        if base is None:
            return kinds.UNKNOWN
        if known.is_class(db, base.literal, "IntEnum", "enum") or known.is_class(db, base.literal, "Flag", "enum"):
            break
        scope = classes.scope(base.literal)
        if scope is None or known.is_class(db, base.literal, "Enum", "enum"):
            continue
        declared = db.infer.public_type(db, scope.symbol("_value_"))
        if declared is not None and declared.declared:
            return declared.type
        if _is_own(db, base.literal) and (
            scope.symbol("__new__").state.get(db) or scope.symbol("__init__").state.get(db)
        ):
            # The value is what the constructor makes of it.
            return kinds.UNKNOWN
    written: kinds.Type = kinds.UNKNOWN
    count = 0
    for name, made, _ in members(db, ty.cls).values:
        is_auto = known.is_instance(db, made, "auto", "enum")
        count += 1
        if isinstance(made, kinds.IntLiteral):
            count = made.value
        if name == ty.name:
            written = _auto(db, ty.cls, name, count) if is_auto else made
            break
    return written


def _is_own(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Is it an enum class that somebody wrote, not one of the module `enum` and no mixed-in class?"""
    if not classes.facts(db, literal).flags & classes.ENUM:
        return False
    return sources.file(literal.anchor) is not sources.stdlib_file(db, "enum")


def _auto(db: queries.Db, literal: kinds.ClassLiteral, name: str, count: int) -> kinds.Type:
    if mro.has(db, literal, known.literal(db, "StrEnum", "enum")):
        return build.str_literal(db, name.lower())
    if mro.has(db, literal, known.literal(db, "Flag", "enum")):
        return known.instance(db, "int")
    for base in mro.of(db, literal):
        if base is not None and _is_own(db, base.literal):
            scope = classes.scope(base.literal)
            if scope is not None and scope.symbol("_generate_next_value_").state.get(db) is not None:
                return kinds.UNKNOWN
    return build.int_literal(db, count)


def instance(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.Type:
    return build.instance(db, classes.default_type(db, literal))


def expanded(db: queries.Db, ty: kinds.Instance) -> tuple[kinds.Type, ...] | None:
    """`bool` and enums as their members; None for other classes."""
    literal = ty.cls.literal
    if known.is_class(db, literal, "bool"):
        return (kinds.TRUE, kinds.FALSE)
    names = member_names(db, literal)
    return None if names is None else tuple(build.enum_literal(db, literal, name) for name in names)
