"""The items of a JSON list in parts, with a comma between them. No part is empty; what is large is not copied."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def of(*parts: bytes) -> tuple[bytes, ...]:
    """Those of these that are not empty."""
    return tuple([part for part in parts if part])


def joined(parts: Sequence[bytes]) -> bytes:
    """What stands in the brackets of the list."""
    return b",".join(parts)


def with_commas(parts: Sequence[bytes]) -> list[bytes]:
    """The same, not joined yet."""
    found = [b","] * (2 * len(parts) - 1)
    found[::2] = parts
    return found


def same(one: Sequence[bytes], other: Sequence[bytes]) -> bool:
    """Whether the parts are the same list, wherever it is parted."""
    start, n, m = 0, len(one), len(other)
    while start < n and start < m and one[start] is other[start]:
        start += 1
    while n > start < m and one[n - 1] is other[m - 1]:
        n, m = n - 1, m - 1
    rest, others = one[start:n], other[start:m]
    if sum(map(len, rest)) + len(rest) != sum(map(len, others)) + len(others):
        return False
    return b",".join(rest) == b",".join(others)
