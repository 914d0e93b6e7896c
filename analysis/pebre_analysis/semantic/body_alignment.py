"""Which statements of a function body mean what they meant before an edit of it.

In:  the prints of the body before and after, and what else is known to have changed.
Out: `Alignment`: for statements that stay, which one each was; likewise for what loops carry round.
Always: what stays refers, over and over, only to what stays.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pebre_analysis.semantic.body_prints import BodyPrints


class Alignment(NamedTuple):
    """`stays`: ordinal of a statement now -> before. `loops`: keys of the bindings of loops that stay."""

    stays: dict[int, int]
    loops: frozenset[int]


def align(old: BodyPrints, new: BodyPrints) -> Alignment | None:
    """None where the body as a whole is another: other parameters, a generator now."""
    if old.whole != new.whole:
        return None
    known: dict[int, list[int]] = {}
    for step in reversed(old.order):
        known.setdefault(old.prints[step], []).append(step)
    stays = {step: known[new.prints[step]].pop() for step in new.order if known.get(new.prints[step])}
    loops = {key for key, (_, state, _) in new.loops.items() if key in old.loops and old.loops[key][1] == state}
    return without(new, Alignment(stays, frozenset(loops)), ())


def without(new: BodyPrints, found: Alignment, changed: Collection[int]) -> Alignment:
    """What stays of it if these statements do not either."""
    stays = {step: before for step, before in found.stays.items() if step not in changed}
    loops = set(found.loops)
    users: dict[int, list[int]] = {}
    for step in stays:
        for ref in new.refs[step]:
            users.setdefault(ref, []).append(step)
    for key in loops:
        for ref in new.loops[key][2]:
            users.setdefault(ref, []).append(-1 - key)
    pending = [ref for ref in users if (ref not in stays if ref >= 0 else -1 - ref not in loops)]
    while pending:
        for user in users.pop(pending.pop(), ()):
            if user >= 0:
                if stays.pop(user, None) is None:
                    continue
            elif -1 - user in loops:
                loops.discard(-1 - user)
            else:
                continue
            if user in users:
                pending.append(user)
    return Alignment(stays, frozenset(loops))
