"""What a body's inference gave, under the numbers that its statements have after an edit of it.

In:  the steps of the body before, the prints of both contents, which statements stay.
Out: `Steps` of the new content as far as it stays; the rest of the tables is empty.
Always: steps that were begun from outside are not done again alone later (`knots`): from where it was is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pebre_analysis.types.infer import steps

if TYPE_CHECKING:
    from pebre_analysis.semantic.body_alignment import Alignment
    from pebre_analysis.semantic.body_prints import BodyPrints
    from pebre_analysis.types import findings
    from pebre_analysis.types.infer import region as regions

_V = TypeVar("_V")


def moved(
    last: steps.Steps, old: BodyPrints, new: BodyPrints, stays: Alignment, empty: regions.RegionInference
) -> steps.Steps:
    """`empty`: an inference of the new content in which nothing is known yet."""
    found = steps.Steps(empty, new.owners, last.version)
    found.since = last.since
    nodes = dict(_pairs(old.nodes, new.nodes, stays))
    bindings = {at: at for at in range(steps.n_parameters(empty.index))}
    bindings.update(_pairs(old.made, new.made, stays))
    bindings.update((old.loops[key][0], new.loops[key][0]) for key in stays.loops)
    for before, now in nodes.items():
        found.types[now] = last.types[before]
    for before, now in bindings.items():
        found.bindings[now] = last.bindings[before]
    for n, here in last.findings.items():
        if n in nodes:
            found.findings[nodes[n]] = [_at(each, nodes) for each in here]
    found.given = _renumbered(last.given, nodes)
    found.lambdas = _renumbered(last.lambdas, nodes)
    found.misfits = _renumbered(last.misfits, bindings)
    found.disputed = _renumbered(last.disputed, bindings)
    found.seen = {nodes[n] for n in last.seen if n in nodes}
    for now, before in stays.stays.items():
        if before in last.reads:
            found.reads[now] = last.reads[before]
        if before in last.knots or before in last.begins:
            found.knots.add(now)
    for step, reads in last.reads.items():
        if step < 0:  # of parameters, and what is shared
            found.reads[step] = reads
    return found


def _pairs(old: dict[int, list[int]], new: dict[int, list[int]], stays: Alignment) -> Iterator[tuple[int, int]]:
    for now, before in stays.stays.items():
        yield from zip(old[before], new[now], strict=True)


def _renumbered(table: dict[int, _V], numbers: dict[int, int]) -> dict[int, _V]:
    return {numbers[n]: each for n, each in table.items() if n in numbers}


def _at(finding: findings.Finding, nodes: dict[int, int]) -> findings.Finding:
    now = nodes.get(finding.n, finding.n)
    return finding if now == finding.n else msgspec.structs.replace(finding, n=now)
