"""A file as its chunks, in order; lookups by offset and line.

`Outline` is made by `incremental`, and given out by the query `outline`. It is never changed.
Offsets are code points from the start of the file, lines count from 0.
Does not know: trees, scopes, names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, count
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pebre_analysis.source import blocks
from pebre_analysis.syntax import chunk

if TYPE_CHECKING:
    from pebre_analysis.syntax import kept_code

Occurrence: TypeAlias = tuple[int, chunk.Chunk]  # (offset in the file, chunk)
_numbers: Final = count()


class Step(NamedTuple):
    """How an outline follows from the one with number `before`: the chunks up to `keep` are in their places, those from
    `old_top` on are from `new_top` on now, so many code points and lines further down."""

    before: int
    keep: int
    old_top: int
    new_top: int
    delta: int
    line_delta: int


class Outline:
    """The chunks of a file: their texts, in order, are the text.

    `starts[i]` is the offset of `chunks[i]`, `lines[i]` the line it starts at. `n_lines` counts line
    ends, plus one. What remains is for `incremental`: `cuts` are the strings that were ended by force,
    (start, end); `open_string` is one that stays open to the end, else -1; `reaches` are lines whose
    end depends on text below (`logical_lines.Scan`). `cells` are the outlines of a notebook's cells,
    each from its own offset 0. `number` is its own among all outlines; `step` is how it follows from another.
    """

    __slots__ = (
        "blocks",
        "cells",
        "chunks",
        "context",
        "cuts",
        "kept",
        "lines",
        "n_lines",
        "number",
        "open_string",
        "reaches",
        "starts",
        "step",
    )

    def __init__(
        self,
        text: blocks.Text | str,
        context: int,
        chunks: tuple[chunk.Chunk, ...],
        starts: tuple[int, ...],
        n_lines: int,
        cuts: tuple[tuple[int, int], ...] = (),
        open_string: int = -1,
        reaches: tuple[tuple[int, int], ...] = (),
        cells: tuple[Outline, ...] = (),
        lines: tuple[int, ...] | None = None,
        step: Step | None = None,
    ) -> None:
        self.number = next(_numbers)
        self.step = step
        self.kept: kept_code.KeptFile | None = None  # the row in which it is kept on disk
        self.blocks = blocks.of(text)  # the text
        self.context = context
        self.chunks = chunks
        self.starts = starts
        self.n_lines = n_lines
        self.cuts = cuts
        self.open_string = open_string
        self.reaches = reaches
        self.cells = cells
        self.lines = lines_of(chunks) if lines is None else lines

    @property
    def text(self) -> str:
        return self.blocks.whole

    @property
    def length(self) -> int:
        """Of the text."""
        return self.blocks.length

    def __repr__(self) -> str:
        return f"<Outline of {len(self.chunks)} chunks, {self.n_lines} lines>"

    def follows(self, before: Outline) -> Step | None:
        """How it was made from another outline, if it was made from that one."""
        step = self.step
        return step if step is not None and step.before == before.number else None

    def path_to(self, offset: int) -> list[Occurrence]:
        """The chunk that holds an offset, the member in it, and so on; empty for an empty file.

        The end of the text belongs to the last chunk; where two chunks meet, the later one counts.
        If the offset is in the shell of a split chunk, that chunk is the last of the path.
        """
        if not self.chunks:
            return []
        at = max(bisect_right(self.starts, offset) - 1, 0)
        return descend((self.starts[at], self.chunks[at]), offset)

    def innermost(self, offset: int) -> Occurrence | None:
        """The last of `path_to`."""
        path = self.path_to(offset)
        return path[-1] if path else None

    def occurrences(self) -> Iterator[Occurrence]:
        """All chunks in source order, a split one before its members."""
        for start, part in zip(self.starts, self.chunks, strict=True):
            yield from with_members(start, part)

    def leaves(self) -> Iterator[Occurrence]:
        """The chunks that are not split, in source order."""
        return ((start, part) for start, part in self.occurrences() if part.shell is None)

    def line_of(self, offset: int) -> int:
        """The line an offset is in. Costs a bisection."""
        if not self.chunks:
            return 0
        at = max(bisect_right(self.starts, offset) - 1, 0)
        starts = self.chunks[at].line_starts
        return self.lines[at] + bisect_right(starts, offset - self.starts[at]) - 1

    def line_start(self, line: int) -> int:
        """The offset at which a line starts; lines past the end start at the end."""
        sums = self.lines
        if line >= self.n_lines or not self.chunks:
            return self.length
        at = min(max(bisect_right(sums, line) - 1, 0), len(self.chunks) - 1)
        starts = self.chunks[at].line_starts
        return self.starts[at] + starts[line - sums[at]]


def lines_of(chunks: Sequence[chunk.Chunk]) -> tuple[int, ...]:
    """The line each chunk starts at, and one more: the last line of the file."""
    return tuple(accumulate([part.n_lines for part in chunks], initial=0))


def lines_after(old: Outline, keep: int, made: Sequence[chunk.Chunk], kept: int) -> tuple[int, ...]:
    """The same for `keep` chunks of an earlier outline, then those made, then its last `kept`."""
    before = old.lines
    *lines, line = accumulate([part.n_lines for part in made], initial=before[keep])
    rest = before[len(old.chunks) - kept :]
    delta = line - rest[0]
    return (*before[:keep], *lines, *(rest if not delta else [each + delta for each in rest]))


def descend(found: Occurrence, offset: int) -> list[Occurrence]:
    """The path from a chunk to the innermost member that holds an offset."""
    path = [found]
    while True:
        start, part = path[-1]
        inside = member_at(part, offset - start)
        if inside is None:
            return path
        path.append((start + inside[0], inside[1]))


def member_at(part: chunk.Chunk, offset: int) -> chunk.Member | None:
    """The member of a split chunk that holds an offset of it; None in its shell."""
    if part.shell is None:
        return None
    for hole, group in zip(part.shell.holes, part.members, strict=True):
        if offset < hole.start:
            return None
        if offset < hole.end or (offset == hole.end == part.length):
            return group[bisect_right(group, offset, key=_start) - 1]
    return None


def _start(member: chunk.Member) -> int:
    return member[0]


def with_members(start: int, part: chunk.Chunk) -> Iterator[Occurrence]:
    """A chunk that starts there, then all members below it, in order."""
    yield (start, part)
    if part.members:
        yield from _members(start, part)


def _members(start: int, part: chunk.Chunk) -> Iterator[Occurrence]:
    """All members below a chunk, in order. Chunks nest no deeper than `split.MAX_COLUMN`."""
    stack = [(start + at, member) for group in reversed(part.members) for at, member in reversed(group)]
    while stack:
        found = stack.pop()
        yield found
        start, part = found
        if part.members:
            stack += [(start + at, member) for group in reversed(part.members) for at, member in reversed(group)]
