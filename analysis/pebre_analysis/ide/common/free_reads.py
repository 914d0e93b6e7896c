"""What can be inferred of a region without all the rest of it: names, and what stands behind dots.

In:  a region, an expression in it. Out: whether its type follows from outside of the region (`len`,
     `module.Class.method`), or at least only from what it needs itself.
Of both nothing else in the region needs to be inferred; the answer is the same, for the second unless a loop or a
container that grows took part (`RegionInference.iterates`): 60,000 of 60,000 names in five projects, 9 without that.
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


def is_apart(where: region.Region, node: ir.Node) -> bool:
    """Whether nothing is expected of the node where it stands: what a lambda is given is known from all around it."""
    return (
        where.is_body
        and isinstance(node, ir.Name | ir.Attribute)
        and not any(scope.kind == use_def.LAMBDA for scope in where.index.scopes)
    )
