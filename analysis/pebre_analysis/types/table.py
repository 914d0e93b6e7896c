"""Where interned values live: one object per content, for as long as somebody holds it.

In:  classes derived from `Part`, whose annotations name their fields in order of construction.
Out: entries for plain dictionaries; a dead value removes its own entry.
Always: `Part` objects are compared by identity and never changed after they were made.
Does not know: what the values mean.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar
from weakref import ref

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
    """Common base of all values here. `durable`: every class in it comes from a file that cannot change."""

    __slots__ = ("__weakref__", "durable")

    durable: bool
    fields: ClassVar[tuple[str, ...]] = ()  # in the order of construction

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(cls.__annotations__) if cls.__slots__ else ()

    def __init__(self, *values: object) -> None:
        for name, value in zip(self.fields, values, strict=True):
            setattr(self, name, value)
        self.durable = _is_durable(values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.fields)})"


def _is_durable(value: object) -> bool:
    if isinstance(value, Part):
        return value.durable
    if isinstance(value, tuple):
        return all(map(_is_durable, value))
    if value is None or isinstance(value, (str, int, bytes)):
        return True
    return bool(getattr(value, "is_frozen", False))  # a definition, module or file


def keep(table: dict[Any, Entry[_T]], key: object, made: _T) -> _T:  # keys of every shape
    entry: Entry[_T] = Entry(made, _forget)
    entry.key = key
    entry.table = table
    table[key] = entry
    return made
