"""Where what is at the cursor is declared: like its definition, but stubs count before source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import lookup, navigation, origins, target

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_declaration(db: database.ProjectDatabase, file: files.File, offset: int) -> list[navigation.NavigationTarget]:
    """The declarations behind imports. Empty when no name is there, or nothing is known of it."""
    at = target.at(db, file, offset)
    if at is None:
        return []
    return navigation.targets(db, lookup.followed(db, origins.of_target(db, at)))
