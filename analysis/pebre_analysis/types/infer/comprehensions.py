"""Comprehensions, generator expressions and lambdas: scopes inside the region they stand in.

In:  a region's inference, the node, and the type expected of it.
Out: its type. A lambda's parameters get their types from what is expected, its result from its body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import known, signatures, union
from pebre_analysis.types.infer import containers, displays, operator_findings, parameters, protocol_findings, unpack

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def comprehension(r: RegionInference, node: ir.Comprehension, expected: kinds.Type | None) -> kinds.Type:
    is_async = False
    for clause in node.clauses:
        is_async = is_async or clause.is_async
        iterable = r.infer(clause.iterable)
        item = protocol_findings.iterated(r, clause.iterable, iterable, clause.is_async)
        item = displays.iterated(r, clause.iterable) or item
        if r.types[clause.target.n] is None:
            unpack.assign(r, clause.target, item)
        for condition in clause.conditions:
            operator_findings.truth(r, condition, r.infer(condition))
    if node.kind == "generator":
        return _generator(r, node.element, is_async, expected)
    cls = known.literal(r.db, node.kind)
    wanted = containers.expected_args(r, expected, cls)
    if node.key is not None:
        key_type, value_type = wanted if len(wanted) == 2 else (None, None)
        key, value = r.infer(node.key, key_type), r.infer(node.element, value_type)
        return containers.filled(r, cls, ((key,), (value,)), wanted, ((node.key,), (node.element,)), expected)
    element = r.infer(node.element, wanted[0] if wanted else None)
    return containers.filled(r, cls, ((element,),), wanted, ((node.element,),), expected)


def _generator(r: RegionInference, element: ir.Expr, is_async: bool, expected: kinds.Type | None) -> kinds.Type:
    names = ("AsyncGeneratorType", "types"), ("AsyncIterator", "typing")
    if not is_async:
        names = ("GeneratorType", "types"), ("Iterator", "typing")
    wanted: tuple[kinds.Type, ...] = ()
    for name, module in names if expected is not None else ():
        wanted = wanted or containers.expected_args(r, expected, known.literal(r.db, name, module))
    item = r.infer(element, wanted[0] if wanted else None)
    none = known.none(r.db)
    return known.instance(r.db, names[0][0], (item, none) if is_async else (item, none, none), "types")


# ---- lambdas -------------------------------------------------------------------------------------------


def lambda_(r: RegionInference, node: ir.Lambda, expected: kinds.Type | None) -> kinds.Type:
    r.expected_lambdas[node.n] = _expected_signature(r, expected)
    params = []
    for param in node.params:
        default = None if param.default is None else r.infer(param.default)
        made = build.parameter(r.db, param.name, param.kind, _parameter_type(r, node, param), default)
        r.store(param.n, parameters.inside(r.db, made))
        params.append(made)
    wanted = r.expected_lambdas[node.n]
    body = r.infer(node.body, None if wanted is None else wanted.returns)
    return build.callable_type(r.db, (build.signature(r.db, tuple(params), body),), kinds.FUNCTION_LIKE)


def lambda_parameter(r: RegionInference, record: use_def.Binding, node: ir.Parameter) -> kinds.Type:
    """What a lambda's parameter holds in its body."""
    scope = r.index.scopes[record.scope]
    wanted = r.expected_lambdas.get(scope.n)
    ty = kinds.UNKNOWN if wanted is None else _expected_parameter(wanted, _place(r, scope.n, node), node.name)
    default = None if node.default is None else r.infer(node.default)
    declared = None if isinstance(ty, kinds.Dynamic) else ty
    return parameters.inside(r.db, build.parameter(r.db, node.name, node.kind, declared, default))


def _parameter_type(r: RegionInference, node: ir.Lambda, param: ir.Parameter) -> kinds.Type | None:
    wanted = r.expected_lambdas.get(node.n)
    if wanted is None or param.kind in (ir.VARIADIC, ir.KEYWORDS):
        return None
    found = _expected_parameter(wanted, node.params.index(param), param.name)
    return None if isinstance(found, kinds.Dynamic) else found


def _expected_parameter(wanted: kinds.Signature, place: int, name: str) -> kinds.Type:
    """What the expected signature gives for the parameter at that place."""
    positional = [each for each in wanted.params if each.kind <= kinds.VARIADIC]
    if place < len(positional):
        return positional[place].type or kinds.UNKNOWN
    if positional and positional[-1].kind == kinds.VARIADIC:
        return positional[-1].type or kinds.UNKNOWN
    named = next((each for each in wanted.params if each.name == name), None)
    return kinds.UNKNOWN if named is None else named.type or kinds.UNKNOWN


def _place(r: RegionInference, n: int, param: ir.Parameter) -> int:
    """Which parameter of its lambda it is."""
    place = -1
    for record in r.index.bindings:
        if record.kind == use_def.PARAMETER and record.scope != 0 and r.index.scopes[record.scope].n == n:
            place += 1
            if record.node is param:
                return place
    return max(place, 0)


def _expected_signature(r: RegionInference, expected: kinds.Type | None) -> kinds.Signature | None:
    for part in union.parts(expected) if expected is not None else ():
        found = signatures.of(r.db, part)
        if found is not None and len(found) == 1:
            return found[0]
    return None
