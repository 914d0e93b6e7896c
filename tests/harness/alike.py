"""Whether two structures of records are equal, and share what they hold in the same way."""

from array import array
from collections.abc import Container

import msgspec


def assert_alike(one: object, other: object, leave_out: Container[str] = ()) -> None:
    """Both are made of equal parts, and where the same record stands twice in one it does so in the other."""
    _compare(one, other, leave_out, {})


def _compare(one: object, other: object, leave_out: Container[str], seen: dict[int, object]) -> None:
    assert type(one) is type(other), f"{one!r} {other!r}"
    if isinstance(one, msgspec.Struct):
        if id(one) in seen:
            assert seen[id(one)] is other, f"{one!r} is shared"
            return
        seen[id(one)] = other
        for name in one.__struct_fields__:
            if name not in leave_out:
                _compare(getattr(one, name), getattr(other, name), leave_out, seen)
    elif isinstance(one, tuple) and isinstance(other, tuple):
        assert len(one) == len(other), f"{one!r} {other!r}"
        for a, b in zip(one, other, strict=True):
            _compare(a, b, leave_out, seen)
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other)
        for key in one:
            _compare(one[key], other[key], leave_out, seen)
    else:
        assert one == other
        if isinstance(one, array) and isinstance(other, array):
            assert one.typecode == other.typecode
