"""File → the module it is: the reverse of `resolve`.

A file is the module of a name only if that name, resolved, leads to this very file; so of two files
that claim one name only the one that is imported has it. Where search paths lie inside each other
(`.` and `src`), the deepest names the file; but one that is a package, whose modules may import each other
by their bare names when one of them is run as a script, only names what no other does.
"""

from __future__ import annotations

import functools

from pebre_analysis.engine import query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import entries, importables, module, names, program, resolve, search_paths
from pebre_analysis.source import files, paths


@query.query(files.File)
def file_to_module(db: modules_db.Db, file: files.File) -> module.Module | None:
    """The module a file is when it is imported; None for a script, a notebook, an unsaved buffer."""
    if file.is_virtual:
        return None
    tried: set[str] = set()
    for path in sorted(program.all_paths(db, db.program), key=functools.partial(_rank, db)):
        name = _name_below(path, file.path)
        if name is None or name in tried:
            continue
        tried.add(name)
        for mode in (resolve.Mode.TYPING, resolve.Mode.RUNTIME):
            found = resolve.resolve(db, name, mode)
            if isinstance(found, module.Module) and found.file is file:
                return found
    return None


def name_in(folder: str, path: str) -> str | None:
    """The name of the module at `path` if `folder` is where top-level modules are; None if it can have none."""
    inner = paths.relative(path, folder)
    if inner is None:
        return None
    stem, suffix = inner.removesuffix(paths.suffix(inner)), paths.suffix(inner)
    if suffix not in (".py", ".pyi"):
        return None
    parts = stem.split("/")
    if parts[-1] == "__init__":
        parts.pop()
    if parts:
        parts[0] = parts[0].removesuffix(importables.STUBS_SUFFIX)
    name = ".".join(parts)
    return name if "." not in stem and names.is_valid(name) else None


def _rank(db: modules_db.Db, path: search_paths.SearchPath) -> tuple[bool, int]:
    """Packages last, deepest first; an editable install that redirects modules before all: its folder says nothing."""
    if path.mapping is not None:
        return False, -(1 << 16)
    is_first_party = path.kind is search_paths.PathKind.FIRST_PARTY
    return is_first_party and "__init__" in entries.importable(db, db.files.file(path.folder)), -len(path.folder)


def _name_below(path: search_paths.SearchPath, file_path: str) -> str | None:
    if path.mapping is None:
        return name_in(path.folder, file_path)
    for name, target in path.mapping.items():
        if paths.is_below(file_path, target):
            return names.join(name, name_in(target, file_path) or "")
        if file_path in (f"{target}.py", f"{target}.pyi"):
            return name
    return None
