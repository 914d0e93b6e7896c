"""A text in blocks, which is put together when somebody asks for the whole of it.

In:  the strings that it is made of. Out: parts of it, its length, the whole.
Why: a key changes one block of a large text. Who reads around the edit alone costs no copy of the rest: 0.1 ms for
1 MB, and as much again for all that no longer is in the processor's cache.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence


class Text:
    """A text that never changes. Equal where the whole is."""

    __slots__ = ("_bases", "_blocks", "_whole", "length")

    def __init__(self, blocks: tuple[str, ...], bases: tuple[int, ...], whole: str | None = None) -> None:
        """`bases`: the offset at which each block begins; there is at least one."""
        self._blocks = blocks
        self._bases = bases
        self._whole = whole
        self.length = bases[-1] + len(blocks[-1])

    @property
    def whole(self) -> str:
        """All of it as one string, which is kept."""
        found = self._whole
        if found is None:
            found = self._whole = "".join(self._blocks)
        return found

    def part(self, start: int, end: int) -> str:
        """From one offset to another, neither of which is negative."""
        return part(self._blocks, self._bases, start, end)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        if self.length != other.length:
            return False
        if self._bases == other._bases:
            return self._blocks == other._blocks
        return self.whole == other.whole

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        return f"<Text of {self.length} characters>"


def of(text: Text | str) -> Text:
    """A string as a text of one block."""
    return Text((text,), (0,), text) if isinstance(text, str) else text


def part(blocks: Sequence[str], bases: Sequence[int], start: int, end: int) -> str:
    """From one offset to another of the text that these blocks, which begin at those offsets, are."""
    n = bisect.bisect_right(bases, start) - 1
    base = bases[n]
    block = blocks[n]
    if end - base <= len(block):
        return block[start - base : end - base]
    found = [block[start - base :]]
    for block, base in zip(blocks[n + 1 :], bases[n + 1 :], strict=True):
        if base >= end:
            break
        found.append(block[: end - base])
    return "".join(found)
