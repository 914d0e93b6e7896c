"""The states of places while a body is walked: numbered, interned, narrowed and merged.

A state is a set of alternatives (see `use_def`). Merging two ways on which a place differs gives the
union of their alternatives, each under the path of its way, made small by three rules:
  - two alternatives of one binding that differ in the outcome of a single test become one without it;
  - one that says more than another which surely arrives is dropped;
  - more than MAX_ALTERNATIVES of one binding become one with what they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pebre_analysis.semantic import reachability, use_def
from pebre_analysis.semantic.use_def import ENTRY, FIRST_STATES, UNBOUND, Alternative, Atom, State

MAX_ALTERNATIVES: Final = 8
MAX_IN_ALL: Final = 128
"""What one state lists. In a function more are put behind one binding; in a module the ones between are left out."""

MAX_CONSTRAINTS: Final = 64
"""More tests on one place say no more; what is left out counts as passed."""

PLAIN: Final[tuple[State, ...]] = tuple([((number, 0, 0),) for number in range(512)])
"""States of single bindings, shared by all regions."""

_N_FIRST: Final = len(FIRST_STATES)

_Found = tuple[int, int]  # binding, constraint


class States:
    """The tables of one walk."""

    __slots__ = ("_attached", "_constraint_ids", "_local", "_narrowed", "_state_ids", "_unions", "constraints", "paths",
                 "plain", "states")  # fmt: skip

    def __init__(self) -> None:
        self.states: list[State] = list(FIRST_STATES)
        self.plain: list[int] = []  # by binding: its state without constraint or path
        self.constraints: list[tuple[Atom, ...]] = [()]
        self.paths = reachability.Paths()
        self._state_ids: dict[State, int] = {}
        self._constraint_ids: dict[tuple[Atom, ...], int] = {}
        self._narrowed: dict[tuple[int, Atom], int] = {}
        self._attached: dict[tuple[int, int], int] = {}
        self._unions: dict[tuple[int, int], int] = {}
        self._local: dict[int, int] = {}

    def reset(self) -> None:
        """Begin anew, for another region."""
        if self.plain:
            del self.states[_N_FIRST:]
            self.plain.clear()
        if self._narrowed or self._unions or self._attached or self._state_ids:
            del self.states[_N_FIRST:]
            self.constraints = [()]
            self._state_ids = {}
            self._constraint_ids = {}
            self._narrowed = {}
            self._attached = {}
            self._unions = {}
        if self._local:
            self._local = {}
        self.paths.reset()

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
            if not constraint and not path:
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
                atoms = self.constraints[constraint]
                if binding == UNBOUND or len(atoms) >= MAX_CONSTRAINTS:
                    return state
                found = self.state_of(((binding, self.constraint_of((*atoms, atom)), path),))
            else:
                found = self.state_of(tuple(sorted([self._narrow(alternative, atom) for alternative in alternatives])))
            self._narrowed[key] = found
        return found

    def _narrow(self, alternative: Alternative, atom: Atom) -> Alternative:
        binding, constraint, path = alternative
        atoms = self.constraints[constraint]
        if binding == UNBOUND or len(atoms) >= MAX_CONSTRAINTS:
            return alternative
        return binding, self.constraint_of((*atoms, atom)), path

    def outcomes(self, state: int, n: int) -> tuple[int, int]:
        """The states where test n holds and where it does not; where these ways meet again is the state itself."""
        holds = self.narrowed(state, 2 * n + 1)
        fails = self.narrowed(state, 2 * n)
        unions = self._unions
        unions[holds, fails] = state
        unions[fails, holds] = state
        return holds, fails

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
        states = self.states
        either = self.paths.either
        found: dict[_Found, int] = {}
        seen: set[int] = set()
        repeated = False
        for part in reversed(parts):
            for binding, constraint, path in states[part]:
                key = (binding, constraint)
                other = found.get(key)
                if other is None:
                    repeated = repeated or binding in seen
                    seen.add(binding)
                    found[key] = path
                elif other:
                    found[key] = either(path, other)
        alternatives: Iterable[Alternative] = [(*key, path) for key, path in found.items()]
        return self.state_of(tuple(sorted(self._simplified(alternatives) if repeated else alternatives)))

    def local(self, state: int) -> int:
        """The state of a function's own name: where it is not bound here, it is not bound at all.

        A name is the function's own where it is bound, or was unbound, on some way.
        """
        found = self._local.get(state)
        if found is None:
            found = state
            alternatives = self.states[state]
            n_unbound = 0
            while n_unbound < len(alternatives) and alternatives[n_unbound][0] == UNBOUND:
                n_unbound += 1
            has_entry = n_unbound < len(alternatives) and alternatives[n_unbound][0] == ENTRY
            if has_entry and (n_unbound or alternatives[-1][0] >= 0):
                merged: dict[_Found, int] = {}
                for binding, constraint, path in alternatives:
                    key = (UNBOUND, 0) if binding == ENTRY else (binding, constraint)
                    other = merged.get(key)
                    merged[key] = path if other is None else self.paths.either(other, path)
                found = self.state_of(tuple(sorted([(*key, path) for key, path in merged.items()])))
            self._local[state] = found
        return found

    def _simplified(self, alternatives: Iterable[Alternative]) -> list[Alternative]:
        groups: dict[int, list[tuple[tuple[Atom, ...], int]]] = {}
        for binding, constraint, path in alternatives:
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
            at = 0
        group.append((atoms, path))

    def _common(self, group: list[tuple[tuple[Atom, ...], int]]) -> tuple[tuple[Atom, ...], int]:
        shared = group[0][0]
        path = group[0][1]
        for atoms, other in group[1:]:
            n_same = 0
            for a, b in zip(shared, atoms, strict=False):
                if a != b:
                    break
                n_same += 1
            shared = shared[:n_same]
            path = self.paths.either(path, other)
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
