"""Where what is at the cursor is named in its file: read, written or mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import reference_search, target

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def highlights(db: database.ProjectDatabase, file: files.File, offset: int) -> list[reference_search.Found]:
    """The places in the file, in order. Empty when no name is there, or nothing is known of it."""
    at = target.at(db, file, offset)
    wanted = reference_search.wanted(db, at) if at is not None else None
    return [] if wanted is None else list(reference_search.search(db, wanted, (file,), with_mentions=True))
