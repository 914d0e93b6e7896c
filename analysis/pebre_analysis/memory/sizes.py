"""Bytes of an object, and what it is made of.

In:  any object.
Out: how many bytes the allocator gave it, without what it names; and the objects it names.
Always
  - each class says once how to find its parts: containers by their kind, records and slotted classes
    by their fields. The cyclic garbage collector is not asked: it does not see untracked records;
  - a weak reference holds nothing; classes, functions and modules belong to the program, not to its data;
  - a class with parts that are not seen here (a foreign C type) counts by its own size alone.
Bytes are those of CPython's allocator: multiples of 16, and 16 more per block of the C library's
(over 512 bytes).
"""

from __future__ import annotations

import array
import collections
import enum
import functools
import itertools
import re
import threading
import types
from collections.abc import Callable, Iterable
from sys import getsizeof
from typing import Any, Final, TypeAlias

import msgspec

# Any: objects of every class are looked into.
Parts: TypeAlias = Callable[[Any], Iterable[Any]]

_SMALL: Final = 512  # bytes: the largest block of CPython's own allocator
_HEADER: Final = 16  # of a block of the C library, with what rounding adds on average


def shallow(value: object) -> int:
    """Bytes of the object itself, with what CPython keeps in front of it."""
    size = getsizeof(value)
    return (size + 15) & -16 if size <= _SMALL else ((size + 15) & -16) + _HEADER


# Objects of these classes are shared by the whole program or belong to no data.
OUTSIDE: Final = (
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.ModuleType,
    types.CodeType,
    types.NoneType,
    types.EllipsisType,
    types.NotImplementedType,
    types.MemberDescriptorType,
    types.GetSetDescriptorType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MappingProxyType,
    types.GenericAlias,
    bool,
    enum.Enum,
    property,
    classmethod,
    staticmethod,
    functools._lru_cache_wrapper,
    threading.Thread,
    re.Pattern,
)


def _none(value: object) -> tuple[()]:
    return ()


def _of_dict(value: dict[Any, Any]) -> Iterable[Any]:
    return [*value, *value.values()]


def _itself(value: Iterable[Any]) -> Iterable[Any]:
    return value


def _of_partial(value: functools.partial[Any]) -> Iterable[Any]:
    return (value.func, value.args, value.keywords)


def _of_method(value: types.MethodType) -> Iterable[Any]:
    return (value.__self__,)


_KNOWN: Final[dict[type, Parts]] = {
    **dict.fromkeys((str, bytes, int, float, complex, array.array, bytearray, range, object), _none),
    **dict.fromkeys((tuple, list, set, frozenset, collections.deque), _itself),
    **dict.fromkeys((dict, collections.OrderedDict, collections.defaultdict, collections.Counter), _of_dict),
    functools.partial: _of_partial,
    types.MethodType: _of_method,
}
_BASES: Final = tuple(_KNOWN)


def parts_of(cls: type) -> Parts | None:
    """How objects of a class name their parts; None if they are outside of what is counted."""
    if issubclass(cls, OUTSIDE):
        return None
    known = _KNOWN.get(cls)
    if known is not None:
        return known
    own = _fields(cls)
    holds_dict = bool(cls.__dictoffset__)
    inherited = next((_KNOWN[base] for base in cls.__mro__ if base in _KNOWN and base is not object), None)
    if inherited in (None, _none) and not holds_dict:
        return own
    return functools.partial(_all_parts, own, inherited or _none, holds_dict)


def _all_parts(own: Parts, inherited: Parts, holds_dict: bool, value: object) -> Iterable[Any]:
    attributes = (vars(value),) if holds_dict else ()
    return itertools.chain(own(value), inherited(value), attributes)


def _fields(cls: type) -> Parts:
    """What stands in the slots of an object, those of its bases included."""
    if issubclass(cls, msgspec.Struct):
        names = cls.__struct_fields__
        return lambda value: [getattr(value, name) for name in names]
    getters = [
        member.__get__
        for base in cls.__mro__
        for member in vars(base).values()
        if isinstance(member, types.MemberDescriptorType)
    ]
    if not getters:
        return _none

    def read(value: object) -> list[Any]:
        try:
            return [get(value) for get in getters]
        except AttributeError:  # a slot that is not filled yet
            return [found for get in getters if (found := _get(get, value)) is not None]

    return read


def _get(get: Callable[[Any], Any], value: object) -> object:
    try:
        return get(value)
    except AttributeError:
        return None
