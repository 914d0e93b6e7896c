"""The outline of a file as a record for the disk, and back; beside `packed`, which is about what stands in its chunks.

In:  an outline. Out: where its chunks are and what is known of them before they are read; of that and of the text, an
     equal outline, with chunks from the table.
Always
  - a file in which a string was ended by force, and a notebook, are not packed;
  - a record that does not fit the text is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from sys import intern
from typing import Final

import msgspec

from pebre_analysis.source import blocks
from pebre_analysis.syntax import chunk, chunk_cache, outlined

_PLACEHOLDER: Final = "pass\n"  # behind the blanks in front of a body


class PackedChunk(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A chunk. `holes`: with the number of members in each; `sketched`: see `Chunk`."""

    length: int
    indent: int
    context: int
    first: int
    column: int
    head: int
    tail: int
    sketched: str | None
    holes: tuple[tuple[chunk.Hole, int], ...]


class Packed(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An outline. `chunks`: a split one stands before its members; `n_chunks`: those that are members of none."""

    n_chunks: int
    chunks: tuple[PackedChunk, ...]
    reaches: tuple[tuple[int, int], ...]


def pack(of: outlined.Outline) -> Packed | None:
    """The record; None where the outline is of a kind that is not packed."""
    if of.cuts or of.open_string >= 0 or of.cells:
        return None
    return Packed(len(of.chunks), tuple([_pack(part) for _, part in of.occurrences()]), of.reaches)


def _pack(part: chunk.Chunk) -> PackedChunk:
    shell = part.shell
    holes = () if shell is None else zip(shell.holes, map(len, part.members), strict=True)
    return PackedChunk(
        part.length, part.indent, part.context, part.first, part.column, part.head, part.tail, part.sketched,
        tuple(holes),
    )  # fmt: skip


def unpack(packed: Packed, text: blocks.Text, context: int, cache: chunk_cache.ChunkCache) -> outlined.Outline | None:
    """The outline of a text, as it was packed; None if it is not that of this text."""
    lengths = [each.length for each in packed.chunks]
    if min(lengths, default=0) < 0:
        return None
    reader = _Reader(iter(packed.chunks), text.whole, cache)
    try:
        members = reader.members(packed.n_chunks, 0, text.length)
    except (StopIteration, ValueError, RecursionError):
        return None
    chunks = tuple([part for _, part in members])
    starts = tuple([start for start, _ in members])
    return outlined.Outline(
        text, context, chunks, starts, 1 + sum([part.n_lines for part in chunks]), reaches=packed.reaches
    )


class _Reader:
    """Makes the chunks of one text, in order."""

    __slots__ = ("_cache", "_chunks", "_text")

    def __init__(self, chunks: Iterator[PackedChunk], text: str, cache: chunk_cache.ChunkCache) -> None:
        self._chunks = chunks
        self._text = text
        self._cache = cache

    def members(self, count: int, start: int, end: int) -> list[chunk.Member]:
        """The next chunks, which fill what is between two offsets."""
        found: list[chunk.Member] = []
        for _ in range(count):
            part = self._next(start)
            found.append((start, part))
            start += part.length
        if start != end:
            raise ValueError("not of this text")
        return found

    def _next(self, start: int) -> chunk.Chunk:
        each = next(self._chunks)
        text = self._text[start : start + each.length]
        groups = [
            self.members(n_members, start + hole.start, start + hole.end) if n_members else []
            for hole, n_members in each.holes
        ]
        key = chunk_cache.key_of(text, each.indent, each.context, each.head, each.tail)
        found = self._cache.get(key, text, each.indent, each.context, each.head, each.tail)
        if found is None:
            found = chunk.Chunk(
                text, each.indent, each.context, each.first, each.column, each.head, each.tail, self._text, start
            )
            if groups:
                holes = tuple([hole for hole, _ in each.holes])
                found.shell = chunk.Shell(_shell_text(text, holes, start, groups), holes)
                found.members = tuple([tuple([(at - start, part) for at, part in group]) for group in groups])
            self._cache.put(key, found)
        if found.sketched is None and each.sketched is not None:
            found.sketched = intern(each.sketched)
        return found


def _shell_text(text: str, holes: tuple[chunk.Hole, ...], base: int, groups: list[list[chunk.Member]]) -> str:
    """The text that is parsed in place of a split chunk's: see `split`."""
    pieces: list[str] = []
    at = 0
    for hole, group in zip(holes, groups, strict=True):
        if not group:
            raise ValueError("an empty body")
        start, part = group[0]
        first = start - base + part.first
        pieces += (text[at : hole.start], text[first : first + part.column], _PLACEHOLDER)
        at = hole.end
    pieces.append(text[at:])
    return "".join(pieces)
