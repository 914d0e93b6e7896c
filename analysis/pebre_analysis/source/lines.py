"""Offset ↔ line and column, in the units of editors.

A line ends at LF, CRLF or CR, and at nothing else: a form feed, U+2028 and the like stand inside a
line. Lines and columns count from 0. An offset counts code points from the start of the text; a
column counts units of an `Encoding` from the start of its line.

Always
  - every question has an answer: what lies past the end of a line is its end (before the line
    break), what lies past the last line is the end of the text, what is negative is the start, and
    a column inside a character (a surrogate pair, bytes of one character) is the character's start;
  - for an offset that is not inside a CRLF, `offset(*position(o, e), e) == o` in every encoding;
  - text of ASCII only costs no encoding; other text costs its line.
"""

from __future__ import annotations

import bisect
import enum
import itertools
import re
from typing import Final

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_plus_one = (1).__add__


class Encoding(enum.Enum):
    """What a column counts. Values are the names the protocol uses."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"  # code points


_UTF8: Final = Encoding.UTF8
_UTF16: Final = Encoding.UTF16


def line_starts(text: str) -> list[int]:
    """Offset of the first character of each line; the first is 0, so there is always one line."""
    if "\r" in text:
        # Same length, and only the last character of each break is a line feed.
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    lengths = map(_plus_one, map(len, text.split("\n")))
    starts = list(itertools.accumulate(lengths, initial=0))
    starts.pop()
    return starts


def width(text: str, encoding: Encoding) -> int:
    """How many units `text` takes."""
    if encoding is _UTF16:
        return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) >> 1
    if encoding is _UTF8:
        return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return len(text)


def prefix_length(line: str, column: int, encoding: Encoding) -> int:
    """How many characters of `line` lie before `column`, which is at least 0."""
    if encoding is Encoding.UTF32 or line.isascii():
        return min(column, len(line))
    if encoding is _UTF8:
        data = line.encode("utf-8", "surrogatepass")
        if column >= len(data):
            return len(line)
        while data[column] & 0xC0 == 0x80:
            column -= 1
        return len(data[:column].decode("utf-8", "surrogatepass"))
    data = line.encode("utf-16-le", "surrogatepass")
    if column >= len(data) >> 1:
        return len(line)
    if len(data) == 2 * len(line):
        return column
    if _SURROGATE.search(line):
        # Two lone surrogates side by side look like one character when they are decoded again.
        return _prefix_by_character(line, column)
    if 0xDC <= data[2 * column + 1] <= 0xDF:
        column -= 1
    return len(data[: 2 * column].decode("utf-16-le"))


def _prefix_by_character(line: str, column: int) -> int:
    for i, character in enumerate(line):
        column -= 2 if character > "\uffff" else 1
        if column < 0:
            return i
    return len(line)


class Lines:
    """A text with its lines. Subclasses say where lines start; conversions are here."""

    __slots__ = ()

    @property
    def text(self) -> str:
        raise AssertionError("a subclass answers this")

    @property
    def length(self) -> int:
        """Of the text."""
        raise AssertionError("a subclass answers this")

    @property
    def is_ascii(self) -> bool:
        """Whether the text is."""
        raise AssertionError("a subclass answers this")

    @property
    def n_lines(self) -> int:
        raise AssertionError("a subclass answers this")

    def part(self, start: int, end: int) -> str:
        """The text from one offset to another, neither of which is negative."""
        raise AssertionError("a subclass answers this")

    def line_start(self, line: int) -> int:
        """Offset of the first character of `line`, which must exist."""
        raise AssertionError("a subclass answers this")

    def line_at(self, offset: int) -> int:
        """The line that holds `offset`; a line break belongs to the line it ends."""
        raise AssertionError("a subclass answers this")

    def line_end(self, line: int) -> int:
        """Offset behind the last character of `line`, before its line break."""
        if line + 1 >= self.n_lines:
            return self.length
        end = self.line_start(line + 1)
        return end - 2 if self._is_pair(end - 2) else end - 1

    def line_text(self, line: int) -> str:
        """The text of `line` without its line break."""
        return self.part(self.line_start(line), self.line_end(line))

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """(line, column) of an offset."""
        offset = min(max(offset, 0), self.length)
        line = self.line_at(offset)
        start = self.line_start(line)
        if self._is_pair(offset - 1):
            offset -= 1
        if self.is_ascii:
            return line, offset - start
        return line, width(self.part(start, offset), encoding)

    def offset(self, line: int, column: int, encoding: Encoding) -> int:
        """The offset of a line and column."""
        if line < 0:
            return 0
        if line >= self.n_lines:
            return self.length
        start = self.line_start(line)
        end = self.line_end(line)
        if column <= 0:
            return start
        if self.is_ascii:
            return min(start + column, end)
        return start + prefix_length(self.part(start, end), column, encoding)

    def _is_pair(self, offset: int) -> bool:
        """Whether CR and LF stand there."""
        return offset >= 0 and self.part(offset, offset + 2) == "\r\n"


class LineIndex(Lines):
    """The lines of a text that does not change. Equal when the texts are equal."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = line_starts(text)

    @property
    def text(self) -> str:
        return self._text

    @property
    def length(self) -> int:
        return len(self._text)

    @property
    def is_ascii(self) -> bool:
        return self._text.isascii()

    def part(self, start: int, end: int) -> str:
        return self._text[start:end]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LineIndex):
            return NotImplemented
        return self._text == other._text

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    @property
    def n_lines(self) -> int:
        return len(self._starts)

    def line_start(self, line: int) -> int:
        return self._starts[line]

    def line_at(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1
