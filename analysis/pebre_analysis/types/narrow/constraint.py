"""A test came out true or false: what does that leave of the type of a place?

In:  the inference of the region that holds the test, the test (a leaf: no `and`, `or`, `not`), its
     outcome, a place and the type it had before.
Out: the type it has after; the same object when the test says nothing of it; Never when the outcome is
     impossible.
Always: the result is a subtype of what was given, up to gradual types; only `x.__class__ = C` makes something else
of it. What is not understood narrows nothing.
Method: the typing specification, "Type narrowing"; displays and intersections as in Astral's ty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, signatures, truth, union
from pebre_analysis.types.narrow import calls, comparisons, patterns, truthiness

if TYPE_CHECKING:
    from pebre_analysis.types.narrow.tests import Tests


def apply(r: Tests, test: ir.Node, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """See the module's docstring."""
    if ty is kinds.NEVER:
        return ty
    meant = aliases.unfolded(r.db, ty)
    if meant is not ty:
        left = apply(r, test, positive, place, meant)
        return ty if left is meant else left
    if isinstance(test, ir.Case):
        return patterns.case(r, test, positive, place, ty)
    if isinstance(test, ir.Walrus):
        if test.target.id == place:
            return truthiness.narrow(r.db, ty, positive)
        return apply(r, test.value, positive, place, ty)
    if isinstance(test, ir.Compare):
        return comparisons.compare(r, test, positive, place, ty)
    if isinstance(test, ir.Call):
        return calls.call(r, test, positive, place, ty)
    if isinstance(test, ir.Assign):
        return _of_new_class(r, test)
    if isinstance(test, ir.Name | ir.Attribute | ir.Subscript):
        if places.of(test) == place:
            return truthiness.narrow(r.db, ty, positive)
        return _by_member(r, test, positive, place, ty)
    return ty


def _of_new_class(r: Tests, assignment: ir.Assign) -> kinds.Type:
    """What an object is behind `x.__class__ = C`."""
    value = aliases.resolved(r.db, r.infer(assignment.value))
    if isinstance(value, kinds.ClassLiteral | kinds.ClassObject | kinds.SubclassOf):
        return signatures.instance_of_receiver(r.db, value)
    return kinds.UNKNOWN


def _by_member(r: Tests, test: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """`if x.flag:` tells the members of a union apart where `flag` is always true or false."""
    if not isinstance(ty, kinds.Union) or not isinstance(test, ir.Attribute | ir.Subscript):
        return ty
    if places.of(test.value) != place:
        return ty
    kept = []
    for part in ty.parts:
        value = comparisons.tag(r, part, test)
        if value is None or truth.truthiness(r.db, value) is not (not positive):
            kept.append(part)
    return ty if len(kept) == len(ty.parts) else union.left_of(r.db, ty, kept)
