"""The states of places while a body is walked: numbered, interned, narrowed and merged.

A state is a set of alternatives (see `use_def`). Merging two ways on which a place differs gives the
union of their alternatives, each under the path of its way, made small by three rules:
  - two alternatives of one binding that differ in the outcome of a single test become one without it;
  - one that says more than another which surely arrives is dropped;
  - more than MAX_ALTERNATIVES of one binding become one with what they share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pebre_analysis.semantic import reachability, use_def
from pebre_analysis.semantic.use_def import CUT, CUT_CONSTRAINT, FIRST_STATES, UNBOUND, Alternative, Atom, State

MAX_ALTERNATIVES: Final = 8
MAX_IN_ALL: Final = 128
"""What one state lists. In a function more are put behind one binding; in a module nothing is known of the others."""

MAX_CONSTRAINTS: Final = 64
"""What one constraint lists. Behind so many tests another one goes on from it."""

MAX_GOING_ON: Final = 64
"""Constraints that go on from each other: behind still more tests nothing is known of a place."""

PLAIN: Final[tuple[State, ...]] = tuple([((number, 0, 0),) for number in range(512)])
"""States of single bindings, shared by all regions."""

PLAIN_TABLES: Final[tuple[tuple[State, ...], ...]] = tuple([FIRST_STATES + PLAIN[:n] for n in range(33)])
"""By number of bindings: the states of a region where nothing is narrowed and no ways meet."""

_N_FIRST: Final = len(FIRST_STATES)
_N_PATHS: Final = len(use_def.FIRST_PATHS)

_Found = tuple[int, int]  # binding, constraint


class States:
    """The tables of one walk."""

    __slots__ = ("_attached", "_constraint_ids", "_depths", "_narrowed", "_parents", "_state_ids", "_unions",
                 "constraints", "paths", "plain", "states")  # fmt: skip

    def __init__(self) -> None:
        self.states: list[State] = list(FIRST_STATES)
        self.plain: list[int] = []  # by binding: its state without constraint or path
        self.constraints: list[tuple[Atom, ...]] = [()]
        self.paths = reachability.Paths()
        self._state_ids: dict[State, int] = {}
        self._constraint_ids: dict[tuple[Atom, ...], int] = {}
        self._depths: dict[int, int] = {}  # long constraint -> how many it goes on from
        self._narrowed: dict[tuple[int, Atom], int] = {}
        self._parents: dict[int, tuple[int, Atom]] = {}  # narrowed state -> the state before, and how the test came out
        self._attached: dict[tuple[int, int], int] = {}
        self._unions: dict[tuple[int, int], int] = {}

    def reset(self) -> None:
        """Begin anew, for another region."""
        if self.plain or self._constraint_ids:
            del self.states[_N_FIRST:]
            self.plain.clear()
            if self._state_ids or self._constraint_ids or self._unions:
                self.constraints = [()]
                self._state_ids = {}
                self._constraint_ids = {}
                self._depths = {}
                self._narrowed = {}
                self._parents = {}
                self._attached = {}
                self._unions = {}
        if len(self.paths.nodes) > _N_PATHS:
            self.paths.reset()

    def forget_steps(self) -> None:
        """The walk is over: let go of what saved it steps."""
        self._attached = {}
        self._unions = {}

    def state_table(self) -> tuple[State, ...]:
        """All states, by number."""
        n_plain = len(self.plain)
        if n_plain < len(PLAIN_TABLES) and len(self.states) == _N_FIRST + n_plain:
            return PLAIN_TABLES[n_plain]
        return tuple(self.states)

    def new_plain(self, binding: int) -> int:
        """The state of a new binding; bindings are numbered from 0 without gaps."""
        states = self.states
        found = len(states)
        states.append(PLAIN[binding] if binding < len(PLAIN) else ((binding, 0, 0),))
        self.plain.append(found)
        return found

    def state_of(self, alternatives: State) -> int:
        if len(alternatives) == 1:
            binding, constraint, path = alternatives[0]
            if not (constraint or path):
                return self.plain[binding] if binding >= 0 else use_def.FIRST_STATES.index(alternatives)
        found = self._state_ids.get(alternatives)
        if found is None:
            found = self._state_ids[alternatives] = len(self.states)
            self.states.append(alternatives)
        return found

    def constraint_of(self, atoms: tuple[Atom, ...]) -> int:
        if not atoms:
            return 0
        found = self._constraint_ids.get(atoms)
        if found is None:
            found = self._constraint_ids[atoms] = len(self.constraints)
            self.constraints.append(atoms)
        return found

    def narrowed(self, state: int, atom: Atom) -> int:
        """The state after a test."""
        key = (state, atom)
        found = self._narrowed.get(key)
        if found is None:
            alternatives = self.states[state]
            if len(alternatives) == 1:  # nearly always
                binding, constraint, path = alternatives[0]
                if binding == UNBOUND:
                    return state
                found = self.state_of(((binding, self.constraint_of(self._with(constraint, atom)), path),))
            else:
                found = self.state_of(tuple(sorted([self._narrow(alternative, atom) for alternative in alternatives])))
            self._narrowed[key] = found
            self._parents.setdefault(found, key)
        return found

    def _narrow(self, alternative: Alternative, atom: Atom) -> Alternative:
        binding, constraint, path = alternative
        if binding == UNBOUND:
            return alternative
        return binding, self.constraint_of(self._with(constraint, atom)), path

    def _with(self, constraint: int, atom: Atom) -> tuple[Atom, ...]:
        """A constraint and one more test."""
        atoms = self.constraints[constraint]
        if atoms and atoms[0] == CUT:
            return atoms
        if len(atoms) < MAX_CONSTRAINTS:
            return (*atoms, atom)
        depth = self._depths[constraint] = self._depths.get(use_def.went_on_from(atoms), 0) + 1
        return (-4 * constraint, atom) if depth <= MAX_GOING_ON else CUT_CONSTRAINT

    def outcomes(self, state: int, n: int) -> tuple[int, int]:
        """The states where test n holds and where it does not."""
        states = self.states
        alternatives = states[state]
        if len(alternatives) != 1:
            return self.narrowed(state, 2 * n + 1), self.narrowed(state, 2 * n)
        binding, constraint, path = alternatives[0]
        if binding == UNBOUND:
            return state, state
        ids = self._state_ids
        fails_as = ((binding, self.constraint_of(self._with(constraint, 2 * n)), path),)
        fails = ids.get(fails_as)
        if fails is not None:
            return self.narrowed(state, 2 * n + 1), fails
        holds_as = ((binding, self.constraint_of(self._with(constraint, 2 * n + 1)), path),)
        fails = ids[fails_as] = len(states)
        states.append(fails_as)
        holds = ids[holds_as] = fails + 1
        states.append(holds_as)
        parents = self._parents
        parents[holds] = (state, 2 * n + 1)
        parents[fails] = (state, 2 * n)
        return holds, fails

    def rejoined(self, a: int, path: int, b: int, other: int) -> int:
        """The state where two ways meet again, if they only tested it since they parted; -1 if they did more."""
        parents = self._parents
        before_a = parents.get(a)
        before_b = parents.get(b)
        if before_a is not None and before_b is not None:
            if before_a[0] == before_b[0] and before_a[1] ^ 1 == before_b[1]:
                if path or other:
                    return self.guarded(before_a[0], (before_a[1],), path, (before_b[1],), other)
                return before_a[0]
        elif before_a is None and before_b is None:
            return -1
        if not other and self.is_narrowed(a, b):
            return b
        if not path and self.is_narrowed(b, a):
            return a
        return self._rejoined_guards(a, path, b, other)

    def is_narrowed(self, state: int, before: int) -> bool:
        """Whether a state came from another by tests alone."""
        parents = self._parents
        found = parents.get(state)
        while found is not None:
            if found[0] == before:
                return True
            found = parents.get(found[0])
        return False

    def _rejoined_guards(self, a: int, path: int, b: int, other: int) -> int:
        """The same where guards came to the outcomes of the test."""
        atoms_a = self._since_test(a)
        atoms_b = self._since_test(b)
        if not atoms_a or not atoms_b or atoms_a[0][1] ^ 1 != atoms_b[0][1] or atoms_a[0][0] != atoms_b[0][0]:
            return -1
        state = atoms_a[0][0]
        if not path and not other:
            return state
        return self.guarded(
            state, tuple([atom for _, atom in atoms_a]), path, tuple([atom for _, atom in atoms_b]), other
        )

    def _since_test(self, state: int) -> list[tuple[int, Atom]]:
        """What was tested last, and the guards that came after, each with the state before."""
        found: list[tuple[int, Atom]] = []
        while True:
            before = self._parents.get(state)
            if before is None:
                return []
            found.append(before)
            if not self.is_guard(before[1]):
                found.reverse()
                return found
            state = before[0]

    def is_guard(self, atom: Atom) -> bool:
        """Whether an atom is that of a Guard."""
        return False

    def guarded(self, state: int, first: Sequence[Atom], path: int, second: Sequence[Atom], other: int) -> int:
        """The state where two outcomes of a test meet that come by two paths; -1 if it has no short form."""
        return -1

    def attached(self, state: int, path: int) -> int:
        """The state as it arrives by a path."""
        if not path:
            return state
        key = (state, path)
        found = self._attached.get(key)
        if found is None:
            both = self.paths.both
            here = [(binding, constraint, both(old, path)) for binding, constraint, old in self.states[state]]
            if len(here) > 1:
                here.sort()
            found = self._attached[key] = self.state_of(tuple(here))
        return found

    def union(self, first: int, second: int) -> int:
        """What may hold where two ways meet."""
        if first == second:
            return first
        key = (first, second)
        found = self._unions.get(key)
        if found is None:
            found = self.rejoined(first, 0, second, 0)
            if found >= 0:
                self._unions[key] = found
                return found
            a = self.states[first]
            b = self.states[second]
            if len(a) == 1 == len(b) and a[0][0] != b[0][0]:
                found = self.state_of(a + b if a < b else b + a)
            else:
                found = self.union_of((first, second))
            self._unions[key] = found
        return found

    def union_of(self, parts: Sequence[int]) -> int:
        """What may hold where several ways meet, given in source order."""
        parts = list(dict.fromkeys(parts))
        if len(parts) == 1:
            return parts[0]
        states = self.states
        found: list[Alternative] = []
        for part in parts:
            found += states[part]
        found.sort()
        before: int | None = None
        for alternative in found:
            if alternative[0] == before:
                return self.state_of(tuple(sorted(self._simplified(parts))))
            before = alternative[0]
        return self.state_of(tuple(found))

    def _simplified(self, parts: Sequence[int]) -> list[Alternative]:
        """The alternatives of several states, made few by the rules. The last way is looked at first: after `if`,
        `elif`, `else` the outcomes of the last test are joined before those of the first."""
        either = self.paths.either
        found: dict[_Found, int] = {}
        for part in reversed(parts):
            for binding, constraint, path in self.states[part]:
                key = (binding, constraint)
                other = found.get(key)
                if other is None:
                    found[key] = path
                elif other:
                    found[key] = either(path, other)
        groups: dict[int, list[tuple[tuple[Atom, ...], int]]] = {}
        for (binding, constraint), path in found.items():
            group = groups.get(binding)
            if group is None:
                groups[binding] = [(self.constraints[constraint], path)]
            else:
                self._add(group, self.constraints[constraint], path)
        result: list[Alternative] = []
        for binding, group in groups.items():
            if len(group) > MAX_ALTERNATIVES:
                group = [self._common(group)]
            result.extend([(binding, self.constraint_of(atoms), path) for atoms, path in group])
        return result

    def _add(self, group: list[tuple[tuple[Atom, ...], int]], atoms: tuple[Atom, ...], path: int) -> None:
        """Add an alternative to those of its binding, by the rules."""
        at = 0
        while at < len(group):
            other, other_path = group[at]
            joined = _joined(atoms, path, other, other_path)
            if joined is None:
                at += 1
                continue
            del group[at]
            atoms, path = joined
            if len(atoms) == 1 and (before := use_def.went_on_from(atoms)):  # no test is left but those before
                atoms = self.constraints[before]
            at = 0
        group.append((atoms, path))

    def _common(self, group: list[tuple[tuple[Atom, ...], int]]) -> tuple[tuple[Atom, ...], int]:
        path = group[0][1]
        for _, other in group[1:]:
            path = self.paths.either(path, other)
        if any(atoms == CUT_CONSTRAINT for atoms, _ in group):
            return CUT_CONSTRAINT, path
        is_long = any(use_def.went_on_from(atoms) for atoms, _ in group)
        shared, *others = [use_def.all_atoms(self.constraints, atoms) if is_long else atoms for atoms, _ in group]
        for atoms in others:
            n_same = 0
            for a, b in zip(shared, atoms, strict=False):
                if a != b:
                    break
                n_same += 1
            shared = shared[:n_same]
        if is_long:
            constraint = 0
            for atom in shared:
                constraint = self.constraint_of(self._with(constraint, atom))
            shared = self.constraints[constraint]
        return shared, path


def _joined(
    first: tuple[Atom, ...], first_path: int, second: tuple[Atom, ...], second_path: int
) -> tuple[tuple[Atom, ...], int] | None:
    """One alternative that stands for both, if there is one that loses nothing."""
    if first_path == second_path and len(first) == len(second):
        differing = -1
        for at, atom in enumerate(first):
            if atom != second[at]:
                if differing >= 0 or atom ^ 1 != second[at]:
                    return None
                differing = at
        return first[:differing] + first[differing + 1 :], first_path
    if not first_path or first_path == second_path:
        if len(first) <= len(second) and set(first) <= set(second):
            return first, first_path
    if not second_path or first_path == second_path:
        if len(second) <= len(first) and set(second) <= set(first):
            return second, second_path
    return None
