"""`semantic_index(db, file)`: the file's scopes, regions and symbols, linked from its chunks.

The value is one object per file, brought up to date in place. Nothing is learned by comparing it:
what changes is in the cells of its entities and in its own, and each has its own readers. So a reader
of the index is not rerun when the file is linked again, only a reader of a cell that changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import cells, database, query
from pebre_analysis.semantic import region, scope
from pebre_analysis.source import files

if TYPE_CHECKING:
    from pebre_analysis.semantic import dunder_all

FUTURE_ANNOTATIONS: Final = 1
STUB: Final = 2
NOTEBOOK: Final = 4
STAR_IMPORTS: Final = 8

ImportedModule = tuple[int, str]  # leading dots, dotted name


class SemanticIndex:
    """See the module's docstring."""

    __slots__ = ("dunder_all", "file", "flags", "imports", "module")

    file: files.File
    module: scope.Scope
    flags: cells.Cell[int]  # bits
    imports: cells.Cell[frozenset[ImportedModule]]
    dunder_all: cells.Cell[dunder_all.DunderAll | None]

    @property
    def regions(self) -> cells.Cell[tuple[region.Region, ...]]:
        """All regions in source order, function bodies after their headers."""
        raise AssertionError("skeleton")


@query.query(files.File, reuse=True)
def semantic_index(db: database.Database, file: files.File, previous: SemanticIndex | None) -> SemanticIndex:
    """The index of a file; `previous` is brought up to date when given."""
    raise AssertionError("skeleton")


@query.query(files.File)
def imported_modules(db: database.Database, file: files.File) -> frozenset[ImportedModule]:
    """All modules the file's import statements name, wherever they stand."""
    return semantic_index(db, file).imports.get(db)
