"""Simple statements: parso's nodes → `ir`.

`simple` adds what one line of statements gives to a block. In a module or class body each
statement gets a region of its own; inside a function body they share the body's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from parso.python import tree

from pebre_analysis.syntax import (
    fingerprint,
    ir,
    lower_checks,
    lower_context,
    lower_definitions,
    lower_literals,
    lower_targets,
    type_comments,
)
from pebre_analysis.syntax.lower_context import BY_CLASS, Context, Tree, expression
from pebre_analysis.syntax.nodes import LEAVES

LowerStatement: TypeAlias = Callable[[Context, Tree, int, int], ir.Stmt]

_add = lower_context.add
_NO_REGION: Final = ir.NO_REGION
_Node: Final = tree.PythonNode
_FINE = lower_targets.ALWAYS_FINE


def simple(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """`simple_stmt`: statements between semicolons, and the line's end."""
    children = node.children
    line_end = children[-1]
    if c.has_type_comments and type(line_end) is tree.Newline and "#" in line_end.prefix:
        c.comment = line_end
    if len(children) == 2 and c.inside >= 0:
        first = children[0]
        out.append(_BY_CLASS.get(type(first), _other)(c, first, d, _NO_REGION))
        c.stmt_end = c.ends[-1]
    else:
        for child in children[::2]:
            if child is not line_end or type(child) is not tree.Newline:
                small(c, child, d, out)
    c.comment = None


def small(c: Context, node: Tree, d: int, out: list[ir.Stmt]) -> None:
    """One simple statement."""
    if c.inside >= 0:
        out.append(_BY_CLASS.get(type(node), _other)(c, node, d, _NO_REGION))
        c.stmt_end = c.ends[-1]
        return
    region = lower_context.open_region(c)
    statement = _BY_CLASS.get(type(node), _other)(c, node, d, region)
    out.append(statement)
    c.stmt_end = end = c.ends[-1]
    code_of = fingerprint.of_broken if isinstance(statement, ir.Broken) else fingerprint.between
    code = code_of(c.source, c.starts[-1], end)
    if c.comment is not None and isinstance(statement, ir.Assign) and statement.annotation is not None:
        code += type_comments.code(c.comment)
    lower_context.close_region(c, region, statement, code)


def _other(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    """A statement whose node class does not tell its kind: `type`, or an expression."""
    return BY_TYPE.get(node.type, _expression_statement)(c, node, d, region)


def _expression_statement(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    value = BY_CLASS[type(node)](c, node, d + 1)
    starts = c.starts
    ends = c.ends
    n = len(starts)
    if type(node) is not _Node or node.type != "atom":
        starts.append(starts[value.n])
        ends.append(ends[value.n])
    else:
        starts.append(lower_context.start_of(c, node))
        ends.append(lower_context.end_of(c, node))
    return ir.ExprStmt(n, region, value)


def _expr_stmt(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    children = node.children
    left = children[0]
    middle = children[1]
    d += 1
    if type(middle) is _Node:  # annassign
        return _annotated(c, left, middle.children, d, region)
    operator = middle.value
    last = children[-1]
    if operator == "=":
        targets: tuple[ir.Expr, ...] = (BY_CLASS[type(left)](c, left, d),)
        if len(children) > 3:
            targets += tuple([BY_CLASS[type(child)](c, child, d) for child in children[2:-1:2]])
        for target in targets:
            if type(target) not in _FINE or c.has_debug:
                lower_targets.assigned(c, target, True)
        value = BY_CLASS[type(last)](c, last, d)
        is_plain = type(left) is not _Node or left.type != "atom"
        start = c.starts[targets[0].n] if is_plain else lower_context.start_of(c, left)
        is_plain = type(last) is not _Node or last.type != "atom"
        end = c.ends[value.n] if is_plain else lower_context.end_of(c, last)
        annotation: ir.Expr | None = None
        if c.comment is not None:
            annotation = type_comments.annotation(c, c.comment, d)
            if annotation is not None:
                end = c.ends[-1]
        starts = c.starts
        n = len(starts)
        starts.append(start)
        c.ends.append(end)
        return ir.Assign(n, region, targets, value, annotation)
    target = expression(c, left, d)
    if type(target) not in _FINE or c.has_debug:
        lower_targets.augmented(c, target)
    value = expression(c, last, d)
    n = _add(c, lower_context.start_of(c, left), lower_context.end_of(c, last))
    return ir.AugAssign(n, region, target, operator[:-1], value)


def _annotated(c: Context, left: Tree, rest: list[Tree], d: int, region: int) -> ir.Stmt:
    target = expression(c, left, d)
    if type(target) not in _FINE or c.has_debug:
        lower_targets.annotated(c, target)
    annotation = expression(c, rest[1], d)
    value = expression(c, rest[3], d) if len(rest) > 3 else None
    n = _add(c, lower_context.start_of(c, left), lower_context.end_of(c, rest[-1]))
    return ir.AnnAssign(n, region, target, annotation, value)


def _return(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    keyword, last = node.children
    value = BY_CLASS[type(last)](c, last, d + 1)
    end = c.ends[value.n] if type(last) is not _Node or last.type != "atom" else lower_context.end_of(c, last)
    return ir.Return(_add(c, c.lines[keyword.line] + keyword.column, end), region, value)


def _keyword_leaf(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    """A statement that is one keyword, or a constant standing by itself."""
    word = node.value
    if word in lower_context.CONSTANTS or word == "yield":
        return _expression_statement(c, node, d, region)
    start = c.lines[node.line] + node.column
    n = _add(c, start, start + len(word))
    if word == "pass":
        return ir.Pass(n, region)
    if word == "return":
        return ir.Return(n, region, None)
    if word == "break":
        return ir.Break(n, region)
    if word == "continue":
        return ir.Continue(n, region)
    if word == "raise":
        return ir.Raise(n, region, None, None)
    return ir.Broken(n, region, ())


def _keyword_statement(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    """`raise`, `del` and `nonlocal` with something after them."""
    children = node.children
    keyword = children[0]
    word = keyword.value
    start = c.lines[keyword.line] + keyword.column
    d += 1
    if word == "raise":
        exception = expression(c, children[1], d)
        cause = expression(c, children[3], d) if len(children) > 3 else None
        return ir.Raise(_add(c, start, lower_context.end_of(c, node)), region, exception, cause)
    if word == "del":
        deleted = children[1]
        items = deleted.children[::2] if deleted.type == "exprlist" else [deleted]
        targets = tuple([expression(c, item, d) for item in items])
        for target in targets:
            lower_targets.deleted(c, target)
        return ir.Delete(_add(c, start, lower_context.end_of(c, node)), region, targets)
    if word == "nonlocal":
        names = _declared(c, children)
        return ir.Nonlocal(_add(c, start, lower_context.end_of(c, node)), region, names)
    return BY_TYPE["error_node"](c, node, d, region)


def _global(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    names = _declared(c, node.children)
    return ir.Global(_add(c, lower_context.start_of(c, node), lower_context.end_of(c, node)), region, names)


def _declared(c: Context, children: list[Tree]) -> tuple[ir.Name, ...]:
    return tuple([lower_literals.name(c, child, 0) for child in children[1::2] if child.value])


def _assert(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    children = node.children
    test = expression(c, children[1], d + 1)
    message = expression(c, children[3], d + 1) if len(children) > 3 else None
    return ir.Assert(_add(c, lower_context.start_of(c, node), lower_context.end_of(c, node)), region, test, message)


# ---- imports -------------------------------------------------------------------------------------


def _dotted(c: Context, node: Tree) -> ir.Name:
    """A `dotted_name` as one Name."""
    if type(node) in LEAVES:
        return lower_literals.name(c, node, 0)
    text = ".".join([lower_context.identifier(c, leaf.value) for leaf in node.children[::2] if leaf.value])
    n = _add(c, lower_context.start_of(c, node), lower_context.end_of(c, node))
    return ir.Name(n, lower_context.identifier(c, text))


def _aliases(c: Context, nodes: list[Tree]) -> tuple[ir.Alias, ...]:
    """The names that are listed; what is missing or broken among them is left out."""
    return tuple([_alias(c, node) for node in nodes if node.type not in ("error_leaf", "error_node")])


def _alias(c: Context, node: Tree) -> ir.Alias:
    as_node: ir.Name | None = None
    if node.type in ("dotted_as_name", "import_as_name"):
        name_node = _dotted(c, node.children[0])
        if node.children[2].value:
            as_node = lower_literals.name(c, node.children[2], 0)
    else:
        name_node = _dotted(c, node)
    end = c.ends[name_node.n] if as_node is None else c.ends[as_node.n]
    n = _add(c, c.starts[name_node.n], end)
    if c.has_debug:
        lower_targets.bound(c, (name_node if as_node is None else as_node).id, n)
    return ir.Alias(n, name_node.id, name_node, as_node)


def _import(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    listed = node.children[1]
    entries = listed.children[::2] if listed.type == "dotted_as_names" else [listed]
    names = _aliases(c, entries)
    return ir.Import(_add(c, lower_context.start_of(c, node), lower_context.end_of(c, node)), region, names)


def _import_from(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    children = node.children
    level = 0
    at = 1
    while type(children[at]) is tree.Operator:
        level += len(children[at].value)
        at += 1
    module_node: ir.Name | None = None
    if children[at].type != "keyword":
        module_node = _dotted(c, children[at])
        at += 1
    listed = children[at + 1]  # after `import`
    is_star = False
    names: tuple[ir.Alias, ...] = ()
    if type(listed) is tree.Operator:
        if listed.value == "*":
            is_star = True
        else:
            listed = children[at + 2]
    if not is_star:
        entries = [listed]
        if listed.type == "import_as_names":
            entries = listed.children[::2]
            lower_checks.imported_names(c, node, listed)
        names = _aliases(c, entries)
    n = _add(c, lower_context.start_of(c, node), lower_context.end_of(c, node))
    module = module_node.id if module_node is not None else ""
    return ir.ImportFrom(n, region, level, module, module_node, names, is_star)


BY_TYPE: Final[dict[str, LowerStatement]] = {"type_stmt": lower_definitions.type_alias}

_BY_CLASS: Final[dict[type, LowerStatement]] = {
    tree.ExprStmt: _expr_stmt,
    tree.ReturnStmt: _return,
    tree.Keyword: _keyword_leaf,
    tree.KeywordStatement: _keyword_statement,
    tree.GlobalStmt: _global,
    tree.AssertStmt: _assert,
    tree.ImportName: _import,
    tree.ImportFrom: _import_from,
}
