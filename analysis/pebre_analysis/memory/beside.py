"""What a process took beside its data: imported code, pages of libraries, and room that the allocators hold free.

In:  a `Base`: what the process was before anything was imported; the account of its data.
Out: rows for the code, by package, of what no row of the data counts; and (what, bytes) of what is in no row at all.
What the interpreter or the C library does not tell is left out.
Cost: about 1 µs for each of the 100,000 objects that imported code is made of; for people who ask, not for each answer.
"""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

from pebre_analysis.memory import account as accounts
from pebre_analysis.memory import process, sizes

STANDARD: Final = "standard library"
_STEP: Final = 10_000  # objects between two looks at whether to stop
_TRACKED: Final = 1 << 14  # of the flags of a class: the garbage collector knows what its objects hold
_CODE: Final = ("co_consts", "co_names", "co_linetable", "co_exceptiontable", "co_filename", "co_name", "co_qualname")


class Base(NamedTuple):
    """Bytes of the process and of the pages of files among them, and names of its modules, at the start."""

    resident: int
    mapped: int
    modules: Collection[str]


def base(statm: bytes, modules: Collection[str]) -> Base | None:
    """From what the system said at the start; None if it said nothing."""
    resident, mapped = process.pages(statm)
    return Base(resident, mapped, modules) if resident else None


def room(of: Base) -> tuple[tuple[str, int], ...]:
    """What is neither data nor code, largest first."""
    interpreter, library = process.free_room()
    found = {
        "pages of libraries": max(0, process.mapped() - of.mapped),
        "free room of the interpreter's allocator": interpreter,
        "free room of the C library": library,
    }
    return tuple(sorted([each for each in found.items() if each[1]], key=lambda each: -each[1]))


def code(
    account: accounts.Account, loaded_before: Collection[str], check: Callable[[], object] = lambda: None
) -> list[accounts.Row]:
    """Rows for the code of all modules but those, by package: functions, classes, and what modules hold beside.

    What the account has counted is not counted again. `check` is called now and then, and may raise.
    """
    modules = {name: each for name, each in list(sys.modules.items()) if isinstance(each, types.ModuleType)}
    packages: dict[str, list[str]] = {}
    for name in sorted(modules):
        if name not in loaded_before:
            packages.setdefault(_package(name), []).append(name)
    account.leave_out([vars(each) for name, each in modules.items() if name in loaded_before])
    return [
        accounts.Row("table", f"code.{package}", len(names), len(names), 0, _bytes(account, modules, names, check))
        for package, names in packages.items()
    ]


def _package(name: str) -> str:
    top = name.partition(".")[0]
    return STANDARD if top in sys.stdlib_module_names else top


def _bytes(
    account: accounts.Account,
    modules: dict[str, types.ModuleType],
    names: Sequence[str],
    check: Callable[[], object],
) -> int:
    """What some modules are made of; functions and classes that others have defined are theirs."""
    others = modules.keys() - set(names)
    waiting: list[Any] = [vars(modules[name]) for name in names]
    size = n = 0
    while waiting:
        each = waiting.pop()
        if _is_elsewhere(each, others) or not account.once(each):
            continue
        n += 1
        if n % _STEP == 0:
            check()
        size += sizes.shallow(each)
        if isinstance(each, types.CodeType):
            size += sizes.shallow(each.co_varnames)  # stands in a tuple of names that is not shown itself
        waiting.extend(_parts(each))
    return size


def _is_elsewhere(value: object, others: Collection[str]) -> bool:
    """Whether an object is no part of what is looked at: a module, or defined by one of the others."""
    if isinstance(value, types.ModuleType):
        return True
    return isinstance(value, type | types.FunctionType) and value.__module__ in others


def _parts(value: Any) -> Iterable[Any]:
    """What an object holds: mostly as the garbage collector says, which knows neither code nor all records."""
    cls = type(value)
    if cls is types.CodeType:
        return [getattr(value, name) for name in _CODE]
    find = gc.get_referents if cls.__flags__ & _TRACKED else sizes.parts_of(cls)
    return find(value) if find else ()
