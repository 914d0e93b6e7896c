"""Set what program is analysed; and its search paths with what `.pth` files add to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pebre_analysis.engine import cells, query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import environment, pth, search_paths, typeshed
from pebre_analysis.source import roots, sync

V = TypeVar("V")


def configure(
    db: modules_db.Db,
    *,
    python_version: typeshed.Version | None = None,
    platform: str | None = None,
    paths: tuple[search_paths.SearchPath, ...] | None = None,
    found: environment.Environment | None = None,
) -> None:
    """Change what is given and differs, as one revision; folders on the search paths become roots."""
    program = db.program
    if paths is not None and _add_roots(db, paths):
        sync.restamp(db)
    with db.batch():
        _set(db, program.python_version, python_version)
        _set(db, program.platform, platform)
        _set(db, program.search_paths, paths)
        _set(db, program.environment, found)


@query.query(modules_db.ProgramSettings)
def all_paths(db: modules_db.Db, program: modules_db.ProgramSettings) -> tuple[search_paths.SearchPath, ...]:
    """All search paths in their order; what a site-packages folder adds follows it."""
    found: list[search_paths.SearchPath] = []
    for path in program.search_paths.get(db):
        found.append(path)
        if path.kind is search_paths.PathKind.SITE_PACKAGES:
            found.extend(pth.added_paths(db, db.files.file(path.folder)))
    return search_paths.without_duplicates(found)


def _set(db: modules_db.Db, cell: cells.Cell[V], value: V | None) -> None:
    if value is not None and value != cell.value:
        db.set(cell, value)


def _add_roots(db: modules_db.Db, paths: Iterable[search_paths.SearchPath]) -> bool:
    changed = False
    kinds = search_paths.PathKind
    bundled = typeshed.bundled_folder(db.system)
    for path in paths:
        if path.kind is kinds.FIRST_PARTY:
            changed |= db.files.roots.set(path.folder, roots.PROJECT)
        elif path.kind is kinds.STANDARD_STUBS and path.folder == bundled:
            changed |= db.files.roots.set(path.folder, roots.BUNDLED)
        elif path.kind in (kinds.STANDARD_STUBS, kinds.STANDARD_SOURCE, kinds.SITE_PACKAGES):
            changed |= db.files.roots.set(path.folder, roots.ENVIRONMENT)
    return changed
