"""Last resort for imports that no search path explains: look around the importing file.

A script imports what lies beside it; a test may import from its own folder; a project without
settings has its root somewhere above. Kept apart from `resolve`, whose answers do not depend on who
imports.

Absolute: the folders above the importing file, closest first, up to the project's root (of a file
outside the project: up to the closest folder with a configuration file, else to the one that holds its
outermost package).
A folder counts if it is no package, or holds `pyproject.toml` or `pebre.toml`.
Of a stub of the standard library: that library first (`standard`).
Relative: from the file's own folder, whatever its name is, up to such a root.
"""

from __future__ import annotations

from collections.abc import Iterator

from pebre_analysis.engine import interned, query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import (
    entries,
    importables,
    module,
    names,
    program,
    resolve,
    reverse,
    search_paths,
    standard,
)
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, paths


class DesperateRequest(interned.Interned):
    """A name to be resolved for one importing file."""

    __slots__ = ("file", "mode", "name")
    file: files.File
    mode: resolve.Mode
    name: str

    def debug_name(self) -> str:
        return f"{self.name} from {self.file.debug_name()}"


def resolve_import(
    db: modules_db.Db, file: files.File, level: int, name: str, mode: resolve.Mode = resolve.Mode.TYPING
) -> module.Resolution:
    """The module that an import statement in `file` names: `level` dots, then `name`, which may be empty."""
    if level:
        return _relative(db, file, level, name, mode)
    if mode is resolve.Mode.TYPING and standard.holds(db, file):
        own = standard.resolve_name(db, name)
        if isinstance(own, module.Module):
            return own
    found = resolve.resolve(db, name, mode)
    if isinstance(found, module.Module) or found.reason is not module.Reason.NOT_FOUND:
        return found
    around = resolve_around(db, DesperateRequest.intern(db, file, mode, name))
    return found if around is None else around


@query.query(DesperateRequest)
def resolve_around(db: modules_db.Db, request: DesperateRequest) -> module.Module | None:
    """The module found in a folder above the importing file."""
    for folder in _folders_above(db, request.file):
        path = search_paths.SearchPath(search_paths.PathKind.DESPERATE, folder)
        found = resolve.walk(db, request.name, [path], request.mode)
        # A bare folder is no find: any project has folders named like something.
        if isinstance(found, module.Module) and found.kind is not module.ModuleKind.NAMESPACE:
            return found
    return None


@query.query(files.File)
def own_name(db: modules_db.Db, file: files.File) -> module.Module | None:
    """The module that `file` is, seen from the closest folder that can be a root; for relative imports."""
    if file.is_virtual:
        return None
    root = _closest_root(db, file)
    name = reverse.name_in(root, file.path)
    if name is None:
        return None
    path = search_paths.SearchPath(search_paths.PathKind.DESPERATE, root)
    found = resolve.walk(db, name, [path], resolve.Mode.TYPING if file.is_stub else resolve.Mode.RUNTIME)
    return found if isinstance(found, module.Module) and found.file is file else None


def _relative(db: modules_db.Db, file: files.File, level: int, tail: str, mode: resolve.Mode) -> module.Resolution:
    shown = "." * level + tail
    own = reverse.file_to_module(db, file)
    root: search_paths.SearchPath | None = None
    if own is None:
        own = own_name(db, file)
        root = None if own is None else own.search_path
    if own is None:
        return module.Unresolved(shown, module.Reason.NOT_FOUND, shown)
    name = names.absolute(level, tail, own.name, own.is_package)
    if name is None:
        return module.Unresolved(shown, module.Reason.BEYOND_TOP, shown)
    if root is None:
        return resolve.resolve(db, name, mode)
    return resolve.walk(db, name, [root], mode)


def _folders_above(db: modules_db.Db, file: files.File) -> Iterator[str]:
    """The folders in which the importing file may see top-level modules, closest first."""
    if file.is_virtual:
        return
    kinds = search_paths.PathKind
    limit = next(
        (
            path.folder
            for path in program.all_paths(db, db.program)
            if path.kind is kinds.FIRST_PARTY and paths.is_below(file.path, path.folder)
        ),
        None,
    )
    if limit is None:
        limit = _closest_root(db, file)
    for folder in paths.ancestors(file.path):
        inside = entries.importable(db, db.files.file(folder))
        if "__init__" not in inside or _has_configuration(inside):
            yield folder
        if folder == limit:
            return


def _closest_root(db: source_db.Db, file: files.File) -> str:
    """The closest folder above with a configuration, else the first that is no package."""
    configured = _configured(db, file)
    if configured is not None:
        return configured
    folder = paths.parent(file.path)
    while "__init__" in entries.importable(db, db.files.file(folder)) and paths.parent(folder) != folder:
        folder = paths.parent(folder)
    return folder


def _configured(db: source_db.Db, file: files.File) -> str | None:
    """The closest folder above with a configuration file."""
    for folder in paths.ancestors(file.path):
        if _has_configuration(entries.importable(db, db.files.file(folder))):
            return folder
    return None


def _has_configuration(inside: importables.Importable) -> bool:
    return "pyproject.toml" in inside or "pebre.toml" in inside
