"""Parameters of functions and lambdas, and type parameters.

What the lowered form cannot show is recorded as a problem here: the order of `/`, `*` and `**`.
"""

from __future__ import annotations

from collections.abc import Sequence

from parso.python import tree

from pebre_analysis.syntax import ir, lower_checks, lower_context, lower_targets
from pebre_analysis.syntax.lower_context import Context, Tree, expression

_add = lower_context.add


def parameters(
    c: Context, nodes: list[Tree], d: int, comments: Sequence[ir.Expr | None] | None = None
) -> tuple[ir.Parameter, ...]:
    """`nodes`: what stands between the brackets; `comments`: annotations from `# type:` comments, by position."""
    found: list[ir.Parameter] = []
    kind = ir.POSITIONAL_OR_KEYWORD
    for node in nodes:
        if node.__class__ is tree.Param:
            children = node.children
            at = 0
            first = children[0]
            this = kind
            if first.__class__ is tree.Operator:
                at = 1
                if first.value == "*":
                    this = ir.VARIADIC
                    kind = ir.KEYWORD_ONLY
                else:
                    this = ir.KEYWORDS
            name = children[at]
            last = name
            annotation: ir.Expr | None = None
            if name.type == "tfpdef":
                last = name.children[-1]
                name = name.children[0]
                annotation = expression(c, last, d)
            elif comments is not None and len(found) < len(comments):
                annotation = comments[len(found)]
            default: ir.Expr | None = None
            if at + 2 < len(children) and children[at + 1].value == "=":
                last = children[at + 2]
                default = expression(c, last, d)
            n = _add(c, c.lines[name.line] + name.column if not at else lower_context.start_of(c, first),
                     lower_context.end_of(c, last))  # fmt: skip
            if c.has_debug:
                lower_targets.bound(c, name.value, n)
            found.append(ir.Parameter(n, lower_context.identifier(c, name.value), this, annotation, default))
        elif node.__class__ is tree.Operator:
            if node.value == "*":
                kind = ir.KEYWORD_ONLY
            elif node.value == "/":
                for parameter in found:
                    if parameter.kind == ir.POSITIONAL_OR_KEYWORD:
                        parameter.kind = ir.POSITIONAL_ONLY
        elif node.type == "error_node":
            kind = _recover(c, node, kind, found)
            return tuple(found)
    if len(found) > 1 or kind == ir.KEYWORD_ONLY:
        lower_checks.parameters(c, nodes, found)
    return tuple(found)


def type_parameters(c: Context, node: Tree, d: int) -> tuple[ir.TypeParam, ...]:
    """`[T: bound = default, *Ts, **P]`; also the only parameter by itself."""
    children = node.children[1:-1]
    if len(children) == 1 and children[0].type == "type_params":
        children = children[0].children
    found = [_type_parameter(c, child, d) for child in children[::2]]
    lower_checks.type_parameters(c, children[::2], found)
    return tuple(found)


def _type_parameter(c: Context, node: Tree, d: int) -> ir.TypeParam:
    kind = "TypeVar"
    bound: ir.Expr | None = None
    default: ir.Expr | None = None
    if node.__class__ in lower_context.LEAVES:
        name = node
    else:
        children = node.children
        name = children[0]
        at = 1
        if name.__class__ is tree.Operator:
            kind = "TypeVarTuple" if name.value == "*" else "ParamSpec"
            name = children[1]
            at = 2
        for child in children[at:]:
            if child.type == "type_param_bound":
                bound = expression(c, child.children[1], d)
            elif child.type == "type_param_default":
                default = expression(c, child.children[1], d)
    n = _add(c, lower_context.start_of(c, node), lower_context.end_of(c, node))
    return ir.TypeParam(n, kind, lower_context.identifier(c, name.value), bound, default)


def _recover(c: Context, node: Tree, kind: int, found: list[ir.Parameter]) -> int:
    """Add the names that look like parameters in what could not be read as such; gives the next one's kind."""
    pending = [node]
    star = ""
    is_start = True
    depth = 0
    while pending:
        node = pending.pop()
        if node.__class__ not in lower_context.LEAVES:
            pending.extend(node.children[::-1])
            continue
        value = node.value
        if value in ("(", "[", "{"):
            depth += 1
        elif value in (")", "]", "}"):
            depth -= 1
        elif depth == 0 and value == ",":
            is_start = True
            star = ""
            continue
        elif depth == 0 and is_start and value in ("*", "**"):
            star = value
            kind = ir.KEYWORD_ONLY
            continue
        elif depth == 0 and is_start and node.type == "name":
            this = ir.VARIADIC if star == "*" else ir.KEYWORDS if star else kind
            n = _add(c, lower_context.start_of(c, node), lower_context.end_of(c, node))
            found.append(ir.Parameter(n, lower_context.identifier(c, value), this, None, None))
        is_start = False
    return kind
