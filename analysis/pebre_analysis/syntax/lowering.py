"""The lowered form of a chunk, made from its text: the chunk is parsed, lowered, and its tree let go at once.

In:  a chunk. Out: its lowered form; what its parser said is put on the chunk.
Always: offsets are counted from the chunk's start, in split chunks too.
Does not know: where a chunk stands; what is kept (`parsed`, `kept_code`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from operator import attrgetter
from typing import Final

import msgspec

from pebre_analysis.syntax import chunk, driver, errors, features, ir, lower, nodes, problems, sketch, trees

_BY_PLACE: Final = attrgetter("start", "end")


def form_of(part: chunk.Chunk, check: Callable[[], object] = lambda: None) -> ir.Lowered:
    """The lowered form of a chunk; it is not put on the chunk. `check` is called now and then, and may raise."""
    held = part.tree
    parsed = trees.parse(part, check) if held is None else held
    try:
        return _lowered(part, parsed, check)
    finally:
        if held is None:
            nodes.release(parsed.tree)


def _lowered(part: chunk.Chunk, parsed: driver.Parsed, check: Callable[[], object]) -> ir.Lowered:
    shell = part.shell
    if shell is None:
        found = lower.lower_chunk(parsed, part.text, part.indent, part.context, check=check)
        if not parsed.is_valid:
            found = _as_sketched(part, found)
        check()
        part.rejected = errors.found_in(parsed)
        part.features = features.newer_syntax(parsed)
        return found
    holes = {hole.line: n for n, hole in enumerate(shell.holes)}
    found = lower.lower_chunk(parsed, shell.text, part.indent, part.context, holes, check)
    if not parsed.is_valid:
        found = _as_sketched(part, found)
    found = _moved(found, shell)
    rejected = [_moved_problem(each, shell) for each in errors.found_in(parsed)]
    part.rejected = tuple(sorted([*rejected, *_misplaced(part)], key=_BY_PLACE))
    part.features = tuple([_moved_problem(each, shell) for each in features.newer_syntax(parsed)])
    return found


def _as_sketched(part: chunk.Chunk, lowered: ir.Lowered) -> ir.Lowered:
    """The lowered form of a chunk with something wrong in it: where that does not show the function or class that the
    first lines promise, one of which only the name is known."""
    found = sketch.name_in(part)
    if not found:
        return lowered
    name = found.removeprefix(sketch.CLASS)
    is_class = name != found
    kind = ir.ClassDef if is_class else ir.FunctionDef
    statements = lowered.block.statements
    if len(statements) == 1 and isinstance(statements[0], kind) and statements[0].name == name:
        if not statements[0].region:
            return lowered
    text = f"class {name}:\n    pass\n" if is_class else f"def {name}(*args, **kwargs): return args[0]"
    holes: dict[int, int] = {} if part.shell is None else {2: 0}
    stand_in = driver.parser().parse(text, 0)
    made = lower.lower_chunk(stand_in, stand_in.text, holes=holes)
    nodes.release(stand_in.tree)
    size = len(part.text if part.shell is None else part.shell.text)
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
