"""The standard library by itself.

In:  the name of a module.
Out: its stub, looked up where only the standard library is.
What the stubs of the standard library import is looked up so too: a project may have an `enum.py` of its own, and
`re` means what it always means.
"""

from __future__ import annotations

from pebre_analysis.engine import interned, query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import module, program, resolve, search_paths
from pebre_analysis.source import files, paths

_KIND = search_paths.PathKind.STANDARD_STUBS


class StandardName(interned.Interned):
    """A module of the standard library."""

    __slots__ = ("name",)

    name: str

    def debug_name(self) -> str:
        return self.name


@query.query(StandardName)
def resolve_standard(db: modules_db.Db, of: StandardName) -> module.Resolution:
    """The module of that name in the standard library."""
    search = [path for path in program.all_paths(db, db.program) if path.kind is _KIND]
    return resolve.walk(db, of.name, search, resolve.Mode.TYPING)


def resolve_name(db: modules_db.Db, name: str) -> module.Resolution:
    return resolve_standard(db, StandardName.intern(db, name))


def file(db: modules_db.Db, name: str) -> files.File | None:
    """The stub of a standard library module, whatever else has that name."""
    found = resolve_name(db, name)
    return found.file if isinstance(found, module.Module) else None


def holds(db: modules_db.Db, asked: files.File) -> bool:
    """Is the file a stub of the standard library?"""
    if not asked.is_stub or asked.is_virtual:
        return False
    return any(
        path.kind is _KIND and paths.is_below(asked.path, path.folder) for path in program.all_paths(db, db.program)
    )
