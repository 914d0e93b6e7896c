"""The lines of a text that is edited: what an editor's document store keeps per document.

In:  edits as (start, end, new text), offsets in code points of the text before the edit.
Out: the same answers as a fresh `lines.LineIndex` over the edited text; and how it came from the text that was given
out last, so that nobody need compare the two.
Cost of an edit: the edit, its own block of lines, and one addition per block: 20 µs in 1 MB.
Method: lines stand in blocks of about 512, each with its text, and line starts relative to where the block begins. The
text is cut only when it is edited for the first time: until then it is held once, by all who have it.
"""

from __future__ import annotations

import bisect
from array import array
from typing import Final, NamedTuple, TypeAlias

from pebre_analysis.source import blocks, lines

_Range: TypeAlias = tuple[int, int, int]  # start, end in the old text, end in the new one

_BLOCK: Final = 512
_SMALL: Final = 128


class Edit(NamedTuple):
    """`old[:start] + new[start:new_end] + old[old_end:]` is `new`."""

    old: blocks.Text
    new: blocks.Text
    start: int
    old_end: int
    new_end: int

    def after(self, first: Edit | None) -> Edit:
        """Both as one; this one alone if the other does not lead to it."""
        if first is None or first.new is not self.old:
            return self
        return Edit(first.old, self.new, *_both(first[2:], self[2:]))


class LineTable(lines.Lines):
    """A text and its lines, changed in place by `edit`."""

    __slots__ = ("_bases", "_blocks", "_firsts", "_given", "_n_lines", "_now", "_range", "_texts")

    def __init__(self, text: str) -> None:
        self._given: blocks.Text | None = None  # the text that was given out last
        self._range: _Range | None = None  # where the present one differs from it
        self._now: blocks.Text | None = blocks.of(text)  # the present text, if somebody asked for it
        starts = lines.line_starts(text)
        self._n_lines = len(starts)
        self._blocks: list[array[int]] = []  # line starts relative to the block's base; the first is 0
        self._bases: list[int] = []  # offset where the block begins
        self._firsts: list[int] = []  # number of the block's first line
        self._texts: list[str] = []  # of the blocks; empty until the first edit
        for first in range(0, len(starts), _BLOCK):
            base = starts[first]
            self._firsts.append(first)
            self._bases.append(base)
            self._blocks.append(array("q", [start - base for start in starts[first : first + _BLOCK]]))

    @property
    def text(self) -> str:
        return self._present().whole

    @property
    def length(self) -> int:
        return self._bases[-1] + len(self._texts[-1]) if self._texts else self._present().length

    @property
    def is_ascii(self) -> bool:
        return all(map(str.isascii, self._texts or (self.text,)))

    def part(self, start: int, end: int) -> str:
        if not self._texts:
            return self._present().part(start, end)
        return blocks.part(self._texts, self._bases, start, end)

    def _cut(self) -> None:
        """Give each block its text."""
        text, bases = self.text, self._bases
        self._texts = [text[base:end] for base, end in zip(bases, [*bases[1:], len(text)], strict=True)]

    def _present(self) -> blocks.Text:
        found = self._now
        if found is None:
            found = self._now = blocks.Text(tuple(self._texts), tuple(self._bases))
        return found

    def give(self) -> tuple[blocks.Text, Edit | None]:
        """The text, and how it came from the one of the last time, if it was not equal."""
        text, last, range_ = self._present(), self._given, self._range
        self._given, self._range = text, None
        return text, None if last is None or range_ is None else Edit(last, text, *range_)

    @property
    def n_lines(self) -> int:
        return self._n_lines

    def line_start(self, line: int) -> int:
        block = bisect.bisect_right(self._firsts, line) - 1
        return self._bases[block] + self._blocks[block][line - self._firsts[block]]

    def line_at(self, offset: int) -> int:
        block = bisect.bisect_right(self._bases, offset) - 1
        inside = bisect.bisect_right(self._blocks[block], offset - self._bases[block]) - 1
        return self._firsts[block] + inside

    def edit(self, start: int, end: int, new_text: str) -> None:
        """Replace `text[start:end]`. Offsets outside the text are clamped, and swapped if inverted."""
        if not self._texts:
            self._cut()
        n_old = self.length
        start = min(max(start, 0), n_old)
        end = min(max(end, 0), n_old)
        if start > end:
            start, end = end, start
        range_ = start, end, start + len(new_text)
        self._range = range_ if self._range is None else _both(self._range, range_)
        if start == end and self._insert_in_line(start, new_text):
            return
        # The lines to look at again: a CR just before the edit or an LF just behind it may join or
        # part, so one character more on each side. What follows starts behind an unchanged break.
        first = self.line_at(max(start - 1, 0))
        last = self.line_at(min(end + 1, n_old))
        begin = self.line_start(first)
        stop = self.line_start(last + 1) if last + 1 < self._n_lines else n_old
        found = lines.line_starts(self.part(begin, start) + new_text + self.part(end, stop))
        if last + 1 < self._n_lines:
            found.pop()  # the line behind the break that ends the region: it is line `last + 1`
        self._splice(first, last, begin, found, start, end, new_text)

    def _insert_in_line(self, at: int, new_text: str) -> bool:
        """Put in text that breaks no line: what is typed, mostly. False if it could make or part a line break."""
        if "\n" in new_text or "\r" in new_text:
            return False
        delta = len(new_text)
        bases = self._bases
        n = bisect.bisect_right(bases, at) - 1
        text = self._texts[n]
        at -= bases[n]
        if at and text[at : at + 1] == "\n" and text[at - 1] == "\r":
            return False
        self._texts[n] = text[:at] + new_text + text[at:]
        self._now = None
        starts = self._blocks[n]
        inside = bisect.bisect_right(starts, at)
        if inside < len(starts):
            starts[inside:] = array("q", [start + delta for start in starts[inside:]])
        bases[n + 1 :] = [base + delta for base in bases[n + 1 :]]
        return True

    def _splice(self, first: int, last: int, begin: int, found: list[int], start: int, end: int, new_text: str) -> None:
        """Replace from `start` to `end`, with lines starting at `begin + found[…]` in place of `first` to `last`."""
        firsts, bases, tables = self._firsts, self._bases, self._blocks
        delta = len(new_text) - (end - start)
        low = bisect.bisect_right(firsts, first) - 1
        high = bisect.bisect_right(firsts, last) - 1
        base = bases[low]
        starts = tables[low][: first - firsts[low]].tolist()
        shift = begin - base
        starts.extend([at + shift for at in found])
        block = high
        if len(starts) < _SMALL and high + 1 < len(tables):
            high += 1  # blocks that shrink are joined with the next, so their number stays in proportion
        while block <= high:
            shift = bases[block] + delta - base
            starts.extend([at + shift for at in tables[block][max(last + 1 - firsts[block], 0) :]])
            block += 1
        text = "".join(self._texts[low : high + 1])
        text = text[: start - base] + new_text + text[end - base :]
        n_more = len(found) - (last + 1 - first)
        self._n_lines += n_more
        size = len(starts) if len(starts) <= 2 * _BLOCK else _BLOCK
        cuts = range(0, len(starts), size)
        tables[low : high + 1] = [array("q", [at - starts[cut] for at in starts[cut : cut + size]]) for cut in cuts]
        self._texts[low : high + 1] = [
            text[starts[cut] : starts[cut + size] if cut + size < len(starts) else len(text)] for cut in cuts
        ]
        self._now = None
        bases[high + 1 :] = [at + delta for at in bases[high + 1 :]]
        bases[low : high + 1] = [base + starts[cut] for cut in cuts]
        if n_more:
            firsts[high + 1 :] = [line + n_more for line in firsts[high + 1 :]]
        line = firsts[low]
        firsts[low : high + 1] = [line + cut for cut in cuts]


def _both(first: _Range, then: _Range) -> _Range:
    """Where a text differs after two edits."""
    start, old_end, middle = first
    start_then, end_then, new_end = then
    end = max(middle, end_then)
    return min(start, start_then), old_end + end - middle, new_end + end - end_then
