"""Bring the entities of a file in line with its outline.

In:  the index with the occurrences of the last link, the chunks of the new outline.
Out: the same index; `Changes` says what else is to be looked at.
Chunks are compared by identity: an occurrence whose chunk is still there is not touched, nor are its
entities. For the others, the keys of what they bring and take are matched, scope by scope: a region or
scope that is there again under its key keeps its entity. Where a key occurs more than once in a scope, those whose
chunks stay are what they were, and the others are aligned with what comes between them (`alignment`).

Always: when it ends, every region and scope of every occurrence has its entity, and each entity is
found in its scope's tables under its key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pebre_analysis.engine import database, memo
from pebre_analysis.semantic import alignment, chunks, link_names, use_def
from pebre_analysis.semantic import index as indexes
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.alignment import Slot
from pebre_analysis.semantic.link_names import Rebinding
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.region import BODY_KEY, Region
from pebre_analysis.semantic.scope import Scope
from pebre_analysis.syntax import chunk, difference, outlined

Bodies = tuple[Scope, use_def.BodyIndex | None, use_def.BodyIndex | None]


class Changes:
    """What a link step changed."""

    __slots__ = ("bodies", "came", "gone", "keeps_structure", "placed", "rebindings", "recoded", "renumbered",
                 "retired", "retired_scopes", "tops")  # fmt: skip

    def __init__(self) -> None:
        self.gone: list[Occurrence] = []
        self.came: list[Occurrence] = []
        self.tops: tuple[int, int, int] | None = (
            None  # which of the file's own occurrences went; up to where others came
        )
        self.placed: dict[Occurrence, None] = {}  # in which regions were put, those that came and others
        self.keeps_structure = True  # no region or scope is new, gone or moved
        self.bodies: list[Bodies] = []  # function bodies: scope, index before and now
        self.rebindings: dict[Scope, Rebinding] = {}  # of scopes whose statements bind something else
        self.recoded: set[Region] = set()  # regions of other code than before
        self.renumbered: dict[Region, None] = {}  # regions that are the n-th of their key, and were another
        self.retired: set[Region] = set()
        self.retired_scopes: list[Scope] = []


class _Collected:
    """What one scope loses and gets."""

    __slots__ = ("came_regions", "came_scopes", "gone_regions", "gone_scopes")

    def __init__(self) -> None:
        self.gone_regions: list[tuple[str, Region]] = []
        self.came_regions: list[tuple[str, Slot]] = []
        self.gone_scopes: list[tuple[str, Scope]] = []
        self.came_scopes: list[tuple[str, Slot]] = []


class Linker:
    """One link step."""

    __slots__ = ("changes", "db", "index")

    def __init__(self, db: database.Database, index: indexes.SemanticIndex) -> None:
        self.db = db
        self.index = index
        self.changes = Changes()

    def update(self, outline_chunks: Sequence[chunk.Chunk], step: outlined.Step | None) -> Changes:
        """Link the chunks of an outline. `step`: how it was made from the linked one, if it was."""
        module = self.index.module
        collected = _Collected()
        made = self.collect(module.bodies[0], outline_chunks, module, None, 0, collected, step)
        self.exchange(module, collected)
        module.bodies = [made]
        link_names.settle(self.changes.rebindings.values(), self.changes.retired)
        return self.changes

    # ---- occurrences ----

    def collect(
        self,
        old: list[Occurrence],
        parts: Sequence[chunk.Chunk],
        scope: Scope,
        parent: Occurrence | None,
        hole: int,
        collected: _Collected,
        step: outlined.Step | None = None,
    ) -> list[Occurrence]:
        """The occurrences of a scope's chunks. `step`: what is known of the difference."""
        n_old, n_new = len(old), len(parts)
        low, old_high, high = (0, n_old, n_new) if step is None else (step.keep, step.old_top, step.new_top)
        start, end = difference.same_ends([each.chunk for each in old[low:old_high]], list(parts[low:high]))
        start += low
        end += n_old - old_high
        gone = old[start : n_old - end]
        came: list[Occurrence] = []
        if self.changes.tops is None:
            self.changes.tops = start, n_old - end, n_new - end
        for part in parts[start : n_new - end]:
            came.append(Occurrence(part, chunks.index_of(part), scope, parent, hole))
        result = [*old[:start], *came, *old[n_old - end :]] if gone or came else old
        if n_old != n_new:
            for position in range(start, n_new):
                result[position].position = position
        else:
            for position in range(start, n_new - end):
                result[position].position = position
        if (old and old[0].parent is not parent) or (hole and old and old[0].hole != hole):
            for each in result:
                each.parent = parent
                each.hole = hole
        is_paired = len(gone) == len(came)
        for occurrence in gone:
            self.changes.gone.append(occurrence)
            self.take_away(occurrence, collected, not is_paired)
        for at, occurrence in enumerate(came):
            self.changes.came.append(occurrence)
            self.bring(occurrence, gone[at] if is_paired else None, scope, collected)
        return result

    def take_away(self, occurrence: Occurrence, collected: _Collected, with_members: bool) -> None:
        contents = occurrence.contents()
        regions, own_scopes = occurrence.regions, occurrence.scopes
        collected.gone_regions += [(key, regions[number]) for key, number in contents.regions]
        collected.gone_scopes += [(name, own_scopes[number]) for name, number in contents.scopes]
        if with_members:
            for at in contents.holes:
                for member in occurrence.groups[at]:
                    self.changes.gone.append(member)
                    self.take_away(member, collected, True)

    def bring(self, occurrence: Occurrence, before: Occurrence | None, scope: Scope, collected: _Collected) -> None:
        contents = occurrence.contents()
        collected.came_regions += [(key, (occurrence, number)) for key, number in contents.regions]
        collected.came_scopes += [(name, (occurrence, number)) for name, number in contents.scopes]
        if not contents.holes and (before is None or not before.groups):
            return
        old_groups: list[list[Occurrence]] = []
        if before is not None:
            holes = before.contents().holes
            old_groups = [before.groups[at] for at in holes]
        for n, at in enumerate(contents.holes):
            old = old_groups[n] if n < len(old_groups) else []
            members = [member for _, member in occurrence.chunk.members[at]]
            occurrence.groups[at] = self.collect(old, members, scope, occurrence, at, collected)
        for left in old_groups[len(contents.holes) :]:
            self.collect(left, (), scope, None, 0, collected)

    # ---- entities ----

    def exchange(self, scope: Scope, collected: _Collected) -> None:
        if collected.gone_regions or collected.came_regions:
            names = self._rebinding(scope, collected)
            _match(
                scope.own_regions(),
                collected.gone_regions,
                collected.came_regions,
                lambda key, nth, slot: self._new_region(scope, key, nth, slot, names),
                lambda region, slot: self._move_region(region, slot, names),
                lambda region: self.retire_region(region, names),
                self._renumber,
                _region_order,
                alignment.code,
                alignment.code_at,
            )
        if collected.gone_scopes or collected.came_scopes:
            moved: list[tuple[Scope, Slot]] = []

            def make(name: str, nth: int, slot: Slot) -> Scope:
                self.changes.keeps_structure = False
                kind = scopes.CLASS if slot[0].index.scopes[slot[1]].is_class else scopes.FUNCTION
                made = Scope(self.index, kind, name, nth, scope)
                moved.append((made, slot))
                return made

            _match(
                scope.own_children(),
                collected.gone_scopes,
                collected.came_scopes,
                make,
                lambda each, slot: moved.append((each, slot)),
                self.retire_scope,
                _renumber_scopes,
                _scope_order,
                alignment.body_code,
                alignment.body_code_at,
            )
            for each, (occurrence, number) in moved:
                occurrence.scopes[number] = each
            for each, slot in moved:
                self.fill(each, *slot)

    def fill(self, scope: Scope, occurrence: Occurrence, number: int) -> None:
        """The scope is found there now: match what it holds."""
        info = occurrence.index.scopes[number]
        kind = scopes.CLASS if info.is_class else scopes.FUNCTION
        collected = _Collected()
        before = scope.occurrence
        if before is not None:
            contents = before.contents(scope.number)
            if contents.regions:
                regions = all_of(scope.regions)
                collected.gone_regions = [(each.key, each) for each in regions if each.occurrence is before]
            if contents.scopes:
                children = all_of(scope.children)
                collected.gone_scopes = [(each.name, each) for each in children if each.occurrence is before]
        if occurrence.walked is not None:
            forget_run(occurrence)
        if scope.kind != kind:
            scope.kind = kind
            scope.binders = None
        scope.occurrence = occurrence
        scope.number = number
        self._fill_body(scope, before, occurrence, info.body)
        contents = occurrence.contents(number)
        collected.came_regions = [(key, (occurrence, at)) for key, at in contents.regions]
        collected.came_scopes = [(name, (occurrence, at)) for name, at in contents.scopes]
        old_bodies = scope.bodies
        if contents.holes or old_bodies:
            scope.bodies = []
            for n, at in enumerate(contents.holes):
                old = old_bodies[n] if n < len(old_bodies) else []
                members = [member for _, member in occurrence.chunk.members[at]]
                group = occurrence.groups[at] = self.collect(old, members, scope, occurrence, at, collected)
                scope.bodies.append(group)
            for left in old_bodies[len(contents.holes) :]:
                self.collect(left, (), scope, None, 0, collected)
        self.exchange(scope, collected)

    def _fill_body(self, scope: Scope, before: Occurrence | None, occurrence: Occurrence, number: int) -> None:
        """The region of a function's body, when the function is found somewhere else or became a class."""
        body = scope.own_body
        if number < 0:
            if body is not None:
                self.retire_region(body)
                scope.own_body = None
        elif body is None:
            scope.own_body = self._new_region(scope, BODY_KEY, 0, (occurrence, number))
        else:
            self._move_region(body, (occurrence, number))

    def _rebinding(self, scope: Scope, collected: _Collected) -> Rebinding | None:
        """Where to note what becomes of the scope's names; None if nothing does."""
        if scope.kind == scopes.FUNCTION or link_names.bind_alike(collected.gone_regions, collected.came_regions):
            return None
        found = self.changes.rebindings.get(scope)
        if found is None:
            found = self.changes.rebindings[scope] = Rebinding(scope)
        return found

    def _new_region(self, scope: Scope, key: str, nth: int, slot: Slot, names: Rebinding | None = None) -> Region:
        occurrence, number = slot
        made = Region(scope, key, nth, occurrence, number)
        if names is not None:
            names.note(made)
        occurrence.regions[number] = made
        self.changes.placed[occurrence] = None
        if occurrence.walked is not None:
            forget_run(occurrence)
        self.changes.keeps_structure = False
        if isinstance(made.index, use_def.BodyIndex):
            self.changes.bodies.append((scope, None, made.index))
        return made

    def _move_region(self, region: Region, slot: Slot, names: Rebinding | None = None) -> None:
        occurrence, number = slot
        if names is not None:
            names.note(region)
        occurrence.regions[number] = region
        self.changes.placed[occurrence] = None
        before, old_code = region.index, region.lowered.code
        if occurrence.walked is not None:  # an entity of the same key came before it
            self.changes.keeps_structure = False
            forget_run(occurrence)
        region.rebind(occurrence, number)
        if names is not None:
            names.note(region)
        if region.lowered.code != old_code:
            self.changes.recoded.add(region)
        code = region.code_cell
        if code is not None:
            self.db.commit(code, region.code_value())
        if isinstance(before, use_def.BodyIndex) and isinstance(region.index, use_def.BodyIndex):
            self.changes.bodies.append((region.scope, before, region.index))

    def _renumber(self, regions: list[Region]) -> None:
        """All regions of one key, in source order."""
        before: Region | None = None
        for nth, region in enumerate(regions):
            if region.nth != nth:
                region.nth = nth
                self.changes.renumbered[region] = None
            if region.before_cell is not None:
                self.db.commit(region.before_cell, before)
            before = region

    def retire_region(self, region: Region, names: Rebinding | None = None) -> None:
        self.changes.keeps_structure = False
        if names is not None:
            names.note(region)
        self.changes.retired.add(region)
        if isinstance(region.index, use_def.BodyIndex):
            self.changes.bodies.append((region.scope, region.index, None))
        self._retire(region)

    def retire_scope(self, scope: Scope) -> None:
        self.changes.keeps_structure = False
        stack = [scope]
        while stack:
            each = stack.pop()
            for region in all_of(each.regions):
                self.retire_region(region)
            if each.own_body is not None:
                self.retire_region(each.own_body)
            stack.extend(all_of(each.children))
            for symbol in each.symbols.values():
                self._retire(symbol)
            self._retire(each)
            self.changes.retired_scopes.append(each)

    def _retire(self, gone: Region | Scope | scopes.Symbol) -> None:
        if gone.owner is None:
            gone.owner = memo.GRAVE
            self.db.drop_results(gone.attached())
        else:
            self.db.retire(gone)


E = TypeVar("E", Region, Scope)


def forget_run(occurrence: Occurrence) -> None:
    """What the flow did there no longer holds."""
    each: Occurrence | None = occurrence
    while each is not None:
        each.walked = None
        each = each.parent


def all_of(table: dict[str, E | list[E]]) -> list[E]:
    """The entities of a table of a scope."""
    found: list[E] = []
    for each in table.values():
        if isinstance(each, list):
            found.extend(each)
        else:
            found.append(each)
    return found


def _match(
    table: dict[str, E | list[E]],
    gone: list[tuple[str, E]],
    came: list[tuple[str, Slot]],
    make: Callable[[str, int, Slot], E],
    move: Callable[[E, Slot], object],
    retire: Callable[[E], None],
    renumber: Callable[[list[E]], None],
    order: Callable[[Slot], tuple[int, ...]],
    text: Callable[[E], object],
    text_at: Callable[[Slot], object],
) -> None:
    """Give each slot that came the entity of its key, and put the table right."""
    by_key: dict[str, tuple[list[E], list[Slot]]] = {}
    for key, entity in gone:
        by_key.setdefault(key, ([], []))[0].append(entity)
    for key, slot in came:
        by_key.setdefault(key, ([], []))[1].append(slot)
    from_end: dict[Slot, E] | None = None
    for key, (lost, slots) in by_key.items():
        found = table.get(key)
        entities: list[E] = [] if found is None else found if isinstance(found, list) else [found]
        if len(entities) == 1 == len(lost) and len(slots) == 1:
            move(entities[0], slots[0])
            continue
        if from_end is None:
            is_sure = len(lost) == len(slots) or not lost or not slots
            from_end = {} if is_sure else alignment.alike_from_end(gone, came, order, text, text_at)
        going = set(lost)
        placed, left = alignment.align(entities, going, slots, order, from_end)
        now: list[E] = []
        for at, (slot, known) in enumerate(placed):
            if known is None:
                known = make(key, at, slot)
            elif known in going:
                move(known, slot)
            now.append(known)
        for entity in left:
            retire(entity)
        if not now:
            table.pop(key, None)
        else:
            table[key] = now if len(now) > 1 else now[0]
            renumber(now)


def _renumber_scopes(found: list[Scope]) -> None:
    """All scopes of one name, in source order."""
    for nth, scope in enumerate(found):
        scope.nth = nth


def _region_order(slot: Slot) -> tuple[int, ...]:
    """Sorts the regions of a scope as they stand in the source."""
    occurrence, number = slot
    return (*occurrence.order(), number, -1)


def _scope_order(slot: Slot) -> tuple[int, ...]:
    """The same for scopes."""
    occurrence, number = slot
    return (*occurrence.order(), occurrence.index.scopes[number].region, -1, number)
