"""The pieces of a stretch of runs, as one group that moves as a whole.

In:  its runs, each where it stands; then how the outline goes on.
Out: `group`; and what the runs depend on, of all of them together.
Always: while an edit leaves the stretch above or below, its runs are not touched. How far it moved since, they are told
when somebody opens it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import pieces
from pebre_analysis.types.join import run

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import diagnostic
    from pebre_analysis.source.files import File
    from pebre_analysis.types import reports
    from pebre_analysis.types.join.commented import Silenced


class Stretch:
    """See the module's docstring. `minded`, `others`, `anchors`, `used`: as of a run, of all of its runs."""

    __slots__ = ("_low", "_moved", "_runs", "_said", "anchors", "group", "high", "minded", "n_regions", "others",
                 "used")  # fmt: skip

    def __init__(self, said: reports.Stretch) -> None:
        self._said = said  # kept, so that no other object gets its id
        self._runs: list[run.Run] = []
        self._moved = (0, 0, 0)  # since the runs were told: places in the outline, offset, lines
        self._low = self.high = 0  # the first and last place in the outline
        self.n_regions = sum(map(len, said))
        self.group: pieces.Group = pieces.NOWHERE
        self.minded: dict[Region, int] = {}
        self.others: dict[File, int] = {}
        self.anchors: dict[Occurrence, diagnostic.Anchor] = {}
        self.used: Silenced = []

    def follow(self, step: run.Step) -> bool:
        """Go where an edit elsewhere moves it; False if that may have touched it."""
        way = step.way(self._low, self.high)
        if way is None:
            return False
        if way is not run.STAYS:
            places, offset, line = way
            self._low += places
            self.high += places
            self.group = self.group.below(offset, line)
            before = self._moved
            self._moved = before[0] + places, before[1] + offset, before[2] + line
        return True

    def opened(self) -> dict[int, run.Run]:
        """Its runs, by the id of their entries, each where it stood last."""
        moved = self._moved
        if any(moved):
            self._moved = 0, 0, 0
            for each in self._runs:
                each.move(*moved)
        return {id(each.entries): each for each in self._runs}

    def gather(self, runs: list[run.Run]) -> None:
        """It is made of these now."""
        self._runs = runs
        self._low = min([each.low for each in runs])
        self.high = max([each.high for each in runs])
        self.minded, self.others, self.anchors, self.used = {}, {}, {}, []
        groups: list[pieces.Group] = []
        for each in runs:
            if each.group.pieces:
                groups.append(each.group)
            if each.minded:
                self.minded.update(each.minded)
                self.others.update(each.others)
                self.anchors.update(each.anchors)
            self.used += each.used
        self.group = pieces.joined(groups, self.group)
