"""`def`, `class`, `type` and decorators: parso's nodes → `ir`.

The header of a `def` or `class` is one region with its decorators; inside a function body it
belongs to that body. A function's body is a region of its own wherever it stands, and comes
directly after the header's region.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import (
    bodies,
    fingerprint,
    ir,
    lower_blocks,
    lower_context,
    lower_expressions,
    lower_literals,
    lower_parameters,
    lower_targets,
    type_comments,
)
from pebre_analysis.syntax.lower_context import Context, Tree, expression

_add = lower_context.add
_start_of = lower_context.start_of
_NO_REGION: Final = ir.NO_REGION


def function(c: Context, node: Tree, d: int, out: list[ir.Stmt], decorators: list[Tree], async_at: Tree | None) -> None:
    children = node.children
    outer = c.inside
    before = [*decorators, async_at] if async_at is not None else decorators
    start = _start_of(c, before[0] if before else node)
    region = lower_context.open_region(c) if outer < 0 else _NO_REGION
    d += 1
    decorated: tuple[ir.Expr, ...] = ()
    if decorators:
        decorated = tuple([expression(c, decorator.children[1], d) for decorator in decorators])
    name_node = lower_literals.name(c, children[1], d)
    if c.has_debug:
        lower_targets.assigned(c, name_node)
    at = 2
    type_params: tuple[ir.TypeParam, ...] = ()
    if children[2].type == "type_params":
        type_params = lower_parameters.type_parameters(c, children[2], d)
        at = 3
    suite = children[-1]
    while children[at].type != "parameters" and children[at] is not suite:
        at += 1  # what stands before the parameters is broken
    inside = children[at].children if children[at] is not suite else [suite, suite]
    has_result = children[at] is not suite and children[at + 1].type == "operator" and children[at + 1].value == "->"
    signature = type_comments.NONE
    if c.has_type_comments:
        signature = type_comments.of_function(c, inside[1:-1], inside[-1], has_result, suite, d)
    params = lower_parameters.parameters(c, inside[1:-1], d, signature.parameters)
    returns = expression(c, children[at + 2], d) if has_result else signature.returns
    n = _add(c, start, start)
    suite_start = _start_of(c, suite)
    if region != _NO_REGION:
        code = fingerprint.between(c.source, start, suite_start) + signature.code
        lower_context.close_region(c, region, lower_context.UNFINISHED, code)
    outside = (c.starts, c.ends, c.has_yield, c.cuts)

    c.inside = lower_context.open_region(c)
    c.has_yield = False
    c.cuts = []
    statements, docstring = lower_blocks.body_block(c, suite, d, True)
    body = ir.Body(c.inside, statements, c.has_yield, docstring is not None)
    first, last = fingerprint.suite_tokens(c.source, suite_start, c.stmt_end)
    code = fingerprint.body(c.source, first, last, -1 if docstring is None else docstring[1], c.cuts)
    lower_context.close_region(c, c.inside, body, code)

    c.inside = outer
    c.starts, c.ends, c.has_yield, c.cuts = outside
    mark = bodies.mark(body)
    c.cuts.append((first, last, fingerprint.BODY + mark + signature.code))
    if mark and region != _NO_REGION:
        c.regions[region].code += mark
    definition = ir.FunctionDef(
        n, region, name_node.id, name_node, decorated, type_params, params, returns, body, async_at is not None
    )
    _finish(c, region, n, definition, docstring)
    out.append(definition)


def class_(c: Context, node: Tree, d: int, out: list[ir.Stmt], decorators: list[Tree]) -> None:
    children = node.children
    start = _start_of(c, decorators[0] if decorators else node)
    region = lower_context.open_region(c) if c.inside < 0 else _NO_REGION
    d += 1
    decorated: tuple[ir.Expr, ...] = ()
    if decorators:
        decorated = tuple([expression(c, decorator.children[1], d) for decorator in decorators])
    name_node = lower_literals.name(c, children[1], d)
    if c.has_debug:
        lower_targets.assigned(c, name_node)
    at = 2
    type_params: tuple[ir.TypeParam, ...] = ()
    if children[2].type == "type_params":
        type_params = lower_parameters.type_parameters(c, children[2], d)
        at = 3
    args: tuple[ir.Argument, ...] = ()
    if len(children) - at == 5:  # `(`, what stands between, `)`, colon, suite
        args = lower_expressions.arguments(c, children[at + 1], d, True)
    n = -1
    if region != _NO_REGION:
        n = _add(c, start, start)
        code = fingerprint.between(c.source, start, _start_of(c, children[-1]))
        lower_context.close_region(c, region, lower_context.UNFINISHED, code)
    statements, docstring = lower_blocks.body_block(c, children[-1], d, True)
    if region == _NO_REGION:
        n = _add(c, start, start)
    definition = ir.ClassDef(
        n, region, name_node.id, name_node, decorated, type_params, args, statements, docstring is not None
    )
    _finish(c, region, n, definition, docstring)
    out.append(definition)


def _finish(
    c: Context, region: int, n: int, definition: ir.FunctionDef | ir.ClassDef, docstring: tuple[int, int] | None
) -> None:
    """The end of the definition is known now, and where its docstring belongs."""
    if region != _NO_REGION:
        c.regions[region].spans[2 * n + 1] = c.stmt_end
        c.regions[region].node = definition
    else:
        c.ends[n] = c.stmt_end
    if docstring is not None:
        c.docstrings.append((region if region != _NO_REGION else c.inside, n, *docstring))


def decorators_of(node: Tree) -> list[Tree]:
    """The decorators of a `decorated` node."""
    first = node.children[0]
    return first.children if first.type == "decorators" else [first]


def type_alias(c: Context, node: Tree, d: int, region: int) -> ir.Stmt:
    children = node.children
    name_node = lower_literals.name(c, children[1], d)
    if c.has_debug:
        lower_targets.assigned(c, name_node)
    type_params: tuple[ir.TypeParam, ...] = ()
    if children[2].type == "type_params":
        type_params = lower_parameters.type_parameters(c, children[2], d + 1)
    value = expression(c, children[-1], d + 1)
    n = _add(c, _start_of(c, node), lower_context.end_of(c, node))
    return ir.TypeAliasDef(n, region, name_node.id, name_node, type_params, value)
