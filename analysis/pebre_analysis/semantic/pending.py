"""Functions, and classes of stubs, whose chunk was not looked at: they are linked by name alone, and settled when
somebody asks for more.

A file that is linked for the first time gets of each function that `syntax.sketch` knows its two regions, header and
body, and its scope; of such a class its header and its scope. What else stands in its chunk, or in the members of that,
comes with `settle`: then the chunk is parsed and indexed, and the entities inside are made. So of a library only those
functions and classes are read that somebody asked about.

Always
  - what is known of a pending function is a beginning of what its chunk's index says: region 0 is the header and binds
    its name, region 1 the body of a function, scope 0 the function or class;
  - settling changes no cell and no answer; a file is settled as a whole before it is linked again;
  - what reached a header is found as the flow saw it when it passed (`History`); the flow through the body of a class
    is walked then, and does nothing outside.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import chunk_index, chunks, use_def
from pebre_analysis.semantic import place as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.semantic.link_flow import LinkFlow
    from pebre_analysis.semantic.occurrence import Occurrence

HEADER: Final = 0
BODY: Final = 1

MAX_MEMBERS: Final = 256


def _index(*region_scopes: int, is_class: bool) -> chunk_index.ChunkIndex:
    own = chunk_index.ChunkScope(is_class, "", chunk_index.CONTAINER, HEADER, 0, 0, -1 if is_class else BODY)
    return chunk_index.ChunkIndex(region_scopes, (own,), {}, {}, (), (), False, False, {}, ())


# What is known of the chunk's index, but for the name.
FUNCTION: Final = _index(chunk_index.CONTAINER, 0, is_class=False)
CLASS: Final = _index(chunk_index.CONTAINER, is_class=True)


class Pending:
    """What is still to be done for one occurrence. `passage`: of the flow, once it came by."""

    __slots__ = ("fill", "passage")

    def __init__(self, fill: Callable[[Occurrence], None]) -> None:
        self.fill = fill  # makes the entities inside: `link_first`
        self.passage: Passage | None = None

    def settle(self, occurrence: Occurrence) -> None:
        """Read the chunk and make what stands in it."""
        is_class = occurrence.index is CLASS
        occurrence.settle_with(chunks.index_of(occurrence.chunk))
        self.fill(occurrence)
        passage = self.passage
        if passage is not None:
            header = occurrence.regions[HEADER]
            index = header.index
            assert isinstance(index, use_def.StatementIndex)
            header.arrival = passage.arrival(index)
            if is_class:
                passage.flow.walk_class(occurrence, passage)


_NOTHING: Final[dict[str, int]] = {}  # shared, never filled


class History:
    """How the states of one body changed, in the order of its chunks, for who comes later and asks how they were."""

    __slots__ = ("_base", "_changed", "_n_seen", "_places", "_roots", "_states")

    def __init__(self, base: dict[str, int] | None = None) -> None:
        """`base`: the states before the first change; none of member places."""
        self._base = _NOTHING if base is None else base
        self._changed: list[str] = []  # places, and the states they got
        self._states: list[int] = []
        self._n_seen = 0  # changes that are in the tables below
        self._places: dict[str, int | list[int]] = {}  # place -> where it changed: once, as most, or several times
        self._roots: dict[str, list[str]] = {}  # name -> its member places, in the order they came

    def __len__(self) -> int:
        return len(self._changed)

    def add(self, changes: tuple[tuple[str, int], ...]) -> None:
        for place, state in changes:
            self._changed.append(place)
            self._states.append(state)

    def state(self, place: str, position: int, default: int) -> int:
        """The state of a place after so many changes."""
        self._look()
        found = self._places.get(place)
        if isinstance(found, int):
            if found < position:
                return self._states[found]
        elif found is not None:
            at = bisect_left(found, position)
            if at:
                return self._states[found[at - 1]]
        return self._base.get(place, default)

    def members(self, name: str, position: int) -> list[str]:
        """The member places that a name had then."""
        self._look()
        return [each for each in self._roots.get(name, ()) if self._first(each) < position]

    def _first(self, place: str) -> int:
        found = self._places[place]
        return found if isinstance(found, int) else found[0]

    def _look(self) -> None:
        known = self._places
        for at in range(self._n_seen, len(self._changed)):
            place = self._changed[at]
            found = known.get(place)
            if found is None:
                known[place] = at
                if places.is_member(place):
                    self._roots.setdefault(places.root(place), []).append(place)
            elif isinstance(found, int):
                known[place] = [found, at]
            else:
                found.append(at)
        self._n_seen = len(self._changed)


class Outside:
    """What a class body sees outside, as it was at one point of the flow: reads like the environment of then."""

    __slots__ = ("history", "overlay", "position")

    def __init__(self, history: History, position: int, overlay: dict[str, int]) -> None:
        self.history = history
        self.position = position
        self.overlay = overlay  # type parameters of the classes around

    def get(self, name: str, default: int) -> int:
        """The state of a name."""
        own = self.overlay.get(name)
        return self.history.state(name, self.position, default) if own is None else own

    def and_of(self, name: str, state: int) -> Outside:
        """The same with one more type parameter."""
        return Outside(self.history, self.position, {**self.overlay, name: state})


class Passage:
    """The flow at a header that nobody has looked at: what `LinkFlow.reach` would note of it."""

    __slots__ = ("flow", "history", "outer", "overlay", "path", "position")

    def __init__(
        self,
        flow: LinkFlow,
        path: int,
        history: History,
        outer: Outside | None,
        overlay: dict[str, int],
    ) -> None:
        self.flow = flow
        self.path = path
        self.history = history
        self.position = len(history)
        self.outer = outer  # in a class body: the module
        self.overlay = overlay  # type parameters of the classes around, for what is in this one

    def arrival(self, index: use_def.StatementIndex) -> tuple[int, tuple[int, ...], _Changes, _Changes]:
        """`Region.arrival` of the header."""
        history, position = self.history, self.position
        star = 0 if self.outer is not None else history.state("*", position, 0)
        names = index.entry_names
        states = tuple([history.state(name, position, star) for name in names])
        members = [
            (member, history.state(member, position, use_def.PLAIN_MEMBER))
            for name in names
            for member in history.members(name, position)
        ]
        return (
            self.path,
            states,
            few([each for each in members if each[1] != use_def.PLAIN_MEMBER]),
            self._outside(index, states),
        )

    def _outside(self, index: use_def.StatementIndex, states: tuple[int, ...]) -> _Changes:
        outer = self.outer
        if outer is None:
            return ()
        wanted = [
            name
            for name, state in zip(index.entry_names, states, strict=True)
            if not state or any(each[0] == use_def.OUTER for each in self.flow.states[state])
        ]
        found: dict[str, int] = {}
        star = outer.get("*", 0)
        for name in (*wanted, *index.outer_names):
            found[name] = outer.get(name, star)
        return tuple([(name, state) for name, state in found.items() if state])


_Changes = tuple[tuple[str, int], ...]


def few(members: list[tuple[str, int]]) -> _Changes:
    """What a region is told of member places; nothing of any, where there are too many: 4,000 statements `x[n] = …` one
    after the other, each of which is told of those before, took 1.3 GB."""
    return tuple(members) if len(members) <= MAX_MEMBERS else ()
