"""Reads whose type follows from outside of their region: `len`, `module.Class.method`.

In:  a region, an expression in it. Out: whether nothing that the region binds, tests or assigns has a part in its type.
Of such a read nothing else in the region needs to be inferred; the answer is the same.
"""

from __future__ import annotations

from pebre_analysis.semantic import region, use_def, walk_nodes
from pebre_analysis.syntax import ir


def is_free(where: region.Region, node: ir.Expr) -> bool:
    """See the module's text. False may be a false alarm."""
    index = where.index
    while isinstance(node, ir.Attribute):
        mark = index.marks[node.n]
        if mark > use_def.PLAIN_MEMBER or mark == use_def.AT_ENTRY or any(each.n == node.n for each in index.bindings):
            return False
        node = node.value
    return (
        isinstance(node, ir.Name)
        and walk_nodes.is_use(index, node)
        and all(
            binding == use_def.ENTRY and not constraint for binding, constraint, _ in index.states[index.marks[node.n]]
        )
    )
