"""What statements surely do: give a name a value, leave what they stand in.

In:  statements of one region, one after the other.
Out: yes or no.
Always: yes only where it is so on every way; a `with` that may swallow an exception may end before its last statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.algebra import iteration
from pebre_analysis.types.infer import region as inference


class Definite:
    """Definite assignment in one region."""

    def __init__(self, inferred: inference.RegionInference) -> None:
        self._inferred = inferred
        self._bindings = inferred.region.index.bindings

    def binds(self, nodes: Iterable[ir.Node], name: str) -> bool:
        """Whether statements surely give a name a value (or are left before their end)."""
        return any(self._binds(node, name) for node in nodes)

    def _binds(self, node: ir.Node, name: str) -> bool:
        if isinstance(node, ir.If):
            if node.orelse is None:
                return False
            suites = [*(each.body for each in node.branches), node.orelse]
            return all(self._suite_binds(each, name) for each in suites)
        if isinstance(node, ir.With):
            return self._has_target(node, name) or (not self._may_swallow(node) and self._suite_binds(node.body, name))
        if isinstance(node, ir.Try):
            if node.final is not None and self._suite_binds(node.final, name):
                return True
            suites = [node.body, *(each.body for each in node.handlers)]
            return all(self._suite_binds(each, name) for each in suites)
        if isinstance(node, ir.For | ir.While | ir.Match):
            return False
        return self._has_target(node, name)

    def _suite_binds(self, block: ir.Block, name: str) -> bool:
        return self.binds(block.statements, name) or leaves(block.statements)

    def _may_swallow(self, node: ir.With) -> bool:
        r = self._inferred
        return any(iteration.may_swallow(r.db, r.infer(each.context), node.is_async) for each in node.items)

    def _has_target(self, node: ir.Node, name: str) -> bool:
        """Whether a simple statement or header always binds the name."""
        for binding in self._bindings:
            if binding.place == name and not binding.scope and binding.flags & use_def.BINDS:
                if binding.kind in (use_def.WALRUS, use_def.LOOP, use_def.CAPTURED):
                    continue
                of = binding.node
                if of is node or (isinstance(node, ir.With) and any(of is each for each in node.items)):
                    return True
                if isinstance(node, ir.Import) and any(of is each for each in node.names):
                    return True
        return False


def leaves(nodes: Sequence[ir.Node], *, function: bool = False) -> bool:
    """Whether the end of statements is never reached; `function`: because each way ends with `return` or `raise`."""
    if not nodes:
        return False
    last = nodes[-1]
    if isinstance(last, ir.Return | ir.Raise):
        return True
    if isinstance(last, ir.Break | ir.Continue):
        return not function
    if isinstance(last, ir.If):
        if last.orelse is None:
            return False
        suites = [*(each.body for each in last.branches), last.orelse]
        return all(leaves(each.statements, function=function) for each in suites)
    if isinstance(last, ir.Try):
        if last.final is not None and leaves(last.final.statements, function=function):
            return True
        body = last.body if last.orelse is None else last.orelse
        suites = [body, *(each.body for each in last.handlers)]
        return all(leaves(each.statements, function=function) for each in suites)
    return False


def leaves_loop(nodes: Iterable[ir.Node]) -> bool:
    """Whether a `break` or `continue` belongs to a loop that is not among the statements."""
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Break | ir.Continue):
            return True
        if isinstance(node, ir.For | ir.While):
            pending += [] if node.orelse is None else node.orelse.statements
        elif not isinstance(node, ir.ClassDef):
            pending += [each for suite in visit.suites(node) for each in suite]
    return False


def does_nothing(nodes: Iterable[ir.Node]) -> bool:
    """Whether statements are but `pass` and `...`, as where a body is still to be written, or is never."""
    return all(
        isinstance(node, ir.Pass)
        or (isinstance(node, ir.ExprStmt) and isinstance(node.value, ir.Constant) and node.value.value is ...)
        for node in nodes
    )
