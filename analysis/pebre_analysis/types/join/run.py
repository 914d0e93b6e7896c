"""The pieces of a run of regions: where they stand, and all that they depend on beside the settings.

In:  the regions of the run about which something is said, each with its piece; then outlines.
Out: `group`, the same object as long as nothing of it moves in itself.
Always: no query is asked here. A run that an edit leaves above or below is placed without a look at its regions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import add
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.source import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import diagnostic
    from pebre_analysis.source.files import File
    from pebre_analysis.syntax import outlined
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types import reports
    from pebre_analysis.types.join.commented import Silenced

Move: TypeAlias = tuple[int, int, int]  # places in the outline, offset, lines
STAYS: Final[Move] = (0, 0, 0)
Slot: TypeAlias = tuple[Occurrence, int]  # where a region stands: a chunk in the file, its number there

_SILENT: Final = pieces.Piece("", ())


class Step:
    """How an outline follows from that of the last time (`outlined.Step`), and which of its chunks hold other regions.

    keep: before this place all stays as it is.
    """

    __slots__ = ("_edit", "_move", "_old_top", "_others", "keep")

    def __init__(self, step: outlined.Step, others: Iterable[int] = ()) -> None:
        """`others`: places of chunks outside of what the step replaced."""
        self._old_top = step.old_top
        self._move = step.new_top - step.old_top, step.delta, step.line_delta
        self._others = sorted([at if at < step.keep else at - self._move[0] for at in others])  # where they were
        self.keep = min(step.keep, self._others[0]) if self._others else step.keep
        self._edit = step.keep

    def way(self, low: int, high: int) -> Move | None:
        """How far what stood in these places has moved; None if it may have been touched."""
        others = self._others
        if others and bisect_left(others, low) < bisect_right(others, high):
            return None
        return STAYS if high < self._edit else self._move if low >= self._old_top else None


class Run:
    """See the module's docstring."""

    __slots__ = ("_above", "_lines_above", "_members", "_parents", "_pieces", "_regions", "_slots", "_tops", "anchors",
                 "entries", "group", "high", "low", "minded", "others", "used")  # fmt: skip

    def __init__(self, entries: reports.Entries) -> None:
        self.group: pieces.Group = pieces.NOWHERE
        self.entries = entries  # kept, so that no other object gets its id
        self._pieces: list[pieces.Piece] = []
        self.used: Silenced = []  # of the chunks, the comments that silenced something
        # What the places beside the findings depend on: regions, with their versions; the outlines of other files, by
        # their numbers. And from where they count.
        self.minded: dict[Region, int] = {}
        self.others: dict[File, int] = {}
        self.anchors: dict[Occurrence, diagnostic.Anchor] = {}
        self._regions: list[Region] = []
        self._slots: list[Slot] = []  # of the regions
        self._members: list[Occurrence] = []  # those of them that stand in others, and these in turn
        self._parents: list[Occurrence | None] = []  # in which they stand
        # Of each region: the occurrence in the outline; of each piece, where it starts in that.
        self._tops: list[Occurrence] = []
        self._above: list[int] = []
        self._lines_above: list[int] = []
        self.low = self.high = 0  # the first and last place in the outline

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

    def follow(self, step: Step) -> bool:
        """Go where an edit elsewhere moves it; False if that may have touched it."""
        way = step.way(self.low, self.high)
        if way is None:
            return False
        if way is not STAYS:
            self.move(*way)
        return True

    def move(self, places: int, offset: int, line: int) -> None:
        """Stand so much further down: in the outline, in the text, in its lines."""
        self.low += places
        self.high += places
        self.group = self.group.below(offset, line)

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
