"""Parameters of functions and lambdas, and type parameters.

What the lowered form cannot show is recorded as a problem here: the order of `/`, `*` and `**`.
"""

from __future__ import annotations

from collections.abc import Sequence

from parso.python import tree

from pebre_analysis.syntax import ir, lower_checks, lower_context, lower_targets
from pebre_analysis.syntax.lower_context import Context, Tree, expression
from pebre_analysis.syntax.nodes import LEAVES

_add = lower_context.add


def parameters(
    c: Context, nodes: list[Tree], d: int, comments: Sequence[ir.Expr | None] | None = None
) -> tuple[ir.Parameter, ...]:
    """`nodes`: what stands between the brackets; `comments`: annotations from `# type:` comments, by position."""
    found: list[ir.Parameter] = []
    kind = ir.POSITIONAL_OR_KEYWORD
    names: set[str] = set()
    is_suspect = has_default = False
    for node in nodes:
        if type(node) is tree.Param:
            children = node.children
            at = 0
            first = children[0]
            this = kind
            if type(first) is tree.Operator:
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
                has_default = True
            elif has_default and this <= ir.POSITIONAL_OR_KEYWORD:
                is_suspect = True
            starts = c.starts
            n = len(starts)
            leaf = first if at else name
            starts.append(c.lines[leaf.line] + leaf.column)
            c.ends.append(lower_context.end_of(c, last))
            if c.has_debug:
                lower_targets.bound(c, name.value, n)
            text = lower_context.identifier(c, name.value)
            names.add(text)
            found.append(ir.Parameter(n, text, this, annotation, default))
        elif type(node) is tree.Operator:
            if node.value == "*":
                kind = ir.KEYWORD_ONLY
            elif node.value == "/":
                for parameter in found:
                    if parameter.kind == ir.POSITIONAL_OR_KEYWORD:
                        parameter.kind = ir.POSITIONAL_ONLY
        elif node.type == "error_node":
            for star, name in _names_in(node):
                this = {"": kind, "*": ir.VARIADIC, "**": ir.KEYWORDS}[star]
                kind = ir.KEYWORD_ONLY if star else kind
                n = _add(c, lower_context.start_of(c, name), lower_context.end_of(c, name))
                found.append(ir.Parameter(n, lower_context.identifier(c, name.value), this, None, None))
            return tuple(found)
    if is_suspect or len(names) < len(found) or (kind == ir.KEYWORD_ONLY and _ends_bare(found)):
        lower_checks.parameters(c, nodes, found)
    return tuple(found)


def _ends_bare(found: list[ir.Parameter]) -> bool:
    """Whether a `*` may have nothing after it."""
    return not found or found[-1].kind != ir.KEYWORD_ONLY


def type_parameters(c: Context, node: Tree, d: int) -> tuple[ir.TypeParam, ...]:
    """`[T: bound = default, *Ts, **P]`; also the only parameter by itself."""
    children = node.children[1:-1]
    if children and children[0].type == "error_node":
        kinds = {"": "TypeVar", "*": "TypeVarTuple", "**": "ParamSpec"}
        recovered: list[ir.TypeParam] = []
        for star, name in _names_in(children[0]):
            n = _add(c, lower_context.start_of(c, name), lower_context.end_of(c, name))
            recovered.append(ir.TypeParam(n, kinds[star], lower_context.identifier(c, name.value), None, None))
        return tuple(recovered)
    found = [_type_parameter(c, child, d) for child in children[::2]]
    lower_checks.type_parameters(c, children[::2], found)
    return tuple(found)


def _type_parameter(c: Context, node: Tree, d: int) -> ir.TypeParam:
    kind = "TypeVar"
    bound: ir.Expr | None = None
    default: ir.Expr | None = None
    if type(node) in LEAVES:
        name = node
    else:
        children = node.children
        name = children[0]
        at = 1
        if type(name) is tree.Operator:
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


def _names_in(node: Tree) -> list[tuple[str, Tree]]:
    """The names that look like parameters in what could not be read as such, each with the star before it."""
    found: list[tuple[str, Tree]] = []
    pending = [node]
    star = ""
    is_start = True
    depth = 0
    while pending:
        node = pending.pop()
        if type(node) not in LEAVES:
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
            continue
        elif depth == 0 and is_start and node.type == "name":
            found.append((star, node))
        is_start = False
    return found
