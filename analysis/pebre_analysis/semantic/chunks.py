"""What is built of a chunk: made when first asked for and kept on the chunk.

`index_of` stays as long as the chunk. Its lowered form and `use_def_of` may be let go between any two questions, also
while queries run, and are then made again: nothing may be kept that is compared with them by identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic.chunk_index import CONTAINER, ChunkIndex, ChunkUseDef, Contents, contents_of, flow_names
from pebre_analysis.syntax import chunk, parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.semantic.walk_statements import RegionWalk
    from pebre_analysis.syntax import kept_code, outlined


class Walk:
    """What `builder.build` walks many chunks with, made for the first of them that is not kept."""

    __slots__ = ("made",)

    def __init__(self) -> None:
        self.made: RegionWalk | None = None


def index_of(part: chunk.Chunk, walk: Walk | None = None) -> ChunkIndex:
    """The index of a chunk. `walk`: one for many chunks."""
    found = part.index
    if isinstance(found, ChunkIndex):
        return found
    _make(part, walk)
    assert isinstance(part.index, ChunkIndex)
    return part.index


def name_in(part: chunk.Chunk) -> str:
    """The name of what a chunk is; "" where that is not sure without reading it: `syntax.sketch`."""
    if part.sketched is not None:
        return part.sketched
    from pebre_analysis.syntax import sketch

    return sketch.name_in(part)


def use_def_of(part: chunk.Chunk, check: Callable[[], object] = lambda: None) -> ChunkUseDef:
    """The use-def maps of a chunk's regions. `check` is called while they are made, and may raise."""
    part.is_used = True
    found = part.use_def
    if isinstance(found, ChunkUseDef):
        return found
    return _make(part, check=check)


def keep(of: outlined.Outline, path: str, code: kept_code.KeptCode, check: Callable[[], object]) -> None:
    """Let later sessions know what was read of a file, if they do not know all of it; `check` may raise.

    What was let go in the meantime is made once more, but not put on its chunk.
    """
    parts = [part for _, part in of.occurrences()]
    if of.kept is not None and all(part.kept is not None or part.index is None for part in parts):
        return
    pieces: list[kept_code.Pieces] = []
    for part in parts:
        pieces.append(packed_of(part))
        check()
    code.keep(path, of, pieces)


def packed_of(part: chunk.Chunk) -> kept_code.Pieces:
    """What is known of a chunk, as bytes; nothing if it was not read."""
    from pebre_analysis.syntax import kept_code, packed

    if part.kept is not None:
        found = part.kept.pieces(part.kept_at)
        if found[0]:
            return found
    index, maps, lowered = part.index, part.use_def, part.lowered
    if not isinstance(index, ChunkIndex):
        return kept_code.NOTHING
    if lowered is None:
        from pebre_analysis.syntax import lowering

        lowered, maps = lowering.form_of(part), None
    if not isinstance(maps, ChunkUseDef):
        from pebre_analysis.semantic import builder

        _, maps = builder.build(lowered, bool(part.context & chunk.IN_CLASS))
    from pebre_analysis.semantic import packed_maps

    code, beside = packed.pack(part, lowered), packed_maps.pack(lowered, index, maps)
    return kept_code.NOTHING if code is None or beside is None else (code, beside)


def _make(part: chunk.Chunk, walk: Walk | None = None, check: Callable[[], object] = lambda: None) -> ChunkUseDef:
    """Put the use-def maps on a chunk, and the index if it has none."""
    lowered = parsed.lowered_of(part, check)
    made = None
    if part.kept is not None:
        data = part.kept.pieces(part.kept_at)[1]
        if data:
            from pebre_analysis.semantic import packed_maps

            made = packed_maps.unpack(lowered, data)
    if made is None:
        from pebre_analysis.semantic import builder, walk_statements

        if walk is not None and walk.made is None:
            walk.made = walk_statements.RegionWalk()
        made = builder.build(lowered, bool(part.context & chunk.IN_CLASS), None if walk is None else walk.made, check)
    index, part.use_def = made
    if part.index is None:
        part.index = index
    return made[1]


def contents(part: chunk.Chunk, scope: int = CONTAINER) -> Contents:
    """What a scope of a chunk holds; see `chunk_index.contents_of`."""
    return contents_of(index_of(part), parsed.lowered_of(part), use_def_of(part), scope)


def names_of_flow(part: chunk.Chunk) -> tuple[str, ...]:
    """Names whose states the flow through a chunk depends on or changes, its members left out."""
    index = index_of(part)
    found = index.flow_names
    if found is None:
        found = index.flow_names = flow_names(use_def_of(part))
    return found
