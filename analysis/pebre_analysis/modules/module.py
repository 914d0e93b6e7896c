"""What an import name leads to: a `Module`, or an `Unresolved` that says why not."""

from __future__ import annotations

import enum
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.modules import search_paths, typeshed
from pebre_analysis.source import files


class ModuleKind(enum.Enum):
    """What stands behind a module."""

    MODULE = "module"
    PACKAGE = "package"
    NAMESPACE = "namespace"  # folders without `__init__`; has no file
    COMPILED = "compiled"  # an extension module without a stub; has no file that can be read


class Place(msgspec.Struct, frozen=True, gc=False):
    """A folder in which modules are looked up, and the search path that led there.

    stubs_only: nothing but stubs counts in it, since at run time another place wins.
    """

    folder: str
    path: search_paths.SearchPath
    stubs_only: bool = False


class Module(msgspec.Struct, frozen=True, gc=False):
    """A module that was found. `places` are where its submodules are looked up, in order."""

    name: str
    kind: ModuleKind
    file: files.File | None
    search_path: search_paths.SearchPath
    places: tuple[Place, ...] = ()

    @property
    def is_package(self) -> bool:
        """Whether it may have submodules."""
        return bool(self.places)

    @property
    def is_stub(self) -> bool:
        return self.file is not None and self.file.is_stub

    @property
    def is_standard(self) -> bool:
        """Whether it belongs to the standard library."""
        kinds = search_paths.PathKind
        return self.search_path.kind in (kinds.STANDARD_STUBS, kinds.STANDARD_SOURCE)


class Reason(enum.Enum):
    """Why a name leads nowhere."""

    INVALID = "not a module name"
    NOT_FOUND = "not on any search path"
    NO_SUBMODULE = "the package has no such submodule"
    NOT_A_PACKAGE = "what it is looked up in is a module, not a package"
    VERSION = "the standard library has it only in other versions of Python"
    DYNAMIC = "the package decides at run time what it contains"  # nothing is wrong as far as we can see
    BEYOND_TOP = "the relative import leaves its package"


class Unresolved(msgspec.Struct, frozen=True, gc=False):
    """A module that was not found.

    missing: the shortest prefix of `name` that was not found.
    tried: the folders that were looked in for it, in order.
    versions: with Reason.VERSION, the first and last version that has it; the last is None if it is there to stay.
    """

    name: str
    reason: Reason
    missing: str
    tried: tuple[str, ...] = ()
    versions: tuple[typeshed.Version, typeshed.Version | None] | None = None


Resolution: TypeAlias = Module | Unresolved

# Compiled into the interpreter: no file of this name is ever imported instead.
BUILTIN: Final = frozenset(
    (
        "_abc",
        "_ast",
        "_codecs",
        "_collections",
        "_functools",
        "_imp",
        "_io",
        "_locale",
        "_operator",
        "_signal",
        "_sre",
        "_stat",
        "_string",
        "_symtable",
        "_thread",
        "_tokenize",
        "_tracemalloc",
        "_typing",
        "_warnings",
        "_weakref",
        "atexit",
        "builtins",
        "errno",
        "faulthandler",
        "gc",
        "itertools",
        "marshal",
        "nt",
        "posix",
        "pwd",
        "sys",
        "time",
        "winreg",
    )
)
