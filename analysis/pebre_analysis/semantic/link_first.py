"""The entities of a file that is linked for the first time: made in source order, nothing to compare with.

What it builds is what `link` would, from nothing; it is apart because every file is linked once and
few are edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from sys import intern
from typing import TYPE_CHECKING

from pebre_analysis.semantic import chunk_index, chunks, pending
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.region import BODY_KEY, Region
from pebre_analysis.semantic.scope import Scope
from pebre_analysis.syntax import chunk, parsed

if TYPE_CHECKING:
    from pebre_analysis.semantic.index import SemanticIndex


def link(index: SemanticIndex, parts: Iterable[chunk.Chunk], check: Callable[[], object]) -> None:
    """Make all occurrences and entities. `check` is called before a chunk is read, and may raise: of the index nothing
    is of use then, of the chunks what was read stays."""
    index.module.bodies = [_body(index, _Walk(check), index.module, parts, None, 0)]


class _Walk(chunks.Walk):
    """Of one run."""

    __slots__ = ("check",)

    def __init__(self, check: Callable[[], object]) -> None:
        super().__init__()
        self.check = check


def _body(
    index: SemanticIndex,
    walk: _Walk,
    scope: Scope,
    parts: Iterable[chunk.Chunk],
    parent: Occurrence | None,
    hole: int,
) -> list[Occurrence]:
    made: list[Occurrence] = []
    for part in parts:
        if part.index is None:
            name = chunks.name_in(part)
            if name:
                occurrence = _pending(index, scope, part, name, parent, hole)
                occurrence.position = len(made)
                made.append(occurrence)
                continue
        walk.check()
        parsed.lowered_of(part, walk.check)
        occurrence = Occurrence(part, chunks.index_of(part, walk), scope, parent, hole)
        occurrence.position = len(made)
        made.append(occurrence)
        _fill(index, walk, scope, occurrence, chunk_index.CONTAINER)
    return made


def _pending(
    index: SemanticIndex, scope: Scope, part: chunk.Chunk, name: str, parent: Occurrence | None, hole: int
) -> Occurrence:
    """The occurrence of a function or class that nobody has asked about."""
    own = name.removeprefix(chunk.SKETCHED_CLASS)
    is_class = own is not name
    occurrence = Occurrence(part, pending.CLASS if is_class else pending.FUNCTION, scope, parent, hole)
    occurrence.pending = pending.Pending(_settled)
    own = intern(own)
    _regions(scope, occurrence, [(own, pending.HEADER)])
    made = _scope(index, scope, occurrence, own, 0, scopes.CLASS if is_class else scopes.FUNCTION)
    if not is_class:
        made.own_body = occurrence.regions[pending.BODY] = Region(made, BODY_KEY, 0, occurrence, pending.BODY)
    return occurrence


def _settled(occurrence: Occurrence) -> None:
    """Make what is in a function or class that was pending."""
    own = occurrence.scopes[0]
    _fill(own.index, _Walk(_go_on), own, occurrence, 0)


def _go_on() -> None: ...


def _fill(index: SemanticIndex, walk: _Walk, scope: Scope, occurrence: Occurrence, number: int) -> None:
    """Entities for what a scope holds in an occurrence."""
    contents = occurrence.contents(number)
    if not contents.holes:
        if contents.regions:
            _regions(scope, occurrence, contents.regions)
        if contents.scopes:
            _scopes(index, walk, scope, occurrence, contents.scopes)
        return
    after = -1
    records = occurrence.index.scopes
    for hole in contents.holes:  # members stand between
        before, after = after, occurrence.index.hole_after[hole]
        _regions(scope, occurrence, [each for each in contents.regions if before < each[1] <= after])
        inside = [each for each in contents.scopes if before < records[each[1]].region <= after]
        _scopes(index, walk, scope, occurrence, inside)
        members = [member for _, member in occurrence.chunk.members[hole]]
        group = occurrence.groups[hole] = _body(index, walk, scope, members, occurrence, hole)
        if number != chunk_index.CONTAINER:
            scope.bodies = [*scope.bodies, group]
    _regions(scope, occurrence, [each for each in contents.regions if each[1] > after])
    _scopes(index, walk, scope, occurrence, [each for each in contents.scopes if records[each[1]].region > after])


def _regions(scope: Scope, occurrence: Occurrence, keys: list[tuple[str, int]]) -> None:
    if not keys:
        return
    table = scope.own_regions()
    regions = occurrence.regions
    for key, at in keys:
        known = table.get(key)
        if known is None:
            table[key] = regions[at] = Region(scope, key, 0, occurrence, at)
        elif isinstance(known, list):
            regions[at] = Region(scope, key, len(known), occurrence, at)
            known.append(regions[at])
        else:
            regions[at] = Region(scope, key, 1, occurrence, at)
            table[key] = [known, regions[at]]


def _scopes(
    index: SemanticIndex, walk: _Walk, scope: Scope, occurrence: Occurrence, names: list[tuple[str, int]]
) -> None:
    if not names:
        return
    for name, at in names:
        info = occurrence.index.scopes[at]
        made = _scope(index, scope, occurrence, name, at, scopes.CLASS if info.is_class else scopes.FUNCTION)
        if info.body >= 0:
            made.own_body = occurrence.regions[info.body] = Region(made, BODY_KEY, 0, occurrence, info.body)
        _fill(index, walk, made, occurrence, at)


def _scope(index: SemanticIndex, parent: Scope, occurrence: Occurrence, name: str, at: int, kind: int) -> Scope:
    table = parent.own_children()
    known = table.get(name)
    if known is None:
        made = table[name] = Scope(index, kind, name, 0, parent)
    elif isinstance(known, list):
        made = Scope(index, kind, name, len(known), parent)
        known.append(made)
    else:
        made = Scope(index, kind, name, 1, parent)
        table[name] = [known, made]
    occurrence.scopes[at] = made
    made.occurrence = occurrence
    made.number = at
    return made
