"""Where the type of what is at the cursor is defined; one entry per part of a union."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import attributes, lookup, navigation, origins, source_mapping, target
from pebre_analysis.semantic import definition, index
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, sources, type_variables

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_type_definition(
    db: database.ProjectDatabase, file: files.File, offset: int
) -> list[navigation.NavigationTarget]:
    """The classes of the value, or the function that it is. Empty when nothing is there, or its type has no source."""
    at = target.at(db, file, offset)
    if at is None:
        return []
    found: dict[lookup.Origin, None] = {}
    for value in _values(db, at):
        for part in attributes.parts(_meant(value)):
            origin = _defined(db, part)
            if origin is not None:
                found.update(dict.fromkeys(source_mapping.source_of(db, origin) or [origin]))
    return navigation.targets(db, found)


def _values(db: database.ProjectDatabase, at: target.Target) -> list[kinds.Type]:
    if at.role in (target.Role.READ, target.Role.ATTRIBUTE) and isinstance(at.node, ir.Expr):
        own = origins.value_type(db, at.region, at.node)
        if not isinstance(own, kinds.Dynamic):
            return [own]
    if at.role is target.Role.PARAMETER and isinstance(at.parent, ir.Lambda):
        return [db.infer.expression_type(db, at.region, at.node.n)]
    found = origins.of_target(db, at)
    if not isinstance(at.parent, ir.Alias):
        found = lookup.followed(db, found)
    if at.role is target.Role.KEYWORD and isinstance(at.node, ir.Argument):
        if all(isinstance(each, definition.Definition) and each.name != at.word for each in found):
            return [origins.value_type(db, at.region, at.node.value)]  # it goes into `**kwargs`
    return [lookup.type_of(db, each) for each in found]


def _meant(value: kinds.Type) -> kinds.Type:
    """Of an object that stands for a type, that type."""
    return value.of if isinstance(value, kinds.KnownObject) and value.kind != kinds.TYPE_VAR_OBJECT else value


def _defined(db: database.ProjectDatabase, part: kinds.Type) -> lookup.Origin | None:
    """What defines the type of a value: of a class, function or type variable itself, that; of a module, the module."""
    if isinstance(part, kinds.Module):
        return part.module
    own = _form(db, part) if isinstance(part, kinds.SpecialForm) else _named(part)
    if own is not None:
        return own
    if isinstance(part, kinds.SubclassOf):
        part = part.of
    if isinstance(part, kinds.TypeVar):
        part = type_variables.upper_bound(db, part)
    literal = classes.of_value(db, part)
    if literal is None:
        cls = classes.of_instance(db, part)
        literal = None if cls is None else cls.literal
    return None if literal is None else literal.anchor


def _named(part: kinds.Type) -> definition.Definition | None:
    """The definition of a value that is itself defined: a function, by itself, bound to an object, or as what a
    property runs; a type parameter; an alias that has a name of its own."""
    if isinstance(part, kinds.BoundMethod):
        part = part.function
    if isinstance(part, kinds.Property) and part.getter is not None:
        part = part.getter
    if isinstance(part, kinds.KnownObject):
        part = part.of
        return part.definition if isinstance(part, kinds.TypeVar) else None
    return part.definition if isinstance(part, kinds.Function | kinds.Alias) else None


def _form(db: database.ProjectDatabase, part: kinds.SpecialForm) -> lookup.Origin | None:
    """Where `typing` gives the form its name."""
    file = sources.stdlib_file(db, "typing")
    found = [] if file is None else lookup.of_symbol(db, index.semantic_index(db, file).module.symbol(part.name))
    return found[0] if found else None
