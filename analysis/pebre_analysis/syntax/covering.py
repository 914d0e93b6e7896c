"""The innermost node at an offset.

In:  an outline and an offset in the file.
Out: the chunk that holds it, and the nodes there, from a statement down to the innermost; each with
     the region that numbers it. A node holds the offset if its span contains it, or else if it ends
     there: a cursor after a name is on the name.
Cost: the nodes on the way down and their siblings; lowers the chunk if nobody has.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from pebre_analysis.syntax import chunk, ir, outlined, parsed, visit


class Step(NamedTuple):
    """A node on the way to an offset; `start` and `end` are offsets in the file."""

    node: ir.Node
    region: int  # index into the chunk's `Lowered.regions`
    start: int
    end: int


class Found(NamedTuple):
    """Where an offset is. `chunks` leads to the chunk, from the outline's; `steps` to the node."""

    chunks: list[outlined.Occurrence]
    steps: list[Step]  # empty between statements

    @property
    def chunk(self) -> chunk.Chunk:
        return self.chunks[-1][1]

    @property
    def start(self) -> int:
        """The offset of the chunk in the file."""
        return self.chunks[-1][0]

    @property
    def node(self) -> ir.Node | None:
        """The innermost node."""
        return self.steps[-1].node if self.steps else None

    @property
    def region(self) -> int:
        """The region that numbers the innermost node; NO_REGION if there is none."""
        return self.steps[-1].region if self.steps else ir.NO_REGION


def node_at(outline: outlined.Outline, offset: int) -> Found | None:
    """What is at an offset of the file; None for an empty file."""
    chunks = outline.path_to(offset)
    if not chunks:
        return None
    found = _in_chunk(chunks, offset)
    if not found.steps and offset and offset == chunks[-1][0]:
        # A chunk begins here, but a statement may end here: the text between may lack a line end.
        before = outline.path_to(offset - 1)
        earlier = _in_chunk(before, offset)
        if earlier.steps:
            return earlier
    return found


def _in_chunk(chunks: list[outlined.Occurrence], offset: int) -> Found:
    start, part = chunks[-1]
    lowered = parsed.lowered_of(part)
    steps: list[Step] = []
    below: list[tuple[ir.Node, int]] = [(each, each.region) for each in lowered.block.statements]
    while True:
        found = _covering(below, lowered, offset - start)
        if found is None:
            return Found(chunks, steps)
        node, region = found
        begin, end = _span(lowered.regions[region].spans, node.n)
        steps.append(Step(node, region, start + begin, start + end))
        below = _below(node, region)


def _below(node: ir.Node, region: int) -> list[tuple[ir.Node, int]]:
    """The nodes directly below, each with its region."""
    if isinstance(node, ir.FunctionDef):
        body = node.body.region
        header = [(each, region) for each in visit.children(node)[: -len(node.body.block.statements) or None]]
        return header + [(each, body) for each in node.body.block.statements]
    return [
        (each, each.region if isinstance(each, ir.Statement) and each.region != ir.NO_REGION else region)
        for each in visit.children(node)
    ]


def _covering(below: list[tuple[ir.Node, int]], lowered: ir.Lowered, offset: int) -> tuple[ir.Node, int] | None:
    """The one that contains the offset, or else the one that ends there."""
    touching: tuple[ir.Node, int] | None = None
    for node, region in below:
        # A step of a chain of operators spans all of the chain so far; its operand is what it adds.
        own = node.right if isinstance(node, ir.OpStep) else node
        start, end = _span(lowered.regions[region].spans, own.n)
        if start <= offset < end:
            return node, region
        if offset == end and start < end:
            touching = node, region
    return touching


def _span(spans: array[int], n: int) -> tuple[int, int]:
    return spans[2 * n], spans[2 * n + 1]
