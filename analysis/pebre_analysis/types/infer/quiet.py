"""Where in a region nothing is reported, because it cannot run or is not understood.

In:  a region. Out: ranges of ordinals, both ends included.
Asked only of regions that hold a comment which silences nothing, so it may cost an inference of the region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import query
from pebre_analysis.semantic import region as region_entities
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import union
from pebre_analysis.types.infer import checker, dead, reachable
from pebre_analysis.types.infer import region as regions

if TYPE_CHECKING:
    from pebre_analysis.types.queries import Db

Ranges = tuple[tuple[int, int], ...]


@query.query(region_entities.Region, name="quiet")
def ranges(db: Db, region: region_entities.Region) -> Ranges:
    """See the module's docstring."""
    r = regions.RegionInference(db, region, check=True)
    if not reachable.is_reachable(db, region):
        return ((0, r.lowered.n_nodes - 1),)
    node = r.lowered.node
    checker.check(r)
    unknown = [(n, n) for n, ty in enumerate(r.types) if ty is not None and kinds.UNKNOWN in union.parts(ty)]
    if not isinstance(node, ir.Body):
        return tuple(unknown)
    found, _ = dead.spans(r, node)
    found += unknown
    pending: list[tuple[ir.Node, ...]] = [node.block.statements]
    while pending:
        statements = pending.pop()
        first = next((at for at, each in enumerate(statements) if not r.reachable(r.index.marks[each.n])), -1)
        if first >= 0:
            low = statements[first - 1].n + 1 if first else min(each.n for each in visit.walk(statements[0]))
            found.append((low, statements[-1].n))
        for each in statements if first < 0 else statements[:first]:
            pending.extend(visit.suites(each))
    return tuple(found)
