"""`# type:` comments as annotations: on assignments, `for`, `with`, parameters and whole signatures.

The text of the comment is parsed as an expression by itself; the spans of what it gives point into
the comment. `# type: ignore` is not an annotation. A comment that is no expression, or a signature
that does not fit the parameters, is left alone.

Only called for chunks that hold such a comment at all. Method: PEP 484, "Suggested syntax for
Python 2.7 and straddling code".
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from parso.python import tree

from pebre_analysis.syntax import driver, fingerprint, ir, lower_context, nodes
from pebre_analysis.syntax.lower_context import Context, Tree, expression

_RECEIVERS: Final = ("self", "cls", "mcs", "mcls", "meta", "metacls")  # by convention; whose they are is not known here
_SIGNATURE: Final = re.compile(r"(?P<parameters>\(.*\))[ \t]*->[ \t]*(?P<returns>.*)")


class Signature(NamedTuple):
    """Annotations by parameter position, that of the result, and the text that counts as code."""

    parameters: tuple[ir.Expr | None, ...]
    returns: ir.Expr | None
    code: str


NONE: Final = Signature((), None, "")


def annotation(c: Context, leaf: Tree, d: int) -> ir.Expr | None:
    """The annotation in the comment before this line end."""
    found = fingerprint.TYPE_COMMENT.search(leaf.prefix)
    if found is None:
        return None
    return _lower_text(c, found["type"], _offset(c, leaf, found.start("type")), d)


def of_header(c: Context, suite: Tree, d: int) -> tuple[ir.Expr | None, str]:
    """The annotation after the colon of `for` or `with`, and the text that counts as code."""
    if suite.type != "suite":
        return None, ""
    leaf = suite.children[0]
    found = annotation(c, leaf, d)
    return found, "" if found is None else code(leaf)


def of_function(c: Context, inside: list[Tree], after: Tree, is_annotated: bool, suite: Tree, d: int) -> Signature:
    """The comments of a function: `inside` stands between its parentheses, `after` is the closing one.

    Annotations in the code itself come first: then the comments are left alone.
    """
    params = [node for node in inside if type(node) is tree.Param]
    if is_annotated or any(_is_annotated(param) for param in params):
        return NONE
    found: list[ir.Expr | None] = []
    codes: list[str] = []
    following = {id(node): next_node for node, next_node in zip(inside, [*inside, after][1:], strict=True)}
    for param in params:
        leaf = _first_leaf(following[id(param)])
        comment = fingerprint.TYPE_COMMENT.search(leaf.prefix.partition("\n")[0]) if "\n" in leaf.prefix else None
        lowered: ir.Expr | None = None
        if comment is not None:
            lowered = _lower_text(c, comment["type"], _offset(c, leaf, comment.start("type")), d)
            codes.append(f" #{len(found)} {comment['type']}")
        found.append(lowered)
    whole = _signature(suite)
    if whole is None:
        return Signature(tuple(found), None, "".join(codes))
    leaf, match = whole
    codes.append(f" #{match[0]}")
    base = _offset(c, leaf, match.pos)
    if not any(found):
        found = list(_parameters(c, match, base, params, d))
    returns = _lower_text(c, match["returns"], base + match.start("returns") - match.pos, d)
    return Signature(tuple(found), returns, "".join(codes))


def _is_annotated(param: Tree) -> bool:
    return any(child.type == "tfpdef" for child in param.children)


def _signature(suite: Tree) -> tuple[Tree, re.Match[str]] | None:
    """The signature comment after the colon, or alone on the first line of the body; with the leaf after it."""
    if suite.type != "suite":
        return None
    for leaf in (suite.children[0], _first_leaf(suite.children[1])):
        found = fingerprint.TYPE_COMMENT.search(leaf.prefix)
        if found is not None and not leaf.prefix[: found.start()].strip():
            match = _SIGNATURE.match(leaf.prefix, *found.span("type"))
            if match is not None:
                return leaf, match
    return None


def _parameters(c: Context, match: re.Match[str], base: int, params: list[Tree], d: int) -> tuple[ir.Expr | None, ...]:
    """The annotations listed in a signature comment; `self` may be left out of it."""
    parsed = driver.parser().parse("f" + match["parameters"])
    listed = _listed(_expression_of(parsed), params)
    found = tuple([None if node is None else _lower(c, node, base - 1, d) for node in listed])
    nodes.release(parsed.tree)
    return found


def _listed(call: Tree | None, params: list[Tree]) -> list[Tree | None]:
    """One type per parameter, from the arguments of a call; nothing if they do not fit."""
    if call is None or call.type != "atom_expr" or len(call.children) != 2:
        return []
    inside = call.children[1].children[1:-1]
    if inside and inside[0].type == "arglist":
        inside = inside[0].children[::2]
    if len(inside) == 1 and type(inside[0]) is tree.Operator:  # (...) -> x
        return []
    skipped = len(params) - len(inside)
    if skipped != 0 and not (skipped == 1 and params[0].name.value in _RECEIVERS):
        return []
    listed: list[Tree | None] = [None] * skipped
    for node in inside:
        value = node
        if node.type == "argument":
            if type(node.children[0]) is not tree.Operator:
                return []
            value = node.children[-1]
        listed.append(value)
    return listed


def _lower_text(c: Context, text: str, base: int, d: int) -> ir.Expr | None:
    """Lower a text that starts at offset `base` of the chunk; None if it is not one expression."""
    parsed = driver.parser().parse(text)
    node = _expression_of(parsed)
    lowered = None if node is None else _lower(c, node, base, d)
    nodes.release(parsed.tree)
    return lowered


def _expression_of(parsed: driver.Parsed) -> Tree | None:
    """The only expression of a text of one line, or None."""
    if not parsed.is_valid or len(parsed.tree.children) != 2:
        return None
    statement = parsed.tree.children[0]
    if statement.type == "simple_stmt":
        if len(statement.children) != 2:
            return None
        statement = statement.children[0]
    if statement.type not in lower_context.EXPRESSIONS or statement.type in ("operator", "yield_expr"):
        return statement if statement.type == "operator" and statement.value == "..." else None
    return statement


def _lower(c: Context, node: Tree, base: int, d: int) -> ir.Expr:
    lines, has_yield = c.lines, c.has_yield
    c.lines = [0, base]
    lowered = expression(c, node, d)
    c.lines, c.has_yield = lines, has_yield
    return lowered


def _offset(c: Context, leaf: Tree, at: int) -> int:
    """The offset of a place in the leaf's prefix."""
    return c.lines[leaf.line] + leaf.column - len(leaf.prefix) + at  # type: ignore[no-any-return]  # Tree is Any


def code(leaf: Tree) -> str:
    """What the comment before this line end adds to the code of its statement."""
    found = fingerprint.TYPE_COMMENT.search(leaf.prefix)
    return "" if found is None else f" #{found['type'].rstrip()}"


def _first_leaf(node: Tree) -> Tree:
    while type(node) not in nodes.LEAVES:
        node = node.children[0]
    return node
