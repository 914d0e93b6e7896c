"""Which names of module and class bodies a link step may have changed; and their tables of binders, brought up to date.

In:  what each scope loses and gets while its regions are matched.
Out: names by scope; `Scope.binders` as `symbols.binders_of` would work them out anew.
A scope whose statements bind the same places as before is left alone: so is a module in one of whose
functions something was typed. For the others the cost is that of the names bound in what came and went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import chunks, symbols, use_def

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.semantic.alignment import Slot
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope


class Rebinding:
    """What happens to the names of one scope in one link step."""

    __slots__ = ("changes_names", "names", "regions", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names: dict[str, None] = {}
        self.regions: dict[Region, None] = {}  # those that were moved, made or retired
        self.changes_names = scope.binders is None  # whether the set of names may be another

    def note(self, region: Region) -> None:
        """What the region binds now: called before and after it changes."""
        self.regions[region] = None
        for binding in region.index.bindings:
            self.names[binding.place] = None

    def settle(self, retired: set[Region]) -> None:
        """Bring the table of binders up to date; all occurrences are in their places."""
        binders = self.scope.binders
        if binders is None:
            return
        touched = self.regions
        found: dict[str, list[symbols.Bound]] = {}
        for region in touched:
            if region not in retired:
                for place, number in symbols.bound_in(region):
                    found.setdefault(place, []).append((region, number))
        for name in self.names:
            before = symbols.bindings_in(binders, name)
            now = [bound for bound in before if bound[0] not in touched] + found.get(name, [])
            if len(now) > 1:
                now.sort(key=_order)
            if before:
                del binders[name]
            for bound in now:
                symbols.put(binders, name, bound)
            if bool(now) != bool(before):
                self.changes_names = True


def bind_alike(gone: list[tuple[str, Region]], came: list[tuple[str, Slot]]) -> bool:
    """Whether the regions that come bind what those that go do, one by one: then each takes the other's place."""
    if len(gone) != len(came):
        return False
    for (old_key, region), (key, (occurrence, number)) in zip(gone, came, strict=True):
        if key != old_key or not use_def.bind_alike(region.index, chunks.use_def_of(occurrence.chunk).regions[number]):
            return False
    return True


def settle(rebindings: Iterable[Rebinding], retired: set[Region]) -> None:
    """At the end of a link step."""
    for each in rebindings:
        each.settle(retired)


def _order(bound: symbols.Bound) -> tuple[int, ...]:
    region, number = bound
    return (*region.occurrence.order(), region.number, -1, number)
