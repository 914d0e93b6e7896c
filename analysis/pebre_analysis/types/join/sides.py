"""The stretches of a file above and below the place where somebody types, joined into one on each side.

In:  what is said, by stretch; the stretches between the sides, once they are placed.
Out: how many stretches at the start and at the end need no look, since they are where the sides say.
Always: a side is opened when something in it may have changed, and grows again while the edits go on elsewhere. So a
key costs a look at the stretches around it; at each, where it is the first in another part of the file.
"""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.types.join import run, stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pebre_analysis.types import reports
    from pebre_analysis.types.join import placed

_MANY: Final = 4  # so many stretches, and more, are joined with the side they stand beside

Runs: TypeAlias = stretch.Stretch[run.Run]
Side: TypeAlias = stretch.Stretch[Runs]


class Sides:
    """See the module's docstring. `between`: the stretches that stand in neither, in source order."""

    __slots__ = ("_above", "_below", "between")

    def __init__(self) -> None:
        self._above: Side | None = None
        self._below: Side | None = None
        self.between: list[Runs] = []

    def open(
        self, said: tuple[reports.Stretch, ...], step: placed.Step | None, beside_stands: Callable[[Side], bool]
    ) -> tuple[int, int]:
        """`said[low:high]` is between the sides now. They go where an edit moves them; one that it may concern is
        opened."""
        low, high = 0, len(said)
        above, below = self._above, self._below
        if above is not None:
            n = len(above.said)
            if n <= high and all(map(is_, said, above.said)) and beside_stands(above) and above.follow(step):
                low = n
            else:
                self.between[:0] = above.opened()
                self._above = None
        if below is not None:
            at = high - len(below.said)
            if at >= low and all(map(is_, said[at:], below.said)) and beside_stands(below) and below.follow(step):
                high = at
            else:
                self.between += below.opened()
                self._below = None
        return low, high

    def close(self, between: list[Runs], touched: Sequence[int], keep: int) -> None:
        """These stand between the sides now. `touched`: those of them that did not just go where an edit at the place
        `keep` of the outline moved them."""
        if touched:
            first, last = touched[0], touched[-1] + 1
        else:
            first = last = sum([each.high < keep for each in between])
        if first < _MANY:
            first = 0
        else:
            self._above = _joined([*_members(self._above), *between[:first]])
        if len(between) - last < _MANY:
            last = len(between)
        else:
            self._below = _joined([*between[last:], *_members(self._below)])
        self.between = between[first:last]

    def all(self) -> list[placed.Placed]:
        """The stretches in source order, those of a side as one."""
        sides: list[placed.Placed | None] = [self._above, *self.between, self._below]
        return [each for each in sides if each is not None]


def _members(side: Side | None) -> list[Runs]:
    return [] if side is None else side.opened()


def _joined(stretches: list[Runs]) -> Side:
    found: Side = stretch.Stretch(tuple([each.said for each in stretches]))
    found.gather(stretches)
    return found
