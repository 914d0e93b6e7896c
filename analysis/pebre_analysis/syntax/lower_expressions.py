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

from pebre_analysis.syntax import ir, lower_brackets, lower_checks, lower_context, lower_parameters, lower_targets
from pebre_analysis.syntax.lower_context import BY_CLASS, EXPRESSIONS, Context, Tree, expression
from pebre_analysis.syntax.nodes import LEAVES

_MAX_DEPTH: Final = ir.MAX_DEPTH
_Node: Final = tree.PythonNode
_start_of = lower_context.start_of
_end_of = lower_context.end_of
_add = lower_context.add
_too_deep = lower_context.too_deep


# ---- primaries -----------------------------------------------------------------------------------


def _atom_expr(c: Context, node: Tree, d: int) -> ir.Expr:
    """`[await] atom trailer*`; each trailer is one level of nesting.

    One body, with the making of a Name written out: calls, attributes and their first names are
    over half of all nodes.
    """
    children = node.children
    first = children[0]
    starts = c.starts
    ends = c.ends
    lines = c.lines
    trailers = children[1:]
    if type(first) is tree.Name and d + len(children) <= _MAX_DEPTH:
        d += len(trailers)
        word = first.value
        n = len(starts)
        start = lines[first.line] + first.column
        starts.append(start)
        ends.append(start + len(word))
        value: ir.Expr = ir.Name(n, intern(word) if c.is_ascii else lower_context.identifier(c, word))
    else:
        if d > _MAX_DEPTH:
            return _too_deep(c, node)
        if type(first) is tree.Keyword and first.value == "await":
            return _await(c, node, d)
        value, start, trailers = _first_of_chain(c, children, d)
        d += len(trailers)
    for trailer in trailers:
        inside = trailer.children
        opening = inside[0].value
        last = inside[-1]
        if opening == ".":
            word = last.value
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + len(word))
            value = ir.Attribute(n, value, intern(word) if c.is_ascii else lower_context.identifier(c, word))
        elif opening == "(":
            args = arguments(c, inside[1], d) if len(inside) > 2 else ()
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + (type(last) is tree.Operator))
            value = ir.Call(n, value, args)
        else:
            index = BY_CLASS[type(inside[1])](c, inside[1], d)
            n = len(starts)
            starts.append(start)
            ends.append(lines[last.line] + last.column + (type(last) is tree.Operator))
            value = ir.Subscript(n, value, index)
        d -= 1
    return value


def _first_of_chain(c: Context, children: list[Tree], d: int) -> tuple[ir.Expr, int, list[Tree]]:
    """What the trailers apply to, where it starts, and the trailers.

    With more trailers than levels are left, the start of the chain is TooDeep and the last ones are read.
    """
    first = children[0]
    start = _start_of(c, first)
    if d + len(children) <= _MAX_DEPTH:
        return BY_CLASS[type(first)](c, first, d + len(children)), start, children[1:]
    at = max(1, len(children) - max(0, _MAX_DEPTH - d - 1))
    end = _end_of(c, children[at - 1])
    c.too_deep.append((start, end))
    return ir.TooDeep(_add(c, start, end)), start, children[at:]


def _await(c: Context, node: Tree, d: int) -> ir.Expr:
    keyword, first, *trailers = node.children
    if trailers:
        awaited: Tree = _Chain(node.children[1:])
        value = _atom_expr(c, awaited, d + 1)
    else:
        value = expression(c, first, d + 1)
    return ir.Await(_add(c, _start_of(c, keyword), _end_after(c, node.children[-1], value)), value)


class _Chain:
    """The part of an `atom_expr` after its `await`, read as one without."""

    __slots__ = ("children",)

    def __init__(self, children: list[Tree]) -> None:
        self.children = children


def arguments(c: Context, node: Tree, d: int, of_class: bool = False) -> tuple[ir.Argument, ...]:
    """The arguments of a call or of a class's parentheses: an `arglist`, or the only argument."""
    is_only = node.type != "arglist"
    starts = c.starts
    ends = c.ends
    found: list[ir.Argument] = []
    nodes = [node] if is_only else node.children[::2]
    names: list[str] = []
    is_suspect = after_argument = after_double = False
    for child in nodes:
        cls = type(child)
        kind = child.type if cls is tree.PythonNode else ""
        if kind == "argument":
            argument = _argument(c, child, d, is_only and not of_class)
            found.append(argument)
            after_argument = True
            if argument.name is not None:
                names.append(argument.name)
            elif argument.stars == 2:
                after_double = True
            elif argument.stars == 0 or after_double:
                is_suspect = True
            continue
        if after_argument:
            is_suspect = True
        value = EXPRESSIONS[kind](c, child, d) if kind else BY_CLASS[cls](c, child, d)
        n = len(starts)
        if kind != "atom":
            starts.append(starts[value.n])
            ends.append(ends[value.n])
        else:  # the argument begins at the bracket, what is in it may not
            starts.append(_start_of(c, child))
            ends.append(_end_of(c, child))
        found.append(ir.Argument(n, None, 0, value))
    if is_suspect or (len(names) > 1 and len(set(names)) < len(names)):
        lower_checks.arguments(c, nodes, found)
    return tuple(found)


def _argument(c: Context, node: Tree, d: int, is_only: bool) -> ir.Argument:
    children = node.children
    first = children[0]
    last = children[-1]
    keyword: str | None = None
    stars = 0
    start = c.lines[first.line] + first.column if type(first) in LEAVES else _start_of(c, first)
    if len(children) == 3 and type(children[1]) is tree.Operator and children[1].value == "=":
        if type(first) is tree.Name:
            keyword = intern(first.value) if c.is_ascii else lower_context.identifier(c, first.value)
        else:
            lower_checks.argument_name(c, first)
        named = None if type(first) in LEAVES else expression(c, first, d)
        value = BY_CLASS[type(last)](c, last, d)
        if named is not None:  # perhaps two arguments, of which the first is not written to its end
            value = lower_context.missing(c, start, c.ends[value.n], (named, value))
    elif type(first) is tree.Operator and first.value in ("*", "**"):
        stars = len(first.value)
        value = expression(c, last, d)
    elif lower_brackets.is_clause(last):
        end = _end_of(c, last)
        if not is_only:
            c.problem(start, end, "A generator expression needs parentheses unless it is the only argument of a call")
        value = lower_brackets.comprehension(c, children, "generator", start, end, d)
    else:
        value = lower_brackets.walrus(c, first, last, d)
    end = c.ends[value.n] if type(last) is not _Node or last.type != "atom" else _end_of(c, last)
    n = _add(c, start, end)
    if keyword is not None and c.has_debug:
        lower_targets.bound(c, keyword, n)
    return ir.Argument(n, keyword, stars, value)


def _subscript(c: Context, node: Tree, d: int) -> ir.Expr:
    """A slice; also `x[a := 1]`."""
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    children = node.children
    if len(children) == 3 and type(children[1]) is tree.Operator and children[1].value == ":=":
        return lower_brackets.walrus(c, children[0], children[2], d + 1)
    bounds: list[ir.Expr | None] = [None, None, None]
    at = 0
    for child in children:
        if child.type == "sliceop":
            bounds[2] = expression(c, child.children[1], d + 1)
        elif type(child) is tree.Operator and child.value == ":":
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
    first = BY_CLASS[type(left)](c, left, d)
    start = c.starts[first.n] if type(left) is not _Node or left.type != "atom" else _start_of(c, left)
    steps: list[ir.OpStep] = []
    n = first.n
    for at in range(2, len(children), 2):
        operand = children[at]
        right = BY_CLASS[type(operand)](c, operand, d)
        is_plain = type(operand) is not _Node or operand.type != "atom"
        n = _add(c, start, c.ends[right.n] if is_plain else _end_of(c, operand))
        steps.append(ir.OpStep(n, children[at - 1].value, right))
    return ir.Binary(n, first, tuple(steps))


def _comparison(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    d += 1
    children = node.children
    left = children[0]
    first = BY_CLASS[type(left)](c, left, d)
    start = c.starts[first.n] if type(left) is not _Node or left.type != "atom" else _start_of(c, left)
    steps: list[ir.OpStep] = []
    n = first.n
    for at in range(2, len(children), 2):
        operand = children[at]
        right = BY_CLASS[type(operand)](c, operand, d)
        is_plain = type(operand) is not _Node or operand.type != "atom"
        n = _add(c, start, c.ends[right.n] if is_plain else _end_of(c, operand))
        operator = children[at - 1]
        written = operator.value if type(operator) in LEAVES else " ".join([w.value for w in operator.children])
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
    values = tuple([BY_CLASS[type(child)](c, child, d) for child in children[::2]])
    last = children[-1]
    end = c.ends[values[-1].n] if type(last) is not _Node or last.type != "atom" else _end_of(c, last)
    return ir.BoolOp(_add(c, _start_of(c, node), end), children[1].value, values)


def _unary(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    operator, operand = node.children
    value = BY_CLASS[type(operand)](c, operand, d + 1)
    start = c.lines[operator.line] + operator.column
    n = _add(c, start, c.ends[value.n] if type(operand) is not _Node or operand.type != "atom" else _end_of(c, operand))
    return ir.Unary(n, operator.value, value)


def _conditional(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    body, _, test, _, orelse = node.children
    d += 1
    lowered_body = expression(c, body, d)
    lowered_test = expression(c, test, d)
    lowered_orelse = expression(c, orelse, d)
    n = _add(c, _start_of(c, body), _end_after(c, orelse, lowered_orelse))
    return ir.Conditional(n, lowered_test, lowered_body, lowered_orelse)


def _end_after(c: Context, node: Tree, lowered: ir.Expr) -> int:
    """Where a node ends that was just lowered; without going down to its last leaf."""
    return c.ends[lowered.n] if type(node) is not _Node or node.type != "atom" else _end_of(c, node)


# ---- others --------------------------------------------------------------------------------------


def _starred(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    lower_checks.starred(c, node)
    star, operand = node.children
    value = expression(c, operand, d + 1)
    return ir.Starred(_add(c, c.lines[star.line] + star.column, _end_after(c, operand, value)), value)


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
    keyword, last = children[0], children[-1]
    start = c.lines[keyword.line] + keyword.column
    return ir.Lambda(_add(c, start, _end_after(c, last, body)), params, body)


def _yield(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return _too_deep(c, node)
    c.has_yield = True
    value = node.children[-1]
    if value.type == "yield_arg":
        source = expression(c, value.children[-1], d + 1)
        return ir.YieldFrom(_add(c, _start_of(c, node), _end_after(c, value.children[-1], source)), source)
    given = expression(c, value, d + 1)
    return ir.Yield(_add(c, _start_of(c, node), _end_after(c, value, given)), given)


HANDLERS: Final = {
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
