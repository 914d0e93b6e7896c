"""Which of several entities of one key an edit left where they are, which go, and what comes anew.

In:  the entities of a key in source order, those of them whose chunks go, and the slots of that key that come.
Out: the slots in source order, each with its entity or none; the entities that are left over.
Method: entities whose chunks stay part the others into gaps. In a gap, those that go and the slots that come are paired
in order, from the end as far as the whole edit looks alike from its end, the rest from the start.
Always: the order of entities that stay is the order of their slots.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

Slot: TypeAlias = "tuple[Occurrence, int]"
E = TypeVar("E", "Region", "Scope")


def slot_of(entity: Region | Scope) -> Slot:
    """Where an entity is found."""
    assert entity.occurrence is not None
    return entity.occurrence, entity.number


def align(
    entities: Sequence[E],
    gone: set[E],
    came: Sequence[Slot],
    order: Callable[[Slot], tuple[int, ...]],
    from_end: Mapping[Slot, E],
) -> tuple[list[tuple[Slot, E | None]], list[E]]:
    """See the module's text. `from_end`: what is alike, counted from the end of the edit."""
    lost: list[E] = []  # of the gap that is being read
    lost_before: dict[E, list[E]] = {}
    for entity in entities:
        if entity in gone:
            lost.append(entity)
        else:
            lost_before[entity] = lost
            lost = []
    standing: list[tuple[Slot, E | None]] = [(slot_of(each), each) for each in lost_before]
    standing += [(slot, None) for slot in came]
    standing.sort(key=lambda each: order(each[0]))
    now: list[tuple[Slot, E | None]] = []
    left: list[E] = []
    slots: list[Slot] = []
    for slot, stays in standing:
        if stays is None:
            slots.append(slot)
            continue
        _pair(lost_before[stays], slots, from_end, now, left)
        now.append((slot, stays))
        slots = []
    _pair(lost, slots, from_end, now, left)
    return now, left


def _pair(
    lost: list[E], slots: list[Slot], from_end: Mapping[Slot, E], now: list[tuple[Slot, E | None]], left: list[E]
) -> None:
    """Pair what a gap loses with what comes into it."""
    end = 0
    while end < min(len(lost), len(slots)) and from_end.get(slots[-1 - end]) is lost[-1 - end]:
        end += 1
    n_first = min(len(lost), len(slots)) - end
    now += zip(slots[:n_first], lost[:n_first], strict=True)
    now += [(slot, None) for slot in slots[n_first : len(slots) - end]]
    now += zip(slots[len(slots) - end :], lost[len(lost) - end :], strict=True)
    left += lost[n_first : len(lost) - end]


def alike_from_end(
    gone: Sequence[tuple[str, E]],
    came: Sequence[tuple[str, Slot]],
    order: Callable[[Slot], tuple[int, ...]],
    text: Callable[[E], object],
    text_at: Callable[[Slot], object],
) -> dict[Slot, E]:
    """How far what goes and what comes is the same, key and text, from the end back: slot -> entity."""
    old = sorted([(order(slot_of(entity)), key, entity) for key, entity in gone], key=lambda each: each[0])
    new = sorted([(order(slot), key, slot) for key, slot in came], key=lambda each: each[0])
    found: dict[Slot, E] = {}
    for (_, old_key, entity), (_, key, slot) in zip(reversed(old), reversed(new), strict=False):
        if old_key != key or text(entity) != text_at(slot):
            break
        found[slot] = entity
    return found


def code(region: Region) -> str:
    """The code of a region."""
    return region.lowered.code


def code_at(slot: Slot) -> str:
    """The code of the region in a slot."""
    occurrence, number = slot
    return occurrence.lowered.regions[number].code


def body_code(scope: Scope) -> str | None:
    """The code of a function; None for a class."""
    return None if scope.own_body is None else scope.own_body.lowered.code


def body_code_at(slot: Slot) -> str | None:
    """The same of what is in a slot."""
    occurrence, number = slot
    body = occurrence.index.scopes[number].body
    return None if body < 0 else occurrence.lowered.regions[body].code
