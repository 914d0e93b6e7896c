"""Classes above and below a class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pebre_analysis.ide.common import hierarchy, lookup, origins, source_mapping, subclasses, target
from pebre_analysis.semantic import definition
from pebre_analysis.types import kinds

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def prepare(db: database.ProjectDatabase, file: files.File, offset: int) -> list[hierarchy.Item]:
    """The class at the offset."""
    return _items(db, [literal.anchor for literal in _classes(db, file, offset)])


def supertypes(db: database.ProjectDatabase, file: files.File, offset: int) -> list[hierarchy.Item]:
    """The bases that the class at the offset names, as far as they are known."""
    return _items(
        db, [base.literal.anchor for each in _classes(db, file, offset) for base in subclasses.bases(db, each)]
    )


def subtypes(db: database.ProjectDatabase, file: files.File, offset: int, paths: Sequence[str]) -> list[hierarchy.Item]:
    """The classes of the project that name it as a base."""
    return _items(db, [found for each in _classes(db, file, offset) for found in subclasses.direct(db, each, paths)])


def _items(db: database.ProjectDatabase, found: list[definition.Definition]) -> list[hierarchy.Item]:
    items = [hierarchy.of_definition(db, each) for each in dict.fromkeys(found)]
    return [item for item in items if item is not None]


def _classes(db: database.ProjectDatabase, file: files.File, offset: int) -> list[kinds.ClassLiteral]:
    """The classes that the word at the offset means."""
    at = target.at(db, file, offset)
    found: dict[kinds.ClassLiteral, None] = {}
    for end in lookup.followed(db, origins.of_target(db, at)) if at is not None else ():
        for each in (end, *source_mapping.source_of(db, end)):
            literal = subclasses.literal_of(db, each) if isinstance(each, definition.Definition) else None
            if literal is not None:
                found[literal] = None
                break
    return list(found)
