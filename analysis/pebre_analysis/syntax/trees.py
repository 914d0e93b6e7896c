"""Which parse trees are held: the last ones asked for, up to a number of lines.

A tree may be dropped at any moment, also while queries run: nothing that crosses a query holds a
node, and a tree that is asked for again is parsed again. Whoever looks at nodes holds the `Parsed`
they are from; a tree somebody holds is not taken apart, only forgotten here.

One store per database, `of(db)`. Reading it records no edge.
"""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import database
from pebre_analysis.syntax import chunk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.syntax import driver

LINES: Final = 50_000
_REFERENCES: Final = 2  # to a `Parsed` that nobody else holds, while `_release` looks at it


class Trees:
    """See the module's docstring.

    `n_lines`: lines of the trees held. `n_parsed` counts parses, `n_reparsed` those of chunks that
    had been parsed before.
    """

    __slots__ = ("_held", "limit", "n_lines", "n_parsed", "n_reparsed")

    def __init__(self, limit: int = LINES) -> None:
        self.limit = limit
        self.n_lines = 0
        self.n_parsed = 0
        self.n_reparsed = 0
        self._held: dict[chunk.Chunk, None] = {}  # oldest first

    def __len__(self) -> int:
        return len(self._held)

    def tree(self, part: chunk.Chunk) -> driver.Parsed:
        """The tree of a chunk, of its shell if it is split; parsed if it is not there."""
        found = part.tree
        if found is not None and part in self._held:
            self._held[part] = self._held.pop(part)  # now the youngest
            return found
        if found is None:
            self.n_parsed += 1
            if part.lowered is not None:
                self.n_reparsed += 1
            found = part.tree = parse(part)
        self._held[part] = None
        self.n_lines += _lines(part)
        self.shrink(keep=part)
        return found

    def drop(self, part: chunk.Chunk) -> None:
        """Let go of the tree of a chunk, if it is held."""
        if part in self._held:
            del self._held[part]
            self.n_lines -= _lines(part)
            _release(part)

    def clear(self) -> None:
        """Let go of all trees."""
        for part in list(self._held):
            self.drop(part)

    def shrink(self, limit: int | None = None, keep: chunk.Chunk | None = None) -> None:
        """Let go of the oldest trees until no more than `limit` lines are held, but for one chunk's."""
        if limit is None:
            limit = self.limit
        while self.n_lines > limit:
            oldest = next(iter(self._held))
            if oldest is keep:
                return
            self.drop(oldest)


def parse(part: chunk.Chunk, check: Callable[[], object] = lambda: None) -> driver.Parsed:
    """Parse the text of a chunk, or its shell. `check` is called on the way, and may raise."""
    from pebre_analysis.syntax import driver, sketch  # not before something is parsed

    text = part.text if part.shell is None else part.shell.text
    parsed = driver.parser().parse(text, part.indent, check)
    if not parsed.is_valid and sketch.name_in(part):
        sketch.gather(parsed.tree)
    return parsed


def _lines(part: chunk.Chunk) -> int:
    """How many lines the tree of a chunk has."""
    return part.n_lines if part.shell is None else chunk.count_lines(part.shell.text)


def _release(part: chunk.Chunk) -> None:
    parsed = part.tree
    part.tree = None
    if parsed is not None and sys.getrefcount(parsed) <= _REFERENCES:
        from pebre_analysis.syntax import nodes

        nodes.release(parsed.tree)


_STORES: Final[weakref.WeakKeyDictionary[database.Database, Trees]] = weakref.WeakKeyDictionary()


def of(db: database.Database) -> Trees:
    """The store of a database."""
    found = _STORES.get(db)
    if found is None:
        found = _STORES[db] = Trees()
    return found
