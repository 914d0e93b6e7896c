"""The strings of a text that were left open, and where they are not those of an earlier text.

In:  text; perhaps the outline of an earlier one and how the texts differ.
Out: `Torn`; and the range outside of which both texts have the same logical lines.
Cost: reads the strings from the change to the end of the text, and only if one was left open
before or after it: 0.2 ms for 1,000 lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

from pebre_analysis.syntax import chunk, difference, logical_lines, open_string, outlined, split


class Torn(NamedTuple):
    """The strings of a text that were left open: those ended by force, and one open to the end, or -1."""

    cuts: tuple[open_string.Cut, ...]
    open_string: int

    def borders(self) -> list[int]:
        return [end for _, end in self.cuts]

    def ranges(self, length: int) -> list[split.Range]:
        """From where to where each stands, in a text of that length."""
        if self.open_string < 0:
            return list(self.cuts)
        return [*self.cuts, (self.open_string, length)]


NONE: Final = Torn((), -1)


def of(outline: outlined.Outline) -> Torn:
    """Those of an outline's text."""
    return Torn(outline.cuts, outline.open_string)


def read(text: str) -> Torn:
    """Those of a text that is not read to its end."""
    return Torn(*open_string.string_cuts(text))


def read_again(old: outlined.Outline, text: str, change: difference.Change, check: Callable[[], object]) -> Torn:
    """The strings left open in a text, given the outline of the text before a change. `check` may raise on the way."""
    first = change.start
    for offset, reach in old.reaches:
        if offset < first <= reach:
            first = offset
    safe = change.old_end  # from here on the old text is read as if nothing had been left open
    for opened, end in old.cuts:
        first, safe = min(first, opened), max(safe, end)
    if old.open_string >= 0:
        first, safe = min(first, old.open_string), old.length
    at = max(bisect_right(old.starts, first) - 2, 0)  # the first line of the next one may have changed
    in_step = bisect_left(old.starts, safe)
    n_chunks = len(old.chunks) - old.chunks[-1].is_empty()

    def is_clean(offset: int) -> bool:
        if in_step >= n_chunks:
            return False
        begin = old.starts[in_step] + change.delta
        until = begin + old.chunks[in_step].first
        if until < offset:
            return False
        lines = logical_lines.scan(text, offset, None, until, check).lines
        return bool(lines) and lines[-1][1] == until

    if any(_holds_suspect(part) for part in old.chunks[:at]):
        return Torn(*open_string.string_cuts(text, 0, is_clean, check))
    return Torn(*open_string.string_cuts(text, old.starts[at], is_clean, check))


def _holds_suspect(part: chunk.Chunk) -> bool:
    if part.holds_suspect is None:
        part.holds_suspect = open_string.holds_suspect(part.text)
    return part.holds_suspect


def widened(change: difference.Change, old: outlined.Outline, torn: Torn) -> difference.Change:
    """The change widened to the strings left open that are not the same in both texts."""
    start, old_end, new_end = change
    delta = change.delta
    before, after = set(old.cuts), set(torn.cuts)
    widest_start, widest_end = start, old_end
    for opened, end in old.cuts:
        if end <= start and (opened, end) in after:
            continue
        if opened >= old_end and (opened + delta, end + delta) in after:
            continue
        widest_start, widest_end = min(widest_start, opened), max(widest_end, end)
    for opened, end in torn.cuts:
        if end <= start and (opened, end) in before:
            continue
        if opened >= new_end and (opened - delta, end - delta) in before:
            continue
        widest_start = min(widest_start, opened)
        if end > new_end:
            widest_end = max(widest_end, end - delta)
    was, now = old.open_string, torn.open_string
    if not (was == now < start or (was >= old_end and now == was + delta)):
        widest_end = old.length
        for opened in (was, now):
            if opened >= 0:
                widest_start = min(widest_start, opened)
    return difference.Change(widest_start, widest_end, widest_end + delta)
