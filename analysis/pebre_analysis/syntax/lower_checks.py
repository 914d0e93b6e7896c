"""What is wrong in an expression and only the tree shows: brackets, stars, order of arguments.

Called by the lowering where such nodes are met, so that right code pays next to nothing. Each
function records problems in the context; the lowering itself goes on as if nothing were wrong.
Nodes that stand in broken code are left alone: the parser has reported that already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import ir, lower_context, problems
from pebre_analysis.syntax.lower_context import Context, Tree

_CLAUSES: Final = frozenset(("comp_for", "sync_comp_for"))
# Nodes in which a starred expression may stand, whatever else they hold.
_TAKES_STARS: Final = frozenset(
    ("testlist_star_expr", "exprlist", "testlist", "subscriptlist", "arglist", "error_node")
)
_STAR: Final = "A starred expression cannot be used here"
_STAR_TARGET: Final = "A starred target must stand in a list or tuple"


def starred(c: Context, node: Tree) -> None:
    """`*x` may stand among the items of a display, a subscript or an argument list."""
    parent = node.parent
    kind = parent.type
    if kind in _TAKES_STARS:
        return
    message = _STAR
    if kind in ("testlist_comp", "dictorsetmaker"):
        if parent.children[-1].type not in _CLAUSES:
            return
        message = "`*` cannot unpack into a comprehension"
    elif kind in ("atom", "trailer"):
        if parent.children[0].value != "(":
            return
    elif kind == "tfpdef":
        if parent.parent.children[0] != parent and parent.parent.children[0].value == "*":
            return
    elif kind == "type_param_default":
        if parent.parent.children[0].value == "*":
            return
    elif (kind == "expr_stmt" and parent.children[-1] is not node) or (
        kind in ("for_stmt", "sync_comp_for") and parent.children[1] is node
    ):
        message = _STAR_TARGET
    elif kind in ("del_stmt", "subscript"):
        return  # judged as a target; a subscript's node only holds one if it is broken
    _report(c, node, message)


def arguments(c: Context, nodes: Sequence[Tree], found: Sequence[ir.Argument]) -> None:
    """The order of arguments, and names given twice. Only called if something looks wrong."""
    seen: dict[str, Tree] = {}
    after = ""
    reported = False
    for node, argument in zip(nodes, found, strict=True):
        if argument.stars == 2:
            after = "**"
        elif argument.name is not None:
            after = after or argument.name
            if argument.name in seen:
                _report(c, node, f"The argument `{argument.name}` is given twice", seen[argument.name])
            seen[argument.name] = node
        elif node.type == "argument" and type(node.children[1]) is tree.Operator and node.children[1].value == "=":
            after = after or "="  # named, but not by a name
        elif after and not reported and node.type not in ("error_leaf", "error_node"):
            if argument.stars == 0:
                kind = "unpacking with `**`" if after == "**" else "a named one"
                _report(c, node, f"A positional argument cannot come after {kind}")
                reported = True
            elif after == "**":
                _report(c, node, "Unpacking with `*` cannot come after unpacking with `**`")
                reported = True


def argument_name(c: Context, node: Tree) -> None:
    """What stands before the `=` of an argument and is no name."""
    if type(node) is tree.Keyword:
        _report(c, node, f"`{node.value}` cannot name an argument")
    elif node.type not in ("error_leaf", "error_node"):
        _report(c, node, "An argument is named by a plain name; for a comparison write `==`")


def parameters(c: Context, nodes: Sequence[Tree], found: Sequence[ir.Parameter]) -> None:
    """Names given twice, defaults, and a bare `*` that nothing follows. Only called if something looks wrong."""
    params = [node for node in nodes if type(node) is tree.Param]
    seen: dict[str, Tree] = {}
    had_default = reported = False
    for node, parameter in zip(params, found, strict=True):
        name = _name_of(node)
        if parameter.name in seen:
            _report(c, name, f"There are two parameters named `{parameter.name}`", seen[parameter.name])
        elif parameter.name:
            seen[parameter.name] = name
        if parameter.kind <= ir.POSITIONAL_OR_KEYWORD:
            if parameter.default is not None:
                had_default = True
            elif had_default and not reported:
                _report(c, name, f"`{parameter.name}` needs a default, because one before it has one")
                reported = True
    for at, node in enumerate(nodes):
        if type(node) is tree.Operator and node.value == "*":
            following = nodes[at + 2] if at + 2 < len(nodes) else None
            if following is None or (type(following) is tree.Param and following.children[0].type == "operator"):
                _report(c, node, "A parameter must follow the bare `*`")


def _name_of(param: Tree) -> Tree:
    first = param.children[0]
    name = param.children[1] if type(first) is tree.Operator else first
    return name.children[0] if name.type == "tfpdef" else name


def type_parameters(c: Context, nodes: Sequence[Tree], found: Sequence[ir.TypeParam]) -> None:
    """Names given twice, and one without default after one with."""
    seen: dict[str, Tree] = {}
    had_default = reported = False
    for node, parameter in zip(nodes, found, strict=True):
        if parameter.name in seen:
            _report(c, node, f"There are two type parameters named `{parameter.name}`", seen[parameter.name])
        elif parameter.name:
            seen[parameter.name] = node
        if parameter.default is not None:
            had_default = True
        elif had_default and not reported:
            _report(c, node, f"`{parameter.name}` needs a default, because a type parameter before it has one")
            reported = True


def conversion(c: Context, node: Tree) -> None:
    """The `!r` of an f-string."""
    letter = node.children[-1]
    if type(letter) is tree.Name and letter.value not in ("s", "r", "a"):
        _report(c, letter, f"`!{letter.value}` is no conversion; there are `!s`, `!r` and `!a`")


def imported_names(c: Context, node: Tree, listed: Tree) -> None:
    """A comma after the last name needs brackets."""
    comma = listed.children[-1]
    if listed is node.children[-1] and type(comma) is tree.Operator and comma.value == ",":
        _report(c, comma, "A comma at the end of an import needs brackets around the names")


def _report(c: Context, node: Tree, message: str, first: Tree | None = None) -> None:
    """A problem at `node`; `first`: what stood there first, if that is what is wrong."""
    start, end = lower_context.start_of(c, node), lower_context.end_of(c, node)
    if first is None:
        c.problem(start, end, message)
        return
    related = (lower_context.start_of(c, first), lower_context.end_of(c, first), "The first is here")
    c.problems.append(problems.Problem(start, end, message, *related))
