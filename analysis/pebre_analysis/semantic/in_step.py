"""Where the flow through a module is in step with the last pass: chunks there do again what they did, unasked.

In:  which chunks came and which went; then, chunk by chunk, what each did now and in the last pass.
Out: `holds`: a chunk is reached by what reached it in the last pass. False may be a false alarm.
Always: it says so only where the key of the chunk (`LinkFlow._key`) would be the same.
Method: the places whose state differs from that of the last pass at the same point; a chunk that depends on none of
them is in step. After a chunk of which is not known what it did then, nothing is said any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import declarations
from pebre_analysis.semantic import place as places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.walked import Walked

_STAR: Final = "*"


class InStep:
    """See the module's docstring. Of the chunks of the file's own level."""

    __slots__ = ("_came", "_end", "_first", "_gone", "_is_known", "_others", "_roots")

    def __init__(self, first: int, end: int, gone: Iterable[Occurrence]) -> None:
        """The chunks from `first` to `end` came in place of those that are gone."""
        self._first = first
        self._end = end
        self._gone = [each.walked for each in gone]
        self._came: list[Walked | None] = []
        self._is_known = True
        self._others: set[str] = set()  # places in another state than in the last pass
        self._roots: set[str] = set()  # names of whose members or declarations something differed

    def holds(self, occurrence: Occurrence, done: Walked) -> bool:
        """Whether nothing differs that a chunk depends on, beside the path to it."""
        if occurrence.position >= self._end:
            self._settle()
        if not self._is_known:
            return False
        others = self._others
        if others or self._roots:
            names = occurrence.flow_names()
            if not others.isdisjoint(names) or not self._roots.isdisjoint(names):
                return False
            others.difference_update([place for place, _ in done.changes])
        return True

    def ran(self, occurrence: Occurrence, before: Walked | None) -> None:
        """A chunk was walked or did again what it did; `before`: what was known of it."""
        now = occurrence.walked
        if self._first <= occurrence.position < self._end:
            self._came.append(now)
        elif now is None or now is not before:
            if occurrence.position >= self._end:
                self._settle()
            self._differ([before], [now])

    def _settle(self) -> None:
        """The chunks that came are behind us."""
        if self._end >= 0:
            self._end = -1
            self._differ(self._gone, self._came)

    def _differ(self, before: list[Walked | None], now: list[Walked | None]) -> None:
        """This was done in the last pass, and that now; None: it is not known."""
        then, here = _Effect(before), _Effect(now)
        if not then.is_known or not here.is_known or then.annotated != here.annotated:
            self._is_known = False
            return
        for place in then.states.keys() | here.states.keys():
            if then.states.get(place) == here.states.get(place):
                self._others.discard(place)
            else:
                self._add(place)
        self._roots.update([name for name, _ in then.declared.items() ^ here.declared.items()])

    def _add(self, place: str) -> None:
        if place == _STAR:
            self._is_known = False
        self._others.add(place)
        if places.is_member(place):
            self._roots.add(places.root(place))
        elif declarations.is_key(place):
            self._roots.add(place[:-1])


class _Effect:
    """What some chunks did, one after the other."""

    __slots__ = ("annotated", "declared", "is_known", "states")

    def __init__(self, of: list[Walked | None]) -> None:
        self.states: dict[str, int] = {}
        self.declared: dict[str, int] = {}
        self.annotated: set[str] = set()
        self.is_known = None not in of
        for each in of:
            if each is not None:
                self.states.update(each.changes)
                self.declared.update(each.declared)
                self.annotated.update(each.annotated)
