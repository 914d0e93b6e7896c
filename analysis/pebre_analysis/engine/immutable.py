"""Proof that results do not change once they were returned (`Database(check_values=…)`).

The content of each result is hashed when it is stored, and again whenever a revision ends or `check_values` is asked.
A result that differs was altered by somebody who got it: an error that names the query.
Always
  - keys, cells, classes, functions and what else has an identity of its own count as themselves: they are not looked
    into. So do objects of the classes given as `atoms`: those that remember things found out about them.
Cost: a walk over everything that is held, per revision. For tests.
"""

from __future__ import annotations

import re
import types
import weakref
from collections import deque
from typing import Final

from pebre_analysis.engine import errors, memo, runtime

_PLAIN: Final = frozenset((str, int, float, bool, complex, bytes, type(None), type(...), type(NotImplemented)))
_THEMSELVES: Final = (
    memo.Keyed,
    memo.Edge,
    runtime.Runtime,
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.ModuleType,
    types.CodeType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    weakref.ReferenceType,
    re.Pattern,
)


class Checker:
    """The content of every result, as it was stored."""

    def __init__(self, atoms: tuple[type, ...] = ()) -> None:
        self._atoms = _THEMSELVES + atoms
        self._known: dict[memo.Memo, tuple[object, int]] = {}

    def note(self, each: memo.Memo) -> None:
        """`each` has a result."""
        if each.value is memo.NO_VALUE:
            self._known.pop(each, None)
            return
        known = self._known.get(each)
        if known is None or known[0] is not each.value:
            self._known[each] = (each.value, fingerprint(each.value, self._atoms))

    def check(self) -> int:
        """How many results were looked at. MutatedValueError for the first that was altered."""
        looked_at = 0
        for each, (value, known) in list(self._known.items()):
            if each.value is not value:
                del self._known[each]  # evicted, or its key is gone
                continue
            looked_at += 1
            if fingerprint(value, self._atoms) != known:
                raise errors.MutatedValueError(f"the result of {each.debug_name()} was altered after it was returned")
        return looked_at


def fingerprint(value: object, atoms: tuple[type, ...] = _THEMSELVES) -> int:
    """A hash of all that can be reached from a value; the same as long as nothing of it changes."""
    parts: list[object] = []
    add = parts.append
    numbers: dict[int, int] = {}
    waiting: deque[object] = deque((value,))
    while waiting:
        each = waiting.popleft()
        kind = type(each)
        add(kind)
        if kind in _PLAIN:
            add(each)
            continue
        known = numbers.setdefault(id(each), len(numbers))
        add(known)
        if known != len(numbers) - 1 or isinstance(each, atoms):
            add(id(each))
            continue
        inner = _content(each)
        add(len(inner))
        waiting.extend(inner)
    return hash(tuple(parts))


def _content(value: object) -> list[object]:
    found: list[object] = []
    if isinstance(value, dict):
        for key, each in value.items():
            found += (key, each)
    elif isinstance(value, tuple | list | set | frozenset | deque):
        found += value
    elif isinstance(value, bytearray):
        found.append(bytes(value))
    for cls in type(value).__mro__:
        own = vars(cls).get("__slots__", ())
        for name in (own,) if isinstance(own, str) else own:
            if name not in ("__weakref__", "__dict__"):
                found.append(getattr(value, _mangled(cls, name), None))
    found += [getattr(value, name) for name in getattr(type(value), "__struct_fields__", ())]
    for name, each in getattr(value, "__dict__", {}).items():
        found += (name, each)
    return found


def _mangled(cls: type, name: str) -> str:
    return f"_{cls.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
