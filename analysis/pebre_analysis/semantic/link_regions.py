"""Regions on the way of the flow: what reaches each of them, and what they change.

In:  the states of a module or class body where control is, and a region of the chunk being walked.
Out: `Region.arrival`, and the states behind the region; in `arrived` the regions that something else reached before.
Which declarations hold (`declarations`) is noted beside the states: where a name was annotated on some ways, or again.
The walk itself is that of `link_flow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pebre_analysis.semantic import declarations, flow_numbers, pending, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.flow import Env
from pebre_analysis.semantic.flow_numbers import Base, Changes
from pebre_analysis.semantic.states import MAX_IN_ALL
from pebre_analysis.semantic.use_def import CUT_CONSTRAINT, FROM_OUTSIDE, NOT_BOUND, PLAIN_MEMBER

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region

STAR: Final = "*"
ABSENT: Final = 0
"""Stands for the state of a name that nothing is known of."""

# What reaches a region: path; state of each entry name, or ABSENT; (place, state) of members of those
# names; (name, state) outside the class body.
Arrival = tuple[int, tuple[int, ...], Changes, Changes]


class Regions(flow_numbers.Numbers):
    """See the module's docstring."""

    __slots__ = ("_arrivals", "_class_globals", "_outer", "_outer_env", "_outer_envs", "_outer_log", "_outer_members",
                 "_sure", "arrived", "depth", "in_class", "in_stub", "occurrence")  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.occurrence: Occurrence | None = None  # being walked
        self.in_class = False
        self.in_stub = False  # nothing is assigned there: which declarations reach a statement matters to nobody
        self.depth = 0  # of blocks that not every run of the body comes through
        self.arrived: list[Region] = []  # regions that something else reaches than in the last pass
        self._arrivals: dict[Arrival | tuple[int, ...], Any] = {}  # of this pass: one object for equal ones
        self._outer_env: Env | pending.Outside = {}  # in a class body: what it sees outside
        self._outer_envs: list[Env] = []  # the module's, and those in which classes around put type parameters over it
        self._outer_members: dict[str, dict[str, None]] = {}  # `members` of the module
        self._outer_log: list[Any] = []
        # In a class body of the module: the same without type parameters, if it is known chunk by chunk.
        self._outer: pending.Outside | None = None
        self._class_globals: tuple[str, ...] = ()
        self._sure: dict[str, int] = {}  # name -> its first annotation, where every run of the body passes it

    def reach(self, number: int) -> tuple[use_def.StatementIndex, Base]:
        """Control is at a region: note what reaches it."""
        occurrence = self.occurrence
        assert occurrence is not None
        region = occurrence.regions[number]
        index = region.index
        assert isinstance(index, use_def.StatementIndex)
        env = self.env
        absent = ABSENT if self.in_class else env.get(STAR, ABSENT)
        names = index.entry_names
        states = tuple([env.get(name, absent) for name in names]) if names else ()
        path = self.path
        if self.base:
            path = self.paths.both(self.base, path)
        arrival: Arrival = (
            path,
            states,
            (*self._members_of(names), *self._declared_for(index)) if self.members or self.annotated else (),
            self._outside(index, states) if self.in_class else (),
        )
        if arrival != region.arrival:
            region.arrival = self._shared(arrival)
            self.arrived.append(region)
        return index, self.base_of(region, index)

    def _shared(self, arrival: Arrival) -> Arrival:
        """The same for equal ones: most statements of a file are reached by few states."""
        found: Arrival | None = self._arrivals.get(arrival)
        if found is None:
            path, states, members, outside = arrival
            found = self._arrivals[arrival] = (path, self._arrivals.setdefault(states, states), members, outside)
        return found

    def _members_of(self, names: tuple[str, ...]) -> Changes:
        env = self.env
        return pending.few(
            [
                (member, env[member])
                for name in names
                for member in self.members.get(name, ())
                if env.get(member, PLAIN_MEMBER) != PLAIN_MEMBER
            ]
        )

    def _declared_for(self, index: use_def.StatementIndex) -> Changes:
        """What the names that a statement binds may hold. Headers of functions are met early or late: they see none."""
        found: dict[str, int] = {}
        for binding in index.bindings:
            name = binding.place
            if binding.kind == use_def.FUNCTION:
                return ()
            if name in self.annotated and binding.scope == 0 and declarations.is_judged(binding):
                found[declarations.key(name)] = self.declarations(name, self.env)
        return tuple(found.items())

    def annotation(self, number: int) -> None:
        """Control passed the annotations of a region."""
        occurrence = self.occurrence
        assert occurrence is not None
        region = occurrence.regions[number]
        index = region.index
        assert isinstance(index, use_def.StatementIndex)
        first = self.base_of(region, index).binding
        for at, binding in enumerate(index.bindings):
            if binding.kind == use_def.ANNOTATED and not places.is_member(binding.place):
                if self.depth or binding.place in self.annotated or binding.place in self._sure:
                    self.declares(binding.place, first + at)
                else:
                    self._sure[binding.place] = first + at

    def _declared(self, binding: use_def.Binding, number: int) -> None:
        """Control passed a binding that may say something of what its name holds."""
        name = binding.place
        if binding.flags & use_def.DECLARES:
            if name in self.annotated:
                self.declares(name, number)
            elif binding.kind in (use_def.FUNCTION, use_def.CLASS) and not self.in_stub:
                self.set(declarations.key(name), self.plain[number])

    def declared_before(self, name: str) -> int:
        return self._sure.get(name, -1)

    def _outside(self, index: use_def.StatementIndex, states: tuple[int, ...]) -> Changes:
        """What names are outside the class, as far as its statement may look there."""
        outer = self._outer_env
        star = outer.get(STAR, ABSENT)
        found: dict[str, int] = {}
        for name, state in zip(index.entry_names, states, strict=True):
            if state == ABSENT or any(each[0] == use_def.OUTER for each in self.states[state]):
                found[name] = outer.get(name, star)
        for name in index.outer_names:
            found[name] = outer.get(name, star)
        return tuple([(name, state) for name, state in found.items() if state != ABSENT])

    def apply(self, index: use_def.StatementIndex, base: Base, changes: Changes, env: Env) -> None:
        """Take over what a region changes into the environment of one of the ways out of it."""
        states = index.states
        log = self.log
        for place, local in changes:
            alternatives = states[local]
            binding, constraint, path = alternatives[0]
            if binding >= 0 and not constraint and not path and len(alternatives) == 1:
                if place == STAR:
                    self._star(base.binding + binding, env)
                    continue
                state = self.plain[base.binding + binding]
            else:
                state = self.translated(index, base, place, alternatives, env)
            if self.in_class and place in self._class_globals:
                self._bind_outside(place, state)
                continue
            env[place] = state
            log.append(place)
            log.append(state)
            if (self.depth or place in self.annotated) and binding >= 0:
                self._declared(index.bindings[binding], base.binding + binding)
            if "." in place or "[" in place:
                self.track(place)
            elif place in self.members:
                self.kill(self.members[place], None)

    def _bind_outside(self, name: str, state: int) -> None:
        """In a class body, a name under `global`: it is bound in the module at once."""
        module = self._outer_envs[0]
        for env in self._outer_envs:
            env[name] = state
        self._outer_log += (name, state)
        for member in self._outer_members.get(name, ()):
            if module.get(member, PLAIN_MEMBER) != PLAIN_MEMBER:
                module[member] = PLAIN_MEMBER
                self._outer_log += (member, PLAIN_MEMBER)
        if name in self.members:
            self.kill(self.members[name], None)
        self._outer = None  # until the module goes on

    def _star(self, star: int, env: Env) -> None:
        """A star import stands over every name, whatever it was."""
        names = [each for each in env if each != STAR and not places.is_member(each) and not declarations.is_key(each)]
        for name in [*names, STAR]:
            state = env[name] = self.plain[self.star_over(star, env.get(name, NOT_BOUND))]
            self.log += (name, state)
        for members in self.members.values():
            self.kill(members, None)

    def default(self, place: str, env: Env) -> int:
        if places.is_member(place):
            return PLAIN_MEMBER
        if declarations.is_key(place):
            return self.before_declared(place[:-1])
        return FROM_OUTSIDE if self.in_class else env.get(STAR, NOT_BOUND)

    def merged(self, place: str, state: int) -> int:
        alternatives = self.states[state]
        if len(alternatives) <= MAX_IN_ALL:
            return state
        binding, _, path = alternatives[-1]
        return self.state_of((*alternatives[: MAX_IN_ALL - 1], (binding, self.constraint_of(CUT_CONSTRAINT), path)))
