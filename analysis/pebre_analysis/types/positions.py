"""Where things stand: the last step, which joins results without positions with the current outline.

In:  regions and ordinals. Out: ranges in the file.
Always: reads plain attributes of the linked file, records no edge; call it outside of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.semantic import occurrence as occurrences
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.syntax.outlined import Outline


def start_of(outline: Outline, occurrence: occurrences.Occurrence) -> int:
    """The offset in the file at which an occurrence of a chunk starts."""
    start = 0
    while occurrence.parent is not None:
        start += occurrence.parent.chunk.members[occurrence.hole][occurrence.position][0]
        occurrence = occurrence.parent
    return start + outline.starts[occurrence.position]


def place_of(outline: Outline, occurrence: occurrences.Occurrence) -> tuple[int, int]:
    """The offset and the line in the file at which an occurrence of a chunk starts."""
    start = line = 0
    while (parent := occurrence.parent) is not None:
        start += parent.chunk.members[occurrence.hole][occurrence.position][0]
        line += parent.chunk.member_lines[occurrence.hole][occurrence.position]
        occurrence = parent
    return start + outline.starts[occurrence.position], line + outline.lines[occurrence.position]


def range_of(outline: Outline, region: Region, n: int) -> ranges.TextRange:
    """The range of a node of a region."""
    return range_within(region, n).shifted(start_of(outline, region.occurrence))


def range_within(region: Region, n: int) -> ranges.TextRange:
    """The range of a node of a region, from the start of its chunk."""
    spans = region.lowered.spans
    return ranges.TextRange(spans[2 * n], spans[2 * n + 1])
