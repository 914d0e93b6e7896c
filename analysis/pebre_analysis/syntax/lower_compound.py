"""Compound statements: parso's nodes → `ir`. `lower_blocks` says how regions and ordinals fall."""

from __future__ import annotations

from typing import Final

from parso.python import tree

from pebre_analysis.syntax import (
    ir,
    lower_blocks,
    lower_brackets,
    lower_broken,
    lower_context,
    lower_definitions,
    lower_literals,
    lower_patterns,
    lower_targets,
    type_comments,
)
from pebre_analysis.syntax.lower_context import Context, Tree, expression

_add = lower_context.add
_start_of = lower_context.start_of
_NO_REGION = ir.NO_REGION


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
            orelse = lower_blocks.block(c, children[at + 2], d + 1)
            break
        at_branch = c.lines[keyword.line] + keyword.column
        region = lower_blocks.open_header(c)
        test = expression(c, children[at + 1], d + 1)
        suite = children[at + 3]
        if region != _NO_REGION and not branches:
            n = _add(c, at_branch, at_branch)
            n_if = lower_blocks.after_header(c, region, start, suite)
        else:
            n = lower_blocks.after_header(c, region, at_branch, suite)
        body = lower_blocks.block(c, suite, d + 1)
        n = lower_blocks.after_suites(c, region, n, at_branch)
        branch = ir.Branch(n, region, test, body)
        lower_blocks.own(c, region, branch)
        branches.append(branch)
    region = branches[0].region
    n_if = lower_blocks.after_suites(c, region, n_if, start)
    out.append(ir.If(n_if, region, tuple(branches), orelse))


def _while(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = lower_blocks.open_header(c)
    test = expression(c, children[1], d + 1)
    n = lower_blocks.after_header(c, region, start, children[3])
    body = lower_blocks.block(c, children[3], d + 1)
    orelse = lower_blocks.block(c, children[6], d + 1) if len(children) > 4 else None
    statement = ir.While(lower_blocks.after_suites(c, region, n, start), region, test, body, orelse)
    lower_blocks.own(c, region, statement)
    out.append(statement)


def _for(c: Context, node: Tree, d: int, out: list[ir.Stmt], async_at: Tree | None = None) -> None:
    children = node.children
    start = _start_of(c, node if async_at is None else async_at)
    region = lower_blocks.open_header(c)
    target = expression(c, children[1], d + 1)
    if type(target) is not ir.Name or c.has_debug:
        lower_targets.assigned(c, target)
    iterable = expression(c, children[3], d + 1)
    annotation, comment = type_comments.of_header(c, children[5], d) if c.has_type_comments else (None, "")
    n = lower_blocks.after_header(c, region, start, children[5], comment)
    body = lower_blocks.block(c, children[5], d + 1)
    orelse = lower_blocks.block(c, children[8], d + 1) if len(children) > 6 else None
    n = lower_blocks.after_suites(c, region, n, start)
    statement = ir.For(n, region, target, iterable, annotation, body, orelse, async_at is not None)
    lower_blocks.own(c, region, statement)
    out.append(statement)


def _with(c: Context, node: Tree, d: int, out: list[ir.Stmt], async_at: Tree | None = None) -> None:
    children = node.children
    start = _start_of(c, node if async_at is None else async_at)
    region = lower_blocks.open_header(c)
    items = tuple([_with_item(c, item, d + 1) for item in _with_entries(children[1:-2:2])])
    annotation, comment = type_comments.of_header(c, children[-1], d) if c.has_type_comments else (None, "")
    n = lower_blocks.after_header(c, region, start, children[-1], comment)
    body = lower_blocks.block(c, children[-1], d + 1)
    n = lower_blocks.after_suites(c, region, n, start)
    statement = ir.With(n, region, items, annotation, body, async_at is not None)
    lower_blocks.own(c, region, statement)
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
        if type(target) is not ir.Name or c.has_debug:
            lower_targets.assigned(c, target)
    else:
        context = expression(c, node, d)
    return ir.WithItem(_add(c, start, end), context, target)


def _try(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = lower_blocks.open_header(c)
    n = lower_blocks.after_header(c, region, start, children[2])
    body = lower_blocks.block(c, children[2], d + 1)
    handlers: list[ir.Handler] = []
    orelse: ir.Block | None = None
    final: ir.Block | None = None
    is_star = is_mixed = False
    for at in range(3, len(children), 3):
        clause = children[at]
        suite = children[at + 2]
        if clause.type == "keyword" and clause.value == "else":
            orelse = lower_blocks.block(c, suite, d + 1)
        elif clause.type == "keyword" and clause.value == "finally":
            final = lower_blocks.block(c, suite, d + 1)
        else:
            clause_is_star = _handler(c, clause, suite, d, handlers)
            if at == 3:
                is_star = clause_is_star
            elif clause_is_star != is_star and not is_mixed:
                is_mixed = True
                at_clause = _start_of(c, clause)
                message = "A `try` has either `except` or `except*` clauses, not both"
                c.problem(at_clause, at_clause + len("except"), message)
    n = lower_blocks.after_suites(c, region, n, start)
    statement = ir.Try(n, region, body, tuple(handlers), orelse, final)
    lower_blocks.own(c, region, statement)
    out.append(statement)


def _handler(c: Context, clause: Tree, suite: Tree, d: int, out: list[ir.Handler]) -> bool:
    """Lower one `except` clause; True for `except*`."""
    start = _start_of(c, clause)
    region = lower_blocks.open_header(c)
    caught: ir.Expr | None = None
    name: ir.Name | None = None
    is_star = False
    if clause.type != "keyword":
        pieces = clause.children[1:]
        if type(pieces[0]) is tree.Operator and pieces[0].value == "*":
            is_star = True
            pieces = pieces[1:]
            if not pieces:
                c.problem(start, lower_context.end_of(c, clause), "`except*` must name the exceptions it handles")
        if len(pieces) > 2 and type(pieces[-2]) is tree.Keyword and pieces[-2].value == "as":
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
            if c.has_debug:
                lower_targets.assigned(c, name)
    n = lower_blocks.after_header(c, region, start, suite)
    body = lower_blocks.block(c, suite, d + 1)
    handler = ir.Handler(lower_blocks.after_suites(c, region, n, start), region, caught, name, body, is_star)
    lower_blocks.own(c, region, handler)
    out.append(handler)
    return is_star


def _async(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    keyword, inner = node.children
    if inner.type == "for_stmt":
        _for(c, inner, d, out, keyword)
    elif inner.type == "with_stmt":
        _with(c, inner, d, out, keyword)
    elif inner.type == "funcdef":
        lower_definitions.function(c, inner, d, out, [], keyword)
    else:
        lower_broken.among_statements(c, node, d, out)


def _function(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_definitions.function(c, node, d, out, [], None)


def _class(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    lower_definitions.class_(c, node, d, out, [])


def _decorated(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    decorators = lower_definitions.decorators_of(node)
    defined = node.children[-1]
    if defined.type == "funcdef":
        lower_definitions.function(c, defined, d, out, decorators, None)
    elif defined.type == "classdef":
        lower_definitions.class_(c, defined, d, out, decorators)
    elif defined.type in ("async_funcdef", "async_stmt") and defined.children[1].type == "funcdef":
        keyword, inner = defined.children
        lower_definitions.function(c, inner, d, out, decorators, keyword)
    else:
        lower_broken.among_statements(c, node, d, out)


def _match(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    children = node.children
    start = _start_of(c, node)
    region = lower_blocks.open_header(c)
    subject = expression(c, children[1], d + 1)
    n = lower_blocks.after_header(c, region, start, children[3])
    cases: list[ir.Case] = []
    strays: list[Tree] = []  # what is no case; read as statements after the `match`
    c.stmt_end = lower_context.end_of(c, children[2])
    for child in children[3].children if children[3].type == "suite" else [children[3]]:
        if child.type == "case_block":
            cases.append(_case(c, child, d + 1))
        elif child.type != "newline":
            strays.append(child)
    statement = ir.Match(lower_blocks.after_suites(c, region, n, start), region, subject, tuple(cases))
    lower_blocks.own(c, region, statement)
    out.append(statement)
    lower_blocks.statements(c, strays, d + 1, out)


def _case(c: Context, node: Tree, d: int) -> ir.Case:
    children = node.children
    start = _start_of(c, node)
    region = lower_blocks.open_header(c)
    pattern = lower_patterns.whole(c, children[1], d + 1)
    guard = expression(c, children[2].children[1], d + 1) if len(children) > 4 else None
    n = lower_blocks.after_header(c, region, start, children[-1])
    body = lower_blocks.block(c, children[-1], d + 1)
    case = ir.Case(lower_blocks.after_suites(c, region, n, start), region, pattern, guard, body)
    lower_blocks.own(c, region, case)
    return case


HANDLERS: Final[dict[str, lower_blocks.LowerInto]] = {
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
}
