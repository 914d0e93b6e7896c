"""What can be imported: below a package, or at the top. For completion and "did you mean".

Names only; whether a name resolves, and to what, is `resolve`'s to say. Folders without `__init__`
are listed if there is something to import in them or in a folder directly below.
"""

from __future__ import annotations

from pebre_analysis.engine import query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import (
    entries,
    importables,
    module,
    program,
    resolve,
    search_paths,
    stubs,
    suggest,
    typeshed,
)
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, paths

_KIND = search_paths.PathKind


@query.query(resolve.ResolveRequest)
def submodules(db: modules_db.Db, request: resolve.ResolveRequest) -> tuple[str, ...]:
    """The names of the modules directly below a package, sorted; empty for what is no package."""
    found = resolve.resolve_module(db, request)
    if not isinstance(found, module.Module):
        return ()
    names: set[str] = set()
    for place in found.places:
        if place.folder:
            names.update(_names_in(db, place.folder, place.path, f"{found.name}."))
    names.discard("__init__")
    return tuple(sorted(names))


@query.query(modules_db.ProgramSettings)
def top_level(db: modules_db.Db, settings: modules_db.ProgramSettings) -> tuple[str, ...]:
    """The names of all top-level modules, sorted."""
    names: set[str] = set()
    for path in program.all_paths(db, settings):
        if path.kind is _KIND.STANDARD_SOURCE:
            continue
        if path.mapping is not None:
            names.update(name.partition(".")[0] for name in path.mapping)
        else:
            names.update(_names_in(db, path.folder, path, ""))
    names -= {"__init__", "__main__"}
    return tuple(sorted(names))


def did_you_mean(db: modules_db.Db, unresolved: module.Unresolved) -> list[str]:
    """Full names of modules that may have been meant; empty when nothing is close."""
    package, _, last = unresolved.missing.rpartition(".")
    if not last.isidentifier():
        return []
    if not package:
        return suggest.close_names(last, top_level(db, db.program))
    below = submodules(db, resolve.request(db, package))
    return [f"{package}.{name}" for name in suggest.close_names(last, below)]


@query.query(files.File)
def holds_modules(db: source_db.Db, folder: files.File) -> bool:
    """Whether a folder without `__init__` is worth listing."""
    inside = entries.importable(db, folder)
    if any(bits & importables.MODULE for bits in inside.values()):
        return True
    return any(
        bits & importables.FOLDER
        and any(
            deeper & importables.MODULE
            for deeper in entries.importable(db, db.files.file(paths.join(folder.path, name))).values()
        )
        for name, bits in inside.items()
    )


def _names_in(db: modules_db.Db, folder: str, path: search_paths.SearchPath, prefix: str) -> list[str]:
    """The importable names in one folder; what VERSIONS rules out is left out."""
    names: list[str] = []
    versions = typeshed.EVERYTHING
    if path.kind is _KIND.STANDARD_STUBS:
        versions = stubs.standard_versions(db, db.files.file(path.folder))
    version = db.program.python_version.get(db)
    for name, bits in entries.importable(db, db.files.file(folder)).items():
        if bits & importables.MARKER:
            continue
        plain = name.removesuffix(importables.STUBS_SUFFIX)
        if versions.ranges:
            available = versions.availability(prefix + plain, version)
            if available in (typeshed.Availability.OUTSIDE, typeshed.Availability.UNLISTED):
                continue
        if bits & importables.MODULE or holds_modules(db, db.files.file(paths.join(folder, name))):
            names.append(plain)
    return names
