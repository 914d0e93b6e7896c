"""Which names statements of a module surely give a value, and which they read before.

In:  statements, and the names that they bind.
Out: a `Flow`: names that surely have their value from the statements behind them (or are never behind them), and names
     that may be read when they have none from them yet.
Method: a walk over the statements; a loop may run no times, a handler may begin anywhere in its `try`.
Always: functions and patterns are not looked into, who asks rules them out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from pebre_analysis.ide.common import definite
from pebre_analysis.syntax import ir, visit


class Flow:
    """See the module's docstring. `needs`: what is read before, in order. `swallows`: whether a `with` may end before
    its last statement."""

    def __init__(self, names: Collection[str], swallows: Callable[[ir.With], bool]) -> None:
        self.bound = names
        self.swallows = swallows
        self.needs: dict[str, None] = {}

    def run(self, suite: Iterable[ir.Node]) -> frozenset[str]:
        """What surely has a value behind the statements."""
        return self._run(suite, frozenset())

    def _run(self, suite: Iterable[ir.Node], sure: frozenset[str]) -> frozenset[str]:
        """Which of the bound names surely have their value from the code behind statements; notes what is needed."""
        for node in suite:
            sure = self._step(node, sure)
        return sure

    def _step(self, node: ir.Node, sure: frozenset[str]) -> frozenset[str]:
        if isinstance(node, ir.If):
            ends: list[frozenset[str]] = []
            for branch in node.branches:
                self._read([branch.test], sure)
                ends += self._end_of(branch.body, sure)
            ends += [sure] if node.orelse is None else self._end_of(node.orelse, sure)
            return frozenset.intersection(*ends) if ends else sure | set(self.bound)
        if isinstance(node, ir.For | ir.While):
            self._read([node.iterable] if isinstance(node, ir.For) else [node.test], sure)
            if isinstance(node, ir.For) and not isinstance(node.target, ir.Name):
                self._read([node.target], sure | _ids(node.target))
            self._run(node.body.statements, sure | _ids(node.target) if isinstance(node, ir.For) else sure)
            return sure if node.orelse is None else self._run_or_not(node.orelse, sure)
        if isinstance(node, ir.With):
            for item in node.items:
                self._read([item.context], sure)
                sure |= _ids(item.target) if item.target is not None else frozenset()
            end = self._run(node.body.statements, sure)
            return sure if self.swallows(node) else end
        if isinstance(node, ir.Try):
            body = self._run(node.body.statements, sure)
            if node.orelse is not None:
                body = self._run(node.orelse.statements, body)
            ends = [] if definite.leaves((node.orelse or node.body).statements) else [body]
            for handler in node.handlers:
                self._read([handler.type] if handler.type is not None else [], sure)
                ends += self._end_of(handler.body, sure)
            found = frozenset.intersection(*ends) if ends else sure | set(self.bound)
            if node.final is not None:
                found |= self._run(node.final.statements, sure)
            return found
        self._read([node], sure)
        return sure - set(bound(node)) if isinstance(node, ir.Delete) else sure | set(bound(node))

    def _end_of(self, block: ir.Block, sure: frozenset[str]) -> list[frozenset[str]]:
        found = self._run(block.statements, sure)
        return [] if definite.leaves(block.statements) else [found]

    def _run_or_not(self, block: ir.Block, sure: frozenset[str]) -> frozenset[str]:
        self._run(block.statements, sure)
        return sure

    def _read(self, roots: Sequence[ir.Node], sure: frozenset[str]) -> None:
        for root in roots:
            plain = set[int]() if isinstance(root, ir.AugAssign) else {each.n for each in bound_names(root)}
            for node in visit.walk(root):
                if isinstance(node, ir.Name) and node.id in self.bound and node.id not in sure:
                    if node.n not in plain:
                        self.needs[node.id] = None


def everything_in(nodes: Iterable[ir.Node]) -> Iterator[ir.Node]:
    """All nodes of statements, those of functions in them too."""
    for node in nodes:
        yield from visit.walk(node)


def bound(node: ir.Node) -> list[str]:
    """The names that a statement or clause gives a value, or takes it from, itself."""
    return [each.id for each in bound_names(node)]


def bound_names(node: ir.Node) -> list[ir.Name]:
    """The same as nodes."""
    match node:
        case ir.Assign() | ir.Delete():
            return _targets(*node.targets)
        case ir.AugAssign() | ir.For():
            return _targets(node.target)
        case ir.WithItem():
            return _targets(node.target) if node.target is not None else []
        case ir.Handler():
            return [node.name] if node.name is not None else []
        case _:
            return []


def _targets(*pending: ir.Node) -> list[ir.Name]:
    """The names in targets; what holds an attribute or an item is only read."""
    found: list[ir.Name] = []
    for each in pending:
        if isinstance(each, ir.Name):
            found.append(each)
        elif isinstance(each, ir.Starred):
            found += _targets(each.value)
        elif isinstance(each, ir.Tuple | ir.List):
            found += _targets(*each.items)
    return found


def _ids(target: ir.Node) -> frozenset[str]:
    return frozenset([each.id for each in _targets(target)])


def binds_surely(nodes: Iterable[ir.Node], name: str) -> bool:
    """Whether one of the statements always gives the name a value."""
    for node in nodes:
        if isinstance(node, ir.Assign) and name in bound(node):
            return True
        if isinstance(node, ir.AnnAssign) and isinstance(node.target, ir.Name) and node.value is not None:
            if node.target.id == name:
                return True
        if isinstance(node, ir.FunctionDef | ir.ClassDef) and node.name == name:
            return True
        if isinstance(node, ir.Import | ir.ImportFrom):
            for each in node.names:
                if (each.as_node.id if each.as_node is not None else each.name.partition(".")[0]) == name:
                    return True
    return False
