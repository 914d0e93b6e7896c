"""What is declared of a place whose value is unknown: for what may be offered there, not for what is certain.

In:  an expression of a region, a name or what stands behind dots.
Out: the type that its declaration gives; Unknown where nothing is declared, or nothing is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import attributes, origins
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import members, union
from pebre_analysis.types.infer import declared
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic import region


def type_of(db: database.ProjectDatabase, where: region.Region, node: ir.Expr) -> kinds.Type:
    """The type of the value; where that is unknown, what its place, or that of what it is a member of, may hold."""
    value = origins.value_type(db, where, node)
    names: list[str] = []
    while isinstance(value, kinds.Dynamic) and isinstance(node, ir.Attribute):
        names.append(node.attr)
        node = node.value
        value = origins.value_type(db, where, node)
    if isinstance(value, kinds.Dynamic) and isinstance(node, ir.Name):
        value = declared.of_name(inference.RegionInference(db, where), node) or kinds.UNKNOWN
    for name in reversed(names):
        found = [members.member(db, part, name) for part in attributes.parts(value)]
        value = union.of(db, [each.type for each in found if each is not None]) if any(found) else kinds.UNKNOWN
    return value
