"""The outline of a file, as an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import outline_symbols

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def document_symbols(db: database.ProjectDatabase, file: files.File) -> list[outline_symbols.Symbol]:
    """Classes, functions, fields and variables as a tree."""
    return outline_symbols.of_file(db, file)
