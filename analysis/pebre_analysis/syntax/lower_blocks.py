"""Blocks of statements, and the regions of compound statements' headers.

`STATEMENTS` tells how the statements of a block are lowered; the modules above this one fill it.
In a module or class body each header is a region, and the statements of its suites come after it as
regions of their own. Inside a function body everything belongs to the body's region, except the
bodies of nested functions. The ordinal of a compound statement comes after those of its header, and
inside a function body also after those of its suites.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from parso.python import tree

from pebre_analysis.syntax import fingerprint, ir, lower_context, lower_literals, lower_statements
from pebre_analysis.syntax.lower_context import Context, Tree

LowerInto: TypeAlias = Callable[[Context, Tree, int, list[ir.Stmt]], None]

STATEMENTS: Final[dict[str, LowerInto]] = {}  # by node type; any other node is a simple statement

_add = lower_context.add
_start_of = lower_context.start_of
_NO_REGION: Final = ir.NO_REGION


def statements(c: Context, nodes: list[Tree], d: int, out: list[ir.Stmt]) -> None:
    """Append the statements of a module or suite to `out`."""
    for node in nodes:
        c.check()
        STATEMENTS.get(node.type, _small)(c, node, d, out)


def block(c: Context, suite: Tree, d: int) -> ir.Block:
    """A suite, or the statements after the colon on the same line."""
    return body_block(c, suite, d, False)[0]


def body_block(c: Context, suite: Tree, d: int, takes_docstring: bool) -> tuple[ir.Block, tuple[int, int] | None]:
    """The block, and the span of the docstring that was left out of it."""
    if d > ir.MAX_DEPTH:
        return _deep_block(c, suite), None
    nodes = suite.children if suite.type == "suite" else [suite]
    if c.holes:
        hole = c.holes.get(nodes[-1].start_pos[0])
        if hole is not None:
            c.stmt_end = lower_context.end_of(c, nodes[-1])
            return ir.Block((), hole), None
    out: list[ir.Stmt] = []
    docstring: tuple[int, int] | None = None
    if takes_docstring:
        nodes, docstring = split_docstring(c, nodes)
        if docstring is not None:
            c.stmt_end = docstring[1]
    statements(c, nodes, d, out)
    if not out and docstring is None:
        c.stmt_end = _start_of(c, nodes[0])
    return ir.Block(tuple(out), ir.NO_HOLE), docstring


def _deep_block(c: Context, suite: Tree) -> ir.Block:
    inside = c.inside >= 0
    region = _NO_REGION if inside else lower_context.open_region(c)
    deep = lower_context.too_deep(c, suite)
    start, c.stmt_end = c.starts[deep.n], c.ends[deep.n]
    broken = ir.Broken(_add(c, start, c.stmt_end), region, (deep,))
    if not inside:
        lower_context.close_region(c, region, broken, fingerprint.between(c.source, start, c.stmt_end))
    return ir.Block((broken,), ir.NO_HOLE)


def split_docstring(c: Context, nodes: list[Tree]) -> tuple[list[Tree], tuple[int, int] | None]:
    """The nodes without the docstring they begin with, and its span."""
    at = 0
    while at < len(nodes) and type(nodes[at]) is tree.Newline:
        at += 1
    if at == len(nodes):
        return nodes, None
    first = nodes[at]
    pieces = first.children if first.type == "simple_stmt" else [first]
    small = pieces[0]
    if not fingerprint.is_docstring(small):
        return nodes, None
    lower_literals.check(c, small)
    span = (_start_of(c, small), lower_context.end_of(c, small))
    rest = pieces[2::2]
    return [*[node for node in rest if type(node) is not tree.Newline], *nodes[at + 1 :]], span


def _small(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_statements.small(c, node, d, out)


def _nothing(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """A line end or the end of the text."""


# ---- regions of headers --------------------------------------------------------------------------
#
# Every compound statement goes `open_header`, header, `after_header`, suites, `after_suites`, record, `own`.


def open_header(c: Context) -> int:
    return _NO_REGION if c.inside >= 0 else lower_context.open_region(c)


def after_header(c: Context, region: int, start: int, suite: Tree, comment: str = "") -> int:
    """In a module or class body: number the node and close its region; else it is numbered after its suites."""
    if region == _NO_REGION:
        return -1
    n = _add(c, start, start)
    code = fingerprint.between(c.source, start, _start_of(c, suite)) + comment
    lower_context.close_region(c, region, lower_context.UNFINISHED, code)
    return n


def after_suites(c: Context, region: int, n: int, start: int) -> int:
    """The node's ordinal, its end now known."""
    if region == _NO_REGION:
        return _add(c, start, c.stmt_end)
    c.regions[region].spans[2 * n + 1] = c.stmt_end
    return n


def own(c: Context, region: int, node: lower_context.RegionNode) -> None:
    if region != _NO_REGION:
        c.regions[region].node = node


STATEMENTS.update({"simple_stmt": lower_statements.simple, "newline": _nothing, "endmarker": _nothing})
