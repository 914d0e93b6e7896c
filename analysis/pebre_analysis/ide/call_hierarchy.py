"""Who calls a function, and what it calls.

Out: items with the places of the calls: of incoming calls in the caller, of outgoing ones in the function itself.
Always: a call counts where the function is named as what is called; a class counts as a function, its calls make it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import hierarchy, lookup, origins, reference_search, target
from pebre_analysis.semantic import definition, scope, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline, visit
from pebre_analysis.types import positions

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import files

_CALLED = (use_def.FUNCTION, use_def.CLASS)


class Call(msgspec.Struct, frozen=True, gc=False):
    """The other side of calls, and where the calls are."""

    item: hierarchy.Item
    ranges: tuple[ranges.TextRange, ...]


def prepare(db: database.ProjectDatabase, file: files.File, offset: int) -> list[hierarchy.Item]:
    """The function or class at the offset."""
    items = [hierarchy.of_definition(db, each) for each in _functions(db, target.at(db, file, offset))]
    return [item for item in items if item is not None]


def incoming(db: database.ProjectDatabase, file: files.File, offset: int, paths: Sequence[str]) -> list[Call]:
    """The functions of the project that call it, each once; calls outside of functions belong to their module."""
    at = target.at(db, file, offset)
    wanted = reference_search.wanted(db, at) if at is not None else None
    if wanted is None:
        return []
    places = dict.fromkeys([file, *db.files.several(paths)])
    found: dict[definition.Definition | files.File, list[ranges.TextRange]] = {}
    for each in reference_search.search(db, wanted, places):
        where = db.files.file(each.path)
        call = target.at(db, where, each.range.start)
        if call is not None and isinstance(call.parent, ir.Call) and call.parent.func is call.node:
            caller = _around(call.region)
            found.setdefault(where if caller is None else caller, []).append(each.range)
    calls = []
    for side, spans in found.items():
        if isinstance(side, definition.Definition):
            item = hierarchy.of_definition(db, side)
        else:
            item = hierarchy.of_file(db, side)
        if item is not None:
            calls.append(Call(item, tuple(spans)))
    return calls


def outgoing(db: database.ProjectDatabase, file: files.File, offset: int) -> list[Call]:
    """The functions that it calls, each once, in the order of their first calls."""
    found: dict[definition.Definition, list[ranges.TextRange]] = {}
    for function in _functions(db, target.at(db, file, offset)):
        of = outline.outline(db, function.scope.file)
        for region in _regions(db, function):
            base = positions.start_of(of, region.occurrence)
            spans = region.lowered.spans
            for node in visit.in_region(region.lowered):
                if isinstance(node, ir.Call) and isinstance(node.func, ir.Name | ir.Attribute):
                    end = base + spans[2 * node.func.n + 1]
                    name = node.func.id if isinstance(node.func, ir.Name) else node.func.attr
                    called = _functions(db, target.at(db, function.scope.file, end - len(name)))
                    for each in called:
                        found.setdefault(each, []).append(ranges.TextRange(end - len(name), end))
    calls = []
    for callee, places in found.items():
        item = hierarchy.of_definition(db, callee)
        if item is not None:
            calls.append(Call(item, tuple(sorted(places, key=_start))))
    return sorted(calls, key=lambda call: call.ranges[0].start)


def _start(span: ranges.TextRange) -> int:
    return span.start


def _functions(db: database.ProjectDatabase, at: target.Target | None) -> list[definition.Definition]:
    """What the word means that can be called, behind imports."""
    if at is None:
        return []
    ends = lookup.followed(db, origins.of_target(db, at))
    return [each for each in ends if isinstance(each, definition.Definition) and each.exists and each.kind in _CALLED]


def _around(region: Region) -> definition.Definition | None:
    """The function whose code a region is."""
    at: scope.Scope | None = region.scope
    while at is not None:
        if at.kind == scope.FUNCTION and at.definition is not None:
            return at.definition
        at = at.parent
    return None


def _regions(db: database.ProjectDatabase, function: definition.Definition) -> Iterator[Region]:
    """The code of a function; of a class, of its `__init__`."""
    if function.kind == use_def.CLASS:
        body = function.body_scope
        for each in [] if body is None else lookup.of_symbol(db, body.symbol("__init__")):
            if isinstance(each, definition.Definition) and each.exists and each.body_region is not None:
                yield each.body_region
        return
    semantic_index.semantic_index(db, function.scope.file)
    region = function.body_region
    if region is not None:
        yield region
