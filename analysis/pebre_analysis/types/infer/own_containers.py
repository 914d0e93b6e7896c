"""Containers that a body makes itself and gives away whole: `found = []` … `return found`.

In:  the inference of a function body, the value of a `return`, what it is and what it should be.
Out: whether it will do although `list[Derived]` is no `list[Base]`: nobody but the caller will use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import fillable
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, relation, union

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def will_do(r: RegionInference, value: ir.Expr | None, given: kinds.Type, wanted: kinds.Type) -> bool:
    """Was the container made here, and would it have been of the wanted type had that been said where it was made?"""
    if not isinstance(value, ir.Name) or not _is_made_here(r, value):
        return False
    options = union.parts(aliases.resolved(r.db, wanted))
    return all(any(_fits(r, part, option) for option in options) for part in union.parts(given))


def _is_made_here(r: RegionInference, name: ir.Name) -> bool:
    bindings = [binding for binding, _, _ in r.index.states[r.index.marks[name.n]]]
    return bool(bindings) and all(_is_display(r, number) for number in bindings)


def _is_display(r: RegionInference, number: int) -> bool:
    node = r.index.bindings[number].node if 0 <= number < len(r.index.bindings) else None
    if not isinstance(node, ir.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ir.Name):
        return False
    return fillable.is_fillable(node.value) or isinstance(node.value, ir.Comprehension)


def _fits(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> bool:
    if relation.is_assignable(r.db, given, wanted):
        return True
    if not isinstance(given, kinds.Instance) or not isinstance(wanted, kinds.Instance):
        return False
    if given.cls.literal is not wanted.cls.literal or given.cls.literal.name not in fillable.CLASSES:
        return False
    return all(relation.is_assignable(r.db, a, b) for a, b in zip(given.cls.args, wanted.cls.args, strict=False))
