"""Where to jump: origins as places in files.

In:  origins (`lookup`). Out: `NavigationTarget`s, in order, without doubles.
Always: ranges are those of the current text; call it outside of queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import lookup
from pebre_analysis.modules import module, program, search_paths
from pebre_analysis.semantic import definition
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation as places
from pebre_analysis.source import files, paths, ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database

_LIBRARIES: Final = (search_paths.PathKind.STANDARD_STUBS, search_paths.PathKind.STANDARD_SOURCE,
                     search_paths.PathKind.SITE_PACKAGES)  # fmt: skip


class NavigationTarget(msgspec.Struct, frozen=True, gc=False):
    """A whole definition, and the name in it."""

    path: str
    range: ranges.TextRange
    selection: ranges.TextRange


def targets(db: database.ProjectDatabase, found: Iterable[lookup.Origin]) -> list[NavigationTarget]:
    """The places of the origins; a module without a file has none."""
    places = [_target(db, origin) for origin in found]
    return list(dict.fromkeys([place for place in places if place is not None]))


def _target(db: database.ProjectDatabase, origin: lookup.Origin) -> NavigationTarget | None:
    if isinstance(origin, module.Module):
        start = ranges.TextRange(0, 0)
        return None if origin.file is None else NavigationTarget(origin.file.path, start, start)
    found = origin.star if isinstance(origin, lookup.Starred) else origin
    where = definition_ranges(db, found)
    return None if where is None else NavigationTarget(found.scope.file.path, *where)


def definition_ranges(
    db: database.ProjectDatabase, found: definition.Definition
) -> tuple[ranges.TextRange, ranges.TextRange] | None:
    """The ranges of a whole definition and of the name in it; None if it is gone."""
    semantic_index.semantic_index(db, found.scope.file)  # linked as its text is now
    where = places.definition_range(found)
    if where is None:
        return None
    whole, name = where
    if "." in found.place and not found.place.endswith("]"):
        name = ranges.TextRange(name.end - len(found.place.rpartition(".")[2]), name.end)
    return whole, name


def is_library(db: database.ProjectDatabase, file: files.File) -> bool:
    """Whether a file is of the standard library or of an installed package, and not of the project."""
    if file.is_virtual:
        return False
    nearest = max(
        (path for path in program.all_paths(db, db.program) if paths.is_below(file.path, path.folder)),
        key=lambda path: len(path.folder),
        default=None,
    )
    return nearest is not None and nearest.kind in _LIBRARIES
