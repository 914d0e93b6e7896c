"""All nodes of a region, in order of their ordinals; without recursion, for whoever is in no hurry."""

from __future__ import annotations

from operator import attrgetter

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir

_by_ordinal = attrgetter("n")


def of_region(region: ir.Region) -> list[ir.Node]:
    """The nodes of a region. The bodies of functions it defines are regions of their own."""
    node = region.node
    is_body = isinstance(node, ir.Body)
    found: list[ir.Node] = []
    stack: list[object] = [node.block] if isinstance(node, ir.Body) else [node]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(top)
            continue
        if isinstance(top, ir.Block):
            if is_body:
                stack.extend(top.statements)
            continue
        if not isinstance(top, ir.Node):
            continue
        if isinstance(top, (ir.Branch, ir.Handler, ir.Case)) and not is_body and top is not node:
            continue  # a header of its own
        found.append(top)
        stack.extend([getattr(top, field) for field in top.__struct_fields__ if field != "n"])
    found.sort(key=_by_ordinal)
    return found


def is_use(index: use_def.RegionIndex, node: ir.Name | ir.Attribute | ir.Subscript) -> bool:
    """Whether the node is read there: not a target, not the name of an import or definition."""
    mark = index.marks[node.n]
    if not mark or mark >= len(index.states):
        return False
    return not any(binding.n == node.n for binding in index.bindings if _leaves_mark(binding))


def _leaves_mark(binding: use_def.Binding) -> bool:
    return binding.kind not in (
        use_def.AUGMENTED, use_def.DELETE, use_def.LOOP, use_def.CAPTURED, use_def.STAR, use_def.PARAMETER,
    )  # fmt: skip


def shown(node: ir.Expr) -> str:
    """A name or member as text."""
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Attribute):
        return f"{shown(node.value)}.{node.attr}"
    if isinstance(node, ir.Subscript):
        key = node.index
        text = str(key.value) if isinstance(key, ir.Int) else repr(key.value) if isinstance(key, ir.Str) else "…"
        return f"{shown(node.value)}[{text}]"
    return "…"
