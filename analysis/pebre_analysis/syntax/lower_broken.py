"""What is no statement and no expression: the readable pieces in it.

A tree of broken source keeps the grammar's shape, with an `error_node` or `error_leaf` where
something could not be read. The pieces of an error node are read one by one: names, literals and
whole expressions; `a . b` is put together again. Statements in it (a suite whose header is broken)
are lowered as statements after it.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import fingerprint, ir, lower_blocks, lower_context, lower_statements
from pebre_analysis.syntax.lower_context import Context, Tree
from pebre_analysis.syntax.nodes import LEAVES

_add = lower_context.add
_SMALL: Final = frozenset(("error_leaf", "newline", "endmarker"))


def expression(c: Context, node: Tree, d: int) -> ir.Expr:
    """Missing, with what is readable inside."""
    if type(node) in LEAVES:
        start = lower_context.start_of(c, node)
        return ir.Missing(_add(c, start, lower_context.end_of(c, node)), ())
    if d > ir.MAX_DEPTH:
        return lower_context.too_deep(c, node)
    parts = pieces(c, node.children, d + 1)
    return ir.Missing(_add(c, lower_context.start_of(c, node), lower_context.end_of(c, node)), parts)


def pieces(c: Context, nodes: list[Tree], d: int) -> tuple[ir.Expr, ...]:
    """The readable expressions among these nodes, outermost first, in order."""
    found: list[ir.Expr] = []
    pending = nodes[::-1]
    after_dot = False
    while pending:
        node = pending.pop()
        kind = node.type
        if type(node) in LEAVES:
            if kind == "operator" and node.value == "." and found:
                after_dot = True
                continue
            if after_dot and (kind == "name" or not node.value):
                base = found[-1]
                n = _add(c, c.starts[base.n], lower_context.end_of(c, node))
                found[-1] = ir.Attribute(n, base, lower_context.identifier(c, node.value))
            elif kind in ("name", "number", "string") or node.value in lower_context.CONSTANTS or node.value == "...":
                found.append(lower_context.EXPRESSIONS[kind](c, node, d))
        elif kind in lower_context.EXPRESSIONS:
            found.append(lower_context.EXPRESSIONS[kind](c, node, d))
        else:
            pending.extend(node.children[::-1])
        after_dot = False
    return tuple(found)


def in_statement(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    """A simple statement that could not be read."""
    start, end = lower_context.start_of(c, node), lower_context.end_of(c, node)
    parts: tuple[ir.Expr, ...] = ()
    if type(node) not in LEAVES:
        parts = pieces(c, node.children, d + 1)
    return ir.Broken(_add(c, start, end), region, parts)


def among_statements(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """An error among the statements of a block; a leaf of no width is no statement at all."""
    if type(node) in LEAVES:
        if node.value:
            lower_statements.small(c, node, d, out)
        return
    inner = [child for child in node.children if child.type in lower_blocks.STATEMENTS and child.type not in _SMALL]
    rest = [child for child in node.children if child.type not in lower_blocks.STATEMENTS]
    if rest:
        region = lower_blocks.open_header(c)
        parts = pieces(c, rest, d + 1)
        start, end = lower_context.start_of(c, rest[0]), lower_context.end_of(c, rest[-1])
        broken = ir.Broken(_add(c, start, end), region, parts)
        c.stmt_end = end
        if region != ir.NO_REGION:
            lower_context.close_region(c, region, broken, fingerprint.of_broken(c.source, start, end))
        out.append(broken)
    if d < ir.MAX_DEPTH:
        lower_blocks.statements(c, inner, d + 1, out)


def suite(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """A suite that has lost its header."""
    if d <= ir.MAX_DEPTH:
        lower_blocks.statements(c, node.children, d + 1, out)


HANDLERS: Final[dict[str, lower_blocks.LowerInto]] = {
    "error_node": among_statements,
    "error_leaf": among_statements,
    "suite": suite,
    "decorators": among_statements,
    "decorator": among_statements,
}

STATEMENTS: Final = {"error_node": in_statement, "error_leaf": in_statement}
EXPRESSIONS: Final = {"error_node": expression, "error_leaf": expression}
