"""The table of chunks by their content: equal text in the same surroundings is one object.

It holds weakly the chunks of live outlines, and strongly the last RETAINED that fell out of one, so
that undoing an edit finds its chunks again, lowered as they were. Those are leaves only, and never
more than MAX_RETAINED_TEXT code points of them.

Not an ingredient: what is found in it is what would be made anew. There is one table per database,
`of(db)`, because the semantic layer keeps on the chunks what it builds of them.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.engine import database
from pebre_analysis.syntax.chunk import Chunk

if TYPE_CHECKING:
    from pebre_analysis.syntax import kept_code

RETAINED: Final = 256
GROWTH: Final = 1_000
_KEPT: Final = 75  # percent of the limit that is left when something must go
MAX_LOOKED_AT: Final = 50_000  # lines of what is looked at that may stay beside what the limit is for
MAX_RETAINED_TEXT: Final = 1_000_000

# The hash of text, indent and context; and of the kinds of the first and last statement, which follow from the text
# but where a string was left open.
Key: TypeAlias = int


def key_of(text: str, indent: int, context: int, head: int, tail: int) -> Key:
    """By which a chunk is found; `Chunk.is_like` says whether it is the one."""
    return hash((text, indent, context, head, tail))


def _nothing() -> None: ...


def _none() -> Iterable[Chunk]:
    return ()


class ChunkCache:
    """See the module's docstring."""

    __slots__ = ("_chunks", "_n_looked_at", "_retained", "_retained_text", "code", "limit", "looked_at", "n_dropped",
                 "n_found", "n_lines", "n_made", "n_new", "on_growth")  # fmt: skip

    def __init__(self, limit: int = 0) -> None:
        self.code: kept_code.KeptCode | None = None  # what was read before
        self.limit = limit  # lines of lowered forms; 0: no bound
        self._n_looked_at = 0  # of those, lines of what is looked at; as of the last look
        self.n_lines = 0  # of the lowered forms held; those of chunks that are gone count until the next look
        self.on_growth: Callable[[], None] = _nothing  # called whenever GROWTH lines were lowered
        self.n_new = 0  # lines lowered since
        self.looked_at: Callable[[], Iterable[Chunk]] = _none  # the chunks of what somebody looks at
        self.n_dropped = 0  # lowered forms that were let go
        self._chunks: weakref.WeakValueDictionary[Key, Chunk] = weakref.WeakValueDictionary()
        self._retained: deque[Chunk] = deque()
        self._retained_text = 0
        self.n_made = 0
        self.n_found = 0

    def __len__(self) -> int:
        return len(self._chunks)

    def get(self, key: Key, text: str, indent: int, context: int, head: int, tail: int) -> Chunk | None:
        found = self._chunks.get(key)
        if found is None or not found.is_like(text, indent, context, head, tail):
            return None
        self.n_found += 1
        return found

    def put(self, key: Key, chunk: Chunk) -> None:
        self._chunks[key] = chunk
        chunk.table = self
        self.n_made += 1

    def make_room(self, chunk: Chunk) -> None:
        """A chunk is about to get its lowered form: see whether others must go."""
        n_lines = chunk.own_lines
        self.n_new += n_lines
        if self.n_new >= GROWTH:
            self.n_new = 0
            self.on_growth()
        if self.limit > 0 and self._most(self.limit) < self.n_lines + n_lines:
            self.shrink(self.limit * _KEPT // 100, keep_looked_at=True)
        self.n_lines += n_lines

    def _most(self, limit: int) -> int:
        """A large file that is looked at would fill the limit by itself: then half of it is for others."""
        return max(limit, self._n_looked_at + limit // 2)

    def shrink(self, limit: int, *, keep_looked_at: bool = False, at_rest: bool = False) -> int:
        """Let go of lowered forms, and of what was built of them, until no more than `limit` lines are held.

        First of those that were not used since the last time, oldest first; at last of those that are looked at, or
        hardly ever (`keep_looked_at`). They come back when asked for. `at_rest`: of all that are not looked at. Lines
        that went.
        """
        favoured = {id(chunk) for chunk in self.looked_at()}
        held = [chunk for chunk in self._chunks.values() if chunk.lowered is not None]
        held.sort(key=lambda chunk: id(chunk) in favoured)
        self._n_looked_at = min(sum([each.own_lines for each in held if id(each) in favoured]), MAX_LOOKED_AT)
        if keep_looked_at:
            limit = self._most(limit)
        before = self.n_lines = sum([chunk.own_lines for chunk in held])
        if at_rest:
            for chunk in held:
                if id(chunk) not in favoured:
                    self._let_go(chunk)
        for spare_used in (True, False):
            for chunk in held:
                if self.n_lines <= limit:
                    return before - self.n_lines
                if chunk.lowered is None:
                    continue
                if spare_used and (chunk.is_used or id(chunk) in favoured):
                    chunk.is_used = False
                    continue
                self._let_go(chunk)
        return before - self.n_lines

    def _let_go(self, chunk: Chunk) -> None:
        chunk.lowered = chunk.use_def = None
        self.n_lines -= chunk.own_lines
        self.n_dropped += 1

    def retain(self, chunks: Iterable[Chunk]) -> None:
        """Keep these for a while: they have fallen out of an outline."""
        retained = self._retained
        for chunk in chunks:
            retained.append(chunk)
            self._retained_text += chunk.length
            while len(retained) > RETAINED or self._retained_text > MAX_RETAINED_TEXT:
                self._retained_text -= retained.popleft().length

    def clear(self) -> None:
        """Let go of what no outline holds."""
        self._retained.clear()
        self._retained_text = 0

    def compact(self) -> None:
        """Have the table as large as what is in it: it stays as large as it ever was while chunks come and go."""
        self._chunks = weakref.WeakValueDictionary(self._chunks.items())

    @property
    def n_retained(self) -> int:
        return len(self._retained)

    def chunks(self) -> list[Chunk]:
        """All chunks that are alive."""
        return list(self._chunks.values())


_TABLES: Final[weakref.WeakKeyDictionary[database.Database, ChunkCache]] = weakref.WeakKeyDictionary()


def of(db: database.Database) -> ChunkCache:
    """The table of a database."""
    found = _TABLES.get(db)
    if found is None:
        found = _TABLES[db] = ChunkCache()
    return found
