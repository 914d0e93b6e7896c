"""Where what is at a place is carried out: of a class the classes below it, of a method those that override it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pebre_analysis.ide.common import lookup, navigation, origins, source_mapping, subclasses, target
from pebre_analysis.semantic import definition, scope, use_def
from pebre_analysis.types.algebra import classes

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_implementation(
    db: database.ProjectDatabase, file: files.File, offset: int, paths: Sequence[str]
) -> list[navigation.NavigationTarget]:
    """The places; of what nothing else carries out, where it is defined."""
    at = target.at(db, file, offset)
    if at is None:
        return []
    found: list[lookup.Origin] = []
    ends = lookup.followed(db, origins.of_target(db, at))
    for end in ends:
        if isinstance(end, definition.Definition) and end.exists:
            found += _below(db, end, paths)
    if not found:
        found = [source for end in ends for source in (source_mapping.source_of(db, end) or [end])]
    return navigation.targets(db, found)


def _below(
    db: database.ProjectDatabase, end: definition.Definition, paths: Sequence[str]
) -> list[definition.Definition]:
    own = subclasses.literal_of(db, end)
    if own is not None:
        return subclasses.all_below(db, own, paths)
    outer = end.scope.definition if end.scope.kind == scope.CLASS else None
    of = None if outer is None else subclasses.literal_of(db, outer)
    if of is None or end.kind != use_def.FUNCTION:
        return []
    found = []
    for each in subclasses.all_below(db, of, paths):
        literal = subclasses.literal_of(db, each)
        body = None if literal is None else classes.scope(literal)
        for own_method in [] if body is None else lookup.of_symbol(db, body.symbol(end.name)):
            if isinstance(own_method, definition.Definition):
                found.append(own_method)
    return found
