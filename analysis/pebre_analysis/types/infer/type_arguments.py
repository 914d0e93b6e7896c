"""May these types stand for those parameters? `Box[int, str]`, `Alias[T]`, `Handler[[int], str]`.

In:  a subscripted class or alias whose arguments were read: parameters, types, and the nodes they came from.
Out: nothing; findings of the rule `invalid-type-arguments`.
Always
  - an argument of which too little is known fits; where `*Ts` spreads an unknown number, none is counted;
  - a variable fits a bound by its own bound, and constraints by each of its own, a union by each of its parts;
  - a class whose header is not understood may have other parameters than it seems to: nothing is counted.
Source: the typing specification, "Generics".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import generics, relation, type_variables, union
from pebre_analysis.types.infer import annotation_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pebre_analysis.types.infer.annotation_context import Context

# What is wrong: the first argument of a finding.
TOO_MANY: Final = "too many"
MISSING: Final = "missing"
BOUND: Final = "bound"
CONSTRAINTS: Final = "constraints"
NOT_PARAMETERS: Final = "parameters wanted"
NOT_A_TYPE: Final = "type wanted"
NOT_LAST: Final = "last of Concatenate"

Given = tuple[ir.Expr, kinds.Type]


def check(
    c: Context, node: ir.Subscript, of: kinds.Type, params: tuple[kinds.TypeVar, ...], given: Sequence[Given],
    spreads: Collection[int],
) -> None:  # fmt: skip
    """See the module's docstring. `of`: the class or alias that is subscripted; `spreads`: numbers of the arguments
    that stand for an unknown number of types."""
    at_tuple = next((at for at, param in enumerate(params) if param.kind == kinds.TYPE_VAR_TUPLE), -1)
    if at_tuple >= 0:
        pairs = list(zip(params[:at_tuple], given, strict=False))
        n_after = len(params) - at_tuple - 1
        if n_after and len(given) >= len(params) - 1:
            pairs += zip(params[at_tuple + 1 :], given[-n_after:], strict=True)
    else:
        pairs = list(zip(params, given, strict=False))
    if spreads:
        _spreads(c, params, given, spreads, at_tuple)
    elif not any(isinstance(ty, kinds.Tuple) and ty.variadic is not None for _, ty in given):
        _count(c, node, of, params, given, at_tuple)
        values = {param: ty for param, (_, ty) in pairs}
        for param, (at, ty) in pairs:
            _fits(c, at, param, ty, values)


def _spreads(
    c: Context, params: tuple[kinds.TypeVar, ...], given: Sequence[Given], spreads: Collection[int], at_tuple: int
) -> None:
    """What stands for an unknown number of types fills no parameter of one type, and a TypeVarTuple is not split."""
    for at in spreads:
        node, ty = given[at]
        if not isinstance(ty, kinds.Tuple) or ty.variadic is None or isinstance(ty.variadic, kinds.Dynamic):
            continue
        is_variable = isinstance(ty.variadic, kinds.TypeVar) and ty.variadic.kind == kinds.TYPE_VAR_TUPLE
        if at_tuple < 0:
            annotation_problems.say(c, node, "How many types this stands for is not known; each parameter takes one")
        elif is_variable:
            behind = sum(not _has_default(c, each) for each in params[at_tuple + 1 :])
            if at + len(ty.prefix) < at_tuple or len(given) - at - 1 + len(ty.suffix) < behind:
                name = display.text(c.db, ty.variadic)
                annotation_problems.say(c, node, f"`{name}` may stand for no types, and a parameter needs one of them")


def _count(
    c: Context, node: ir.Subscript, of: kinds.Type, params: tuple[kinds.TypeVar, ...], given: Sequence[Given],
    at_tuple: int,
) -> None:  # fmt: skip
    if len(given) > len(params) and at_tuple < 0:
        if not _is_understood(c, of):
            return
        least = sum(not _has_default(c, param) for param in params)
        wanted = str(len(params)) if least == len(params) else f"{least} to {len(params)}"
        c.report(findings.INVALID_TYPE_ARGUMENTS, given[len(params)][0], TOO_MANY, _name(of), wanted, str(len(given)))
        return
    n_given = len(given)
    missing: list[kinds.TypeVar] = []
    for at, param in enumerate(params):
        if at_tuple >= 0 and at > at_tuple:
            at -= 1
        if at >= n_given and param.kind != kinds.TYPE_VAR_TUPLE and not _has_default(c, param):
            missing.append(param)
    if missing:
        names = ", ".join(f"`{param.name}`" for param in missing)
        related = findings.Related(missing[0].definition, f"`{missing[0].name}` is declared here")
        c.report(findings.INVALID_TYPE_ARGUMENTS, node, MISSING, _name(of), names, related=(related,))


def _name(of: kinds.Type) -> str:
    if isinstance(of, kinds.ClassLiteral):
        return f"class `{of.name}`"
    if isinstance(of, kinds.KnownObject) and isinstance(of.of, kinds.Alias):
        return f"alias `{of.of.definition.name}`"
    return "the alias"


def _is_understood(c: Context, of: kinds.Type) -> bool:
    """Are all parameters of the class known? What is subscripted among its bases may hide some."""
    node = of.anchor.binding.node if isinstance(of, kinds.ClassLiteral) else None
    if not isinstance(of, kinds.ClassLiteral) or not isinstance(node, ir.ClassDef):
        return True
    of.anchor.region.code.get(c.db)
    reading = c.db.infer.names(c.db, of.anchor.region)
    return not any(
        reading.value(part) is kinds.UNKNOWN
        for each in node.args
        if isinstance(each.value, ir.Subscript)
        for part in (each.value.index.items if isinstance(each.value.index, ir.Tuple) else (each.value.index,))
        if isinstance(part, (ir.Name, ir.Attribute))
    )


def _has_default(c: Context, param: kinds.TypeVar) -> bool:
    return c.db.infer.type_variable(c.db, param.definition).default is not None


def _fits(
    c: Context, node: ir.Expr, param: kinds.TypeVar, ty: kinds.Type, values: dict[kinds.TypeVar, kinds.Type]
) -> None:
    if isinstance(ty, kinds.Dynamic) or param.kind != kinds.TYPE_VAR:
        return
    related = (findings.Related(param.definition, f"`{param.name}` is declared here"),)
    if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC:
        shown = display.text(c.db, ty)
        c.report(findings.INVALID_TYPE_ARGUMENTS, node, NOT_A_TYPE, param.name, shown, related=related)
        return
    facts = c.db.infer.type_variable(c.db, param.definition)
    if facts.bound is not None:
        wanted = generics.substitute(c.db, facts.bound, values)
        if not wanted.generic and not relation.is_assignable(c.db, ty, wanted):
            texts = display.two(c.db, ty, wanted)
            c.report(findings.INVALID_TYPE_ARGUMENTS, node, BOUND, param.name, *texts, related=related)
    elif facts.constraints:
        own = type_variables.constraints(c.db, ty) if isinstance(ty, kinds.TypeVar) else ()
        for each in own or union.parts(ty):
            if not any(relation.is_assignable(c.db, each, wanted) for wanted in facts.constraints):
                wanted_text = ", ".join(f"`{display.text(c.db, wanted)}`" for wanted in facts.constraints)
                texts = display.text(c.db, ty), wanted_text
                c.report(findings.INVALID_TYPE_ARGUMENTS, node, CONSTRAINTS, param.name, *texts, related=related)
                return
