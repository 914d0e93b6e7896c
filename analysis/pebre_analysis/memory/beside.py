"""What the process took beside what a report counts: imported code, and room that the allocators hold free.

Out: (what, bytes), largest first. What the interpreter or the C library does not tell is left out.
Always: nothing that a row of the report counts is counted here: of instances only those of other packages are looked
into, which are the parser's tables.
Cost: about 1 µs for each of the 300,000 objects that imported code is made of; for people who ask, not for each answer.
"""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Collection

_OURS = "pebre_"


def of(loaded_before: Collection[str], free_room: tuple[int, int]) -> list[tuple[str, int]]:
    """What there is, but for the modules with these names, which were there before. `free_room` of `process`."""
    names = {name for name in list(sys.modules) if name not in loaded_before}
    found = {f"code of {len(names)} modules, and their tables": _modules(names)}
    found["free room of the interpreter's allocator"], found["free room of the C library"] = free_room
    return sorted([each for each in found.items() if each[1]], key=lambda each: -each[1])


def _modules(names: Collection[str]) -> int:
    """Bytes of what modules are made of: code, classes, texts."""
    wanted = [vars(module) for name in names if isinstance(module := sys.modules.get(name), types.ModuleType)]
    seen = {id(vars(module)) for module in list(sys.modules.values()) if isinstance(module, types.ModuleType)}
    waiting: list[object] = list(wanted)
    size = 0
    while waiting:
        each = waiting.pop()
        size += sys.getsizeof(each)
        for below in gc.get_referents(each):
            if id(below) not in seen and not _is_elsewhere(below, names):
                seen.add(id(below))
                waiting.append(below)
    return size


def _is_elsewhere(value: object, names: Collection[str]) -> bool:
    """Whether an object is no part of these modules: of another one, or data."""
    cls = type(value)
    if cls is types.ModuleType:
        return True
    if isinstance(value, type | types.FunctionType):
        return value.__module__ not in names
    return (getattr(cls, "__module__", None) or "").startswith(_OURS)
