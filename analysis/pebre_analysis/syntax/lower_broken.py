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
_READ: Final = frozenset(("name", "number", "string"))
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
    """The readable expressions among these nodes, outermost first, in order; `a .` has an attribute without a name."""
    found: list[ir.Expr] = []
    pending = nodes[::-1]
    dot = -1  # where one ends that stands behind the last expression
    is_behind = False  # whether nothing stands behind the last expression yet
    while pending:
        node = pending.pop()
        kind = node.type
        is_leaf = type(node) in LEAVES
        if is_leaf and kind == "operator" and node.value == ".":
            if is_behind:
                dot, is_behind = lower_context.end_of(c, node), False
            elif pending and pending[-1].type == "name":
                pending.pop()  # of something that is no piece
            continue
        if dot >= 0:
            base, dot_ends, dot = found[-1], dot, -1
            is_named = is_leaf and (kind == "name" or not node.value)
            n = _add(c, c.starts[base.n], lower_context.end_of(c, node) if is_named else dot_ends)
            found[-1] = ir.Attribute(n, base, lower_context.identifier(c, node.value) if is_named else "")
            is_behind = is_named
            if is_named:
                continue
        if is_leaf:
            is_behind = kind in _READ or node.value in lower_context.CONSTANTS or node.value == "..."
        elif kind in lower_context.EXPRESSIONS:
            is_behind = True
        else:
            pending.extend(node.children[::-1])
            continue
        if is_behind:
            chain = [node]
            while pending and pending[-1].type == "trailer":
                chain.append(pending.pop())
            whole = node if len(chain) == 1 else _Chain(chain)
            found.append(lower_context.EXPRESSIONS[whole.type](c, whole, d))
    if dot >= 0:
        found[-1] = ir.Attribute(_add(c, c.starts[found[-1].n], dot), found[-1], "")
    return tuple(found)


class _Chain:
    """An expression and what stands behind it, read as the `atom_expr` that it would have been."""

    __slots__ = ("children",)
    type: Final = "atom_expr"

    def __init__(self, children: list[Tree]) -> None:
        self.children = children


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
