"""Can a region run at all?

In:  a region. Out: bool: False only if settings or a declared `Never` rule it out.
Asked of regions with findings only, so it may cost a look at the calls before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import query
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import special_calls
from pebre_analysis.types.infer import region as regions
from pebre_analysis.types.infer import states

if TYPE_CHECKING:
    from pebre_analysis.semantic import region as region_entities
    from pebre_analysis.types.queries import Db


def _alive(db: Db, scope: scopes.Scope) -> region_entities.Region | None:
    return None


@query.query(scopes.Scope, cycle_initial=_alive)
def dead_from(db: Db, scope: scopes.Scope) -> region_entities.Region | None:
    """The first statement-level call of a module or class body that never returns; None when all may."""
    for region in scope.straight_calls.get(db):
        r = regions.RegionInference(db, region)
        node = r.lowered.node
        value = node.value if isinstance(node, ir.ExprStmt) else None
        call = value.value if isinstance(value, ir.Await) else value
        if isinstance(call, ir.Call) and special_calls.is_never_returning(db, r.infer(call.func), call is not value):
            return region
    return None


def is_reachable(db: Db, region: region_entities.Region) -> bool:
    """See the module's docstring."""
    while True:
        scope = region.scope
        if not region.is_body:
            if not states.is_live(db, region.entry.get(db).path):
                return False
            dead = dead_from(db, scope)
            if dead is not None and dead is not region and _order(dead) < _order(region):
                return False
            if scope.kind == scopes.MODULE:
                return True
        definition = scope.definition
        if definition is None:
            return True
        region = definition.region
        if region.is_body:
            r = regions.RegionInference(db, region)
            node = definition.binding.node
            path = r.index.marks[node.n]
            if path != use_def.ALWAYS and not r.reachable(path):
                return False


def _order(region: region_entities.Region) -> tuple[int, ...]:
    return (*region.occurrence.order(), region.number, -1)
