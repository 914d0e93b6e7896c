"""Where interned values live: one object per content, for as long as somebody holds it.

In:  classes derived from `Part`, whose annotations name their fields in order of construction.
Out: entries for plain dictionaries; a dead value removes its own entry.
Always: `Part` objects are compared by identity and never changed after they were made; each knows its size and
depth, by which whoever makes larger ones can stop (`are_large`): most work on a value takes time in its size.
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

    __slots__ = ("__weakref__", "depth", "durable", "generic", "size")

    durable: bool
    generic: bool  # a type variable occurs in it
    size: int  # how many parts it has, itself included, each counted as often as it occurs
    depth: int  # how many of them stand inside each other
    always_generic: ClassVar[bool] = False
    fields: ClassVar[tuple[str, ...]] = ()  # in the order of construction

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(cls.__annotations__) if cls.__slots__ else ()

    def __init__(self, *values: object) -> None:
        durable_, generic = True, self.always_generic
        size, depth = 1, 0
        for name, value in zip(self.fields, values, strict=True):
            setattr(self, name, value)
            if value is None or value.__class__ in _PLAIN:
                continue
            if isinstance(value, Part):
                durable_ = durable_ and value.durable
                generic = generic or value.generic
                size += value.size
                if value.depth > depth:
                    depth = value.depth
            elif type(value) is tuple:
                for each in value:
                    if isinstance(each, Part):
                        durable_ = durable_ and each.durable
                        generic = generic or each.generic
                        size += each.size
                        if each.depth > depth:
                            depth = each.depth
                    else:
                        durable_ = durable_ and _is_durable(each)
                        generic = generic or _is_generic(each)
            else:
                durable_ = durable_ and _is_frozen(value)
        self.durable = durable_
        self.generic = generic
        self.size = size
        self.depth = depth + 1

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.fields)})"


MAX_SIZE: Final = 2048
MAX_DEPTH: Final = 128  # of types, `list[…]` counts as two: the instance and its class


_P = TypeVar("_P", bound=Part)


def are_large(parts: tuple[Part, ...]) -> bool:
    """Would what is made of these parts be larger than anything should be?"""
    size = 0
    for part in parts:
        size += part.size
        if part.depth > MAX_DEPTH:
            return True
    return size > MAX_SIZE


def cut(parts: tuple[_P, ...], instead: _P) -> tuple[_P, ...]:
    """The same with `instead` for those that make it too large."""
    share = MAX_SIZE // (2 * len(parts) or 1) + 1
    return tuple(instead if part.size > share or part.depth > MAX_DEPTH else part for part in parts)


def bounded(part: _P | None, instead: _P) -> _P | None:
    """The part itself, or `instead` where it alone is too large."""
    return instead if part is not None and are_large((part,)) else part


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


def compact(table: dict[Any, Any]) -> None:
    """Have a table as large as what is in it: it stays as large as it ever was while its entries go."""
    kept = dict(table)
    table.clear()
    table.update(kept)


def keep(table: dict[Any, Entry[_T]], key: object, made: _T) -> _T:  # keys of every shape
    entry: Entry[_T] = Entry(made, _forget)
    entry.key = key
    entry.table = table
    table[key] = entry
    return made
