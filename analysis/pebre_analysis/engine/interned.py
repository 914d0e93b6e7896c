"""Interned objects: equal fields, one object per database.

Fields are the `__slots__` of the subclass, in order, base classes first; they must be hashable and never change.
Always
  - while anybody holds an interned object, interning equal fields gives this very object;
  - when nobody does, it is freed with its memos. Memos of others that read through it hold it.
Fields equal but of different type (`1`, `True`, `1.0`) are different, also inside tuples.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from typing import Any, ClassVar, Final, Self

from pebre_analysis.engine import events, memo, misuse, runtime

_DISPLAY_DEPTH: Final = 4  # of fields inside fields in a debug name
_CONFUSABLE: Final = re.compile(r"\b(?:int|bool|float|complex|object|Any|Hashable)\b|^$")


class _Entry(weakref.ref[memo.Keyed]):
    """A place in a table of interned objects. Removes itself when its object is gone."""

    __slots__ = ("fields", "table")

    fields: tuple[object, ...]
    table: dict[tuple[object, ...], weakref.ref[memo.Keyed]]


def _remove(entry: weakref.ref[memo.Keyed]) -> None:
    if isinstance(entry, _Entry) and entry.table.get(entry.fields) is entry:
        del entry.table[entry.fields]


class Interned(memo.Keyed):
    """Base of interned objects. Made by `intern` only."""

    __slots__ = ("_entry",)

    field_names: ClassVar[tuple[str, ...]] = ()
    _setters: ClassVar[tuple[Any, ...]] = ()  # Any: slot descriptors' bound setters have no common static type
    _typed: ClassVar[bool] = False

    _entry: _Entry

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        own = vars(cls)["__slots__"]
        names = (own,) if isinstance(own, str) else tuple(own)
        if "__init__" in vars(cls):
            raise TypeError(f"{cls.__name__} has an __init__, which is never called: `intern` sets the fields")
        cls.field_names = cls.field_names + names
        cls._setters = tuple(getattr(cls, name).__set__ for name in cls.field_names)
        annotations: dict[str, object] = {}
        for base in reversed(cls.__mro__):
            annotations.update(vars(base).get("__annotations__", {}))
        misuse.check_fields(cls, annotations, names)
        cls._typed = any(_CONFUSABLE.search(_text(annotations.get(name, ""))) for name in cls.field_names)

    @classmethod
    def intern(cls, db: runtime.Runtime, *fields: object) -> Self:
        """The one object of this class with these fields."""
        try:
            table = db.interned.get(cls)
        except AttributeError:
            raise TypeError(f"{cls.__name__}.intern takes a database first, not {type(db).__name__}") from None
        if table is None:
            table = db.interned[cls] = {}
        key = (fields, _shape(fields)) if cls._typed else fields
        entry = table.get(key)
        if entry is not None:
            found = entry()
            if found is not None:
                return found  # type: ignore[return-value]  # the table of `cls` holds nothing else
        setters = cls._setters
        if len(fields) != len(setters):
            raise TypeError(f"{cls.__name__} has {len(setters)} fields, {len(fields)} given")
        made = cls.__new__(cls)
        memo.set_memos(made, cls.blank_memos)
        for setter, value in zip(setters, fields, strict=True):
            setter(made, value)
        new = _Entry(made, _remove)
        new.fields = key
        new.table = table
        _set_entry(made, new)
        table[key] = new
        if db.listeners:
            db.emit(events.DidIntern(made))
        return made

    def __init__(self, *fields: object, **named: object) -> None:
        raise TypeError(f"{type(self).__name__} is interned: make it by {type(self).__name__}.intern(db, …)")

    def __setattr__(self, name: str, value: object) -> None:
        raise TypeError(f"{type(self).__name__}.{name}: interned objects never change")

    def fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.field_names)

    def debug_name(self) -> str:
        return ", ".join(_display(value, _DISPLAY_DEPTH) for value in self.fields())

    def name_path(self) -> str:
        parts: list[str] = []
        waiting: list[object] = [self]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Interned):
                value = (type(value).__qualname__, *value.fields())
            if type(value) is tuple:
                parts.append(f"({len(value)}")
                waiting.extend(reversed(value))
            else:
                parts.append(value.name_path() if isinstance(value, memo.Keyed) else repr(value))
        return " ".join(parts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.debug_name()})"


_set_entry: Final[Callable[[Interned, _Entry], None]] = vars(Interned)["_entry"].__set__


def reference(key: memo.Keyed) -> memo.Keyed | weakref.ref[memo.Keyed]:
    """How a memo names its key: an interned one weakly."""
    return key._entry if isinstance(key, Interned) else key


def _display(value: object, depth: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Interned):
        if depth == 0:
            return "…"
        inner = ", ".join(_display(each, depth - 1) for each in value.fields())
        return f"{type(value).__name__}({inner})"
    if isinstance(value, memo.Keyed):
        return value.debug_name()
    if isinstance(value, tuple):
        if depth == 0:
            return "…"
        return "(" + ", ".join(_display(each, depth - 1) for each in value) + ")"
    return repr(value)


def _shape(value: object) -> object:
    """The types of the fields, through tuples."""
    if type(value) is tuple:
        return tuple([_shape(each) for each in value])
    return type(value)


def _text(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else repr(annotation)
