"""The statements of a region at a glance: what needs to know the statement it stands in.

In:  a region. Out: `Structure`: its returns, the `with` around items; what is put into containers; `yields_of`.
Always: nested functions are not entered; classes inside functions are; no recursion.
"""

from __future__ import annotations

from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.infer import growth


class Structure:
    """Made once per inference of a region, when something asks for it."""

    __slots__ = ("_region", "_statements", "items", "returns")

    def __init__(self, region: ir.Region) -> None:
        self._region = region
        self._statements = list(visit.statements_in_region(region))
        self.returns: list[ir.Return] = []
        self.items: dict[int, ir.With] = {}  # n of a WithItem -> its statement
        for each in self._statements:
            if isinstance(each, ir.Return):
                self.returns.append(each)
            elif isinstance(each, ir.With):
                self.items.update((item.n, each) for item in each.items)

    @property
    def uses(self) -> dict[str, growth.Uses]:
        """See `growth.uses_of`; looked for when first asked, and kept with the code: 6 % of an inference."""
        found = self._region.seen
        if not isinstance(found, growth.AllUses):
            found = self._region.seen = growth.uses_of(self._region, self._statements)
        return found.by_name


def yields_of(region: ir.Region) -> list[ir.Yield | ir.YieldFrom]:
    """The `yield`s of a region, in order: a look at all of its expressions."""
    return [each for each in visit.in_region(region) if isinstance(each, ir.Yield | ir.YieldFrom)]
