"""Chunks of stubs that all databases of a test session share: most of a small test would go into parsing `builtins`.

Sound because a chunk is a function of its text (`pebre_analysis.syntax.chunk`). What a database holds, limits and lets
go is still its own. Tests of exactly that use tables that share nothing: `chunk_cache.ChunkCache`.
"""

from typing import Final

from pebre_analysis.syntax import chunk_cache
from pebre_analysis.syntax.chunk import STUB, Chunk

_STUBS: Final[dict[chunk_cache.Key, Chunk]] = {}


class SharedStubs(chunk_cache.ChunkCache):
    """A table that finds the stubs' chunks of other tables too."""

    __slots__ = ()

    def get(self, key: chunk_cache.Key, text: str, indent: int, context: int, head: int, tail: int) -> Chunk | None:
        found = super().get(key, text, indent, context, head, tail)
        if found is None and context & STUB:
            found = _STUBS.get(key)
            if found is None or not found.is_like(text, indent, context, head, tail):
                return None
            self._chunks[key] = found
            self.n_found += 1
        return found

    def put(self, key: chunk_cache.Key, chunk: Chunk) -> None:
        super().put(key, chunk)
        if chunk.context & STUB:
            _STUBS[key] = chunk
