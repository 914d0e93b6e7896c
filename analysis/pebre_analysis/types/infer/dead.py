"""Code of a function body that cannot run because of what is declared: `if x is None` where `x: int`.

In:  the inference of a body, all of it inferred.
Out: ranges of ordinals, both ends included; whether the end of the body is among what cannot run.
Always: asked only where something was found, so that ordinary bodies pay nothing; a test counts only
where its type is surely true or surely false; nested function bodies are regions of their own.
Why: what no declared type allows is written as a safeguard; what it does with such a value is no mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import truth

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

Ranges = list[tuple[int, int]]

MAX_DEPTH: Final = 100
_LEAVING: Final = (ir.Return, ir.Raise, ir.Continue, ir.Break)


def spans(r: RegionInference, body: ir.Body) -> tuple[Ranges, bool]:
    """The ranges that cannot run, and whether the body's end is one of them."""
    found: Ranges = []
    ends = _block(r, body.block, found, 0)
    return found, ends


def _block(r: RegionInference, block: ir.Block, found: Ranges, depth: int) -> bool:
    """Adds what cannot run in the block; True when control surely leaves before its end."""
    if depth > MAX_DEPTH:
        return False
    statements = block.statements
    for at, node in enumerate(statements):
        leaves = isinstance(node, _LEAVING)
        if isinstance(node, ir.If):
            leaves = _if(r, node, found, depth + 1)
        else:
            for inner in _inner(node):
                _block(r, inner, found, depth + 1)
        if leaves:
            if at + 1 < len(statements):
                found.append((node.n + 1, statements[-1].n))
            return True
    return False


def _inner(node: ir.Stmt | ir.Branch | ir.Handler | ir.Case) -> list[ir.Block]:
    blocks: list[ir.Block | None] = []
    if isinstance(node, ir.While | ir.For):
        blocks = [node.body, node.orelse]
    elif isinstance(node, ir.With):
        blocks = [node.body]
    elif isinstance(node, ir.Try):
        blocks = [node.body, *(handler.body for handler in node.handlers), node.orelse, node.final]
    elif isinstance(node, ir.Match):
        blocks = [case.body for case in node.cases]
    return [block for block in blocks if block is not None]


def _if(r: RegionInference, node: ir.If, found: Ranges, depth: int) -> bool:
    """True when every way through it that can be taken leaves."""
    leaves = True
    for branch in node.branches:
        known = r.types[branch.test.n]
        outcome = None if known is None else truth.truthiness(r.db, known)
        if outcome is False:
            found.append((branch.test.n + 1, branch.n))
            continue
        leaves = _block(r, branch.body, found, depth) and leaves
        if outcome is True:
            if branch.n + 1 < node.n:
                found.append((branch.n + 1, node.n - 1))
            return leaves
    if node.orelse is None:
        return False
    return _block(r, node.orelse, found, depth) and leaves
