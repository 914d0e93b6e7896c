"""What stands in some places of an outline, and goes where an edit elsewhere moves it.

In:  how an outline follows from the last one (`Step`).
Out: a `Placed` further down, or that the edit may have touched it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.source import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import diagnostic
    from pebre_analysis.source.files import File
    from pebre_analysis.syntax import outlined
    from pebre_analysis.types.join.commented import Silenced

Move: TypeAlias = tuple[int, int, int]  # places in the outline, offset, lines
STAYS: Final[Move] = (0, 0, 0)


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


class Placed:
    """The pieces of some regions, as one group.

    said: what they were made of, and by which they are known as long as it is this object.
    low, high: the first and last place in the outline. n_regions: about which something is said.
    minded, others: what the places beside the findings depend on: regions, with their versions; the outlines of other
    files, by their numbers. anchors: from where these places count.
    used: of the chunks, the comments that silenced something.
    """

    __slots__ = ("anchors", "group", "high", "low", "minded", "n_regions", "others", "said", "used")

    def __init__(self, said: tuple[object, ...]) -> None:
        self.said = said
        self.group: pieces.Group = pieces.NOWHERE
        self.low = self.high = 0
        self.n_regions = 0
        self.minded: dict[Region, int] = {}
        self.others: dict[File, int] = {}
        self.anchors: dict[Occurrence, diagnostic.Anchor] = {}
        self.used: Silenced = []

    def follow(self, step: Step | None) -> bool:
        """Go where an edit elsewhere moves it; False if that may have touched it."""
        way = None if step is None else step.way(self.low, self.high)
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
