"""Import name → module, independent of who imports.

In:  an absolute dotted name and a mode. TYPING prefers stubs; RUNTIME ignores them and finds source.
Out: a `Module` or an `Unresolved`.
Order: stub packages (`name-stubs`) of any path; then path by path: extra, first-party, standard
library, site-packages with what its `.pth` files add. In one folder a package beats a module, and a
stub beats its source. The first module or regular package found shadows later ones, and all
namespace folders of its name; without one, the namespace folders count together.
Departures from "the first wins", each because the import works at run time:
  - what consists of stubs only (a stub package, complete or partial, or a lone `.pyi`) hides nothing:
    a submodule it lacks is looked up further on;
  - so does a package that joins its portions by hand (`pkgutil`, `pkg_resources`), or whose
    `py.typed` says `partial`;
  - a folder of stubs in an extra path lies over the package that wins.
A name on disk must have the same case as the import. Reads folder listings, never single files, until
an import fails.
Source: the typing specification, "Import resolution ordering"; PEP 420 and 561.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from pebre_analysis.engine import interned, query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import entries, importables, module, names, program, search_paths, stubs, typeshed
from pebre_analysis.source import files, paths

_KIND: Final = search_paths.PathKind
_STANDARD: Final = (_KIND.STANDARD_STUBS, _KIND.STANDARD_SOURCE)

_MAX_HELD: Final = 8192

# Modules that no file of the same name replaces.
_NOT_SHADOWED: Final = module.BUILTIN | {"types", "typing", "typing_extensions"}

_SOURCE: Final = importables.SOURCE
_STUB: Final = importables.STUB
_COMPILED: Final = importables.COMPILED
_FOLDER: Final = importables.FOLDER

# Where to look: a folder, the name of the entry in it, the search path, and whether only stubs count.
# An empty entry is a namespace package without a folder.
_Candidate: TypeAlias = tuple[str, str, search_paths.SearchPath, bool]


class Mode(enum.Enum):
    """What a module is wanted for."""

    TYPING = "typing"
    RUNTIME = "runtime"  # to go to the source


class ResolveRequest(interned.Interned):
    """A name to be resolved, and what for."""

    __slots__ = ("mode", "name")
    name: str
    mode: Mode

    def debug_name(self) -> str:
        return self.name if self.mode is Mode.TYPING else f"{self.name}, {self.mode.value}"


def resolve(db: modules_db.Db, name: str, mode: Mode = Mode.TYPING) -> module.Resolution:
    """The module an absolute name leads to."""
    return resolve_module(db, request(db, name, mode))


def request(db: modules_db.Db, name: str, mode: Mode = Mode.TYPING) -> ResolveRequest:
    """The key of a resolution; kept for a while after its last use."""
    held = db.held_requests[0 if mode is Mode.TYPING else 1]
    found = held.get(name)
    if found is None:
        while len(held) >= _MAX_HELD:
            del held[next(iter(held))]
        found = held[name] = ResolveRequest.intern(db, mode, name)
    assert isinstance(found, ResolveRequest), "the table holds nothing else"
    return found


@query.query(ResolveRequest)
def resolve_module(db: modules_db.Db, of: ResolveRequest) -> module.Resolution:
    """The same, as a query."""
    return walk(db, of.name, program.all_paths(db, db.program), of.mode)


def walk(db: modules_db.Db, name: str, search: Sequence[search_paths.SearchPath], mode: Mode) -> module.Resolution:
    """Look `name` up in the given search paths; not remembered."""
    if not names.is_valid(name):
        return module.Unresolved(name, module.Reason.INVALID, name)
    first = _Walk(db, search, mode)
    found = first.resolve(name)
    if isinstance(found, module.Module) or found.reason in (module.Reason.NOT_FOUND, module.Reason.VERSION):
        return found
    # Only now is it worth reading the packages on the way.
    joined = frozenset(each for each in first.ended if stubs.joins_portions(db, each))
    if joined:
        found = _Walk(db, search, mode, joined).resolve(name)
        if isinstance(found, module.Module):
            return found
    if first.is_opaque or (first.deepest is not None and stubs.is_dynamic(db, first.deepest)):
        return module.Unresolved(name, module.Reason.DYNAMIC, found.missing, found.tried)
    return found


class _Walk:
    """One look-up. `joined`: the `__init__` files of packages that hide nothing."""

    def __init__(
        self,
        db: modules_db.Db,
        search: Sequence[search_paths.SearchPath],
        mode: Mode,
        joined: frozenset[files.File] = frozenset(),
    ) -> None:
        self.db = db
        self.is_typing = mode is Mode.TYPING
        other = _KIND.STANDARD_SOURCE if self.is_typing else _KIND.STANDARD_STUBS
        self.search = [path for path in search if path.kind is not other]
        self.wanted = importables.MODULE if self.is_typing else _SOURCE | _COMPILED
        self.joined = joined
        # What a failed look-up asks next.
        self.ended: list[files.File] = []  # the `__init__.py` files of the packages that hid the rest
        self.deepest: files.File | None = None  # the source of the last module on the way
        self.is_opaque = False  # the last module on the way is compiled
        self.outside: tuple[typeshed.Version, typeshed.Version | None] | None = None

    def resolve(self, name: str) -> module.Resolution:
        """The module of a valid name."""
        found: module.Module | None = None
        prefix = ""
        for part in name.split("."):
            above = found
            prefix = f"{prefix}.{part}" if prefix else part
            if above is None:
                candidates = self._top(part)
            elif above.places:
                candidates = self._inside(above.places, prefix, part)
            else:
                return module.Unresolved(name, module.Reason.NOT_A_PACKAGE, prefix)
            found = self._find(prefix, candidates)
            if found is None:
                return self._unresolved(name, prefix, above)
        assert found is not None, "a valid name has a part"
        return found

    def _unresolved(self, name: str, missing: str, above: module.Module | None) -> module.Unresolved:
        reason = module.Reason.NOT_FOUND if above is None else module.Reason.NO_SUBMODULE
        if self.outside is not None:
            reason = module.Reason.VERSION
        searched = self.search if above is None else above.places
        tried = tuple(dict.fromkeys(each.folder for each in searched if each.folder))
        return module.Unresolved(name, reason, missing, tried, self.outside)

    def _top(self, part: str) -> Iterator[_Candidate]:
        """Where a top-level module may be, in order."""
        search = self.search
        if part in _NOT_SHADOWED:
            for path in search:
                if path.kind in _STANDARD:
                    yield path.folder, part, path, False
            if part in module.BUILTIN and not self.is_typing:
                return
        if self.is_typing:
            for path in search:
                if path.mapping is None and path.kind not in _STANDARD:
                    yield path.folder, part + importables.STUBS_SUFFIX, path, True
        for path in search:
            if path.mapping is None:
                yield path.folder, part, path, False
            else:
                yield from _mapped(path, path.mapping, part)

    def _inside(self, places: tuple[module.Place, ...], prefix: str, part: str) -> Iterator[_Candidate]:
        """Where a submodule may be, in order."""
        for place in places:
            if place.folder:
                yield place.folder, part, place.path, place.stubs_only
        for path in self.search:
            if path.mapping is not None:
                yield from _mapped(path, path.mapping, prefix)

    def _find(self, prefix: str, candidates: Iterator[_Candidate]) -> module.Module | None:
        """The module `prefix`, with the places where its submodules are; None if no candidate is one."""
        db = self.db
        get_file = db.files.file
        importable = entries.importable
        best: tuple[module.ModuleKind, str, int, search_paths.SearchPath] | None = None
        places: list[module.Place] = []
        namespaces: list[module.Place] = []
        for folder, entry, path, stubs_only in candidates:
            if not entry:
                namespaces.append(module.Place("", path))
                continue
            bits = importable(db, get_file(folder)).get(entry, 0)
            if not bits or (path.kind is _KIND.STANDARD_STUBS and not self._is_in_version(path, prefix)):
                continue
            wanted = _STUB if stubs_only else self.wanted
            inside = paths.join(folder, entry)
            here = 0
            if bits & _FOLDER:
                here = importable(db, get_file(inside)).get("__init__", 0) & wanted
            if here:
                places.append(module.Place(inside, path, stubs_only))
                if best is None:
                    best = module.ModuleKind.PACKAGE, paths.join(inside, "__init__"), here, path
                if self._hides(path, here, inside):
                    break
            elif here := bits & wanted:
                if best is None:
                    best = module.ModuleKind.MODULE, inside, here, path
                if path.kind in _STANDARD or here & ~_STUB:
                    break
            elif bits & _FOLDER and path.kind is not _KIND.STANDARD_STUBS:
                if stubs_only or (path.kind is _KIND.EXTRA and self.is_typing):
                    places.append(module.Place(inside, path, True))
                if not stubs_only:
                    namespaces.append(module.Place(inside, path))
        else:
            places.extend(namespaces)
        if best is not None:
            return self._module(prefix, *best, tuple(places))
        if not places:
            return None
        return module.Module(prefix, module.ModuleKind.NAMESPACE, None, places[0].path, tuple(places))

    def _module(
        self,
        name: str,
        kind: module.ModuleKind,
        stem: str,
        bits: int,
        path: search_paths.SearchPath,
        places: tuple[module.Place, ...],
    ) -> module.Module:
        self.is_opaque = bits == _COMPILED
        self.deepest = None
        if self.is_opaque:
            return module.Module(name, module.ModuleKind.COMPILED, None, path, places)
        if bits & _STUB:
            return module.Module(name, kind, self.db.files.file(f"{stem}.pyi"), path, places)
        self.deepest = file = self.db.files.file(f"{stem}.py")
        return module.Module(name, kind, file, path, places)

    def _hides(self, path: search_paths.SearchPath, bits: int, folder: str) -> bool:
        """Whether a regular package ends the search for others of its name."""
        if path.kind in _STANDARD:
            return True
        if not bits & ~_STUB:
            return False  # only stubs
        if bits & _SOURCE:
            file = self.db.files.file(paths.join(folder, "__init__.py"))
            if file in self.joined:
                return False
            self.ended.append(file)
        return True

    def _is_in_version(self, path: search_paths.SearchPath, name: str) -> bool:
        """Whether the standard library has `name` in the program's version."""
        versions = stubs.standard_versions(self.db, self.db.files.file(path.folder))
        found = versions.availability(name, self.db.program.python_version.get(self.db))
        if found is typeshed.Availability.OUTSIDE:
            self.outside = versions.range_of(name)
            return False
        return found is not typeshed.Availability.UNLISTED or not versions.ranges


def _mapped(path: search_paths.SearchPath, mapping: dict[str, str], name: str) -> Iterator[_Candidate]:
    """Where an editable install that redirects single modules has `name`."""
    target = mapping.get(name)
    if target is not None:
        yield paths.parent(target), paths.name(target), path, False
    elif any(each.startswith(f"{name}.") for each in mapping):
        yield "", "", path, False  # a package without a folder of its own
