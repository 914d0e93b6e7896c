"""Where things that are reported stand: in their chunk, in the outline, and from where others count.

Always: nothing is inferred, no edge is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import diagnostic
from pebre_analysis.syntax import ir
from pebre_analysis.types import positions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import pieces
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types import reports


def span(region: Region, each: reports.Report) -> tuple[int, int] | None:
    """Where a report stands, from the start of the region's chunk; None: nowhere."""
    n = each.n
    if each.header is not None:  # of the function whose body the region is: in the same chunk
        node = each.header.binding.node
        if not isinstance(node, ir.FunctionDef) or node.returns is None:
            return None
        region, n = each.header.region, node.returns.n
    spans = region.lowered.spans
    return spans[2 * n], spans[2 * n + 1]


def in_order(outline: Outline, occurrences: Iterable[Occurrence]) -> list[tuple[int, int, Occurrence]]:
    """The offset and the line in the file at which each starts, in that order."""
    return sorted([(*positions.place_of(outline, each), each) for each in occurrences], key=_first_two)


def _first_two(placed: tuple[int, int, Occurrence]) -> tuple[int, int]:
    return placed[:2]


class Anchors:
    """The texts that places count from: one object for each occurrence, as long as something counts from it."""

    __slots__ = ("_known", "_placed")

    def __init__(self) -> None:
        self._known: dict[Occurrence, diagnostic.Anchor] = {}
        self._placed: pieces.Places = {}

    def of(self, occurrence: Occurrence) -> diagnostic.Anchor:
        """The text of an occurrence, from which places in it count."""
        found = self._known.get(occurrence)
        if found is None:
            found = self._known[occurrence] = diagnostic.Anchor(occurrence.chunk.text)
        return found

    def place(self, outline: Outline, counted_from: dict[Occurrence, diagnostic.Anchor]) -> pieces.Places:
        """Where these stand now, the same object if nothing moved; all others are forgotten."""
        self._known = counted_from
        places = {anchor: positions.place_of(outline, occurrence) for occurrence, anchor in counted_from.items()}
        if places != self._placed:
            self._placed = places
        return self._placed
