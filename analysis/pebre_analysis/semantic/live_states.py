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
from pebre_analysis.semantic.use_def import ALWAYS, BOTH, EITHER, NEVER

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.flow_numbers import Numbers
    from pebre_analysis.semantic.region import Region

_MAX_STARS = 100
"""Star imports stacked over one name; what is below is left out."""


class Converter:
    """Converts the states of one pass of a file's flow; converted ones are kept until the next pass."""

    __slots__ = ("_paths", "_states", "flow")

    def __init__(self, flow: Numbers) -> None:
        self.flow = flow
        self._states: dict[int, LiveState] = {}
        self._paths: dict[int, tuple[LivePath, int]] = {}

    def state(self, number: int, depth: int = 0) -> LiveState:
        found = self._states.get(number)
        if found is None:
            flow = self.flow
            made: list[LiveAlternative] = []
            for binding, constraint, path in flow.states[number]:
                constraints = tuple([self._constraint(atom) for atom in flow.constraints[constraint]])
                definition, rest = self._definition(binding, depth)
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

    def _definition(self, binding: int, depth: int) -> tuple[Definition | int, LiveState]:
        if binding < 0:
            return binding, ()
        rest: LiveState = ()
        star = self.flow.star_bindings.get(binding)
        if star is not None:
            binding, under = star
            if depth < _MAX_STARS:
                rest = self.state(under, depth + 1)
        region, number = self.flow.owner_of(binding)
        assert region is not None
        return region.definition(number), rest

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
    tests = tuple([(*_region_order(region), n, positive) for region, n, positive in constraints])
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

    return tuple(
        [
            LiveAlternative(
                region.definition(binding) if binding >= 0 else entry if binding == use_def.ENTRY else binding,
                tuple([(region, atom >> 1, bool(atom & 1)) for atom in index.constraints[constraint]]),
                path_of(index.paths, path, test_of, known),
                (),
            )
            for binding, constraint, path in index.states[state]
        ]
    )
