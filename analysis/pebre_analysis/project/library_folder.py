"""The public names of one folder of libraries.

In:  a System, a search path. Out: `Offer`s: a module and a name of it, or a module itself.
Always
  - names are those that `importable.names_of` sees in texts;
  - modules that are private or lie deeper than four levels are left out, and so is what comes after MAX_FILES;
  - who is stopped goes on from there.
Cost: 0.1 s of CPU for the standard library; 1.3 s for 4,300 files of others, 0.3 s for one name of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.modules import names, search_paths
from pebre_analysis.project import files as project_files
from pebre_analysis.project import importable
from pebre_analysis.source import paths, read_error, system

Place: TypeAlias = tuple[search_paths.SearchPath, system.Stat]
Shown: TypeAlias = tuple[str, list[str]]  # a module, and the names that it gives

MAX_FILES: Final = 4_000
_DEEPEST: Final = 4  # levels of modules below a folder of libraries
_LEFT_OUT: Final = frozenset(
    ("test", "tests", "testing", "lib2to3", "distutils", "idlelib", "this", "antigravity", "typeshed")
)
_STAR: Final = re.compile(rb"import[\s(]+\*")  # what such a module gives stands in another one


class Offer(msgspec.Struct, frozen=True, gc=False):
    """`name` of a module; with an empty name the module itself. `group`: 0 of the project, 1 standard, 2 installed.
    `is_module`: what is called so lies in a file of its own, which not every version of Python has."""

    module: str
    name: str
    group: int
    is_module: bool = False


class Folder:
    """The modules of one folder of libraries. `only`: names; what holds none of them gives nothing."""

    def __init__(self, on: system.System, path: search_paths.SearchPath, only: Iterable[str] = ()) -> None:
        self.on = on
        self.path = path
        self._only = [re.compile(rb"%s(?!\w)(?<!\w%s)" % (each, each)) for each in map(_encoded, only)]
        self.found: dict[str, importable.Names] = {}
        self._of_file: dict[str, importable.Names] = {}  # by path: what was read stays when reading is stopped

    def shown(self, check: Callable[[], None]) -> Iterator[Shown]:
        """Every public module with its public names."""
        self._read(check)
        for module in self.found:
            if all(_is_wanted(part, 1) for part in module.split(".")):
                yield module, self._public(module)

    def _read(self, check: Callable[[], None]) -> None:
        self.found = {}
        pending = [(self.path.folder, "", 0)]
        n_files = 0
        while pending and n_files < MAX_FILES:
            check()
            folder, prefix, depth = pending.pop(0)
            entries = self.on.list_dir(folder)
            if isinstance(entries, read_error.ReadError):
                continue
            here = {name for name, _ in entries}
            for name, kind in entries:
                stem, dot, suffix = name.partition(".")
                if kind is system.Kind.DIRECTORY and not dot and _is_wanted(stem.removesuffix("-stubs"), depth):
                    if depth < _DEEPEST and name not in project_files.SKIPPED:
                        pending.append((paths.join(folder, name), f"{prefix}{stem.removesuffix('-stubs')}.", depth + 1))
                elif kind is system.Kind.FILE and suffix in ("py", "pyi"):
                    is_package = stem == "__init__" and bool(prefix)
                    if (suffix == "py" and f"{stem}.pyi" in here) or not (is_package or stem.isidentifier()):
                        continue
                    n_files += 1
                    path = paths.join(folder, name)
                    names = self._of_file.get(path)
                    if names is None:
                        if not n_files % 16:
                            check()
                        names = self._names_of(path, is_stub=suffix == "pyi", is_package=is_package)
                        self._of_file[path] = names
                    self.found.setdefault(prefix[:-1] if is_package else prefix + stem, names)

    def _names_of(self, path: str, *, is_stub: bool, is_package: bool) -> importable.Names:
        content = self.on.read_bytes(path)
        if not isinstance(content, bytes):
            return importable.NOTHING
        if self._only and not any(name.search(content) for name in self._only) and _STAR.search(content) is None:
            return importable.NOTHING
        return importable.names_of(content.decode("utf-8", "replace"), is_stub=is_stub, is_package=is_package)

    def _public(self, module: str) -> list[str]:
        return [name for name in importable.seen_in(self.found, module) if not name.startswith("_")]


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _is_wanted(part: str, depth: int) -> bool:
    """Whether modules of this name are offered; at the top, only those that can be imported at all."""
    if depth and part.startswith("_"):
        return False
    return part.isidentifier() and part not in _LEFT_OUT and names.is_plain(part)


def offers(of: search_paths.SearchPath, shown: Iterable[Shown]) -> Iterator[Offer]:
    """What a folder offers that shows this: every name, and the modules themselves."""
    group = 1 if of.kind is search_paths.PathKind.STANDARD_STUBS else 2
    for module, found in shown:
        for name in found:
            yield Offer(module, name, group)
        package, _, last = module.rpartition(".")
        if package:
            yield Offer(package, last, group, is_module=True)
