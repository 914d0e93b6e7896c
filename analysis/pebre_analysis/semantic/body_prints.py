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

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit

_ALWAYS: Final = use_def.ALWAYS
_NEVER: Final = use_def.NEVER
_READ: Final = frozenset((ir.Name, ir.Attribute, ir.Subscript))
_UNSUITABLE: Final = frozenset((ir.ClassDef, ir.Global, ir.Nonlocal, ir.TypeAliasDef))
_NO_TARGETS: Final = frozenset((use_def.STAR, use_def.LOOP, use_def.CAPTURED, use_def.DELETE, use_def.AUGMENTED))
_PLAIN: Final = frozenset((str, int, bool, bytes, type(None), type(...)))
_DISPLAYS: Final = frozenset((ir.List, ir.Set, ir.Dict, ir.Binary, ir.Call))
_FIRST_NUMBER: Final = 2  # 0 and 1 are the paths ALWAYS and NEVER

Refs = frozenset[int]
"""Ordinals of statements; for what a loop carries round -1 - the number of its binding's key."""

_NO_REFS: Final[Refs] = frozenset()


class Table:
    """Gives equal things equal numbers."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, what: object) -> int:
        numbers = self._numbers
        return numbers.setdefault(what, len(numbers) + _FIRST_NUMBER)

    def __len__(self) -> int:
        return len(self._numbers)


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
        self.loops: dict[int, tuple[int, int, Refs]] = {}
        self.whole: tuple[object, ...] = ()


def is_parameter(record: use_def.Binding) -> bool:
    """Is it one of the function's own?"""
    return record.kind == use_def.PARAMETER and not record.scope


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


def of_body(region: ir.Region, index: use_def.BodyIndex, table: Table) -> BodyPrints | None:
    """See the module's docstring. `table`: that of all bodies whose prints are compared with these."""
    statements = list(visit.statements_in_region(region))
    if any(each.__class__ in _UNSUITABLE for each in statements):
        return None
    containers: dict[int, str] = {}
    for each in statements:
        if isinstance(each, ir.Assign) and each.value.__class__ in _DISPLAYS:
            target = each.targets[0]
            if isinstance(target, ir.Name) and len(each.targets) == 1:
                containers[each.n] = target.id
    try:
        return _Printer(region, index, table, [each.n for each in statements], containers).made()
    except _UnorderedError:
        return None


class _UnorderedError(Exception):
    """Something refers to what comes after it in another way than loops do."""


class _Printer:
    """The making of prints, node by node in the order of their numbers."""

    def __init__(
        self, region: ir.Region, index: use_def.BodyIndex, table: Table, order: list[int], containers: dict[int, str]
    ) -> None:  # fmt: skip
        self.index = index
        self.number = table.number
        self.body = region.node
        nodes: list[ir.Node | None] = [None] * region.n_nodes
        for node in visit.in_region(region):
            if nodes[node.n] is None:  # the last operator of a chain has the number of the chain, which comes first
                nodes[node.n] = node
        self.nodes = nodes
        of = owners(region)
        self.found = BodyPrints(order, of, self._keys(of))
        self.ids: list[int] = []
        self.paths: list[int] = [_ALWAYS, _NEVER]
        self.path_refs: list[Refs] = [_NO_REFS, _NO_REFS]
        self.states: dict[int, tuple[int, Refs]] = {}
        self.constraints: dict[int, tuple[tuple[int, ...], Refs]] = {}
        self.predicates = {node.n: node for node in index.predicates}
        self.targets = {
            record.n: number
            for number, record in enumerate(index.bindings)
            if record.kind not in _NO_TARGETS and not is_parameter(record)
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
            if record.kind != use_def.LOOP and not is_parameter(record):
                found.made[found.owners[record.n]].append(at)
        before = self._before()
        for n, node in enumerate(self.nodes):
            owner = found.owners[n]
            found.nodes[owner].append(n)
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
                state, refs = self._state(index.sources.get(at, use_def.NO_STATE))
                found.loops[found.keys[at]] = at, state, refs
        body = self.body
        assert isinstance(body, ir.Body)
        parameters = [found.keys[at] for at, each in enumerate(index.bindings) if is_parameter(each)]
        found.whole = (body.is_generator, index.globals, index.nonlocals, *parameters)
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
                seen, refs = self.states.get(mark) or self._state(mark)
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
                test, refs = self._predicate(case.n)
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
                found.refs[step].update(self._binding_refs(each))
            if number in index.declared:
                state, refs = self._state(index.declared[number])
                parts.append(state)
                found.refs[step].update(refs)
        return self.number((node.__class__, tuple(parts), *[found.keys[number] for number in found.made[step]]))

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

    # ---- states, constraints, paths --------------------------------------------------------------

    def _binding_refs(self, binding: int) -> Refs:
        if binding < 0:
            return _NO_REFS
        record = self.index.bindings[binding]
        if is_parameter(record):
            return _NO_REFS
        if record.kind == use_def.LOOP:
            return frozenset((-1 - self.found.keys[binding],))
        return frozenset((self.found.owners[record.n],))

    def _state(self, state: int) -> tuple[int, Refs]:
        known = self.states.get(state)
        if known is not None:
            return known
        self.states[state] = (0, _NO_REFS)  # what a lambda finds when it runs may be another lambda that finds it
        parts: list[tuple[int, ...]] = []
        refs: set[int] = set()
        for binding, constraint, path in self.index.states[state]:
            key = binding
            if binding >= 0:
                key = self.found.keys[binding]
                refs |= self._binding_refs(binding)
                if self.index.bindings[binding].kind == use_def.CAPTURED:
                    source, more = self._state(self.index.sources.get(binding, use_def.NO_STATE))
                    key = self.number(("captured", key, source))
                    refs |= more
            way = self._path_id(path)
            tests, more = self._constraint(constraint)
            refs |= more
            refs |= self.path_refs[path]
            part = (key, way, *tests)
            if part not in parts:
                parts.append(part)
        found = self.states[state] = self.number(("state", *parts)), frozenset(refs)
        return found

    def _constraint(self, constraint: int) -> tuple[tuple[int, ...], Refs]:
        known = self.constraints.get(constraint)
        if known is None:
            tests: list[int] = []
            refs: Refs = _NO_REFS
            for atom in self.index.constraints[constraint]:
                test, more = self._atom(atom)
                if test != _ALWAYS:
                    tests.append(test)
                    refs |= more
            known = self.constraints[constraint] = tuple(tests), refs
        return known

    def _atom(self, atom: use_def.Atom) -> tuple[int, Refs]:
        """A test with its outcome; ALWAYS for a guard that says nothing as all its calls return."""
        guards: list[int] = []
        refs: Refs = _NO_REFS
        while isinstance(guard := self.predicates.get(atom >> 1), use_def.Guard):
            way = self._path_id(guard.path)
            if way == _ALWAYS:
                return _ALWAYS, _NO_REFS
            guards.append(way)
            refs |= self.path_refs[guard.path]
            atom = guard.atom
        test, more = self._predicate(atom >> 1)
        return self.number(("test", test, atom & 1, *guards)), refs | more

    def _predicate(self, n: int) -> tuple[int, Refs]:
        node = self.predicates.get(n) or self.nodes[n]
        refs = frozenset((self.found.owners[n],))
        if isinstance(node, ir.Match):
            cases = [self._predicate(each.n) for each in node.cases]
            return self.number(("match", *[each for each, _ in cases])), refs.union(*[more for _, more in cases])
        if isinstance(node, ir.Case):
            match = self.index.matches.get(n)
            subject = 0 if match is None else self._id(match.subject.n)
            if match is not None:
                refs |= {match.n}
            return self.number(("case", self._id(node.pattern.n), node.guard is None, subject)), refs
        return self._id(n), refs

    def _id(self, n: int) -> int:
        if n < len(self.ids):
            return self.ids[n]
        step = self.found.owners[n]
        if step != self.found.owners[len(self.ids)]:
            raise _UnorderedError
        # `a if test else b`: what comes later in the same statement is known by where it stands there.
        return self.number(("later", n - self.found.nodes[step][0]))

    def _path(self, path: int, step: int) -> int:
        """The way to something of a statement, which then depends on what decides it."""
        found = self._path_id(path)
        if self.path_refs[path]:
            self.found.refs[step].update(self.path_refs[path])
        return found

    def _path_id(self, path: int) -> int:
        while len(self.paths) <= path:
            self._next_path()
        return self.paths[path]

    def _next_path(self) -> None:
        paths, refs = self.paths, self.path_refs
        kind, n, parent = self.index.paths[len(paths)]
        if kind == use_def.CALL:
            found, above = paths[parent], refs[parent]
        elif kind in (use_def.EITHER, use_def.BOTH):
            found = self._both_ways(kind, paths[n], paths[parent])
            above = refs[n] | refs[parent] if found > _NEVER else _NO_REFS
        else:
            test, more = self._predicate(n)
            found, above = self.number((kind, test, paths[parent])), refs[parent] | more
        paths.append(found)
        refs.append(above)

    def _both_ways(self, kind: int, left: int, right: int) -> int:
        decides, leaves_open = (_ALWAYS, _NEVER) if kind == use_def.EITHER else (_NEVER, _ALWAYS)
        if left == right or right == leaves_open:
            return left
        if left == leaves_open:
            return right
        if decides in (left, right):
            return decides
        return self.number((kind, left, right))
