"""`Callable[…]`, and arguments for a ParamSpec.

In:  nodes of type arguments.
Out: callables; the value of a ParamSpec is a CallableType whose result says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import generics
from pebre_analysis.types.infer import annotation, annotation_forms, annotation_problems, type_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types.infer.annotation_context import Context


def callable_(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """`Callable[[A, B], R]`, `Callable[..., R]`, `Callable[P, R]`, `Callable[Concatenate[A, P], R]`."""
    nodes = annotation_forms.arguments(node)
    if not nodes:
        return generics.gradual_callable(c.db)
    first, *rest = nodes
    if len(nodes) != 2:
        annotation_problems.say(c, node, f"`Callable` takes its parameters and its result, not {len(nodes)} arguments")
    returns = annotation.evaluate(c, rest[0], depth) if rest else kinds.UNKNOWN
    taken = spec_argument(c, first, depth)
    given = taken.signatures[0]
    return build.callable_type(c.db, (build.signature(c.db, given.params, returns, (), given.gradual),))


def spec_argument(c: Context, node: ir.Expr, depth: int, wanted_by: str = "") -> kinds.CallableType:
    """The value for a ParamSpec: a list of types, `...`, another ParamSpec, `Concatenate[…]`.

    `wanted_by`: what else than a callable wants it, see `type_arguments`.
    """
    if isinstance(node, ir.List):
        return parameters_argument(c, node.items, depth)
    if isinstance(node, ir.Constant) and node.value is ...:
        return generics.gradual_callable(c.db)
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        if isinstance(value, kinds.SpecialForm) and value.name == "Concatenate":
            return _concatenate(c, node, depth)
    variable = annotation.special_variable(c, node, kinds.PARAM_SPEC)
    if variable is not None:
        return build.callable_type(c.db, (generics.spec_signature(c.db, (), variable),))
    c.quiet += 1
    found = annotation.evaluate(c, node, depth)
    c.quiet -= 1
    annotation_problems.parameters(c, node, found, wanted_by)
    return generics.gradual_callable(c.db)


def is_parameter_list(c: Context, node: ir.Expr) -> bool:
    """Does the node stand for parameters, not for one type: a list, `...`, a ParamSpec, `Concatenate[…]`?"""
    if isinstance(node, ir.List) or (isinstance(node, ir.Constant) and node.value is ...):
        return True
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        return isinstance(value, kinds.SpecialForm) and value.name == "Concatenate"
    if annotation.special_variable(c, node, kinds.PARAM_SPEC) is not None:
        return True
    return isinstance(node, (ir.Name, ir.Attribute)) and isinstance(c.value(node), kinds.Dynamic)


def parameters_argument(c: Context, nodes: Sequence[ir.Expr], depth: int) -> kinds.CallableType:
    """`[A, B, *Ts]` as positional-only parameters; with `*Ts` of nobody knows what, anything may follow. What stands
    behind `*Ts` is the end of the tuple that is spread: `[*Ts, A]` is `*tuple[*Ts, A]`."""
    params: list[kinds.Parameter] = []
    rest: kinds.Tuple | None = None
    for node in nodes:
        spread = annotation.unpacked(c, node, depth)
        if rest is not None:
            if not isinstance(spread, kinds.Tuple):
                more: tuple[kinds.Type, ...] = (annotation.evaluate(c, node, depth),)
            else:
                more = spread.prefix if spread.variadic is None else (kinds.UNKNOWN,)
            rest = build.tuple_(c.db, rest.prefix, rest.variadic, rest.suffix + more)
            params[-1] = build.parameter(c.db, "", kinds.VARIADIC, rest, None, True)
            continue
        if isinstance(spread, kinds.Tuple):
            if spread.variadic is kinds.UNKNOWN:
                return build.callable_type(c.db, (build.signature(c.db, tuple(params), kinds.UNKNOWN, (), True),))
            if spread.variadic is None:
                params.extend(_positional(c, len(params) + at, each) for at, each in enumerate(spread.prefix))
            else:
                rest = spread
                params.append(build.parameter(c.db, "", kinds.VARIADIC, rest, None, True))
        else:
            params.append(_positional(c, len(params), annotation.evaluate(c, node, depth)))
    return build.callable_type(c.db, (build.signature(c.db, tuple(params), kinds.UNKNOWN),))


def _positional(c: Context, at: int, ty: kinds.Type) -> kinds.Parameter:
    # Nameless; numbered so that a matching can tell them apart. Display leaves such names out.
    return build.parameter(c.db, f"__{at}", kinds.POSITIONAL_ONLY, ty)


def _concatenate(c: Context, node: ir.Subscript, depth: int) -> kinds.CallableType:
    nodes = annotation_forms.arguments(node)
    if not nodes:
        return generics.gradual_callable(c.db)
    prefix = tuple(_positional(c, at, annotation.evaluate(c, each, depth)) for at, each in enumerate(nodes[:-1]))
    rest = spec_argument(c, nodes[-1], depth, type_arguments.NOT_LAST).signatures[0]
    return build.callable_type(c.db, (build.signature(c.db, prefix + rest.params, kinds.UNKNOWN, (), rest.gradual),))
