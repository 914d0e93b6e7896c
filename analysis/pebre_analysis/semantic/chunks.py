"""A chunk's index, built when first asked for and kept on the chunk."""

from __future__ import annotations

from pebre_analysis.semantic import builder
from pebre_analysis.semantic.chunk_index import ChunkIndex
from pebre_analysis.semantic.walk_statements import RegionWalk
from pebre_analysis.syntax import chunk, ir, parsed


def index_of(part: chunk.Chunk, walk: RegionWalk | None = None) -> tuple[ir.Lowered, ChunkIndex]:
    """The lowered form of a chunk and its index. `walk`: one for many chunks (`builder.build`)."""
    lowered = parsed.lowered_of(part)
    found = part.index
    if isinstance(found, ChunkIndex):
        return lowered, found
    made = builder.build(lowered, bool(part.context & chunk.IN_CLASS), walk)
    part.index = made
    return lowered, made
