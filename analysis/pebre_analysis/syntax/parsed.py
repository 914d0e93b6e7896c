"""Chunks parsed and lowered on demand; and `parsed_module(db, file)`, a handle on a file's trees.

`lowered_of(chunk)` is what everything above `syntax` reads: the chunk is parsed, lowered, and its
tree let go at once. The lowered form may go too, when more is held than is allowed (`chunk_cache`).
`ParsedModule.load()` gives trees to those who need one; they are held up to a number of lines
(`trees`), may be dropped at any moment with `clear()`, also while queries run, and come back by
reparsing.

Always
  - trees and lowered forms are functions of the chunk; reading them records no edge;
  - offsets are counted from the chunk's start, in split chunks too.
Does not know: where a chunk stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files
from pebre_analysis.syntax import (
    chunk,
    driver,
    errors,
    features,
    ir,
    lower,
    nodes,
    outline,
    outlined,
    problems,
    semantic_errors,
    sketch,
    trees,
)

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


def lowered_of(part: chunk.Chunk) -> ir.Lowered:
    """The lowered form of a chunk, without its members if it is split."""
    part.is_used = True
    found = part.lowered
    if found is not None:
        return found
    held = part.tree
    parsed = trees.parse(part) if held is None else held
    shell = part.shell
    if shell is None:
        found = lower.lower_chunk(parsed, part.text, part.indent, part.context)
        if not parsed.is_valid:
            found = _as_sketched(part, found)
        part.rejected = errors.found_in(parsed)
        part.features = features.newer_syntax(parsed)
    else:
        holes = {hole.line: n for n, hole in enumerate(shell.holes)}
        found = _moved(lower.lower_chunk(parsed, shell.text, part.indent, part.context, holes), shell)
        rejected = [_moved_problem(each, shell) for each in errors.found_in(parsed)]
        part.rejected = tuple(sorted([*rejected, *_misplaced(part)], key=_BY_PLACE))
        part.features = tuple([_moved_problem(each, shell) for each in features.newer_syntax(parsed)])
    if held is None:
        nodes.release(parsed.tree)
    if part.table is not None:
        part.table.make_room(part)
    part.lowered = found
    return found


def problems_of(part: chunk.Chunk) -> tuple[problems.Problem, ...]:
    """All that is wrong in the syntax of a chunk, by place; of its members only their indentation."""
    found = part.problems
    if found is None:
        lowered = lowered_of(part)
        seen = semantic_errors.find(lowered, bool(part.context & chunk.IN_CLASS), bool(part.context & chunk.CELL))
        found = part.problems = tuple(sorted([*part.rejected, *seen], key=_BY_PLACE))
    return found


def _as_sketched(part: chunk.Chunk, lowered: ir.Lowered) -> ir.Lowered:
    """The lowered form of a chunk with something wrong in it: where that does not show the function that the first
    lines promise, a function of which only the name is known."""
    name = sketch.function_name(part)
    statements = lowered.block.statements
    if not name or (
        len(statements) == 1
        and isinstance(statements[0], ir.FunctionDef)
        and statements[0].name == name
        and not statements[0].region
    ):
        return lowered
    stand_in = driver.parser().parse(f"def {name}(*args, **kwargs): return args[0]", 0)
    made = lower.lower_chunk(stand_in, stand_in.text)
    nodes.release(stand_in.tree)
    size = len(part.text)
    for region in made.regions:
        region.spans[:] = array("I", [min(each, size) for each in region.spans])
    return msgspec.structs.replace(made, too_deep=lowered.too_deep, problems=lowered.problems, failed=lowered.failed)


def _misplaced(part: chunk.Chunk) -> list[problems.Problem]:
    """The first member of each group that is indented less than the one above, though more than the header."""
    found: list[problems.Problem] = []
    for group in part.members:
        column = group[0][1].column
        for start, member in group:
            if member.column < column:
                at = start + member.first
                found.append(problems.Problem(at, at + member.column, "This indentation matches no block around it"))
                break
    return found


def _moved(lowered: ir.Lowered, shell: chunk.Shell) -> ir.Lowered:
    """The lowered form of a shell with the chunk's offsets. The spans of regions are changed in place."""
    first = shell.holes[0].shell_start
    for region in lowered.regions:
        _move_spans(region.spans, shell, first)
    return msgspec.structs.replace(
        lowered,
        too_deep=tuple([(shell.start(start), shell.end(end)) for start, end in lowered.too_deep]),
        docstrings=tuple([(at, n, shell.start(start), shell.end(end)) for at, n, start, end in lowered.docstrings]),
        problems=tuple([_moved_problem(each, shell) for each in lowered.problems]),
    )


def _move_spans(spans: array[int], shell: chunk.Shell, first: int) -> None:
    for n in range(0, len(spans), 2):
        if spans[n + 1] > first:
            spans[n] = shell.start(spans[n])
            spans[n + 1] = shell.end(spans[n + 1])


def _moved_problem(problem: problems.Problem, shell: chunk.Shell) -> problems.Problem:
    related = problem.related_start >= 0
    return msgspec.structs.replace(
        problem,
        start=shell.start(problem.start),
        end=shell.end(problem.end),
        related_start=shell.start(problem.related_start) if related else -1,
        related_end=shell.end(problem.related_end) if related else -1,
    )
