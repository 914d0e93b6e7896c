"""What can be imported from a folder, as a query: see `importables`."""

from __future__ import annotations

from pebre_analysis.engine import query
from pebre_analysis.modules import importables
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, folders


@query.query(files.File)
def importable(db: source_db.Db, folder: files.File) -> importables.Importable:
    """Name → bits."""
    return importables.of(folders.listing(db, folder).entries.items())
