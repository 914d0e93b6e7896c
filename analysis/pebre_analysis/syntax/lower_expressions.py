"""Primaries, operators and the other expressions: parso's expression nodes → `ir`.

One function per node type, found in EXPRESSIONS by `node.type`; each takes (context, node, depth),
gives one `ir` node and appends its span to the region. Children get smaller ordinals than parents.

Spans are those of the expression without the brackets it may stand in; a parent's span holds its
children with their brackets.

Every function that calls another one checks the depth, so recursion is bounded by MAX_DEPTH
whatever the tree; the flat chains of `ir` (operators, comparisons, clauses) are read in loops.
"""

from __future__ import annotations

from sys import intern
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import ir, lower_brackets, lower_context, lower_parameters
from pebre_analysis.syntax.lower_context import EXPRESSIONS, LEAVES, Context, Tree, expression

_MAX_DEPTH: Final = ir.MAX_DEPTH
_start_of = lower_context.start_of
_end_of = lower_context.end_of
_add = lower_context.add
_too_deep = lower_context.too_deep
_unexpected = lower_context.unexpected


# ---- primaries -----------------------------------------------------------------------------------


def _atom_expr(c: Context, node: Tree, d: int) -> ir.Expr:
    """`[await] atom trailer*`; each trailer is one level of nesting."""
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    children = node.children
    first = children[0]
    if first.__class__ is tree.Keyword and first.value == "await":
        return _await(c, children, d)
    depth = d + len(children)
    if depth > _MAX_DEPTH:
        return _long_chain(c, children, d)
    value = EXPRESSIONS.get(first.type, _unexpected)(c, first, depth)
    start = c.starts[value.n] if first.__class__ is tree.Name else _start_of(c, first)
    return _trailers(c, value, start, children, 1, depth)


def _trailers(c: Context, value: ir.Expr, start: int, children: list[Tree], at: int, d: int) -> ir.Expr:
    """Apply the trailers from `children[at]` on to `value`; `d` is the depth of `value`."""
    starts = c.starts
    ends = c.ends
    lines = c.lines
    for trailer in children[at:]:
        d -= 1
        inside = trailer.children
        opening = inside[0].value
        last = inside[-1]
        if opening == ".":
            attr = last.value
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + len(attr))
            value = ir.Attribute(n, value, intern(attr) if c.is_ascii else lower_context.identifier(c, attr))
        elif opening == "(":
            args = arguments(c, inside[1], d + 1) if len(inside) > 2 else ()
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + 1)
            value = ir.Call(n, value, args)
        else:
            index = EXPRESSIONS.get(inside[1].type, _unexpected)(c, inside[1], d + 1)
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + 1)
            value = ir.Subscript(n, value, index)
    return value


def _long_chain(c: Context, children: list[Tree], d: int) -> ir.Expr:
    """More trailers than levels are left: the start of the chain is TooDeep, the last ones are read."""
    at = max(1, len(children) - max(0, _MAX_DEPTH - d - 1))
    start, end = _start_of(c, children[0]), _end_of(c, children[at - 1])
    c.too_deep.append((start, end))
    return _trailers(c, ir.TooDeep(_add(c, start, end)), start, children, at, d + len(children) - at)


def _await(c: Context, children: list[Tree], d: int) -> ir.Expr:
    start = _start_of(c, children[0])
    awaited = children[1:]
    depth = d + len(awaited) + 1
    if depth > _MAX_DEPTH:
        value = _long_chain(c, awaited, d + 1)
    else:
        first = awaited[0]
        value = expression(c, first, depth)
        value = _trailers(c, value, _start_of(c, first), awaited, 1, depth)
    return ir.Await(_add(c, start, _end_of(c, awaited[-1])), value)


def arguments(c: Context, node: Tree, d: int) -> tuple[ir.Argument, ...]:
    """The arguments of a call or of a class's parentheses: an `arglist`, or the only argument."""
    if node.type == "arglist":
        children = node.children[::2]
        return tuple([_argument(c, child, d, False) for child in children])
    return (_argument(c, node, d, True),)


def _argument(c: Context, node: Tree, d: int, is_only: bool) -> ir.Argument:
    if node.__class__ in LEAVES:
        value = EXPRESSIONS.get(node.type, _unexpected)(c, node, d)
        starts = c.starts
        n = len(starts)
        starts.append(starts[-1])
        ends = c.ends
        ends.append(ends[-1])
        return ir.Argument(n, None, 0, value)
    if node.type != "argument":
        value = EXPRESSIONS.get(node.type, _unexpected)(c, node, d)
        return ir.Argument(_add(c, _start_of(c, node), _end_of(c, node)), None, 0, value)
    children = node.children
    first = children[0]
    last = children[-1]
    keyword: str | None = None
    stars = 0
    if first.__class__ is tree.Operator and first.value in ("*", "**"):
        stars = len(first.value)
        value = expression(c, last, d)
    elif lower_brackets.is_clause(last):
        start, end = _start_of(c, first), _end_of(c, last)
        if not is_only:
            c.problem(start, end, "A generator expression that is not the only argument needs parentheses")
        value = lower_brackets.comprehension(c, children, "generator", start, end, d)
    elif children[1].value == "=":
        if first.__class__ is tree.Name:
            keyword = lower_context.identifier(c, first.value)
        else:
            _not_a_keyword(c, first)
        value = expression(c, last, d)
    else:
        value = lower_brackets.walrus(c, first, last, d)
    return ir.Argument(_add(c, _start_of(c, first), _end_of(c, last)), keyword, stars, value)


def _not_a_keyword(c: Context, node: Tree) -> None:
    start, end = _start_of(c, node), _end_of(c, node)
    if node.__class__ is tree.Keyword:
        c.problem(start, end, f"`{node.value}` cannot name an argument")
    else:
        c.problem(start, end, "An argument is named by a plain name; for a comparison write `==`")


def _subscript(c: Context, node: Tree, d: int) -> ir.Expr:
    """A slice; also `x[a := 1]`."""
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    children = node.children
    if len(children) == 3 and children[1].__class__ is tree.Operator and children[1].value == ":=":
        return lower_brackets.walrus(c, children[0], children[2], d + 1)
    bounds: list[ir.Expr | None] = [None, None, None]
    at = 0
    for child in children:
        if child.type == "sliceop":
            bounds[2] = expression(c, child.children[1], d + 1)
        elif child.__class__ is tree.Operator and child.value == ":":
            at += 1
        elif at < 3:
            bounds[at] = expression(c, child, d + 1)
    n = _add(c, _start_of(c, children[0]), _end_of(c, children[-1]))
    return ir.Slice(n, bounds[0], bounds[1], bounds[2])


# ---- operators -----------------------------------------------------------------------------------


def _binary(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    d += 1
    children = node.children
    left = children[0]
    first = EXPRESSIONS.get(left.type, _unexpected)(c, left, d)
    start = c.starts[first.n] if left.type != "atom" else _start_of(c, left)
    steps: list[ir.OpStep] = []
    n = first.n
    for at in range(2, len(children), 2):
        operand = children[at]
        kind = operand.type
        right = EXPRESSIONS.get(kind, _unexpected)(c, operand, d)
        n = _add(c, start, c.ends[right.n] if kind != "atom" else _end_of(c, operand))
        steps.append(ir.OpStep(n, children[at - 1].value, right))
    return ir.Binary(n, first, tuple(steps))


def _comparison(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    d += 1
    children = node.children
    left = children[0]
    first = EXPRESSIONS.get(left.type, _unexpected)(c, left, d)
    start = c.starts[first.n] if left.type != "atom" else _start_of(c, left)
    steps: list[ir.OpStep] = []
    n = first.n
    for at in range(2, len(children), 2):
        operand = children[at]
        kind = operand.type
        right = EXPRESSIONS.get(kind, _unexpected)(c, operand, d)
        n = _add(c, start, c.ends[right.n] if kind != "atom" else _end_of(c, operand))
        operator = children[at - 1]
        written = operator.value if operator.__class__ in LEAVES else " ".join([w.value for w in operator.children])
        if written == "<>":
            written = "!="
            at_operator = _start_of(c, operator)
            c.problem(at_operator, at_operator + 2, "`<>` is not an operator; write `!=`")
        steps.append(ir.OpStep(n, written, right))
    return ir.Compare(n, first, tuple(steps))


def _bool_op(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    d += 1
    children = node.children
    values = tuple([EXPRESSIONS.get(child.type, _unexpected)(c, child, d) for child in children[::2]])
    return ir.BoolOp(_add(c, _start_of(c, node), _end_of(c, node)), children[1].value, values)


def _unary(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    operator, operand = node.children
    value = EXPRESSIONS.get(operand.type, _unexpected)(c, operand, d + 1)
    start = c.lines[operator.line] + operator.column
    n = _add(c, start, c.ends[value.n] if operand.type != "atom" else _end_of(c, operand))
    return ir.Unary(n, operator.value, value)


def _conditional(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    body, _, test, _, orelse = node.children
    d += 1
    lowered_body = expression(c, body, d)
    lowered_test = expression(c, test, d)
    lowered_orelse = expression(c, orelse, d)
    return ir.Conditional(_add(c, _start_of(c, body), _end_of(c, orelse)), lowered_test, lowered_body, lowered_orelse)


# ---- others --------------------------------------------------------------------------------------


def _starred(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    star, operand = node.children
    value = expression(c, operand, d + 1)
    return ir.Starred(_add(c, c.lines[star.line] + star.column, _end_of(c, operand)), value)


def _named(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    return lower_brackets.walrus(c, node.children[0], node.children[2], d + 1)


def _lambda(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    children = node.children
    had_yield = c.has_yield
    params = lower_parameters.parameters(c, children[1:-2], d + 1)
    lambda_yields = c.has_yield
    body = expression(c, children[-1], d + 1)
    c.has_yield = had_yield or lambda_yields  # one in a default is the enclosing function's
    return ir.Lambda(_add(c, _start_of(c, node), _end_of(c, node)), params, body)


def _yield(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    c.has_yield = True
    value = node.children[-1]
    if value.type == "yield_arg":
        source = expression(c, value.children[-1], d + 1)
        return ir.YieldFrom(_add(c, _start_of(c, node), _end_of(c, node)), source)
    given = expression(c, value, d + 1)
    return ir.Yield(_add(c, _start_of(c, node), _end_of(c, node)), given)


EXPRESSIONS.update(
    {
        "atom_expr": _atom_expr,
        "power": _binary,
        "subscript": _subscript,
        "arith_expr": _binary,
        "term": _binary,
        "shift_expr": _binary,
        "and_expr": _binary,
        "xor_expr": _binary,
        "expr": _binary,
        "comparison": _comparison,
        "or_test": _bool_op,
        "and_test": _bool_op,
        "not_test": _unary,
        "factor": _unary,
        "test": _conditional,
        "star_expr": _starred,
        "namedexpr_test": _named,
        "lambdef": _lambda,
        "yield_expr": _yield,
    }
)