"""When expressions are evaluated, and whether it matters: for moving one to another place.

In:  nodes of a region, and what they stand in.
Out: yes or no.
Always: what is not known to be harmless is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from pebre_analysis.ide.common import selection
from pebre_analysis.syntax import ir, visit

_DOES_THINGS: Final = (ir.Call, ir.Await, ir.Yield, ir.YieldFrom, ir.Walrus, ir.Missing, ir.TooDeep)
_STEADY: Final = (ir.Name, ir.Int, ir.Float, ir.Complex, ir.Str, ir.Bytes, ir.Constant, ir.Tuple, ir.Unary, ir.Binary,
                  ir.OpStep, ir.BoolOp, ir.Compare, ir.Conditional)  # fmt: skip


def does_things(node: ir.Node) -> bool:
    """Whether evaluating an expression may do more than give a value; attributes are taken to be plain."""
    return any(isinstance(each, _DOES_THINGS) for each in selection.below(node))


def is_steady(node: ir.Node) -> bool:
    """Whether an expression has the same value wherever its names have theirs: names, literals, operators on them."""
    return all(isinstance(each, _STEADY) for each in selection.below(node))


def before(statement: ir.Node, around: Sequence[ir.Node], wanted: ir.Node) -> list[ir.Node]:
    """What is evaluated before `wanted` in the same statement: expressions as wholes. `around`: what `wanted` stands
    in inside the statement, outermost first."""
    found: list[ir.Node] = []
    path = [statement, *around, wanted]
    for outer, inner in pairwise(path):
        found += _before(outer, inner)
    return found


def _before(outer: ir.Node, inner: ir.Node) -> Iterable[ir.Node]:
    """The parts of a node that are evaluated before one of them."""
    if isinstance(outer, ir.Assign | ir.AnnAssign | ir.For):
        return ()
    if isinstance(outer, ir.AugAssign):
        return (outer.target,)
    if isinstance(outer, ir.Call):
        callee = outer.func.value if isinstance(outer.func, ir.Attribute) else outer.func
        parts: list[ir.Node] = [callee, *outer.args]
    elif isinstance(outer, ir.Conditional):
        parts = [outer.test]
    else:
        parts = _parts(outer)
    earlier: list[ir.Node] = []
    for each in parts:
        if each is inner:
            break
        earlier.append(each)
    return earlier


def _parts(node: ir.Node) -> list[ir.Node]:
    if isinstance(node, ir.Statement):
        return [each for each in visit.children(node) if not isinstance(each, ir.Statement)]
    return visit.children(node)


def sometimes(around: Sequence[ir.Node], wanted: ir.Node) -> str:
    """Why an expression is not evaluated exactly once when its statement begins, in words; empty if it is.

    `around`: from the statement, which is the first, to what holds the expression.
    """
    path = [*around, wanted]
    for outer, inner in pairwise(path):
        reason = _sometimes(outer, inner)
        if reason:
            return reason
    return ""


def _sometimes(outer: ir.Node, inner: ir.Node) -> str:
    if isinstance(outer, ir.Lambda):
        return "it is evaluated when the lambda is called"
    if isinstance(outer, ir.Comprehension):
        return "" if inner is outer.clauses[0] else "it is evaluated for each element"
    if isinstance(outer, ir.CompClause):
        return "" if inner is outer.iterable else "it is evaluated for each element"
    if isinstance(outer, ir.BoolOp):
        return "" if inner is outer.values[0] else "it is evaluated on some ways only"
    if isinstance(outer, ir.Conditional):
        return "" if inner is outer.test else "it is evaluated on some ways only"
    if isinstance(outer, ir.Compare):
        return "" if inner is outer.first or inner is outer.rest[0] else "it is evaluated on some ways only"
    if isinstance(outer, ir.While):
        return "it is evaluated again and again"
    if isinstance(outer, ir.Assert):
        return "" if inner is outer.test else "it is evaluated on some ways only"
    if isinstance(outer, ir.If):
        return "" if inner is outer.branches[0] else "it is evaluated on some ways only"
    if isinstance(outer, ir.With):
        return "" if inner is outer.items[0] else "what is entered before it may do something"
    if isinstance(outer, ir.Handler | ir.Case | ir.Try | ir.Match) and not (
        isinstance(outer, ir.Match) and inner is outer.subject
    ):
        return "it is evaluated on some ways only"
    return ""
