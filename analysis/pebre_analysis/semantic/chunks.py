"""What is built of a chunk: made when first asked for and kept on the chunk.

`index_of` stays as long as the chunk. Its lowered form and `use_def_of` may be let go between any two questions, also
while queries run, and are then made again: nothing may be kept that is compared with them by identity.
"""

from __future__ import annotations

from pebre_analysis.semantic import builder
from pebre_analysis.semantic.chunk_index import CONTAINER, ChunkIndex, ChunkUseDef, Contents, contents_of, flow_names
from pebre_analysis.semantic.walk_statements import RegionWalk
from pebre_analysis.syntax import chunk, parsed


def index_of(part: chunk.Chunk, walk: RegionWalk | None = None) -> ChunkIndex:
    """The index of a chunk. `walk`: one for many chunks (`builder.build`)."""
    found = part.index
    if isinstance(found, ChunkIndex):
        return found
    made, part.use_def = builder.build(parsed.lowered_of(part), bool(part.context & chunk.IN_CLASS), walk)
    part.index = made
    return made


def use_def_of(part: chunk.Chunk) -> ChunkUseDef:
    """The use-def maps of a chunk's regions."""
    part.is_used = True
    found = part.use_def
    if isinstance(found, ChunkUseDef):
        return found
    index, made = builder.build(parsed.lowered_of(part), bool(part.context & chunk.IN_CLASS))
    if part.index is None:
        part.index = index
    part.use_def = made
    return made


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
