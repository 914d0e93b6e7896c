"""What reaches a place in a function body, free of numbers: bindings, passed tests, ways.

In:  a body's use-def map, and the numbers that its nodes were given so far (`body_prints`).
Out: for states and paths a number each, equal for equal ones, and the statements that they refer to.
Always: a path on which calls must return is taken for the one without them; a guard that such a path makes idle is left
out, and so are alternatives that are equal without it.
Does not know: what the nodes say.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir

_ALWAYS: Final = use_def.ALWAYS
_NEVER: Final = use_def.NEVER
FIRST_NUMBER: Final = 2  # 0 and 1 are the paths ALWAYS and NEVER

Refs = frozenset[int]
"""Ordinals of statements; for what a loop carries round -1 - the number of its binding's key."""

NO_REFS: Final[Refs] = frozenset()


class UnorderedError(Exception):
    """Something refers to what comes after it in another way than loops do."""


class Table:
    """Gives equal things equal numbers."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, what: object) -> int:
        numbers = self._numbers
        return numbers.setdefault(what, len(numbers) + FIRST_NUMBER)

    def __len__(self) -> int:
        return len(self._numbers)


def is_parameter(record: use_def.Binding) -> bool:
    """Is it one of the function's own?"""
    return record.kind == use_def.PARAMETER and not record.scope


class BodyFlow:
    """`keys`: of the bindings; `owners`: the statement of each node. Whoever numbers the nodes goes on to fill `ids`,
    their numbers so far, and `firsts`, the first node of each statement begun so far."""

    __slots__ = ("_constraints", "_path_refs", "_paths", "_predicates", "firsts", "ids", "index", "keys", "nodes",
                 "number", "owners", "states")  # fmt: skip

    def __init__(
        self, index: use_def.BodyIndex, table: Table, nodes: list[ir.Node | None], owners: list[int], keys: list[int]
    ) -> None:
        self.index = index
        self.number = table.number
        self.nodes = nodes
        self.owners = owners
        self.keys = keys
        self.ids: list[int] = []
        self.firsts: dict[int, int] = {}
        self.states: dict[int, tuple[int, Refs]] = {}  # those that were asked for
        self._constraints: dict[int, tuple[tuple[int, ...], Refs]] = {}
        self._paths: list[int] = [_ALWAYS, _NEVER]
        self._path_refs: list[Refs] = [NO_REFS, NO_REFS]
        self._predicates = {node.n: node for node in index.predicates}

    def binding_refs(self, binding: int) -> Refs:
        if binding < 0:
            return NO_REFS
        record = self.index.bindings[binding]
        if is_parameter(record):
            return NO_REFS
        if record.kind == use_def.LOOP:
            return frozenset((-1 - self.keys[binding],))
        return frozenset((self.owners[record.n],))

    def state(self, state: int) -> tuple[int, Refs]:
        known = self.states.get(state)
        if known is not None:
            return known
        self.states[state] = (0, NO_REFS)  # what a lambda finds when it runs may be another lambda that finds it
        parts: list[tuple[int, ...]] = []
        refs: set[int] = set()
        for binding, constraint, path in self.index.states[state]:
            key = binding
            if binding >= 0:
                key = self.keys[binding]
                refs |= self.binding_refs(binding)
                if self.index.bindings[binding].kind == use_def.CAPTURED:
                    source, more = self.state(self.index.sources.get(binding, use_def.NO_STATE))
                    key = self.number(("captured", key, source))
                    refs |= more
            way = self._path_id(path)
            tests, more = self._constraint(constraint)
            refs |= more
            refs |= self._path_refs[path]
            part = (key, way, *tests)
            if part not in parts:
                parts.append(part)
        found = self.states[state] = self.number(("state", *parts)), frozenset(refs)
        return found

    def _constraint(self, constraint: int) -> tuple[tuple[int, ...], Refs]:
        known = self._constraints.get(constraint)
        if known is None:
            tests: list[int] = []
            refs: Refs = NO_REFS
            for atom in self.index.constraints[constraint]:
                test, more = self._atom(atom) if atom >= 0 else self._before(atom)
                if test != _ALWAYS:
                    tests.append(test)
                    refs |= more
            known = self._constraints[constraint] = tuple(tests), refs
        return known

    def _before(self, atom: use_def.Atom) -> tuple[int, Refs]:
        """The tests that a long constraint goes on from."""
        if atom == use_def.CUT:
            return self.number(("cut",)), NO_REFS
        tests, refs = self._constraint(use_def.went_on_from((atom,)))
        return self.number(("tests", *tests)), refs

    def _atom(self, atom: use_def.Atom) -> tuple[int, Refs]:
        """A test with its outcome; ALWAYS for a guard that says nothing as all its calls return."""
        guards: list[int] = []
        refs: Refs = NO_REFS
        while isinstance(guard := self._predicates.get(atom >> 1), use_def.Guard):
            way = self._path_id(guard.path)
            if way == _ALWAYS:
                return _ALWAYS, NO_REFS
            guards.append(way)
            refs |= self._path_refs[guard.path]
            atom = guard.atom
        test, more = self.predicate(atom >> 1)
        return self.number(("test", test, atom & 1, *guards)), refs | more

    def predicate(self, n: int) -> tuple[int, Refs]:
        node = self._predicates.get(n) or self.nodes[n]
        refs = frozenset((self.owners[n],))
        if isinstance(node, ir.Match):
            cases = [self.predicate(each.n) for each in node.cases]
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
        step = self.owners[n]
        if step != self.owners[len(self.ids)]:
            raise UnorderedError
        # `a if test else b`: what comes later in the same statement is known by where it stands there.
        return self.number(("later", n - self.firsts[step]))

    def path(self, path: int) -> tuple[int, Refs]:
        return self._path_id(path), self._path_refs[path]

    def _path_id(self, path: int) -> int:
        while len(self._paths) <= path:
            self._next_path()
        return self._paths[path]

    def _next_path(self) -> None:
        paths, refs = self._paths, self._path_refs
        kind, n, parent = self.index.paths[len(paths)]
        if kind == use_def.CALL:
            found, above = paths[parent], refs[parent]
        elif kind in (use_def.EITHER, use_def.BOTH):
            found = self._both_ways(kind, paths[n], paths[parent])
            above = refs[n] | refs[parent] if found > _NEVER else NO_REFS
        else:
            test, more = self.predicate(n)
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
