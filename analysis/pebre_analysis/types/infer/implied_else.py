"""`if … elif …` without `else` at the end of a body, whose tests leave nothing over.

In:  the inference of a function body, and the body.
Out: can control not fall off the end, since every branch leaves the function and one of them is always taken?
Always: False where that is not clear. Only the last test is asked, of what the ones before it left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.narrow import constraint

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

MAX_DEPTH = 8


def is_complete(r: RegionInference, body: ir.Body) -> bool:
    """See the module's docstring."""
    last = body.block.statements[-1] if body.block.statements else None
    if not isinstance(last, ir.If) or last.orelse is not None or not last.branches:
        return False
    if not all(_leaves(branch.body, 0) for branch in last.branches):
        return False
    return is_sure(r, last.branches[-1].test)


def is_sure(r: RegionInference, test: ir.Expr) -> bool:
    """Does the test leave nothing over of what it is about?"""
    for node in _tested(test):
        place = places.of(node)
        before = None if place is None else r.infer(node)
        if place is None or before is None or before is kinds.NEVER or isinstance(before, kinds.Dynamic):
            continue
        if constraint.apply(r, test, False, place, before) is kinds.NEVER:
            return True
    return False


def _tested(test: ir.Expr) -> tuple[ir.Expr, ...]:
    """What the test is about."""
    if isinstance(test, ir.Call):
        return (test.args[0].value,) if test.args else ()
    if isinstance(test, ir.Compare):
        return (test.first, *(step.right for step in test.rest))
    return (test,) if isinstance(test, ir.Name | ir.Attribute | ir.Subscript) else ()


def _leaves(block: ir.Block, depth: int) -> bool:
    """Does the suite end with `return` or `raise`?"""
    last = block.statements[-1] if block.statements else None
    if isinstance(last, ir.If) and last.orelse is not None and depth < MAX_DEPTH:
        return all(_leaves(each, depth + 1) for each in (*(branch.body for branch in last.branches), last.orelse))
    return isinstance(last, ir.Return | ir.Raise)
