"""Compound statements and blocks: parso's nodes → `ir`.

In a module or class body each header is a region, and so is each function body; the statements of
nested suites come after it as regions of their own. Inside a function body everything belongs to
the body's region, except the bodies of nested functions.

The ordinal of a compound statement comes after those of its header, and inside a function body
also after those of its suites.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from parso.python import tree

from pebre_analysis.syntax import (
    fingerprint,
    ir,
    lower_brackets,
    lower_context,
    lower_definitions,
    lower_literals,
    lower_patterns,
    lower_statements,
    type_comments,
)
from pebre_analysis.syntax.lower_context import Context, Tree, expression

LowerInto: TypeAlias = Callable[[Context, Tree, int, list[ir.Stmt]], None]
# (context, siblings, index of the first broken one, depth, block so far) → index of the next one to read
LowerBroken: TypeAlias = Callable[[Context, list[Tree], int, int, list[ir.Stmt]], int]

STATEMENTS: Final[dict[str, LowerInto]] = {}

_add = lower_context.add
_start_of = lower_context.start_of
_NO_REGION: Final = ir.NO_REGION


# ---- blocks --------------------------------------------------------------------------------------


def statements(c: Context, nodes: list[Tree], d: int, out: list[ir.Stmt]) -> None:
    """Append the statements of a module or suite to `out`."""
    for node in nodes:
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
    while at < len(nodes) and nodes[at].__class__ is tree.Newline:
        at += 1
    if at == len(nodes):
        return nodes, None
    first = nodes[at]
    pieces = first.children if first.type == "simple_stmt" else [first]
    small = pieces[0]
    if not fingerprint.is_docstring(small):
        return nodes, None
    span = (_start_of(c, small), lower_context.end_of(c, small))
    rest = pieces[2::2]
    return [*[node for node in rest if node.__class__ is not tree.Newline], *nodes[at + 1 :]], span


def _small(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_statements.small(c, node, d, out)


def _nothing(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """A line end or the end of the text."""


# ---- regions of headers --------------------------------------------------------------------------
#
# Every compound statement goes `_open`, header, `_after_header`, suites, `_after_suites`, record, `_own`.


def _open(c: Context) -> int:
    return _NO_REGION if c.inside >= 0 else lower_context.open_region(c)


def _after_header(c: Context, region: int, start: int, suite: Tree, comment: str = "") -> int:
    """In a module or class body: number the node and close its region; else it is numbered after its suites."""
    if region == _NO_REGION:
        return -1
    n = _add(c, start, start)
    code = fingerprint.between(c.source, start, _start_of(c, suite)) + comment
    lower_context.close_region(c, region, lower_context.UNFINISHED, code)
    return n


def _after_suites(c: Context, region: int, n: int, start: int) -> int:
    """The node's ordinal, its end now known."""
    if region == _NO_REGION:
        return _add(c, start, c.stmt_end)
    c.regions[region].spans[2 * n + 1] = c.stmt_end
    return n


def _own(c: Context, region: int, node: lower_context.RegionNode) -> None:
    if region != _NO_REGION:
        c.regions[region].node = node


# ---- statements ----------------------------------------------------------------------------------


def _if(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """The If itself is numbered in its first branch's region, after that branch."""
    children = node.children
    start = _start_of(c, node)
    branches: list[ir.Branch] = []
    orelse: ir.Block | None = None
    n_if = -1
    for at in range(0, len(children), 4):
        keyword = children[at]
        if keyword.value == "else":
            orelse = block(c, children[at + 2], d + 1)
            break
        at_branch = c.lines[keyword.line] + keyword.column
        region = _open(c)
        test = expression(c, children[at + 1], d + 1)
        suite = children[at + 3]
        if region != _NO_REGION and not branches:
            n = _add(c, at_branch, at_branch)
            n_if = _after_header(c, region, start, suite)
        else:
            n = _after_header(c, region, at_branch, suite)
        body = block(c, suite, d + 1)
        n = _after_suites(c, region, n, at_branch)
        branch = ir.Branch(n, region, test, body)
        _own(c, region, branch)
        branches.append(branch)
    region = branches[0].region
    n_if = _after_suites(c, region, n_if, start)
    out.append(ir.If(n_if, region, tuple(branches), orelse))


def _while(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = _open(c)
    test = expression(c, children[1], d + 1)
    n = _after_header(c, region, start, children[3])
    body = block(c, children[3], d + 1)
    orelse = block(c, children[6], d + 1) if len(children) > 4 else None
    statement = ir.While(_after_suites(c, region, n, start), region, test, body, orelse)
    _own(c, region, statement)
    out.append(statement)


def _for(c: Context, node: Tree, d: int, out: list[ir.Stmt], async_at: Tree | None = None) -> None:
    children = node.children
    start = _start_of(c, node if async_at is None else async_at)
    region = _open(c)
    target = expression(c, children[1], d + 1)
    iterable = expression(c, children[3], d + 1)
    annotation, comment = type_comments.of_header(c, children[5], d) if c.has_type_comments else (None, "")
    n = _after_header(c, region, start, children[5], comment)
    body = block(c, children[5], d + 1)
    orelse = block(c, children[8], d + 1) if len(children) > 6 else None
    n = _after_suites(c, region, n, start)
    statement = ir.For(n, region, target, iterable, annotation, body, orelse, async_at is not None)
    _own(c, region, statement)
    out.append(statement)


def _with(c: Context, node: Tree, d: int, out: list[ir.Stmt], async_at: Tree | None = None) -> None:
    children = node.children
    start = _start_of(c, node if async_at is None else async_at)
    region = _open(c)
    items = tuple([_with_item(c, item, d + 1) for item in _with_entries(children[1:-2:2])])
    annotation, comment = type_comments.of_header(c, children[-1], d) if c.has_type_comments else (None, "")
    n = _after_header(c, region, start, children[-1], comment)
    body = block(c, children[-1], d + 1)
    n = _after_suites(c, region, n, start)
    statement = ir.With(n, region, items, annotation, body, async_at is not None)
    _own(c, region, statement)
    out.append(statement)


def _with_entries(entries: list[Tree]) -> list[Tree]:
    """`with (a, b):` is two context managers, not a tuple."""
    if len(entries) == 1 and entries[0].type == "atom" and entries[0].children[0].value == "(":
        inner = entries[0].children[1]
        if inner.type == "testlist_comp" and not lower_brackets.is_clause(inner.children[-1]):
            return inner.children[::2]  # type: ignore[no-any-return]  # Tree is Any
    return entries


def _with_item(c: Context, node: Tree, d: int) -> ir.WithItem:
    start, end = _start_of(c, node), lower_context.end_of(c, node)
    target: ir.Expr | None = None
    if node.type == "with_item":
        context = expression(c, node.children[0], d)
        target = expression(c, node.children[2], d)
    else:
        context = expression(c, node, d)
    return ir.WithItem(_add(c, start, end), context, target)


def _try(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = _open(c)
    n = _after_header(c, region, start, children[2])
    body = block(c, children[2], d + 1)
    handlers: list[ir.Handler] = []
    orelse: ir.Block | None = None
    final: ir.Block | None = None
    stars = 0
    for at in range(3, len(children), 3):
        clause = children[at]
        suite = children[at + 2]
        if clause.__class__ is tree.Keyword and clause.value == "else":
            orelse = block(c, suite, d + 1)
        elif clause.__class__ is tree.Keyword and clause.value == "finally":
            final = block(c, suite, d + 1)
        else:
            stars += _handler(c, clause, suite, d, handlers)
    if 0 < stars < len(handlers):
        at_try = start
        c.problem(at_try, at_try + 3, "A `try` has either `except` or `except*` clauses, not both")
    n = _after_suites(c, region, n, start)
    statement = ir.Try(n, region, body, tuple(handlers), orelse, final, stars > 0)
    _own(c, region, statement)
    out.append(statement)


def _handler(c: Context, clause: Tree, suite: Tree, d: int, out: list[ir.Handler]) -> bool:
    """Lower one `except` clause; True for `except*`."""
    start = _start_of(c, clause)
    region = _open(c)
    caught: ir.Expr | None = None
    name: ir.Name | None = None
    is_star = False
    if clause.__class__ is not tree.Keyword:
        pieces = clause.children[1:]
        if pieces[0].__class__ is tree.Operator and pieces[0].value == "*":
            is_star = True
            pieces = pieces[1:]
        if len(pieces) > 2 and pieces[-2].__class__ is tree.Keyword and pieces[-2].value == "as":
            name_leaf: Tree | None = pieces[-1]
            pieces = pieces[:-2]
        else:
            name_leaf = None
        if len(pieces) == 1:
            caught = expression(c, pieces[0], d + 1)
        elif pieces:
            items = tuple([expression(c, piece, d + 2) for piece in pieces[::2]])
            n_tuple = _add(c, _start_of(c, pieces[0]), lower_context.end_of(c, pieces[-1]))
            caught = ir.Tuple(n_tuple, items, False)
        if name_leaf is not None:
            name = lower_literals.name(c, name_leaf, d)
    n = _after_header(c, region, start, suite)
    body = block(c, suite, d + 1)
    handler = ir.Handler(_after_suites(c, region, n, start), region, caught, name, body)
    _own(c, region, handler)
    out.append(handler)
    return is_star


def _async(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    keyword, inner = node.children
    if inner.__class__ is tree.ForStmt:
        _for(c, inner, d, out, keyword)
    elif inner.__class__ is tree.WithStmt:
        _with(c, inner, d, out, keyword)
    else:
        lower_definitions.function(c, inner, d, out, [], keyword, body_block)


def _function(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_definitions.function(c, node, d, out, [], None, body_block)


def _class(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_definitions.class_(c, node, d, out, [], body_block)


def _decorated(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    decorators = lower_definitions.decorators_of(node)
    defined = node.children[-1]
    if defined.__class__ is tree.Function:
        lower_definitions.function(c, defined, d, out, decorators, None, body_block)
    elif defined.__class__ is tree.Class:
        lower_definitions.class_(c, defined, d, out, decorators, body_block)
    elif defined.type in ("async_funcdef", "async_stmt"):
        keyword, inner = defined.children
        lower_definitions.function(c, inner, d, out, decorators, keyword, body_block)
    else:
        _broken(c, node, d, out)


def _match(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = _open(c)
    subject = expression(c, children[1], d + 1)
    n = _after_header(c, region, start, children[3])
    cases: list[ir.Case] = []
    c.stmt_end = lower_context.end_of(c, children[2])
    for child in children[3].children if children[3].type == "suite" else [children[3]]:
        if child.type == "case_block":
            cases.append(_case(c, child, d + 1))
    statement = ir.Match(_after_suites(c, region, n, start), region, subject, tuple(cases))
    _own(c, region, statement)
    out.append(statement)


def _case(c: Context, node: Tree, d: int) -> ir.Case:
    children = node.children
    start = _start_of(c, node)
    region = _open(c)
    pattern = lower_patterns.pattern(c, children[1], d + 1)
    guard = expression(c, children[2].children[1], d + 1) if len(children) > 4 else None
    n = _after_header(c, region, start, children[-1])
    body = block(c, children[-1], d + 1)
    case = ir.Case(_after_suites(c, region, n, start), region, pattern, guard, body)
    _own(c, region, case)
    return case


# ---- broken source -------------------------------------------------------------------------------


def _broken(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """What is no statement: its readable pieces."""
    region = _open(c)
    value = lower_context.unexpected(c, node, d + 1)
    start, end = c.starts[value.n], c.ends[value.n]
    broken = ir.Broken(_add(c, start, end), region, (value,))
    c.stmt_end = end
    if region != _NO_REGION:
        code = fingerprint.between(c.source, start, end)
        lower_context.close_region(c, region, broken, code)
    out.append(broken)


STATEMENTS.update(
    {
        "simple_stmt": lower_statements.simple,
        "if_stmt": _if,
        "while_stmt": _while,
        "for_stmt": _for,
        "with_stmt": _with,
        "try_stmt": _try,
        "funcdef": _function,
        "classdef": _class,
        "decorated": _decorated,
        "async_stmt": _async,
        "async_funcdef": _async,
        "match_stmt": _match,
        "newline": _nothing,
        "endmarker": _nothing,
        "error_node": _broken,
        "error_leaf": _broken,
    }
)
