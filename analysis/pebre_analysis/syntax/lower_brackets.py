"""What stands in brackets of its own: groups, displays and comprehensions (parso's `atom`).

A group `(x)` is the node inside it and has no span of its own.
"""

from __future__ import annotations

from typing import Final

from parso.python import tree

from pebre_analysis.syntax import ir, lower_context, lower_targets
from pebre_analysis.syntax.lower_context import BY_CLASS, Context, Tree, expression

_MAX_DEPTH: Final = ir.MAX_DEPTH
_CLAUSES: Final = frozenset({"comp_for", "sync_comp_for"})
_Node: Final = tree.PythonNode
_add = lower_context.add


def atom(c: Context, node: Tree, d: int) -> ir.Expr:
    if d > _MAX_DEPTH:
        return lower_context.too_deep(c, node)
    children = node.children
    first = children[0]
    last = children[-1]
    inner = children[1]
    opening = first.value
    start = c.lines[first.line] + first.column
    end = c.lines[last.line] + last.column + (type(last) is tree.Operator)  # not if it is missing
    if opening == "{":
        return _braces(c, inner, start, end, d + 1)
    items: tuple[ir.Expr, ...]
    if type(inner) is _Node and inner.type == "testlist_comp":
        if inner.children[-1].type in _CLAUSES:
            return comprehension(c, inner.children, "list" if opening == "[" else "generator", start, end, d)
        d += 1
        items = tuple([BY_CLASS[type(item)](c, item, d) for item in inner.children[::2]])
    elif inner is last:
        items = ()
    elif opening == "(":
        return BY_CLASS[type(inner)](c, inner, d + 1)
    else:
        items = (expression(c, inner, d + 1),)
    n = _add(c, start, end)
    return ir.Tuple(n, items, True) if opening == "(" else ir.List(n, items)


def _braces(c: Context, inner: Tree, start: int, end: int, d: int) -> ir.Expr:
    if inner.type != "dictorsetmaker":
        if inner.type == "operator" and inner.value == "}":
            return ir.Dict(_add(c, start, end), ())
        item = expression(c, inner, d)
        return ir.Set(_add(c, start, end), (item,))
    children = inner.children
    first = children[0]
    is_dict = type(children[1]) is tree.Operator and children[1].value == ":"
    is_dict = is_dict or (type(first) is tree.Operator and first.value == "**")
    if children[-1].type in _CLAUSES:
        return comprehension(c, children, "dict" if is_dict else "set", start, end, d)
    if is_dict:
        items = _dict_items(c, children, d + 1)
        return ir.Dict(_add(c, start, end), items)
    members: list[ir.Expr] = []
    at = 0
    while at < len(children):
        child = children[at]
        if at + 2 < len(children) and children[at + 1].value == ":=":
            members.append(walrus(c, child, children[at + 2], d))
            at += 4
        else:
            members.append(expression(c, child, d))
            at += 2
    return ir.Set(_add(c, start, end), tuple(members))


def _dict_items(c: Context, children: list[Tree], d: int) -> tuple[ir.DictItem, ...]:
    items: list[ir.DictItem] = []
    n_children = len(children)
    at = 0
    while at + 1 < n_children:
        first = children[at]
        key: ir.Expr | None = None
        if type(first) is tree.Operator and first.value == "**":
            last = children[at + 1]
            at += 3
        elif at + 2 < n_children:
            key = expression(c, first, d)
            last = children[at + 2]
            at += 4
        else:
            break
        value = expression(c, last, d)
        n = _add(c, lower_context.start_of(c, first), lower_context.end_of(c, last))
        items.append(ir.DictItem(n, key, value))
    return tuple(items)


def walrus(c: Context, target: Tree, value: Tree, d: int) -> ir.Expr:
    lowered_target = expression(c, target, d)
    lowered_value = expression(c, value, d)
    start = lower_context.start_of(c, target)
    end = c.ends[lowered_value.n] if value.type != "atom" else lower_context.end_of(c, value)
    n = _add(c, start, end)
    if isinstance(lowered_target, ir.Name):
        lower_targets.assigned(c, lowered_target)
        if type(target) is not tree.Name:
            c.problem(start, lower_context.end_of(c, target), "The target of `:=` is a plain name, without brackets")
        return ir.Walrus(n, lowered_target, lowered_value)
    if not isinstance(lowered_target, (ir.Missing, ir.TooDeep)):
        c.problem(start, lower_context.end_of(c, target), "The target of `:=` is a plain name")
    return ir.Missing(n, (lowered_target, lowered_value))


def comprehension(c: Context, children: list[Tree], kind: str, start: int, end: int, d: int) -> ir.Expr:
    """`children`: the element's nodes, then the first clause. Missing if not even one clause can be read."""
    d += 1
    key: ir.Expr | None = None
    if kind == "dict" and len(children) == 4:
        key = expression(c, children[0], d)
        element = expression(c, children[2], d)
    elif kind == "dict":
        at = lower_context.start_of(c, children[0])
        c.problem(at, at + 2, "`**` cannot be used in a dict comprehension")
        element = expression(c, children[1], d)
    elif len(children) == 4:
        element = walrus(c, children[0], children[2], d)
    else:
        element = expression(c, children[0], d)
    clauses = _clauses(c, children[-1], d)
    if not clauses:
        return ir.Missing(_add(c, start, end), (element,) if key is None else (key, element))
    return ir.Comprehension(_add(c, start, end), kind, key, element, clauses)


def _clauses(c: Context, node: Tree | None, d: int) -> tuple[ir.CompClause, ...]:
    """The chain of `for` and `if` clauses; each hangs below the one before it in the tree."""
    clauses: list[ir.CompClause] = []
    while node is not None:
        start = lower_context.start_of(c, node)
        is_async = node.type == "comp_for"
        pieces = node.children
        if is_async:
            inner = pieces[1]
            if inner.type != "sync_comp_for":
                break  # `async` and nothing after it
            pieces = inner.children
        target = expression(c, pieces[1], d)
        if type(target) is not ir.Name or c.has_debug:
            lower_targets.assigned(c, target)
        iterable = expression(c, pieces[3], d)
        last = pieces[3]
        node = pieces[4] if len(pieces) > 4 else None
        conditions: list[ir.Expr] = []
        while node is not None and node.type == "comp_if":
            pieces = node.children
            last = pieces[1]
            conditions.append(expression(c, last, d))
            node = pieces[2] if len(pieces) > 2 else None
        n = _add(c, start, lower_context.end_of(c, last))
        clauses.append(ir.CompClause(n, target, iterable, tuple(conditions), is_async))
    return tuple(clauses)


def is_clause(node: Tree) -> bool:
    return node.type in _CLAUSES


def _bare_list(c: Context, node: Tree, d: int) -> ir.Expr:
    """Items without brackets: `a, b`."""
    if d > _MAX_DEPTH:
        return lower_context.too_deep(c, node)
    children = node.children
    if children[-1].type in _CLAUSES:  # inside the braces of an f-string
        start, end = lower_context.start_of(c, node), lower_context.end_of(c, node)
        return comprehension(c, children, "generator", start, end, d)
    d += 1
    items = tuple([BY_CLASS[type(item)](c, item, d) for item in children[::2]])
    last = children[-1]
    n = _add(c, lower_context.start_of(c, node), lower_context.end_of(c, last))
    return ir.Tuple(n, items, False)


HANDLERS: Final = {
    "atom": atom,
    "testlist_comp": _bare_list,
    "testlist_star_expr": _bare_list,
    "testlist": _bare_list,
    "exprlist": _bare_list,
    "subscriptlist": _bare_list,
}
