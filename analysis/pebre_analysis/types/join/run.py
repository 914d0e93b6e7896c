"""The pieces of a run of regions: where they stand, and all that they depend on beside the settings.

In:  the regions of the run about which something is said, each with its piece; then outlines.
Out: `group`, the same object as long as nothing of it moves in itself.
Always: no query is asked here. A run that an edit leaves above or below is placed without a look at its regions.
"""

from __future__ import annotations

from operator import add
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.source import pieces
from pebre_analysis.types.join import placed

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types import reports

Slot: TypeAlias = tuple[Occurrence, int]  # where a region stands: a chunk in the file, its number there

_SILENT: Final = pieces.Piece("", ())


class Run(placed.Placed):
    """See the module's docstring."""

    __slots__ = ("_above", "_lines_above", "_members", "_parents", "_pieces", "_regions", "_slots", "_tops")

    def __init__(self, said: reports.Entries) -> None:
        super().__init__(said)
        self.n_regions = len(said)
        self._pieces: list[pieces.Piece] = []
        self._regions: list[Region] = []
        self._slots: list[Slot] = []  # of the regions
        self._members: list[Occurrence] = []  # those of them that stand in others, and these in turn
        self._parents: list[Occurrence | None] = []  # in which they stand
        # Of each region: the occurrence in the outline; of each piece, where it starts in that.
        self._tops: list[Occurrence] = []
        self._above: list[int] = []
        self._lines_above: list[int] = []

    def add(self, region: Region, slot: Slot, piece: pieces.Piece, is_silent: bool) -> None:
        self._regions.append(region)
        self._slots.append(slot)
        above = line_above = 0
        top, _ = slot
        while (parent := top.parent) is not None:
            above += parent.chunk.members[top.hole][top.position][0]
            line_above += parent.chunk.member_lines[top.hole][top.position]
            self._members.append(top)
            self._parents.append(parent)
            top = parent
        self._tops.append(top)
        self._pieces.append(_SILENT if is_silent else piece)
        self._above.append(above)
        self._lines_above.append(line_above)

    def holds(self, outline: Outline) -> bool:
        """Whether every piece is what would be made now; then it is placed. Places beside them are not looked at."""
        if [(each.occurrence, each.number) for each in self._regions] != self._slots or [
            each.parent for each in self._members
        ] != self._parents:
            return False
        self.place(outline)
        return True

    def place(self, outline: Outline) -> None:
        """Say where the pieces stand now."""
        at = [each.position for each in self._tops]
        self.low, self.high = min(at), max(at)
        starts = map(add, map(outline.starts.__getitem__, at), self._above)
        lines = map(add, map(outline.lines.__getitem__, at), self._lines_above)
        shown = [each for each in zip(self._pieces, starts, lines, strict=True) if each[0].found]
        found = pieces.Group([each[0] for each in shown], [each[1] for each in shown], [each[2] for each in shown])
        if self.group.pieces != found.pieces or not self.group.same(found):
            self.group = found
