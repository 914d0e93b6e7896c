"""Where interned values live: one object per content, for as long as somebody holds it.

In:  classes derived from `Part`, whose annotations name their fields in order of construction.
Out: entries for plain dictionaries; a dead value removes its own entry.
Always: `Part` objects are compared by identity and never changed after they were made.
Does not know: what the values mean.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar
from weakref import ref

from pebre_analysis.engine import durability

_T = TypeVar("_T")


class Entry(ref[_T]):
    """An entry of a table; it removes itself when its type is gone."""

    __slots__ = ("key", "table")

    key: object
    table: dict[Any, Any]  # tables of every key and value type


def _forget(dead: Entry[Any]) -> None:
    if dead.table.get(dead.key) is dead:
        del dead.table[dead.key]


class Part:
    """Common base of interned values. `durable`: every class in it comes from a file that cannot change."""

    __slots__ = ("__weakref__", "durable", "generic")

    durable: bool
    generic: bool  # a type variable occurs in it
    always_generic: ClassVar[bool] = False
    fields: ClassVar[tuple[str, ...]] = ()  # in the order of construction

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(cls.__annotations__) if cls.__slots__ else ()

    def __init__(self, *values: object) -> None:
        durable_, generic = True, self.always_generic
        for name, value in zip(self.fields, values, strict=True):
            setattr(self, name, value)
            if value is None or value.__class__ in _PLAIN:
                continue
            if isinstance(value, Part):
                durable_ = durable_ and value.durable
                generic = generic or value.generic
            elif value.__class__ is tuple:
                durable_ = durable_ and _is_durable(value)
                generic = generic or _is_generic(value)
            else:
                durable_ = durable_ and _is_frozen(value)
        self.durable = durable_
        self.generic = generic

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.fields)})"


_PLAIN: Final = frozenset((str, int, bool, bytes))


def _is_durable(value: object) -> bool:
    if isinstance(value, Part):
        return value.durable
    if isinstance(value, tuple):
        return all(map(_is_durable, value))
    if value is None or isinstance(value, (str, int, bytes)):
        return True
    return _is_frozen(value)


def _is_frozen(key: Any) -> bool:  # a definition, symbol, module or file: what they share is duck-typed here
    """Does the file behind a key of the engine never change?"""
    scope = getattr(key, "region", key)
    scope = getattr(scope, "scope", scope)
    status = getattr(getattr(scope, "file", scope), "status", None)
    return status is not None and bool(status.durability == durability.FROZEN)


def _is_generic(value: object) -> bool:
    if isinstance(value, Part):
        return value.generic
    return isinstance(value, tuple) and any(map(_is_generic, value))


def keep(table: dict[Any, Entry[_T]], key: object, made: _T) -> _T:  # keys of every shape
    entry: Entry[_T] = Entry(made, _forget)
    entry.key = key
    entry.table = table
    table[key] = entry
    return made
