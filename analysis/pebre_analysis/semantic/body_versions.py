"""What the bodies that are being edited were before, as far as somebody still holds results for it.

In:  a function body's region.
Out: `Version`: what stands for its present content; which statements of two versions mean the same.
Always: prints are made when two versions are compared, so a body that is not edited costs two references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import body_alignment, body_flow, body_prints, use_def

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.syntax import ir

MAX_BODIES: Final = 16  # of which the last version is known: that one types in so many at once is rare
MAX_NUMBERS: Final = 30_000  # some 150 bytes each


class Version:
    """The content of a body: equal code under equal parameters is one version."""

    __slots__ = ("_aligned", "_index", "_prints", "_region", "_table", "content")

    def __init__(self, content: tuple[object, ...], region: ir.Region, index: use_def.BodyIndex) -> None:
        self.content = content
        self._region: ir.Region | None = region
        self._index: use_def.BodyIndex | None = index
        self._prints: body_prints.BodyPrints | None = None
        self._table: body_flow.Table | None = None  # whose numbers they are
        self._aligned: tuple[Version, body_alignment.Alignment | None] | None = None

    def prints(self, table: body_flow.Table) -> body_prints.BodyPrints | None:
        """See `body_prints.of_body`; None where they were made with another table."""
        if self._region is not None and self._index is not None:
            self._prints = body_prints.of_body(self._region, self._index, table)
            self._table = table
            self._region = self._index = None
        return self._prints if self._table is table else None

    def since(self, old: Version, table: body_flow.Table) -> body_alignment.Alignment | None:
        """What of that version stays in this one; None if it cannot be told."""
        known = self._aligned
        if known is None or known[0] is not old:
            before, now = old.prints(table), self.prints(table)
            found = None if before is None or now is None else body_alignment.align(before, now)
            known = self._aligned = old, found
            old._aligned = None  # else each would hold all before it
        return known[1]


class Versions:
    """Of the bodies that were looked at last."""

    __slots__ = ("_last", "table")

    def __init__(self) -> None:
        self.table = body_flow.Table()  # of the prints that may be compared now
        self._last: dict[Region, Version] = {}

    def of(self, region: Region, code: int) -> Version:
        """`code`: what `region.code` gives."""
        index = region.index
        assert isinstance(index, use_def.BodyIndex)
        parameters = [each.place for each in index.bindings if body_flow.is_parameter(each)]
        content = (code, *parameters)
        found = self._last.get(region)
        if found is None or found.content != content:
            if len(self.table) > MAX_NUMBERS:
                self.clear()
            self._last.pop(region, None)
            found = self._last[region] = Version(content, region.lowered, index)
            if len(self._last) > MAX_BODIES:
                del self._last[next(iter(self._last))]
        return found

    def clear(self) -> None:
        self.table = body_flow.Table()
        self._last.clear()
