"""Where what is at the cursor is named, in all the project's files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pebre_analysis.ide.common import reference_search, target

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def references(
    db: database.ProjectDatabase, file: files.File, offset: int, paths: Iterable[str], with_declaration: bool
) -> list[reference_search.Found]:
    """The places, in order of `paths` (the file itself first). Empty when no name is there, or nothing is known."""
    at = target.at(db, file, offset)
    wanted = reference_search.wanted(db, at) if at is not None else None
    if wanted is None:
        return []
    places = dict.fromkeys([file, *db.files.several(paths)])
    found = reference_search.search(db, wanted, places, with_mentions=True)
    return [each for each in found if with_declaration or not each.declares]
