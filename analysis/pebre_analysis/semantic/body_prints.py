"""What each statement of a function body says and sees, free of the numbers it has there.

In:  a body's code and its use-def map.
Out: `BodyPrints`: for each statement or clause a print, equal for equal content, and the others it refers to; None for
     bodies that declare scopes of their own meaning (classes, `global`, `type`).
Always
  - a print holds the nodes, for each name the bindings that may reach it with the tests that were passed, the way by
    which control comes. Bindings are known by their place and which of its bindings they are;
  - that a call returns is taken for granted: who compares prints sees to it that the calls did and do;
  - a reference leads to all that inferring the statement may look at: what binds its names and declares them, the
    tests that narrow them, what is put into a container that it makes. Two statements with equal prints whose
    references lead, over and over, to statements with equal prints mean the same.
Does not know: types. What lies outside of the body is no part of it.
Method: hash-consing; program slices.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.semantic import body_flow, fillable, use_def
from pebre_analysis.syntax import ir, visit

_READ: Final = frozenset((ir.Name, ir.Attribute, ir.Subscript))
_UNSUITABLE: Final = frozenset((ir.ClassDef, ir.Global, ir.Nonlocal, ir.TypeAliasDef))
_NO_TARGETS: Final = frozenset((use_def.STAR, use_def.LOOP, use_def.CAPTURED, use_def.DELETE, use_def.AUGMENTED))
_PLAIN: Final = frozenset((str, int, bool, bytes, type(None), type(...)))


class BodyPrints:
    """`order`: the statements and clauses by ordinal, in the order of the source. `nodes`, `made`: the nodes and the
    bindings of each. `loops`: what loops carry round, by the key of its binding: (number, print, references)."""

    __slots__ = ("keys", "loops", "made", "nodes", "order", "owners", "prints", "refs", "whole")

    def __init__(self, order: list[int], owners: list[int], keys: list[int]) -> None:
        self.order = order
        self.owners = owners
        self.keys = keys
        self.prints: dict[int, int] = {}
        self.refs: dict[int, set[int]] = {step: set() for step in order}
        self.nodes: dict[int, list[int]] = {step: [] for step in order}
        self.made: dict[int, list[int]] = {step: [] for step in order}
        self.loops: dict[int, tuple[int, int, body_flow.Refs]] = {}
        self.whole: tuple[object, ...] = ()


def owners(region: ir.Region) -> list[int]:
    """For each node of a body the statement or clause that it is part of, by ordinals. Nodes are numbered in the order
    of the source, a statement after all that stands in it."""
    body = region.node
    assert isinstance(body, ir.Body)
    found: list[int] = []
    pending: list[tuple[ir.Node, bool]] = [(node, False) for node in reversed(body.block.statements)]
    while pending:
        node, is_end = pending.pop()
        if not is_end:
            pending.append((node, True))
            inside = [each for block in visit.suites(node) for each in block]
            if not inside:
                continue
            pending += [(each, False) for each in reversed(inside)]
            outside = set(map(id, inside))
            header = [each.n for each in visit.of_region(node) if id(each) not in outside]
            found += [node.n] * (max(header, default=-1) + 1 - len(found))
        else:
            found += [node.n] * (node.n + 1 - len(found))
    return found


def of_body(region: ir.Region, index: use_def.BodyIndex, table: body_flow.Table) -> BodyPrints | None:
    """See the module's docstring. `table`: that of all bodies whose prints are compared with these."""
    statements = list(visit.statements_in_region(region))
    if any(each.__class__ in _UNSUITABLE for each in statements):
        return None
    containers: dict[int, str] = {}
    for each in statements:
        if isinstance(each, ir.Assign) and fillable.is_fillable(each.value):
            target = each.targets[0]
            if isinstance(target, ir.Name) and len(each.targets) == 1:
                containers[each.n] = target.id
    try:
        return _Printer(region, index, table, [each.n for each in statements], containers).made()
    except body_flow.UnorderedError:
        return None


class _Printer:
    """The making of prints, node by node in the order of their numbers."""

    def __init__(
        self,
        region: ir.Region,
        index: use_def.BodyIndex,
        table: body_flow.Table,
        order: list[int],
        containers: dict[int, str],
    ) -> None:
        self.index = index
        self.body = region.node
        nodes: list[ir.Node | None] = [None] * region.n_nodes
        for node in visit.in_region(region):
            if nodes[node.n] is None:  # the last operator of a chain has the number of the chain, which comes first
                nodes[node.n] = node
        self.nodes = nodes
        self.number = table.number
        of = owners(region)
        self.found = BodyPrints(order, of, self._keys(of))
        self.flow = body_flow.BodyFlow(index, table, nodes, of, self.found.keys)
        self.ids = self.flow.ids
        self.targets = {
            record.n: number
            for number, record in enumerate(index.bindings)
            if record.kind not in _NO_TARGETS and not body_flow.is_parameter(record)
        }
        self.containers = containers
        self.mentions: dict[str, set[int]] = {name: set() for name in containers.values()}

    def _keys(self, of: list[int]) -> list[int]:
        found: list[int] = []
        counts: dict[str, int] = {}
        firsts: dict[int, int] = {}
        for at, record in enumerate(self.index.bindings):
            if record.scope:
                nth = at - firsts.setdefault(of[record.n], at)
            else:
                nth = counts.get(record.place, 0)
                counts[record.place] = nth + 1
            found.append(self.number((bool(record.scope), record.place, nth, record.kind, record.flags)))
        return found

    def made(self) -> BodyPrints:
        found, index = self.found, self.index
        for at, record in enumerate(index.bindings):
            if record.kind != use_def.LOOP and not body_flow.is_parameter(record):
                found.made[found.owners[record.n]].append(at)
        before = self._before()
        for n, node in enumerate(self.nodes):
            owner = found.owners[n]
            found.nodes[owner].append(n)
            self.flow.firsts.setdefault(owner, n)
            if isinstance(node, ir.Statement):
                self.ids.append(self._statement(node, before))
                found.prints[n] = self.ids[-1]
            else:
                self.ids.append(0 if node is None else self._node(n, node, owner))
        for step, name in self.containers.items():
            uses = sorted(self.mentions[name])
            found.refs[step].update(uses)
            found.prints[step] = self.number((found.prints[step], *[self.ids[use] for use in uses]))
        for at, record in enumerate(index.bindings):
            if record.kind == use_def.LOOP:
                state, refs = self.flow.state(index.sources.get(at, use_def.NO_STATE))
                found.loops[found.keys[at]] = at, state, refs
        body = self.body
        assert isinstance(body, ir.Body)
        parameters = [found.keys[at] for at, each in enumerate(index.bindings) if body_flow.is_parameter(each)]
        found.whole = (body.is_generator, *parameters)
        return found

    # ---- nodes ----------------------------------------------------------------------------------

    def _node(self, n: int, node: ir.Node, owner: int) -> int:
        kind = node.__class__
        what: tuple[object, ...]
        if kind not in _READ:
            if isinstance(node, ir.Argument):  # these two are a fifth of all
                what = (kind, node.name, node.stars, self.ids[node.value.n])
            elif isinstance(node, ir.Call):
                what = (kind, self.ids[node.func.n], tuple([self.ids[each.n] for each in node.args]))
            else:
                what = (kind, *self._fields(node, 1))
        else:
            number = self.targets.get(n)
            if number is None:
                mark = self.index.marks[n]
                seen, refs = self.flow.states.get(mark) or self.flow.state(mark)
                if refs:
                    self.found.refs[owner].update(refs)
            else:
                seen = -1 - self.found.keys[number]
            if isinstance(node, ir.Name):
                if node.id in self.mentions:
                    self.mentions[node.id].add(owner)
                what = (kind, node.id, seen)
            else:
                what = (kind, seen, *self._fields(node, 1))
        if n in self.index.part_paths:
            what = (*what, self._path(self.index.part_paths[n], owner))
        return self.number(what)

    def _fields(self, node: ir.Node, first: int) -> list[object]:
        """The fields from the `first` on; nodes by their number, statements inside left out."""
        ids = self.ids
        parts: list[object] = []
        for value in msgspec.structs.astuple(node)[first:]:
            kind = value.__class__
            if kind in _PLAIN:
                parts.append(value)
            elif kind is tuple:
                parts.append(tuple([self._item(each) for each in value if not isinstance(each, ir.Statement)]))
            elif isinstance(value, ir.Node):
                parts.append(ids[value.n])
        return parts

    def _item(self, item: object) -> object:
        if isinstance(item, ir.OpStep):
            return item.op, self.ids[item.right.n]
        return self.ids[item.n] if isinstance(item, ir.Node) else item

    def _statement(self, node: ir.Statement, before: dict[int, list[int]]) -> int:
        index, found, step = self.index, self.found, node.n
        parts = self._fields(node, 2)
        parts.append(self._path(index.marks[step], step))
        if step in index.augmented:
            parts.append(found.keys[index.augmented[step]])
        if isinstance(node, ir.Case):
            match = index.matches.get(step)
            for case in (node,) if match is None else match.cases:
                test, refs = self.flow.predicate(case.n)
                parts.append(test)
                found.refs[step].update(refs)
                if case is node:
                    break  # what earlier ones match is not left for it
        elif isinstance(node, ir.FunctionDef):
            inside = {each.id for each in visit.walk(node.body) if isinstance(each, ir.Name)}
            for name in inside & self.mentions.keys():
                self.mentions[name].add(step)
            parts.append((node.body.is_generator, frozenset(inside)))
        for number in found.made[step]:
            for each in before.get(number, ()):
                parts.append(found.keys[each])
                found.refs[step].update(self.flow.binding_refs(each))
            if number in index.declared:
                state, refs = self.flow.state(index.declared[number])
                parts.append(state)
                found.refs[step].update(refs)
        return self.number((node.__class__, tuple(parts), *[found.keys[number] for number in found.made[step]]))

    def _path(self, path: int, step: int) -> int:
        """The way to something of a statement, which then depends on what decides it."""
        found, refs = self.flow.path(path)
        if refs:
            self.found.refs[step].update(refs)
        return found

    def _before(self) -> dict[int, list[int]]:
        """Of bindings of the body's own names: the last one before in the text, and the last that declares the name."""
        found: dict[int, list[int]] = {}
        last: dict[str, int] = {}
        declares: dict[str, int] = {}
        for at, record in enumerate(self.index.bindings):
            if record.scope:
                continue
            if record.place in last:
                found[at] = [last[record.place]]
                if record.place in declares:
                    found[at].append(declares[record.place])
            last[record.place] = at
            if record.flags & use_def.DECLARES:
                declares[record.place] = at
        return found
