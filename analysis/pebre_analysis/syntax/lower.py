"""A chunk's tree → its lowered form, `ir.Lowered`.

In:  a tree of parso's node classes, also of broken source; the chunk's text, from which offsets are
     counted; where members were cut out.
Out: the statements, and the regions with their code and spans.
Always
  - total: every tree gives a result; what is broken gives Broken, Missing and TooDeep;
  - recursion is bounded by MAX_DEPTH;
  - ordinals are dense in each region, children before parents; spans lie inside the chunk.
Does not know: files, targets, what a name means.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Final

from pebre_analysis.syntax import (
    driver,
    ir,
    lower_blocks,
    lower_brackets,
    lower_broken,
    lower_compound,
    lower_context,
    lower_expressions,
    lower_literals,
    lower_statements,
)

NO_HOLES: Final[Mapping[int, int]] = {}

for _table in (
    lower_literals.HANDLERS, lower_brackets.HANDLERS, lower_expressions.HANDLERS, lower_broken.EXPRESSIONS,
):  # fmt: skip
    lower_context.EXPRESSIONS.update(_table)
lower_context.BY_CLASS.update(lower_literals.BY_CLASS)
lower_statements.BY_TYPE.update(lower_broken.STATEMENTS)
lower_blocks.STATEMENTS.update(lower_compound.HANDLERS)
lower_blocks.STATEMENTS.update(lower_broken.HANDLERS)


def lower_chunk(
    parsed: driver.Parsed,
    text: str,
    indent: int = 0,
    context: object = None,
    holes: Mapping[int, int] = NO_HOLES,
    check: Callable[[], object] = lambda: None,
) -> ir.Lowered:
    """Lower the tree of one chunk. `check` is called before each statement, and may raise.

    `holes`: line of a placeholder statement (counted from 1 in `text`) → number of the group of
    member chunks that stands in its suite. Indent and context name the chunk; the lowered form is
    the same for all of them.

    A string that stands first is left out as a docstring, because it may be that of the module or
    of a split class; whoever knows the chunk's place decides.
    """
    with driver.paused_collector():
        c = lower_context.Context(parsed.tokens, text, holes, check)
        nodes, docstring = lower_blocks.split_docstring(c, parsed.tree.children)
        if docstring is not None:
            c.docstrings.append((ir.NO_REGION, 0, *docstring))
        out: list[ir.Stmt] = []
        lower_blocks.statements(c, nodes, 0, out)
    return ir.Lowered(
        ir.Block(tuple(out), ir.NO_HOLE),
        tuple(c.regions),
        tuple(c.too_deep),
        tuple(c.docstrings),
        tuple(c.problems),
        _failed_lines(parsed),
    )


def _failed_lines(parsed: driver.Parsed) -> tuple[tuple[int, int], ...]:
    """The logical lines that the parser could not read, as ranges of offsets."""
    tokens = parsed.tokens
    if not parsed.failures and not tokens.faults:
        return ()
    labels, starts = tokens.labels, tokens.starts
    indexes = [failure.index for failure in parsed.failures]
    indexes += [max(0, bisect_right(starts, fault.start) - 1) for fault in tokens.faults]
    found: list[tuple[int, int]] = []
    for index in sorted(indexes):
        if found and starts[index] <= found[-1][1]:
            continue
        first = last = index
        while first > 0 and labels[first - 1] != "NEWLINE":
            first -= 1
        while last + 1 < len(labels) and labels[last] != "NEWLINE":
            last += 1
        found.append((starts[first], starts[last]))
    return tuple(found)
