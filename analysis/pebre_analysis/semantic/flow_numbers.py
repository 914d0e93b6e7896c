"""Numbers of a file's flow: which binding or test of which region a number stands for, for as long as it can.

A region keeps its numbers as long as it binds the same places, whatever else changes in it; so a state
that did not change is the same number in the next pass. A star import over a name gets a number of its
own, made up from the import and from what the name was before. Numbers are never used twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from sys import maxsize
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import tracking, use_def
from pebre_analysis.semantic.use_def import ALWAYS, BOTH, CUT_CONSTRAINT, EITHER, ENTRY, NEVER, UNBOUND

if TYPE_CHECKING:
    from pebre_analysis.semantic.flow import Env
    from pebre_analysis.semantic.region import Region

Changes = tuple[tuple[str, int], ...]

MAX_TESTS: Final = 256
"""Tests of all alternatives of one state of a module or class. Behind more of them nothing is known of the place: each
statement that looks at it applies them anew."""

# The tables are made anew when they are larger than so many times what they were, and so many entries.
_WORN: Final = 3
_WORN_AT_LEAST: Final = 2_000
# The same at rest.
_GROWN: Final = 1.25
_GROWN_AT_LEAST: Final = 200


class Base:
    """The numbers of one region: of its first binding, and of its first ordinal (-1: needs none).

    `places` are those it binds; of one that binds one, as most do, the place.
    """

    __slots__ = ("binding", "n_nodes", "ordinal", "places")

    def __init__(self, binding: int, ordinal: int, places: tuple[str, ...] | str, n_nodes: int) -> None:
        self.binding = binding
        self.ordinal = ordinal
        self.places = places
        self.n_nodes = n_nodes


class Numbers(tracking.Tracking):
    """See the module's docstring."""

    __slots__ = ("_ordinal_regions", "_ordinal_starts", "_region_starts", "_regions", "_size_when_new", "_stars",
                 "n_ordinals", "star_bindings")  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._size_when_new = 0  # of the tables, after the first pass
        self._regions: list[Region | None] = []  # None: made up, or gone
        self._region_starts: list[int] = []  # ascending
        self._ordinal_regions: list[Region | None] = []  # None: gone
        self._ordinal_starts: list[int] = []
        self.n_ordinals = 0
        self.star_bindings: dict[int, tuple[int, int]] = {}  # made-up number -> star import, state under it
        self._stars: dict[tuple[int, int], int] = {}

    @property
    def is_worn(self) -> bool:
        """Whether most of the tables is about what is gone; not before the first pass was over."""
        return self._size_when_new > 0 and self._size() > _WORN * self._size_when_new + _WORN_AT_LEAST

    @property
    def is_grown(self) -> bool:
        """Whether so much of the tables is about what is gone that they are made anew when nobody waits."""
        return self._size_when_new > 0 and self._size() > _GROWN * self._size_when_new + _GROWN_AT_LEAST

    def settle(self) -> None:
        """The first pass is over: what is in the tables now is about what is there."""
        self._size_when_new = self._size()

    def forget(self, region: Region) -> None:
        """The region is gone, and no state of the last pass names it: its numbers lead nowhere."""
        base = region.flow_base
        if base is None:
            return
        at = bisect_right(self._region_starts, base.binding) - 1
        if at >= 0 and self._regions[at] is region:
            self._regions[at] = None
        if base.ordinal >= 0:
            at = bisect_right(self._ordinal_starts, base.ordinal) - 1
            if self._ordinal_regions[at] is region:
                self._ordinal_regions[at] = None
        region.flow_base = None

    def _size(self) -> int:
        return len(self.states) + len(self.constraints) + len(self.paths.nodes) + len(self._regions)

    def base_of(self, region: Region, index: use_def.StatementIndex) -> Base:
        """The numbers of a region, given to it when it first needs them."""
        base = region.flow_base
        bindings = index.bindings
        has_tests = index.constraints is not use_def.NO_CONSTRAINTS or index.paths is not use_def.FIRST_PATHS
        if base is not None:
            if (
                len(index.marks) <= base.n_nodes
                and (base.ordinal >= 0 or not has_tests)
                and _places(bindings) == base.places
            ):
                return base
        elif not bindings and not has_tests:
            return _NO_NUMBERS
        first = len(self.plain)
        if bindings:
            self._regions.append(region)
            self._region_starts.append(first)
            for _ in bindings:
                self.new_plain(len(self.plain))
        ordinal = -1
        if has_tests:
            ordinal = self.n_ordinals
            self._ordinal_regions.append(region)
            self._ordinal_starts.append(ordinal)
            self.n_ordinals += len(index.marks)
        base = region.flow_base = Base(first, ordinal, _places(bindings), len(index.marks))
        return base

    def number_of(self, region: Region, name: str) -> int:
        """The number of the one binding of a function's header that nobody has looked at."""
        base = region.flow_base
        if base is None:
            first = len(self.plain)
            self._regions.append(region)
            self._region_starts.append(first)
            self.new_plain(first)
            base = region.flow_base = Base(first, -1, name, maxsize)
        return base.binding

    def star_over(self, star: int, state: int) -> int:
        """The number of a star import standing over a state."""
        key = (star, state)
        found = self._stars.get(key)
        if found is None:
            found = self._stars[key] = len(self.plain)
            self._regions.append(None)
            self._region_starts.append(found)
            self.new_plain(found)
            self.star_bindings[found] = key
        return found

    def owner_of(self, binding: int) -> tuple[Region | None, int]:
        """The region a binding number belongs to, and its number there; None if it is made up."""
        at = bisect_right(self._region_starts, binding) - 1
        return self._regions[at], binding - self._region_starts[at]

    def test_of(self, ordinal: int) -> tuple[Region, int]:
        """The region and ordinal behind a number in constraints and paths."""
        at = bisect_right(self._ordinal_starts, ordinal) - 1
        region = self._ordinal_regions[at]
        assert region is not None
        return region, ordinal - self._ordinal_starts[at]

    def translated(
        self, index: use_def.StatementIndex, base: Base, place: str, alternatives: use_def.State, env: Env
    ) -> int:
        """A state of a region in numbers of the file; `env` is what reached the region."""
        found: dict[tuple[int, int], int] = {}
        for binding, constraint, path in alternatives:
            tests = use_def.all_atoms(index.constraints, index.constraints[constraint])
            atoms = tests if tests == CUT_CONSTRAINT else tuple([atom + 2 * base.ordinal for atom in tests])
            own_path = self.translated_path(index, base, path)
            if binding != ENTRY:
                number = base.binding + binding if binding >= 0 else binding
                self._put(found, number, self.constraint_of(atoms), own_path)
                continue
            before = env.get(place)
            if before is None:
                before = self.default(place, env)
            for old, old_constraint, old_path in self.states[before]:
                if old != UNBOUND:
                    old_constraint = self.constraint_of(_together(self.constraints[old_constraint], atoms))
                self._put(found, old, old_constraint, self.paths.both(old_path, own_path))
        if sum([len(self.constraints[constraint]) for _, constraint in found]) > MAX_TESTS:
            cut = self.constraint_of(CUT_CONSTRAINT)
            tested, found = found, {}
            for (binding, constraint), path in tested.items():
                self._put(found, binding, constraint and cut, path)
        return self.state_of(tuple(sorted([(*key, path) for key, path in found.items()])))

    def _put(self, found: dict[tuple[int, int], int], binding: int, constraint: int, path: int) -> None:
        other = found.get((binding, constraint))
        found[binding, constraint] = path if other is None else self.paths.either(other, path)

    def translated_path(self, index: use_def.StatementIndex, base: Base, path: int) -> int:
        """A path of a region in numbers of the file."""
        if path <= NEVER:
            return path
        done: list[int] = [ALWAYS, NEVER]
        for kind, n, parent in index.paths[2 : path + 1]:  # parts come before what they are part of
            if kind < EITHER:
                done.append(self.paths.node(kind, n + base.ordinal, done[parent]))
            elif kind == BOTH:
                done.append(self.paths.both(done[n], done[parent]))
            else:
                done.append(self.paths.either(done[n], done[parent]))
        return done[path]


def _together(before: tuple[use_def.Atom, ...], atoms: tuple[use_def.Atom, ...]) -> tuple[use_def.Atom, ...]:
    return CUT_CONSTRAINT if CUT_CONSTRAINT in (before, atoms) else (*before, *atoms)


def _places(bindings: Sequence[use_def.Binding]) -> tuple[str, ...] | str:
    return bindings[0].place if len(bindings) == 1 else tuple([binding.place for binding in bindings])


_NO_NUMBERS: Final = Base(0, -1, (), 0)
