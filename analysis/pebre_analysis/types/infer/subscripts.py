"""`value[index]`.

In:  a region's inference and a Subscript.
Out: what was assigned to the place since, else what a display holds there or `__getitem__` gives, narrowed by the
     tests it has passed; for a class or special form the object that means the type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, operators
from pebre_analysis.types.infer import annotation, displays, operator_findings, states

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def subscript(r: RegionInference, node: ir.Subscript, expected: kinds.Type | None) -> kinds.Type:
    value = r.infer(node.value)
    made = annotation.subscript_value(r, node, value)
    if made is not None:
        return made
    item = _item(r, node, value, node.index)
    if item is None:
        operator_findings.subscript(r, node, value, r.infer(node.index))
    plain = aliases.unfolded(r.db, item or kinds.UNKNOWN)
    plain = displays.item(r, node, value, plain) or plain
    mark = r.index.marks[node.n]
    if mark <= use_def.PLAIN_MEMBER and mark != use_def.AT_ENTRY:
        return plain
    place = places.of(node)
    return plain if place is None else states.member(r, mark, place, plain)


def _item(r: RegionInference, node: ir.Subscript, value: kinds.Type, index: ir.Expr) -> kinds.Type | None:
    if isinstance(index, ir.Slice):
        r.infer(index)
        operator_findings.step(r, node, value, index)
        start, stop, step = (None if part is None else r.infer(part) for part in (index.lower, index.upper, index.step))
        return operators.sliced(r.db, value, start, stop, step)
    return operators.subscript(r.db, value, r.infer(index))
