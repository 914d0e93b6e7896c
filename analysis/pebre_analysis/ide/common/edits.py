"""A change of a text."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pebre_analysis.source import ranges


class Edit(msgspec.Struct, frozen=True, gc=False):
    """A text that replaces what stands in a range of a file."""

    path: str
    range: ranges.TextRange
    text: str


def joined(found: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits, with those that begin at one place made into one: what is put in comes before what is replaced."""
    by_place: dict[tuple[str, int], Edit] = {}
    for edit in found:
        at = (edit.path, edit.range.start)
        other = by_place.get(at)
        if other is None:
            by_place[at] = edit
        else:
            inserted, replaced = (edit, other) if other.range.length else (other, edit)
            by_place[at] = Edit(edit.path, replaced.range, inserted.text + replaced.text)
    return tuple(by_place.values())


def insert(path: str, offset: int, text: str) -> Edit:
    """A text put in at a place."""
    return Edit(path, ranges.TextRange(offset, offset), text)
