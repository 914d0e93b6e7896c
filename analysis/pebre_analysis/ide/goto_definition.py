"""Where what is at the cursor is defined: in source where there is source, else in a stub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import lookup, navigation, origins, source_mapping, target

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_definition(
    db: database.ProjectDatabase, file: files.File, offset: int
) -> list[navigation.NavigationTarget]:
    """The definitions that reach the place, through imports and re-exports; several where several may.

    Empty when no name is there, or nothing is known of it.
    """
    at = target.at(db, file, offset)
    if at is None:
        return []
    found = lookup.followed(db, origins.of_target(db, at))
    return navigation.targets(db, source_mapping.in_source(db, found))
