"""Which compiled file a stub stands for, and what it says about a definition in the stub.

In:  origins in stubs. Out: their docstrings, from the extension module of that name, from the one with an
     underscore before it, or from the interpreter itself.
Always: files are found by their names in the folders of the environment; nothing is loaded or run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import compiled_docs, lookup, source_mapping
from pebre_analysis.modules import module, resolve, reverse
from pebre_analysis.semantic import definition
from pebre_analysis.source import files, folders, paths, system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.project import database

_EXTENSIONS: Final = (".so", ".pyd", ".dylib")
_INTERPRETER: Final = re.compile(r"libpython3\.\d+\.(?:so[\d.]*|dylib)\Z|python3\d+\.dll\Z|Python\Z|python3\.\d+\Z")
# Modules whose functions come from one of another name.
_OTHER_NAMES: Final = {"os": ("posix", "nt")}


def docstring(db: database.ProjectDatabase, origin: lookup.Origin) -> str | None:
    """The docstring of an origin in a stub, as its compiled module has it."""
    if isinstance(origin, module.Module):
        own, path = origin, []
        if not origin.is_stub:
            return None
    elif isinstance(origin, definition.Definition) and origin.exists and origin.scope.file.is_stub:
        found, names = reverse.file_to_module(db, origin.scope.file), source_mapping.path_of(origin)
        if found is None or names is None:
            return None
        own, path = found, names
    else:
        return None
    wanted = list(_names(own.name, path))
    for file in _files(db, own):
        docs = compiled_docs.docs_in(db, file).by_name
        for name in wanted:
            text = docs.get(name)
            if text is not None:
                return text
        if len(path) > 1 and path[-1].startswith("__") and any(name in docs for name in _names(own.name, path[:-1])):
            text = docs.get(f"{compiled_docs.ANY}.{path[-1]}")
            if text is not None:
                return text  # its type is compiled, and says nothing of its own
    return None


def _names(name: str, path: list[str]) -> Iterator[str]:
    """The full names under which compiled files may have it."""
    package, _, last = name.rpartition(".")
    plain = last.removeprefix("_")
    for each in (name, last, plain, f"_{plain}", f"{package}.{plain}", *_OTHER_NAMES.get(name, ())):
        yield ".".join((each, *path))
    if name == "builtins" and path:
        yield ".".join(path)  # its types do not name their module


def _files(db: database.ProjectDatabase, own: module.Module) -> Iterator[files.File]:
    package, _, last = own.name.rpartition(".")
    for name in (last, f"_{last.removeprefix('_')}"):
        yield from _extension(db, f"{package}.{name}" if package else name)
    if own.is_standard:
        yield from _interpreter(db)


def _extension(db: database.ProjectDatabase, name: str) -> Iterator[files.File]:
    """The file of an extension module."""
    found = resolve.resolve(db, name, resolve.Mode.RUNTIME)
    if not isinstance(found, module.Module) or found.kind is not module.ModuleKind.COMPILED:
        return
    *above, last = name.split(".")
    folder = paths.join(found.search_path.folder, "/".join(above)) if above else found.search_path.folder
    for entry, kind in folders.listing(db, db.files.file(folder)).entries.items():
        if kind is system.Kind.FILE and entry.startswith(f"{last}.") and entry.endswith(_EXTENSIONS):
            yield db.files.file(paths.join(folder, entry))


def _interpreter(db: database.ProjectDatabase) -> Iterator[files.File]:
    """The library or program that holds the builtin modules, found from the folder of the standard library."""
    library = db.program.environment.get(db).standard_library
    if not library:
        return
    above = paths.parent(library[0])
    root = paths.parent(above)
    seen: set[str] = set()  # `libpython3.11.so` is often a link to one with a longer name
    for folder in (above, root, paths.join(root, "bin")):
        for entry, kind in folders.listing(db, db.files.file(folder)).entries.items():
            if kind is system.Kind.FILE and _INTERPRETER.match(entry) and _fits(entry, library[0]):
                path = db.system.realpath(paths.join(folder, entry))
                if path not in seen:
                    seen.add(path)
                    yield db.files.file(path)


def _fits(entry: str, library: str) -> bool:
    """Whether an interpreter's file is of the version that the folder's name says, if both say one."""
    said = re.search(r"3\.?(\d+)", entry)
    wanted = re.search(r"3\.(\d+)\Z", library)
    return said is None or wanted is None or said[1] == wanted[1]
