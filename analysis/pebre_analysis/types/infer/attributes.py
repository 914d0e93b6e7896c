"""`value.name`.

In:  a region's inference and an Attribute.
Out: what was assigned to the place since, else the member, narrowed by the tests it has passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, members
from pebre_analysis.types.infer import attribute_findings, deprecations, names, states

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


_CLASSES: Final = (kinds.ClassLiteral, kinds.ClassObject)


def attribute(r: RegionInference, node: ir.Attribute, expected: kinds.Type | None) -> kinds.Type:
    owner = r.infer(node.value)
    if not node.attr:
        return kinds.UNKNOWN
    mark = r.index.marks[node.n]
    found = members.member(r.db, owner, node.attr)
    plain = kinds.UNKNOWN if found is None else aliases.unfolded(r.db, found.type)
    if plain.__class__ in deprecations.MARKED:
        deprecations.mention(r, node, plain)
    if r.check and owner.__class__ in _CLASSES:
        attribute_findings.through_class(r, node, owner)
    is_wrong = found is None or bool(found.missing) or found.is_maybe_unbound or bool(found.flaw)
    if mark <= use_def.PLAIN_MEMBER and mark != use_def.AT_ENTRY:
        if is_wrong:
            attribute_findings.report(r, node, owner, found)
        return plain
    place = places.of(node)
    if place is None:
        return plain
    if is_wrong and not _is_assigned(r, mark, place):
        attribute_findings.report(r, node, owner, found)
    return states.member(r, mark, place, plain)


def _is_assigned(r: RegionInference, state: int, place: str) -> bool:
    if state == use_def.AT_ENTRY:
        return names.member_at_entry(r, place, kinds.NEVER) is not kinds.NEVER
    return any(binding >= 0 for binding, _, _ in r.index.states[state])
