"""Numbers of a flow or of a region → the values of `live`, which name entities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.live import (
    MAX_CONDITIONS,
    NEVER_PATH,
    NO_ENTRY,
    Entry,
    LiveAlternative,
    LiveConstraint,
    LivePath,
    LiveState,
)
from pebre_analysis.semantic.use_def import ALWAYS, BOTH, CUT_CONSTRAINT, EITHER, NEVER

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.flow_numbers import Numbers
    from pebre_analysis.semantic.region import Region

_MAX_UNDER = 64
"""Alternatives under a star import over a name, those under them too. Star imports on several ways, one such place
after the other, would else double them each time: what is under with more of them is told as a list."""


class Converter:
    """Converts the states of one pass of a file's flow; converted ones are kept until the next pass."""

    __slots__ = ("_lists", "_paths", "_sizes", "_states", "flow")

    def __init__(self, flow: Numbers) -> None:
        self.flow = flow
        self._states: dict[int, LiveState] = {}
        self._paths: dict[int, tuple[LivePath, int]] = {}
        self._lists: dict[int, LiveState] = {}
        self._sizes: dict[int, int] = {}  # of those states that a star import stands over

    def state(self, number: int) -> LiveState:
        found = self._states.get(number)
        if found is None:
            flow = self.flow
            made: list[LiveAlternative] = []
            for binding, constraint, path in flow.states[number]:
                atoms = flow.constraints[constraint]
                constraints = None if atoms == CUT_CONSTRAINT else tuple([self._constraint(atom) for atom in atoms])
                definition, rest = self._definition(binding)
                made.append(LiveAlternative(definition, constraints, self.path(path), rest))
            if len(made) > 1:  # numbers are not in source order once the file was edited
                made.sort(key=_order)
            found = self._states[number] = tuple(made)
        return found

    def entry(self, region: Region) -> Entry:
        """What reached a statement region in the last pass."""
        index = region.index  # first: of a function that nobody has asked about it brings the arrival
        arrival = region.arrival
        if arrival is None or not isinstance(index, use_def.StatementIndex):
            return NO_ENTRY
        path, states, members, outer = arrival
        places = [(name, self.state(state)) for name, state in zip(index.entry_names, states, strict=True) if state]
        return Entry(
            self.path(path),
            (*places, *[(place, self.state(state)) for place, state in members]),
            tuple([(name, self.state(state)) for name, state in outer]),
        )

    def _definition(self, binding: int) -> tuple[Definition | int, LiveState]:
        if binding < 0:
            return binding, ()
        rest: LiveState = ()
        star = self.flow.star_bindings.get(binding)
        if star is not None:
            binding, under = star
            rest = self.state(under) if self._size(under) <= _MAX_UNDER else self._list(under)
        region, number = self.flow.owner_of(binding)
        assert region is not None
        return region.definition(number), rest

    def _size(self, number: int) -> int:
        """Alternatives of a state and under them, counted as often as they are met; no further than the most."""
        sizes, flow = self._sizes, self.flow
        stack = [number]
        while stack:
            top = stack[-1]
            if top in sizes:
                stack.pop()
                continue
            unders = [flow.star_bindings[each][1] for each, _, _ in flow.states[top] if each in flow.star_bindings]
            missing = [under for under in unders if under not in sizes]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            sizes[top] = min(len(flow.states[top]) + sum([sizes[under] for under in unders]), _MAX_UNDER + 1)
        return sizes[number]

    def _list(self, number: int) -> LiveState:
        """What a state has, and what is under it, each definition once and without its tests; the last star imports.

        UNBOUND is left out, since it cannot be told which of them it is under.
        """
        found = self._lists.get(number)
        if found is not None:
            return found
        flow = self.flow
        found_on: tuple[dict[int, LivePath], ...] = {}, {}  # plain ones, star imports; () where one is on several paths
        stack, seen = [number], {number}
        while stack:
            for binding, _, path in flow.states[stack.pop()]:
                star = flow.star_bindings.get(binding)
                if star is not None:
                    binding, under = star
                    if under not in seen:
                        seen.add(under)
                        stack.append(under)
                if binding >= 0:
                    value = self.path(path)
                    paths = found_on[star is not None]
                    if paths.setdefault(binding, value) != value:
                        paths[binding] = ()
        made: list[LiveAlternative] = []
        for paths in found_on:
            owners = [(*flow.owner_of(binding), path) for binding, path in paths.items()]
            each = [LiveAlternative(region.definition(n), (), path, ()) for region, n, path in owners if region]
            made += sorted(each, key=_order)[-_MAX_UNDER:]
        found = self._lists[number] = tuple(sorted(made, key=_order))
        return found

    def _constraint(self, atom: int) -> LiveConstraint:
        region, n = self.flow.test_of(atom >> 1)
        return (region, n, bool(atom & 1))

    def path(self, number: int) -> LivePath:
        return path_of(self.flow.paths.nodes, number, self.flow.test_of, self._paths)


_Order = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[object, ...]]


def _order(alternative: LiveAlternative) -> _Order:
    """Sorts the alternatives of a state as their definitions and tests stand in the source."""
    definition, constraints, _, rest = alternative
    if isinstance(definition, int):
        own: tuple[int, ...] = (-1, definition)
    else:
        own = (*_region_order(definition.region), definition.number)
    tests = tuple([(*_region_order(region), n, positive) for region, n, positive in constraints or ()])
    return own, tests, tuple([_order(each) for each in rest])


def _region_order(region: Region) -> tuple[int, ...]:
    return (*region.occurrence.order(), region.number, -1)


def path_of(
    nodes: Sequence[use_def.Path],
    path: int,
    test_of: Callable[[int], tuple[Region, int]],
    known: dict[int, tuple[LivePath, int]],
) -> LivePath:
    """A path as a value; `known` keeps (value, size) by number over several calls."""
    if path == ALWAYS:
        return ()
    known[ALWAYS] = ((), 0)
    known[NEVER] = (NEVER_PATH, 1)
    stack = [path]
    while stack:
        top = stack[-1]
        if top in known:
            stack.pop()
            continue
        kind, n, parent = nodes[top]
        missing = [part for part in ((n, parent) if kind >= EITHER else (parent,)) if part not in known]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        below, size = known[parent]
        if kind < EITHER:
            fits = size < MAX_CONDITIONS
            known[top] = ((kind, *test_of(n), below), size + 1) if fits else (below, size)
            continue
        other, other_size = known[n]
        if size + other_size <= MAX_CONDITIONS and below and other:
            known[top] = ((kind, other, below), size + other_size)
        elif kind == BOTH:
            known[top] = (other, other_size) if other else (below, size)
        else:
            known[top] = ((), 0)
    return known[path][0]


def of_region(region: Region, state: int, entry: int) -> LiveState:
    """A state of a region as a value; `entry` stands for what comes from its entry."""
    index = region.index
    known: dict[int, tuple[LivePath, int]] = {}

    def test_of(n: int) -> tuple[Region, int]:
        return region, n

    def tests_of(constraint: int) -> tuple[LiveConstraint, ...] | None:
        atoms = use_def.all_atoms(index.constraints, index.constraints[constraint])
        return None if atoms == CUT_CONSTRAINT else tuple([(region, atom >> 1, bool(atom & 1)) for atom in atoms])

    return tuple(
        [
            LiveAlternative(
                region.definition(binding) if binding >= 0 else entry if binding == use_def.ENTRY else binding,
                tests_of(constraint),
                path_of(index.paths, path, test_of, known),
                (),
            )
            for binding, constraint, path in index.states[state]
        ]
    )
