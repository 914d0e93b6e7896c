"""Patterns of `case`: the node types that `grammar` adds → `ir`.

Values in patterns (`case Color.RED`, `case -1 + 2j`) are expressions of the usual kind. A name is a
capture; `_` captures nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import ir, lower_context, lower_literals
from pebre_analysis.syntax.lower_context import Context, Tree, expression
from pebre_analysis.syntax.nodes import LEAVES

_MAX_DEPTH: Final = ir.MAX_DEPTH
_add = lower_context.add
_start_of = lower_context.start_of
_end_of = lower_context.end_of


def pattern(c: Context, node: Tree, d: int) -> ir.Pattern:
    """Any pattern; what is none is a value that is Missing."""
    if d > _MAX_DEPTH:
        deep = lower_context.too_deep(c, node)
        return ir.MatchValue(_add(c, c.starts[deep.n], c.ends[deep.n]), deep)
    return _PATTERNS.get(node.type, _value)(c, node, d)


def whole(c: Context, node: Tree, d: int) -> ir.Pattern:
    """The pattern of a `case`."""
    _check_lone_star(c, node)
    return pattern(c, node, d)


def _check_lone_star(c: Context, node: Tree) -> None:
    if node.type == "star_pattern":
        c.problem(_start_of(c, node), _end_of(c, node), "A starred name must stand in a sequence pattern")


def _value(c: Context, node: Tree, d: int) -> ir.Pattern:
    value = expression(c, node, d + 1)
    return ir.MatchValue(_add(c, _start_of(c, node), _end_of(c, node)), value)


def _capture(c: Context, node: Tree, d: int) -> ir.Pattern:
    start, end = _start_of(c, node), _end_of(c, node)
    if node.value == "_":
        return ir.MatchAs(_add(c, start, end), None, None)
    name = lower_literals.name(c, node, d)
    return ir.MatchAs(_add(c, start, end), None, name)


def _keyword(c: Context, node: Tree, d: int) -> ir.Pattern:
    if node.value not in lower_context.CONSTANTS:
        return _value(c, node, d)
    return ir.MatchSingleton(_add(c, _start_of(c, node), _end_of(c, node)), lower_context.CONSTANTS[node.value])


def number(c: Context, node: Tree, d: int) -> ir.Expr:
    """`-1`, `1 + 2j`: a value written with signs."""
    children = node.children
    start = _start_of(c, node)
    value: ir.Expr | None = None
    is_reported = False
    at = 0
    while at < len(children):
        sign: str | None = None
        if type(children[at]) is tree.Operator and at + 1 < len(children):
            sign = children[at].value
            at += 1
        term = expression(c, children[at], d + 1)
        end = _end_of(c, children[at])
        at += 1
        is_wrong = isinstance(term, ir.Complex) if value is None else not isinstance(term, ir.Complex)
        if is_wrong and len(children) > 2 and not is_reported:
            is_reported = True
            which = "a real number before" if value is None else "an imaginary number after"
            message = f"The sum in a pattern is a complex literal: {which} the sign"
            c.problem(_start_of(c, children[at - 1]), end, message)
        if value is None:
            value = term if sign is None else ir.Unary(_add(c, start, end), sign, term)
        else:
            n = _add(c, start, end)
            value = ir.Binary(n, value, (ir.OpStep(n, sign or "+", term),))
    return value if value is not None else lower_context.missing(c, start, start)


def _number(c: Context, node: Tree, d: int) -> ir.Pattern:
    value = number(c, node, d)
    return ir.MatchValue(_add(c, _start_of(c, node), _end_of(c, node)), value)


def dotted(c: Context, node: Tree, d: int) -> ir.Expr:
    """`a.b.c` as Attribute nodes; a single name as Name."""
    if type(node) in LEAVES:
        return expression(c, node, d)
    children = node.children
    if len(children) > 2 * max(1, _MAX_DEPTH - d):
        return lower_context.too_deep(c, node)
    value: ir.Expr = expression(c, children[0], d)
    start = _start_of(c, children[0])
    for leaf in children[2::2]:
        value = ir.Attribute(_add(c, start, _end_of(c, leaf)), value, lower_context.identifier(c, leaf.value))
    return value


def _dotted(c: Context, node: Tree, d: int) -> ir.Pattern:
    value = dotted(c, node, d + 1)
    return ir.MatchValue(_add(c, _start_of(c, node), _end_of(c, node)), value)


def _sequence(c: Context, node: Tree, d: int) -> ir.Pattern:
    """`[a, b]`, `(a, b)`, `a, b`; a group `(a)` is the pattern inside."""
    children = node.children
    if node.type != "patterns":
        inner = children[1]
        if inner is children[-1]:
            children = []
        elif inner.type == "patterns":
            children = inner.children
        elif node.type == "group_pattern":
            _check_lone_star(c, inner)
            return pattern(c, inner, d + 1)
        else:
            children = [inner]
    patterns = tuple([pattern(c, child, d + 1) for child in children[::2]])
    return ir.MatchSequence(_add(c, _start_of(c, node), _end_of(c, node)), patterns)


def _star(c: Context, node: Tree, d: int) -> ir.Pattern:
    leaf = node.children[1]
    name = None if leaf.value == "_" else lower_literals.name(c, leaf, d)
    return ir.MatchStar(_add(c, _start_of(c, node), _end_of(c, node)), name)


def _as(c: Context, node: Tree, d: int) -> ir.Pattern:
    children = node.children
    inner = pattern(c, children[0], d + 1)
    if children[2].value == "_":
        c.problem(_start_of(c, children[2]), _end_of(c, children[2]), "`_` cannot be the name after `as` in a pattern")
    name = lower_literals.name(c, children[2], d)
    return ir.MatchAs(_add(c, _start_of(c, node), _end_of(c, node)), inner, name)


def _or(c: Context, node: Tree, d: int) -> ir.Pattern:
    patterns = tuple([pattern(c, child, d + 1) for child in node.children[::2]])
    return ir.MatchOr(_add(c, _start_of(c, node), _end_of(c, node)), patterns)


def _class(c: Context, node: Tree, d: int) -> ir.Pattern:
    children = node.children
    cls = dotted(c, children[0], d + 1)
    positional: list[ir.Pattern] = []
    names: list[str] = []
    keywords: list[ir.Pattern] = []
    inside = children[2] if len(children) > 3 else None
    entries: list[Tree] = []
    if inside is not None:
        entries = inside.children[::2] if inside.type == "pattern_arguments" else [inside]
    for entry in entries:
        if entry.type == "pattern_argument":
            keyword = entry.children[0]
            if type(keyword) in LEAVES and keyword.type == "name":
                names.append(lower_context.identifier(c, keyword.value))
            else:
                c.problem(_start_of(c, keyword), _end_of(c, keyword), "An attribute in a class pattern is a plain name")
                names.append("")
            keywords.append(pattern(c, entry.children[2], d + 1))
        else:
            if names:
                message = "A positional pattern cannot come after one with a name"
                c.problem(_start_of(c, entry), _end_of(c, entry), message)
            positional.append(pattern(c, entry, d + 1))
    n = _add(c, _start_of(c, node), _end_of(c, node))
    return ir.MatchClass(n, cls, tuple(positional), tuple(names), tuple(keywords))


def _mapping(c: Context, node: Tree, d: int) -> ir.Pattern:
    inside = node.children[1]
    keys: list[ir.Expr] = []
    values: list[ir.Pattern] = []
    rest: ir.Name | None = None
    entries: list[Tree] = []
    if inside is not node.children[-1]:
        entries = inside.children[::2] if inside.type == "mapping_items" else [inside]
    for entry in entries:
        if rest is not None:
            message = "`**` captures the rest of a mapping, so it comes last"
            c.problem(_start_of(c, entry), _end_of(c, entry), message)
        if type(entry) in LEAVES or entry.type == "error_node":
            keys.append(expression(c, entry, d + 1))
            values.append(ir.MatchAs(_add(c, _start_of(c, entry), _end_of(c, entry)), None, None))
            continue
        first = entry.children[0]
        if type(first) is tree.Operator:
            leaf = entry.children[1]
            if leaf.value == "_":
                message = "`**_` is not allowed: a mapping pattern ignores other keys anyway"
                c.problem(_start_of(c, leaf), _end_of(c, leaf), message)
            if rest is None:
                rest = lower_literals.name(c, leaf, d)
            continue
        if type(first) is tree.Name:
            message = "A key in a pattern is a literal or a dotted name"
            c.problem(_start_of(c, first), _end_of(c, first), message)
        keys.append(_key(c, first, d + 1))
        values.append(pattern(c, entry.children[2], d + 1))
    n = _add(c, _start_of(c, node), _end_of(c, node))
    return ir.MatchMapping(n, tuple(keys), tuple(values), rest)


def _key(c: Context, node: Tree, d: int) -> ir.Expr:
    if node.type == "number_pattern":
        return number(c, node, d)
    if node.type == "dotted_pattern":
        return dotted(c, node, d)
    return expression(c, node, d)


_PATTERNS: Final[dict[str, Callable[[Context, Tree, int], ir.Pattern]]] = {
    "name": _capture,
    "keyword": _keyword,
    "number_pattern": _number,
    "dotted_pattern": _dotted,
    "patterns": _sequence,
    "group_pattern": _sequence,
    "sequence_pattern": _sequence,
    "star_pattern": _star,
    "as_pattern": _as,
    "or_pattern": _or,
    "class_pattern": _class,
    "mapping_pattern": _mapping,
}
