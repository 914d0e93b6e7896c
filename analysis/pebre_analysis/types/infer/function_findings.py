"""What the header of a `def` must keep to: type guards, ParamSpecs, positional-only parameters, `Unpack`.

In:  a region's inference, a FunctionDef of it and its facts.
Out: findings at the parameter, the annotation or the name.
Source: the typing specification, "Type narrowing", "ParamSpec", "Historical and deprecated features", "Callables".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import relation, sources, typed_dicts

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference


def check(r: RegionInference, node: ir.FunctionDef, definition: Definition, facts: queries.FunctionFacts) -> None:
    """See the module's docstring."""
    returns = facts.signature.returns
    if isinstance(returns, kinds.Guard) and node.returns is not None:
        _guard(r, node.returns, definition, facts, returns)
    if any(isinstance(param.type, kinds.TypeVar) for param in facts.signature.params):
        _param_spec(r, node, facts.signature.params)
    _historical(r, node, definition, facts)
    last = facts.signature.params[-1] if facts.signature.params else None
    if last is not None and last.kind == kinds.KEYWORDS and last.unpacked:
        _unpacked(r, node, last, facts.signature.params)


def _guard(
    r: RegionInference, at: ir.Expr, definition: Definition, facts: queries.FunctionFacts, returns: kinds.Guard
) -> None:
    """A guard tells something of its first argument, so it has one; `TypeIs` narrows what that is declared to be."""
    is_bound = sources.owner_class(definition) is not None and not facts.flags & queries.STATIC_METHOD
    params = facts.signature.params[1:] if is_bound else facts.signature.params
    if facts.signature.gradual:
        return
    first = params[0] if params else None
    if first is None or first.kind in (kinds.KEYWORD_ONLY, kinds.KEYWORDS):
        r.report(findings.INVALID_TYPE_GUARD_DEFINITION, at, "has no positional parameter to tell something of")
    elif returns.exact and first.type is not None and first.kind != kinds.VARIADIC:
        if not relation.is_assignable(r.db, returns.of, first.type):
            told, declared = display.two(r.db, returns.of, first.type)
            text = f"narrows `{first.name}` to `{told}`, which is not assignable to its type `{declared}`"
            r.report(findings.INVALID_TYPE_GUARD_DEFINITION, at, text)


def _param_spec(r: RegionInference, node: ir.FunctionDef, params: tuple[kinds.Parameter, ...]) -> None:
    """`*args: P.args` and `**kwargs: P.kwargs` stand together, with nothing between."""
    found = [at for at, param in enumerate(params) if _is_spec(param)]
    if not found:
        return
    first = params[found[0]]
    together = len(found) == 2 and params[found[1]].type is first.type
    if not together:
        what = "`*args: P.args` and `**kwargs: P.kwargs` of one ParamSpec stand together"
        r.report(findings.INVALID_PARAMSPEC, node.params[found[0]], what)
    elif found[1] - found[0] > 1:
        what = "no parameter stands between `*args: P.args` and `**kwargs: P.kwargs`"
        r.report(findings.INVALID_PARAMSPEC, node.params[found[0] + 1], what)


def _is_spec(param: kinds.Parameter) -> bool:
    return isinstance(param.type, kinds.TypeVar) and param.type.kind == kinds.PARAM_SPEC


def _historical(r: RegionInference, node: ir.FunctionDef, definition: Definition, facts: queries.FunctionFacts) -> None:
    """A name like `__x` makes a parameter positional-only, but not behind one that is not."""
    if any(param.kind == ir.POSITIONAL_ONLY for param in node.params):
        return
    is_method = sources.owner_class(definition) is not None and not facts.flags & queries.STATIC_METHOD
    before: str | None = None
    for param in node.params[1:] if is_method else node.params:
        if param.kind != ir.POSITIONAL_OR_KEYWORD:
            return
        if not param.name.startswith("__") or param.name.endswith("__"):
            before = before or param.name
        elif before is not None:
            r.report(findings.INVALID_LEGACY_POSITIONAL_PARAMETER, param, param.name, before)
            return


def _unpacked(
    r: RegionInference, node: ir.FunctionDef, last: kinds.Parameter, params: tuple[kinds.Parameter, ...]
) -> None:
    """`**kwargs: Unpack[TD]`: a typed dictionary without keys that are parameters already."""
    at = node.params[-1]
    if not isinstance(last.type, kinds.Instance) or not typed_dicts.is_typed_dict(r.db, last.type.cls.literal):
        if last.type is not None and not isinstance(last.type, kinds.Dynamic | kinds.Alias):
            shown = display.text(r.db, last.type)
            r.report(findings.INVALID_TYPE_FORM, at, f"`{shown}` is no typed dictionary and cannot be unpacked here")
        return
    names = {param.name for param in params[:-1] if param.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)}
    twice = next((name for name in typed_dicts.items(r.db, last.type.cls) if name in names), None)
    if twice is not None:
        shown = display.text(r.db, last.type)
        r.report(findings.INVALID_TYPE_FORM, at, f"The key `{twice}` of `{shown}` is a parameter already")
