"""The type of each kind of expression, by the class of its node.

In:  a region's inference, a node, and the type that the place around it expects (or None).
Out: a type, never None; what is not understood is Unknown.
Always: the handler of a node infers each of its parts, so that every part has a type afterwards.
Larger families have files of their own: `attributes`, `calls`, `containers`, `comprehensions`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, findings, kinds
from pebre_analysis.types.algebra import aliases, iteration, known, operators, relation, truth, typed_dicts, union
from pebre_analysis.types.infer import (
    assignments,
    attributes,
    calls,
    comprehensions,
    containers,
    deprecations,
    names,
    operator_findings,
    protocol_findings,
    returns,
    states,
    subscripts,
)
from pebre_analysis.types.narrow import truthiness

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

Handler = Callable[["RegionInference", "ir.Expr", "kinds.Type | None"], kinds.Type]
Expected = kinds.Type | None


# ---- names and literals ------------------------------------------------------------------------------


def name(r: RegionInference, node: ir.Name, expected: Expected) -> kinds.Type:
    found, unbound = states.value(r, r.index.marks[node.n], node.id)
    if found is None:
        if node.id == "reveal_type":
            r.report(findings.UNDEFINED_REVEAL, node)
            return build.special_form(r.db, "reveal_type")
        if not names.is_bound_elsewhere(r, node.id):
            r.report(findings.UNRESOLVED_REFERENCE, node, node.id)
        return kinds.UNKNOWN
    if unbound:
        r.report(findings.POSSIBLY_UNRESOLVED_REFERENCE, node, node.id)
    if found.__class__ in deprecations.MARKED:
        deprecations.mention(r, node, found)
    return aliases.unfolded(r.db, found)


def int_(r: RegionInference, node: ir.Int, expected: Expected) -> kinds.Type:
    return build.int_literal(r.db, node.value)


def float_(r: RegionInference, node: ir.Float, expected: Expected) -> kinds.Type:
    return known.instance(r.db, "float")


def complex_(r: RegionInference, node: ir.Complex, expected: Expected) -> kinds.Type:
    return known.instance(r.db, "complex")


def str_(r: RegionInference, node: ir.Str, expected: Expected) -> kinds.Type:
    return kinds.LITERAL_STRING if node.value is None else build.str_literal(r.db, node.value)


def bytes_(r: RegionInference, node: ir.Bytes, expected: Expected) -> kinds.Type:
    return known.instance(r.db, "bytes") if node.value is None else build.bytes_literal(r.db, node.value)


def constant(r: RegionInference, node: ir.Constant, expected: Expected) -> kinds.Type:
    if node.value is None:
        return known.none(r.db)
    if isinstance(node.value, bool):
        return build.bool_literal(node.value)
    return known.instance(r.db, "EllipsisType", module="types")


def f_string(r: RegionInference, node: ir.FString, expected: Expected) -> kinds.Type:
    parts = [r.infer(part) for part in node.parts]
    if kinds.LITERAL_STRING in parts and all(relation.is_subtype(r.db, each, kinds.LITERAL_STRING) for each in parts):
        return kinds.LITERAL_STRING
    return known.instance(r.db, "str")


def t_string(r: RegionInference, node: ir.TString, expected: Expected) -> kinds.Type:
    for part in node.parts:
        r.infer(part)
    return known.instance(r.db, "Template", module="string.templatelib")


# ---- operators -----------------------------------------------------------------------------------------


def unary(r: RegionInference, node: ir.Unary, expected: Expected) -> kinds.Type:
    operand = r.infer(node.operand)
    if node.op == "not":
        operator_findings.truth(r, node.operand, operand)
        outcome = truth.truthiness(r.db, operand)
        return known.instance(r.db, "bool") if outcome is None else build.bool_literal(not outcome)
    found = operators.unary(r.db, node.op, operand)
    if found is None:
        operator_findings.unary(r, node, node.op, operand)
    return found or kinds.UNKNOWN


def binary(r: RegionInference, node: ir.Binary, expected: Expected) -> kinds.Type:
    # `d | e`, `[1] + [2]` and `[None] * n` are as the operands are.
    is_display = isinstance(node.first, containers.DISPLAYS)
    alike = node.rest[0].op == "|" or (is_display and node.rest[0].op in ("+", "*"))
    result = r.infer(node.first, expected if alike else None)
    for step in node.rest:
        left = result
        right = containers.added(r, left, step, expected)
        made = operators.binary(r.db, left, step.op, right)
        if made is None:
            operator_findings.binary(r, step, left, step.op, right)
        elif step.op in ("/", "//", "%"):
            operator_findings.division(r, step, left, step.op, right)
        elif left.__class__ is kinds.Instance:
            deprecations.operated(r, step, left, f"__{operators.BINARY[step.op]}__")
        result = made or kinds.UNKNOWN
        r.store(step.n, result)
    return result


def bool_op(r: RegionInference, node: ir.BoolOp, expected: Expected) -> kinds.Type:
    """`a and b`: `a` where it is false, else `b`."""
    found: list[kinds.Type] = []
    alike: Expected = None
    last = len(node.values) - 1
    for i, value in enumerate(node.values):
        # `names or []`: the first value says what the others are like.
        ty = r.infer(value, expected if expected is not None or not i else _alike(r, value, alike))
        if i == last:
            found.append(ty)
            break
        alike = None if isinstance(ty, kinds.Dynamic) else ty
        stays = node.op == "or"
        operator_findings.truth(r, value, ty)
        outcome = truth.truthiness(r.db, ty)
        if outcome is stays:  # it never goes on; what follows is inferred for its own sake
            found.append(ty)
            for rest in node.values[i + 1 :]:
                _unreached(r, rest, expected)
            break
        if outcome is None:
            found.append(truthiness.narrow(r.db, ty, stays))
    return union.of(r.db, found)


def _alike(r: RegionInference, value: ir.Expr, before: Expected) -> Expected:
    """What a value is expected to be after one of type `before`. Nothing is asked of the items of a dictionary: it
    may be meant as another one than the typed one before it."""
    if before is None or (isinstance(value, ir.Dict) and not value.items and typed_dicts.may_be_empty(r.db, before)):
        return before
    return None if typed_dicts.holds_one(r.db, before) else before


def compare(r: RegionInference, node: ir.Compare, expected: Expected) -> kinds.Type:
    left = r.infer(node.first)
    found: list[kinds.Type] = []
    for step in node.rest:
        right = r.infer(step.right)
        made = operators.compare(r.db, left, step.op, right)
        if made is None:
            operator_findings.compare(r, step, left, step.op, right)
        result = made or kinds.UNKNOWN
        r.store(step.n, result)
        if step is not node.rest[-1]:
            operator_findings.truth(r, step, result)
        found.append(result)
        left = right
    if len(found) == 1:
        return found[0]
    kept = [truthiness.narrow(r.db, ty, False) for ty in found[:-1] if truth.truthiness(r.db, ty) is not True]
    return union.of(r.db, [*kept, found[-1]])


def conditional(r: RegionInference, node: ir.Conditional, expected: Expected) -> kinds.Type:
    test = r.infer(node.test)
    operator_findings.truth(r, node.test, test)
    outcome = states.decided(r.db, node.test)
    if outcome is None:
        outcome = truth.truthiness(r.db, test)
    if outcome is None:
        return union.of(r.db, (r.infer(node.body, expected), r.infer(node.orelse, expected)))
    taken, other = (node.body, node.orelse) if outcome else (node.orelse, node.body)
    found = r.infer(taken, expected)
    _unreached(r, other, expected)
    return found


def _unreached(r: RegionInference, node: ir.Expr, expected: Expected) -> None:
    """Infers what never runs, so that it has a type; what is wrong with it does not matter."""
    r.muted += 1
    try:
        r.infer(node, expected)
    finally:
        r.muted -= 1


def walrus(r: RegionInference, node: ir.Walrus, expected: Expected) -> kinds.Type:
    number = r.index.marks[node.target.n] - 1
    if number < 0:
        return r.infer(node.value, expected)
    ty = r.binding(number)
    r.store(node.target.n, ty)
    return ty


# ---- the rest ------------------------------------------------------------------------------------------


def starred(r: RegionInference, node: ir.Starred, expected: Expected) -> kinds.Type:
    """The type of the whole that is unpacked; displays and calls look inside themselves."""
    return r.infer(node.value)


def slice_(r: RegionInference, node: ir.Slice, expected: Expected) -> kinds.Type:
    start, stop, step = (None if part is None else r.infer(part) for part in (node.lower, node.upper, node.step))
    return operators.slice_type(r.db, start, stop, step)


def await_(r: RegionInference, node: ir.Await, expected: Expected) -> kinds.Type:
    return aliases.unfolded(r.db, protocol_findings.awaited(r, node, r.infer(node.value)))


def yield_(r: RegionInference, node: ir.Yield, expected: Expected) -> kinds.Type:
    wanted = returns.expected_yield(r)
    given = known.none(r.db) if node.value is None else r.infer(node.value, wanted)
    if r.check and wanted is not None:
        assignments.yielded(r, node, given, wanted)
    return returns.sent_type(r)


def yield_from(r: RegionInference, node: ir.YieldFrom, expected: Expected) -> kinds.Type:
    given = r.infer(node.value)
    protocol_findings.iterated(r, node.value, given)
    wanted = returns.expected_yield(r) if r.check else None
    if wanted is not None:
        assignments.yielded_from(r, node, given, wanted)
    return iteration.generator_return(r.db, given) or kinds.UNKNOWN


def missing(r: RegionInference, node: ir.Missing, expected: Expected) -> kinds.Type:
    for part in node.parts:
        r.infer(part)
    return kinds.UNKNOWN


def too_deep(r: RegionInference, node: ir.TooDeep, expected: Expected) -> kinds.Type:
    return kinds.UNKNOWN


def comprehension(r: RegionInference, node: ir.Comprehension, expected: kinds.Type | None) -> kinds.Type:
    """The module is imported where there is one; so it is for a lambda."""
    return comprehensions.comprehension(r, node, expected)


def lambda_(r: RegionInference, node: ir.Lambda, expected: kinds.Type | None) -> kinds.Type:
    return comprehensions.lambda_(r, node, expected)


HANDLERS: Final[dict[type[ir.Node], Callable[..., kinds.Type]]] = {
    ir.Name: name,
    ir.Int: int_,
    ir.Float: float_,
    ir.Complex: complex_,
    ir.Str: str_,
    ir.Bytes: bytes_,
    ir.FString: f_string,
    ir.TString: t_string,
    ir.Constant: constant,
    ir.Attribute: attributes.attribute,
    ir.Subscript: subscripts.subscript,
    ir.Slice: slice_,
    ir.Call: calls.call,
    ir.Unary: unary,
    ir.Binary: binary,
    ir.BoolOp: bool_op,
    ir.Compare: compare,
    ir.Conditional: conditional,
    ir.Walrus: walrus,
    ir.Starred: starred,
    ir.Tuple: containers.tuple_,
    ir.List: containers.list_,
    ir.Set: containers.set_,
    ir.Dict: containers.dict_,
    ir.Comprehension: comprehension,
    ir.Lambda: lambda_,
    ir.Await: await_,
    ir.Yield: yield_,
    ir.YieldFrom: yield_from,
    ir.Missing: missing,
    ir.TooDeep: too_deep,
}
