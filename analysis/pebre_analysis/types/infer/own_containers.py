"""Containers that nobody declared: those that a body makes itself and gives away whole (`found = []` … `return found`),
and what functions without annotations give.

In:  the inference of a function body, the value of a `return`, what it is and what it should be.
Out: whether it will do although `list[Derived]` is no `list[Base]`: nobody but the caller will use it; and whether a
     dictionary that another function made may be the typed one that is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import fillable
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, known, relation, signatures, typed_dicts, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.types.infer.region import RegionInference


MAX_DEPTH: Final = 8
MAX_PARTS: Final = 1000


def will_do(r: RegionInference, value: ir.Expr | None, given: kinds.Type, wanted: kinds.Type) -> bool:
    """Was the container made here, and would it have been of the wanted type had that been said where it was made?"""
    if value is None or given.size > MAX_PARTS:
        return False
    is_given = _is_given(r, value) or (isinstance(value, ir.Name) and _are_all(r, value, _is_given))
    if not is_given and not (isinstance(value, ir.Name) and _are_all(r, value, _makes)):
        return False
    return all(_fits(r, part, wanted, is_given, 0) for part in union.parts(given))


def _are_all(r: RegionInference, name: ir.Name, is_so: Callable[[RegionInference, ir.Expr], bool]) -> bool:
    """Is each value that the name may have here assigned to it alone, and so?"""
    values = [_assigned(r, binding) for binding, _, _ in r.index.states[r.index.marks[name.n]]]
    return bool(values) and all(each is not None and is_so(r, each) for each in values)


def _assigned(r: RegionInference, number: int) -> ir.Expr | None:
    node = r.index.bindings[number].node if 0 <= number < len(r.index.bindings) else None
    if not isinstance(node, ir.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ir.Name):
        return None
    return node.value


def _makes(r: RegionInference, value: ir.Expr) -> bool:
    return fillable.is_fillable(value) or isinstance(value, ir.Comprehension)


def _is_given(r: RegionInference, value: ir.Expr) -> bool:
    """Is it a call of functions of which none says what it gives?"""
    call = value.value if isinstance(value, ir.Await) else value
    if not isinstance(call, ir.Call):
        return False
    for part in union.parts(r.infer(call.func)):
        function = part.function if isinstance(part, kinds.BoundMethod) else part
        if not isinstance(function, kinds.Function):
            return False
        if any(each.returns is not None for each in signatures.of(r.db, part) or ()):
            return False
    return True


def _fits(r: RegionInference, given: kinds.Type, wanted: kinds.Type, is_given: bool, depth: int) -> bool:
    if relation.is_assignable(r.db, given, wanted):
        return True
    if depth > MAX_DEPTH or not isinstance(given, kinds.Instance):
        return False
    options = union.parts(aliases.resolved(r.db, wanted))
    return any(isinstance(each, kinds.Instance) and _may_be(r, given, each, is_given, depth) for each in options)


def _may_be(r: RegionInference, given: kinds.Instance, wanted: kinds.Instance, is_given: bool, depth: int) -> bool:
    literal = given.cls.literal
    if is_given and typed_dicts.is_typed_dict(r.db, wanted.cls.literal):
        return known.is_class(r.db, literal, "dict")
    if literal is not wanted.cls.literal or literal.name not in fillable.CLASSES:
        return False
    pairs = zip(given.cls.args, wanted.cls.args, strict=False)
    return all(all(_fits(r, part, b, is_given, depth + 1) for part in union.parts(a)) for a, b in pairs)
