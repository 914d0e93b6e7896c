"""Import `lsprotocol.types` with each of its classes finished at first use.

In:  nothing. Out: whether it was done; the module is in `sys.modules` either way.
Why: the module defines over 550 attrs classes, and attrs writes and compiles methods for each: some
200 ms. A session uses about a hundred of them.
Always
  - a class that has been used is what the plain import makes: fields, signature, equality, JSON
    (a test compares all of them); only its instances have a `__dict__`;
  - nobody else's use of attrs is touched;
  - if the module no longer looks as expected, it is imported plainly.
Method: the module runs with an `attrs` of its own, whose `define` leaves marks in place of what it
would have made. The first look at a mark runs the real `attrs.define` on the class, in place.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import linecache
import sys
import threading
import types
import typing

import attrs

_MODULE = "lsprotocol.types"
_HOOKS = "lsprotocol._hooks"
_RESOLVED = "_resolved_forward_references"
_lock = threading.RLock()


class _Mark:
    """Stands for a class attribute that is made at the first look at it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> object:
        with _lock:
            for cls in owner.__mro__:
                if cls.__dict__.get(self._name) is self:
                    _finish(cls)
        return getattr(owner if instance is None else instance, self._name)


# A new instance looks at the first, a question about the fields at the second.
_MARKS = {name: _Mark(name) for name in ("__init__", "__attrs_attrs__")}


def _mark(cls: type) -> type:
    for name, mark in _MARKS.items():
        setattr(cls, name, mark)
    return cls


def _finish(cls: type) -> None:
    # Types are resolved first: attrs reads them once, and other threads must not see them unresolved.
    cls.__annotations__ = typing.get_type_hints(cls)
    attrs.define(cls, slots=False, init=True)
    _slim(cls)


def _slim(cls: type) -> None:
    """Let go of what attrs keeps for each class beside the class, 30 kB: a copy of the module's names, which the
    generated methods do not use, and their source for debuggers."""
    made: types.FunctionType = vars(cls)["__init__"]
    names = made.__globals__
    module = vars(sys.modules[_MODULE])
    kept = {name: value for name, value in names.items() if name not in module or name == "__builtins__"}
    names.clear()
    names.update(kept)
    linecache.cache.pop(made.__code__.co_filename, None)


class _Attrs:
    """What the module finds when it imports attrs."""

    define = staticmethod(_mark)
    field = staticmethod(attrs.field)
    validators = attrs.validators


def _import(name: str, *rest: typing.Any) -> object:  # reason: the signature of __import__
    return _Attrs if name == "attrs" else builtins.__import__(name, *rest)


def load() -> bool:
    """Import the module; False if it was there already or had to be imported plainly."""
    if _MODULE in sys.modules:
        return False
    try:
        _load()
    except Exception:  # whatever it is: the plain import stays right
        for name in (_MODULE, _HOOKS):
            sys.modules.pop(name, None)
        importlib.import_module(_MODULE)
        return False
    return True


def _load() -> None:
    package = importlib.import_module("lsprotocol")
    spec = importlib.util.find_spec(_MODULE)
    if spec is None or spec.loader is None:
        raise ImportError(_MODULE)
    module = importlib.util.module_from_spec(spec)
    private = types.ModuleType("builtins")
    vars(private).update(vars(builtins), __import__=_import)
    vars(module)["__builtins__"] = vars(private)
    sys.modules[_MODULE] = module
    spec.loader.exec_module(module)
    package.types = module  # type: ignore[attr-defined]  # what an import statement would have set
    if not module.ALL_TYPES_MAP or "__init__" not in vars(module.Position):
        raise ImportError("lsprotocol.types has changed")
    hooks = vars(importlib.import_module(_HOOKS))
    if _RESOLVED not in hooks:
        raise ImportError("lsprotocol._hooks has changed")
    hooks[_RESOLVED] = True  # it would look at every class; `_finish` does its work
