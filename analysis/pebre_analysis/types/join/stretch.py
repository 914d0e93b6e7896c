"""The pieces of several runs, or of several stretches of these, as one group that moves as a whole.

In:  its members, each where it stands; then how the outline goes on.
Out: `group`; and what the members depend on, of all of them together.
Always: while an edit leaves it above or below, its members are not touched. How far it moved since, they are told when
somebody opens it again.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pebre_analysis.source import pieces
from pebre_analysis.types.join import placed

M = TypeVar("M", bound=placed.Placed)


class Stretch(placed.Placed, Generic[M]):
    """See the module's docstring."""

    __slots__ = ("_members", "_moved")

    def __init__(self, said: tuple[object, ...]) -> None:
        super().__init__(said)
        self._members: list[M] = []
        self._moved = (0, 0, 0)  # since the members were told: places in the outline, offset, lines

    def move(self, places: int, offset: int, line: int) -> None:
        super().move(places, offset, line)
        before = self._moved
        self._moved = before[0] + places, before[1] + offset, before[2] + line

    def opened(self) -> list[M]:
        """Its members, each where it stood last."""
        moved = self._moved
        if any(moved):
            self._moved = 0, 0, 0
            for each in self._members:
                each.move(*moved)
        return self._members

    def gather(self, members: list[M]) -> None:
        """It is made of these now."""
        self._members = members
        self.low = min([each.low for each in members])
        self.high = max([each.high for each in members])
        self.n_regions = sum([each.n_regions for each in members])
        self.minded, self.others, self.anchors, self.used = {}, {}, {}, []
        groups: list[pieces.Group] = []
        for each in members:
            if each.group.pieces:
                groups.append(each.group)
            if each.minded:
                self.minded.update(each.minded)
                self.others.update(each.others)
                self.anchors.update(each.anchors)
            self.used += each.used
        self.group = pieces.joined(groups, self.group)
