"""Which chunks an edit replaces, and what comes in their place.

In:  the outline of a text, the edited text, and where the two differ.
Out: `Replaced`.
Method: logical lines are read from the last chunk (or member) that lies wholly before the edit, until they are in step
with the outline again; the bodies around are cut into chunks anew, unchanged chunks standing for their lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from pebre_analysis.syntax import (
    borders,
    chunk,
    chunk_cache,
    difference,
    logical_lines,
    open_string,
    outlined,
    split,
    torn_strings,
)

Item: TypeAlias = borders.Item

# After so many old lines with which the reading is not in step, it is asked whether it is inside a string left open.
_MANY: Final = 3
_DEFINITIONS: Final = frozenset({"def", "class", "async"})


class Replaced(NamedTuple):
    """`made` comes in the place of the chunks from `keep` to `top`.

    The lines before `resume` were not read again, nor those from the old offset `kept_from` on; of what was, `reaches`
    are the lines whose end depends on text below.
    """

    keep: int
    top: int
    made: list[chunk.Member]
    resume: int
    kept_from: int
    reaches: list[tuple[int, int]]


class Reading:
    """One reading of an edited text. `check` is called now and then and may raise: nothing was changed by then."""

    def __init__(
        self,
        old: outlined.Outline,
        text: str,
        cache: chunk_cache.ChunkCache,
        change: difference.Change,
        torn: torn_strings.Torn,
        check: Callable[[], object],
    ) -> None:
        self.check = check
        self.old = old
        self.text = text
        self.change = change
        self.torn = torn
        self.old_torn = torn_strings.of(old).ranges(old.length)
        self.builder = split.Builder(text, cache, set(), torn.ranges(len(text)))
        self.reaches: list[tuple[int, int]] = []

    def make(self) -> Replaced | None:
        """What is replaced, by what; None if a string is open that nobody expected."""
        old, text, builder = self.old, self.text, self.builder
        # Text put after the last line changes that line if it has no line end.
        start = min(self.change.start, old.length - 1)
        for offset, reach in old.reaches:
            if offset < start <= reach:
                start = offset
        keep, items, resume = self.before(start)
        following, top = self.after(self.change.old_end)
        read = self.read(resume, following, top)
        if read is None:
            return None
        lines, end, synced = read
        items += [(*line, None) for line in lines]
        delta = self.change.delta
        n = len(old.chunks)
        if synced is None:
            top = n
            kept_from = old.length + 1
        else:
            n -= old.chunks[-1].is_empty()
            end = old.starts[n] + delta if n < len(old.chunks) else len(text)
            if synced < len(following):
                kept_from = following[synced][1] - delta
                items += following[synced:]
            else:
                top += synced - len(following)
                kept_from = old.starts[top] + old.chunks[top].first
        made, top = self.cut(items, top, n, end)
        if synced is None and end < len(text):
            made.append((end, builder.rest(end, 0, old.context)))
        return Replaced(keep, top, made, resume, kept_from, self.reaches)

    def cut(self, items: list[Item], top: int, n: int, end: int) -> tuple[list[chunk.Member], int]:
        """The chunks of the items, and the old chunk from which on all are kept; `top` is the first that may be."""
        old, builder, delta = self.old, self.builder, self.change.delta
        context = old.context
        while True:
            self.check()
            if top < n:
                part = old.chunks[top]
                start = old.starts[top] + delta
                items.append((start, start + part.first, part.column, part))
            builder.open_up(items, 0)
            found = borders.find(self.text, items, 0, builder.opened)
            if top >= n:
                return builder.chunks(items, found, end, 0, context), top
            if found[-1].item == len(items) - 1:
                found.pop()
                return builder.chunks(items[:-1], found, items[-1][0], 0, context), top
            top += 1

    # ---- what lies before ----

    def before(self, start: int) -> tuple[int, list[Item], int]:
        """(chunks that stay as they are, items after them, where to read on); all of it before `start`."""
        starts, chunks = self.old.starts, self.old.chunks
        at = bisect_right(starts, start) - 1
        found = self.before_in(starts[at], chunks[at], start)
        if found is not None:
            return at, *found
        part = chunks[at]
        if starts[at] + part.length > start or part.is_empty():
            if self.is_below_head(starts[at], part, start):
                return at, [], starts[at]
            at -= 1
            if at < 0:
                return 0, [], 0
            found = self.before_in(starts[at], chunks[at], starts[at] + chunks[at].length)
            if found is not None:
                return at, *found
        return at, [], starts[at]

    def is_below_head(self, begin: int, part: chunk.Chunk, start: int) -> bool:
        """Whether the first line of a definition, which decides that it is a chunk of its own, lies before `start`."""
        if borders.word(self.text, begin + part.first) not in _DEFINITIONS or not self.is_untorn(begin, part):
            return False
        lines = logical_lines.scan(self.old.text, begin, start, begin + part.first + 1).lines
        return len(lines) > 1 and lines[1][1] < start

    def before_in(self, begin: int, part: chunk.Chunk, start: int) -> tuple[list[Item], int] | None:
        """The items of a split chunk before `start`, but for the last unit, from which to read on."""
        if not self.is_open_to_view(begin, part):
            return None
        parts = split.units(part, begin)
        last = bisect_right(parts, start, key=_end_of) - 1
        if last < 0:
            return None
        items: list[Item] = []
        if last + 1 < len(parts):
            at, _, member = parts[last + 1]
            inside = self.before_in(at, member, start) if member is not None else None
            if inside is not None:
                self.add(items, parts[: last + 1])
                items += inside[0]
                return items, inside[1]
        at, end, member = parts[last]
        inside = self.before_in(at, member, end) if member is not None else None
        self.add(items, parts[:last])
        if inside is None:
            return items, at
        items += inside[0]
        return items, inside[1]

    # ---- what lies after ----

    def after(self, end: int) -> tuple[list[Item], int]:
        """Items (offsets in the new text) from the old offset `end` on, then the first old chunk after them."""
        starts, chunks = self.old.starts, self.old.chunks
        at = bisect_left(starts, end)
        items: list[Item] = []
        if at and starts[at - 1] + chunks[at - 1].length > end:
            self.after_in(items, starts[at - 1], chunks[at - 1], end)
        return items, at

    def after_in(self, items: list[Item], begin: int, part: chunk.Chunk, end: int) -> None:
        if not self.is_open_to_view(begin, part):
            return
        delta = self.change.delta
        for start, stop, member in split.units(part, begin):
            if start >= end:
                self.add(items, [(start + delta, stop + delta, member)])
            elif stop > end and member is not None:
                self.after_in(items, start, member, end)

    def is_open_to_view(self, begin: int, part: chunk.Chunk) -> bool:
        """Whether a chunk's members stand for lines of the file: not so where a string was left open."""
        return part.shell is not None and self.is_untorn(begin, part)

    def is_untorn(self, begin: int, part: chunk.Chunk) -> bool:
        """Whether no string that was left open is in a chunk."""
        end = begin + part.length
        return not any(start < end and begin < stop for start, stop in self.old_torn)

    def add(self, items: list[Item], units: Sequence[split.Unit]) -> None:
        for start, stop, member in units:
            if member is None:
                items += self.builder.lines(start, stop)
            else:
                items.append((start, start + member.first, member.column, member))

    # ---- what lies between ----

    def read(
        self, start: int, following: list[Item], top: int
    ) -> tuple[list[logical_lines.Line], int, int | None] | None:
        """Read lines until they are in step with one of the items that follow, or else to the end.

        Out: (lines, end of the last, which one), counting `following` first and then the old chunks
        from `top` on; None if a string is open that nobody expected.
        """
        old = self.old
        n_chunks = len(old.chunks) - old.chunks[-1].is_empty()
        total = len(following) + max(n_chunks - top, 0)
        lines: list[logical_lines.Line] = []
        stops = self.torn.borders()
        n = n_missed = 0
        while True:
            begin, until = -1, None
            if n < len(following):
                begin, until = following[n][:2]
            elif n < total:
                begin, until = self.place(top + n - len(following))
            found = logical_lines.scan_between(self.text, stops, start, until, self.check)
            lines += found.lines
            self.reaches += found.reaches
            self.builder.opened.update(found.opened)
            if until is None or not lines or lines[-1][1] < until:
                if found.open_string >= 0 and found.open_string != self.torn.open_string:
                    return None
                return lines, found.end if found.lines else start, None
            last = lines.pop()
            if last[0] == begin and last[1] == until:
                return lines, begin, n
            start = last[0]
            n += 1
            while n < len(following) and following[n][1] < last[1]:
                n += 1
            if n >= len(following):
                at = top + n - len(following)
                at = max(at, bisect_left(old.starts, last[1] - self.change.delta) - 1)
                while at < n_chunks and self.place(at)[1] < last[1]:
                    at += 1
                n = at - top + len(following)
            n_missed += 1
            if n_missed == _MANY and not stops and not open_string.is_read_to_end(self.text, start, self.check):
                return None

    def place(self, at: int) -> tuple[int, int]:
        """Where an old chunk begins in the new text, and its first statement."""
        begin = self.old.starts[at] + self.change.delta
        return begin, begin + self.old.chunks[at].first


def _end_of(unit: split.Unit) -> int:
    return unit[1]
