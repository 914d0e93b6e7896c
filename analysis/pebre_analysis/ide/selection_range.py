"""What to select step by step: the word at a place, the expression around it, its statement, its block, the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import covering, outline

if TYPE_CHECKING:
    from pebre_analysis.project import database


def selection_range(db: database.ProjectDatabase, file: files.File, offset: int) -> list[ranges.TextRange]:
    """Ranges around the offset, the smallest first, each within the next; the last is the whole file."""
    of = outline.outline(db, file)
    text = of.text
    found: list[ranges.TextRange] = []
    start = end = max(0, min(offset, len(text)))
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if start < end:
        found.append(ranges.TextRange(start, end))
    covered = covering.node_at(of, offset)
    for step in reversed(covered.steps if covered is not None else []):
        found.append(ranges.TextRange(step.start, step.end))
    found.append(ranges.TextRange(0, len(text)))
    growing = found[:1]
    for each in found[1:]:
        inner = growing[-1]
        if each.start <= inner.start and inner.end <= each.end and each != inner:
            growing.append(each)
    return growing
