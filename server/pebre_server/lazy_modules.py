"""Import modules of the analysis when something of them is used.

What a first answer needs of a module is often its name only: a hover over a word uses two thirds of the modules that
stand in import statements on the way to it. From `install` on `from pebre_analysis.x import y` makes a module without
running it; the first look at one of its names does. (Python 3.15 has statements for this, PEP 810.)

Always
  - who looks at a name of a module finds what an import in the usual way would give, from any thread;
  - a module that could not be run is run again at the next look, and says again what is wrong;
  - packages, names of a package that are no file of it, and other ways to find modules are left to Python.
What is still to be run can be run ahead, a little at a time: `run_next`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from os import stat
from threading import RLock
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_lock = RLock()  # held while a module is run: others that look at one wait
_waiting: dict[str, LazyModule] = {}  # not run yet, oldest first
_running: set[str] = set()


class LazyModule(ModuleType):
    """A module that runs when one of its names is looked at, and is an ordinary module from then on."""

    def __getattribute__(self, name: str) -> Any:  # reason: whatever the module holds
        if not name.startswith("__"):  # what is asked of any module tells nothing of this one
            _run(self)
        return ModuleType.__getattribute__(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("__"):
            _run(self)
        ModuleType.__setattr__(self, name, value)


class _Loader(SourceFileLoader):
    """Makes modules that are run later."""

    def create_module(self, spec: ModuleSpec) -> LazyModule:
        return LazyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if isinstance(module, LazyModule):
            _waiting[module.__name__] = module

    def run(self, module: LazyModule) -> None:
        super().exec_module(module)


class _Finder:
    """Finds the modules of one package and of those in it."""

    def __init__(self, package: str) -> None:
        self._prefix = f"{package}."

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if not path or not name.startswith(self._prefix):
            return None
        file = f"{path[0]}/{name.rpartition('.')[2]}.py"
        try:
            stat(file)
        except OSError:
            return None  # a package, or nothing
        spec = ModuleSpec(name, _Loader(name, file), origin=file)
        spec.has_location = True
        return spec


def install(package: str) -> None:
    """From now on modules of this package are run when they are used."""
    sys.meta_path.insert(0, _Finder(package))


def run(name: str) -> None:
    """Import a module and run it now."""
    module = import_module(name)
    if isinstance(module, LazyModule):
        _run(module)


def run_next() -> bool:
    """Run one of those modules that were imported and not used; whether there are more."""
    for module in list(_waiting.values())[:1]:
        _run(module)
    return bool(_waiting)


def _run(module: LazyModule) -> None:
    with _lock:
        _run_one(module)


def _run_one(module: LazyModule) -> None:
    name = module.__name__
    if module.__class__ is not LazyModule or name in _running:
        return
    _running.add(name)
    try:
        spec = module.__spec__
        assert spec is not None
        loader = spec.loader
        assert isinstance(loader, _Loader)
        loader.run(module)
        module.__class__ = ModuleType  # type: ignore[assignment]  # what it is from now on
        _waiting.pop(name, None)
    finally:
        _running.discard(name)
