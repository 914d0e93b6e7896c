"""A definition: one binding of a place, as a key that stays the same while the code around it changes.

Identity: (region, region-local scope, place, n-th binding of the place there). The region is known by
its name path, so an edit elsewhere, or inside the region, keeps the object; inserting a second binding
of the same place before it in the same statement or body shifts it.

The binding record behind it is the current one, fetched without an edge: whoever looks at it has read
`region.code`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import keys

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope
    from pebre_analysis.semantic.use_def import Binding


class Definition(keys.Keyed):
    """`main.Box.size`: see the module's docstring."""

    __slots__ = ("local_scope", "nth", "place", "region")

    def __init__(self, region: Region, local_scope: int, place: str, nth: int) -> None:
        super().__init__()
        self.region = region
        self.local_scope = local_scope
        self.place = place
        self.nth = nth

    @property
    def name(self) -> str:
        """The place: a name, or `x.a`, `x[0]`."""
        return self.place

    @property
    def number(self) -> int:
        """Number of the binding in the region's current index; -1 when the region no longer has it."""
        raise AssertionError("skeleton")

    @property
    def binding(self) -> Binding:
        """The current binding record."""
        raise AssertionError("skeleton")

    @property
    def kind(self) -> int:
        return self.binding.kind

    @property
    def scope(self) -> Scope:
        """The scope whose code makes the binding."""
        return self.region.scope

    @property
    def body_scope(self) -> Scope | None:
        """The scope of the body, for a `def` or `class`."""
        raise AssertionError("skeleton")

    @property
    def body_region(self) -> Region | None:
        """The region of the body, for a `def`."""
        raise AssertionError("skeleton")
