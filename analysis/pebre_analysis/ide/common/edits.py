"""A change of a text."""

from __future__ import annotations

import msgspec

from pebre_analysis.source import ranges


class Edit(msgspec.Struct, frozen=True, gc=False):
    """A text that replaces what stands in a range of a file."""

    path: str
    range: ranges.TextRange
    text: str


def insert(path: str, offset: int, text: str) -> Edit:
    """A text put in at a place."""
    return Edit(path, ranges.TextRange(offset, offset), text)
