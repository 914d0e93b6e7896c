"""Where the type of what is at the cursor is defined; one entry per part of a union."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import attributes, lookup, navigation, origins, source_mapping, target
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, type_variables

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_type_definition(
    db: database.ProjectDatabase, file: files.File, offset: int
) -> list[navigation.NavigationTarget]:
    """The classes of the value. Empty when nothing with a type is there, or the type has no source."""
    at = target.at(db, file, offset)
    if at is None:
        return []
    found: dict[lookup.Origin, None] = {}
    for value in _values(db, at):
        for part in attributes.parts(value):
            origin = _class_of(db, part)
            if origin is not None:
                found.update(dict.fromkeys(source_mapping.source_of(db, origin) or [origin]))
    return navigation.targets(db, found)


def _values(db: database.ProjectDatabase, at: target.Target) -> list[kinds.Type]:
    if at.role in (target.Role.READ, target.Role.ATTRIBUTE) and isinstance(at.node, ir.Expr):
        own = origins.value_type(db, at.region, at.node)
        if not isinstance(own, kinds.Dynamic):
            return [own]
    return [lookup.type_of(db, each) for each in lookup.followed(db, origins.of_target(db, at))]


def _class_of(db: database.ProjectDatabase, part: kinds.Type) -> lookup.Origin | None:
    """What defines the type of a value: of a class itself, that class; of a module, the module."""
    if isinstance(part, kinds.Module):
        return part.module
    if isinstance(part, kinds.SubclassOf):
        part = part.of
    if isinstance(part, kinds.TypeVar):
        part = type_variables.upper_bound(db, part)
    literal = classes.of_value(db, part)
    if literal is None:
        cls = classes.of_instance(db, part)
        literal = None if cls is None else cls.literal
    return None if literal is None else literal.anchor
