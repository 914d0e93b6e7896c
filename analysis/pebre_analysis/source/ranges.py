"""Places in text. Offsets are code points from the start of the file, everywhere in the analysis.

An offset counts what `len` and slicing of `str` count, so `text[range.start:range.end]` is the
text of a range. Lines, columns and the units of an editor appear only in `lines`.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from pebre_analysis.source import files

Offset: TypeAlias = int


class TextRange(msgspec.Struct, frozen=True, gc=False, order=True):
    """From `start` up to, not including, `end`; `start <= end`. Ordered by start, then end."""

    start: Offset
    end: Offset

    @property
    def length(self) -> int:
        return self.end - self.start

    def contains(self, offset: Offset) -> bool:
        """Whether the character at `offset` lies inside."""
        return self.start <= offset < self.end

    def covers(self, other: TextRange) -> bool:
        return self.start <= other.start and other.end <= self.end

    def shifted(self, delta: int) -> TextRange:
        return TextRange(self.start + delta, self.end + delta)

    def slice(self, text: str) -> str:
        return text[self.start : self.end]


class FileRange(msgspec.Struct, frozen=True, gc=False):
    """A range of one file. Files compare by identity."""

    file: files.File
    range: TextRange
