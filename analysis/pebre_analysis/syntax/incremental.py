"""Text → outline, from nothing or from the outline of an earlier text, in proportion to what changed.

In:  text, the context of its file, and perhaps an outline of other text.
Out: the outline of the text. The earlier outline only saves work: the result is what it would be
     without (a property test compares the two after random edits).
Always
  - a chunk whose lines the edit does not touch is the same object as before, also inside split chunks;
  - a bracket or string left open costs the chunks it is in, not the rest of the file.
Method: where the texts differ is found by comparing; logical lines are read from the last chunk (or
member) that lies wholly before that, until they are in step with the earlier outline again; the
bodies around are cut into chunks anew, unchanged chunks standing for their lines.
Measured (CPython 3.11), a character typed in a function: 0.1 ms at 1,000 lines, 0.2 at 5,000, 0.5 at
20,000; in a method of a class of 3,000 lines 0.3. A `\"""` typed: 4 ms at 5,000 lines, 8 at 20,000,
and as much for each key until it is closed. From nothing: 500,000 lines a second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, TypeAlias

from pebre_analysis.source import line_table
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


def build(text: str, context: int, cache: chunk_cache.ChunkCache, *, keeps_text: bool = False) -> outlined.Outline:
    """The outline of a text. `keeps_text`: its chunks hold it whole, instead of a copy of their parts."""
    scanned = logical_lines.scan(text)
    torn = torn_strings.NONE
    if scanned.open_string >= 0:
        torn = torn_strings.read(text)
        scanned = logical_lines.scan_between(text, torn.borders())
    builder = split.Builder(text, cache, set(scanned.opened), torn.ranges(text), keeps_text=keeps_text)
    members = builder.body([(*line, None) for line in scanned.lines], scanned.end, 0, context)
    if scanned.end < len(text):
        members.append((scanned.end, builder.rest(scanned.end, 0, context)))
    return outlined.Outline(
        text,
        context,
        tuple([part for _, part in members]),
        tuple([start for start, _ in members]),
        1 + sum([part.n_lines for _, part in members]),
        torn.cuts,
        torn.open_string,
        tuple(scanned.reaches),
    )


def update(
    old: outlined.Outline, text: str, cache: chunk_cache.ChunkCache, edit: line_table.Edit | None = None
) -> outlined.Outline:
    """The outline of a text, given that of an earlier one in the same context. `edit`: perhaps how the text came from
    that; then the texts are not compared."""
    change = _change_of(edit, old.text, text)
    if change is None:
        if text == old.text:
            return old
        change = difference.of(old.text, text, *_last_edited(old))
    elif change.start == change.old_end == change.new_end:
        return old
    if not old.chunks or not text:
        return build(text, old.context, cache)
    torn = torn_strings.NONE
    widened = change
    if old.cuts or old.open_string >= 0:
        torn = torn_strings.read_again(old, text, change)
        widened = torn_strings.widened(change, old, torn)
    run = _Update(old, text, cache, widened, torn)
    made = run.make()
    if made is None:  # what was typed opens a string
        torn = torn_strings.read_again(old, text, change)
        made = _Update(old, text, cache, torn_strings.widened(change, old, torn), torn).make()
    return build(text, old.context, cache) if made is None else made


def _change_of(edit: line_table.Edit | None, old: str, new: str) -> difference.Change | None:
    """Where two texts differ, if an edit that leads from one to the other is known."""
    if edit is None or edit.old is not old or edit.new is not new:
        return None
    start, old_end, new_end = edit.start, edit.old_end, edit.new_end
    within = difference.of(old[start:old_end], new[start:new_end])
    return difference.Change(start + within.start, start + within.old_end, start + within.new_end)


def _last_edited(old: outlined.Outline) -> tuple[int, int]:
    """From where to where the last edit changed chunks: the next one is likely there."""
    step = old.step
    if step is None or step.keep >= step.new_top:
        return 0, 0
    return old.starts[step.keep], old.starts[step.new_top] if step.new_top < len(old.starts) else len(old.text)


class _Update:
    """One run of `update`."""

    def __init__(
        self,
        old: outlined.Outline,
        text: str,
        cache: chunk_cache.ChunkCache,
        change: difference.Change,
        torn: torn_strings.Torn,
    ) -> None:
        self.old = old
        self.text = text
        self.cache = cache
        self.change = change
        self.torn = torn
        self.old_torn = torn_strings.of(old).ranges(old.text)
        self.builder = split.Builder(text, cache, set(), torn.ranges(text))
        self.reaches: list[tuple[int, int]] = []

    def make(self) -> outlined.Outline | None:
        """The new outline; None if a string is open that nobody expected."""
        old, text, builder = self.old, self.text, self.builder
        # Text put after the last line changes that line if it has no line end.
        start = min(self.change.start, len(old.text) - 1)
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
            kept_from = len(old.text) + 1
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
        chunks = [part for _, part in made]
        starts = [at for at, _ in made]
        if synced is None and end < len(text):
            starts.append(end)
            chunks.append(builder.rest(end, 0, old.context))
        gone = old.chunks[keep:top]
        n_lines = old.n_lines + sum([part.n_lines for part in chunks]) - sum([part.n_lines for part in gone])
        _retain(self.cache, gone, chunks)
        rest = old.starts[top:] if delta == 0 else [at + delta for at in old.starts[top:]]
        reaches = [(at, reach) for at, reach in old.reaches if at < resume]
        reaches += self.reaches
        reaches += [(at + delta, reach + delta) for at, reach in old.reaches if at >= kept_from]
        step = outlined.Step(old.number, keep, top, keep + len(chunks), delta, n_lines - old.n_lines)
        return outlined.Outline(
            text,
            old.context,
            (*old.chunks[:keep], *chunks, *old.chunks[top:]),
            (*old.starts[:keep], *starts, *rest),
            n_lines,
            self.torn.cuts,
            self.torn.open_string,
            tuple(reaches),
            lines=outlined.lines_after(old, keep, chunks, len(old.chunks) - top),
            step=step,
        )

    def cut(self, items: list[Item], top: int, n: int, end: int) -> tuple[list[chunk.Member], int]:
        """The chunks of the items, and the old chunk from which on all are kept; `top` is the first that may be."""
        old, builder, delta = self.old, self.builder, self.change.delta
        context = old.context
        while True:
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
            found = logical_lines.scan_between(self.text, stops, start, until)
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
            if n_missed == _MANY and not stops and not open_string.is_read_to_end(self.text, start):
                return None

    def place(self, at: int) -> tuple[int, int]:
        """Where an old chunk begins in the new text, and its first statement."""
        begin = self.old.starts[at] + self.change.delta
        return begin, begin + self.old.chunks[at].first


def _end_of(unit: split.Unit) -> int:
    return unit[1]


def _retain(cache: chunk_cache.ChunkCache, gone: Sequence[chunk.Chunk], made: Sequence[chunk.Chunk]) -> None:
    """Keep for a while the leaves that are no longer in the outline."""
    left = _leaves(gone)
    for part in _leaves(made):
        left.pop(part, None)
    cache.retain(left)


def _leaves(chunks: Sequence[chunk.Chunk]) -> dict[chunk.Chunk, None]:
    """The chunks and members that are not split, in order."""
    found: dict[chunk.Chunk, None] = {}
    stack = list(reversed(chunks))
    while stack:
        part = stack.pop()
        if part.shell is None:
            found[part] = None
        else:
            stack += [member for group in reversed(part.members) for _, member in reversed(group)]
    return found
