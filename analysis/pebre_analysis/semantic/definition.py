"""A definition: one binding of a place, as a key that stays the same while the code around it changes.

Identity: (region, region-local scope, place, n-th binding of the place there). The region is known by
its name path, so an edit elsewhere, or inside the region, keeps the object; inserting a second binding
of the same place before it in the same statement or body shifts it.

The binding record behind it is the current one, fetched without an edge: whoever looks at it has read
`region.code`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import memo
from pebre_analysis.semantic import use_def

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope


_FLAGS: Final = 8  # bits that a kind takes at most
_KIND: Final = (1 << _FLAGS) - 1


def traits_of(binding: use_def.Binding) -> int:
    """The kind and the flags of a binding in one number."""
    return binding.flags << _FLAGS | binding.kind


class Definition(memo.Keyed):
    """See the module's docstring. Made by `Region.definition`."""

    __slots__ = ("_number", "_traits", "_version", "local_scope", "nth", "place", "region")

    n_common = 3

    def __init__(self, region: Region, local_scope: int, place: str, nth: int, number: int, traits: int = -1) -> None:
        super().__init__()
        self.region = region
        self.local_scope = local_scope
        self.place = place
        self.nth = nth
        self._version = region.version
        self._number = number
        self._traits = traits  # see `traits_of`; -1: not known

    @property
    def name(self) -> str:
        """The place: a name, or `x.a`, `x[0]`; `*` for a star import."""
        return self.place

    @property
    def number(self) -> int:
        """Number of the binding in the region's current index; -1 when the region no longer has it."""
        version = self.region.version
        if version != self._version:
            self._version = version
            self._number = self.region.number_of(self.local_scope, self.place, self.nth)
            self._traits = -1
        return self._number

    @property
    def exists(self) -> bool:
        """Whether the region still has it. What asks has read `region.code` and takes the answer for its own."""
        return self.number >= 0

    @property
    def binding(self) -> use_def.Binding:
        """The current binding record. Only if it exists."""
        return self.region.index.bindings[self.number]

    @property
    def kind(self) -> int:
        """Of the current binding; without its code once it was known, and of what is only known by name."""
        number = self.number
        if self._traits < 0 and self.region.occurrence.pending is not None:
            return use_def.CLASS if self.region.occurrence.index.scopes[0].is_class else use_def.FUNCTION
        return self._traits_of(number) & _KIND

    @property
    def flags(self) -> int:
        """Likewise; of what is only known by name it is read."""
        return self._traits_of(self.number) >> _FLAGS

    def _traits_of(self, number: int) -> int:
        if self._traits < 0:
            self._traits = traits_of(self.region.index.bindings[number])
        return self._traits

    @property
    def scope(self) -> Scope:
        """The scope whose code makes the binding."""
        return self.region.scope

    @property
    def body_scope(self) -> Scope | None:
        """The scope of the body, for a `def` or `class`."""
        return self.region.scope_of(self.number)

    @property
    def body_region(self) -> Region | None:
        """The region of the body, for a `def`."""
        scope = self.body_scope
        return scope.body if scope is not None else None

    def debug_name(self) -> str:
        own = self.region.scope.debug_name()
        local = f"<{self.local_scope}>." if self.local_scope else ""
        nth = f"#{self.nth}" if self.nth else ""
        # The n-th region of the same name tells definitions of one name apart.
        of_region = f"@{self.region.nth}" if self.region.nth and self.region.key == self.place else ""
        return f"{own}.{local}{self.place}{nth}{of_region}"

    def name_path(self) -> str:
        return f"{self.region.name_path()}.{self.local_scope}.{self.place}#{self.nth}"

    def __repr__(self) -> str:
        return f"<Definition {self.debug_name()}>"
