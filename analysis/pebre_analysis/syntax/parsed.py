"""Chunks parsed and lowered on demand; and `parsed_module(db, file)`, a handle on a file's trees.

`lowered_of(chunk)` is what everything above `syntax` reads: the chunk is parsed, lowered, and its
tree let go at once (`lowering`), unless its code was kept on disk (`kept_code`). The lowered form may go too, when more
is held than is allowed (`chunk_cache`).
`ParsedModule.load()` gives trees to those who need one; they are held up to a number of lines
(`trees`), may be dropped at any moment with `clear()`, also while queries run, and come back by
reparsing.

Always
  - trees and lowered forms are functions of the chunk; reading them records no edge;
  - offsets are counted from the chunk's start, in split chunks too.
Does not know: where a chunk stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files
from pebre_analysis.syntax import chunk, ir, kept_code, outline, outlined, problems, trees

if TYPE_CHECKING:
    from pebre_analysis.syntax import driver

_BY_PLACE: Final = attrgetter("start", "end")


class ParsedModule:
    """A file's trees, by chunk. They are not part of this value: dropping them changes nothing."""

    __slots__ = ("_trees", "outline")

    def __init__(self, of: outlined.Outline, held: trees.Trees) -> None:
        self.outline = of
        self._trees = held

    def load(self) -> Iterator[tuple[int, chunk.Chunk, driver.Parsed]]:
        """(offset, chunk, tree) of all chunks in source order; of split ones the tree of the shell.

        A tree may be dropped as soon as the next one is asked for, unless somebody holds it.
        """
        for start, part in self.outline.occurrences():
            yield start, part, self._trees.tree(part)

    def tree(self, part: chunk.Chunk) -> driver.Parsed:
        """The tree of one chunk."""
        return self._trees.tree(part)

    def clear(self) -> None:
        """Drop the trees of this file's chunks, now."""
        for _, part in self.outline.occurrences():
            if part.tree is not None:
                self._trees.drop(part)


@query.query(files.File)
def parsed_module(db: source_db.Db, file: files.File) -> ParsedModule:
    """A handle on the file's trees."""
    return ParsedModule(outline.outline(db, file), trees.of(db))


def lowered_of(part: chunk.Chunk, check: Callable[[], object] = lambda: None) -> ir.Lowered:
    """The lowered form of a chunk, without its members if it is split. `check` is called on the way, and may raise."""
    part.is_used = True
    found = part.lowered
    if found is not None:
        return found
    found = kept_code.lowered(part)
    if found is None:
        from pebre_analysis.syntax import lowering

        found = lowering.form_of(part, check)
    if part.table is not None:
        part.table.make_room(part)
    part.lowered = found
    return found


def problems_of(part: chunk.Chunk) -> tuple[problems.Problem, ...]:
    """All that is wrong in the syntax of a chunk, by place; of its members only their indentation."""
    found = part.problems
    if found is None:
        from pebre_analysis.syntax import semantic_errors

        lowered = lowered_of(part)
        seen = semantic_errors.find(lowered, bool(part.context & chunk.IN_CLASS), bool(part.context & chunk.CELL))
        found = part.problems = tuple(sorted([*part.rejected, *seen], key=_BY_PLACE))
    return found
