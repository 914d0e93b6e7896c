"""Where a type comes from: the lines that gave a name its value, and the tests that narrowed it since.

In:  a target that is read, and its origins.
Out: lines of Markdown, in source order; none where there is nothing to tell.
Always
  - a test counts only if it says something on every way to the place, and the same;
  - what the block above says anyhow is not told: parameters, functions, classes, imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import lookup, navigation, origins, target
from pebre_analysis.semantic import definition, region, scope, use_def
from pebre_analysis.semantic import navigation as positions
from pebre_analysis.semantic import place as places
from pebre_analysis.source import source_text
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import union
from pebre_analysis.types.infer import region as inference
from pebre_analysis.types.infer import states
from pebre_analysis.types.narrow import constraint as narrowing

if TYPE_CHECKING:
    from typing import TypeAlias

    from pebre_analysis.project import database
    from pebre_analysis.source import files

    _Test: TypeAlias = tuple[region.Region, int, bool]  # whose it is, its number, and how it came out
    _Way: TypeAlias = tuple[kinds.Type, list[_Test]]

_GIVE: Final = (
    use_def.ASSIGN, use_def.ANNOTATED, use_def.AUGMENTED, use_def.FOR, use_def.WITH, use_def.EXCEPT, use_def.WALRUS,
    use_def.CAPTURE,
)  # fmt: skip
_MOST: Final = 3  # lines of each kind
_LONGEST: Final = 70  # code points of a line
_BLANKS: Final = re.compile(r"\s+")


def of(db: database.ProjectDatabase, at: target.Target, found: Iterable[lookup.Origin]) -> list[str]:
    """See the module's docstring."""
    if at.role not in (target.Role.READ, target.Role.ATTRIBUTE) or not isinstance(at.node, ir.Name | ir.Attribute):
        return []
    starts = list(found)
    given = [
        where[1].start
        for origin in starts
        if isinstance(origin, definition.Definition) and origin.exists
        for each in _sites(db, at.node, origin)
        if each.kind in _GIVE and each.scope.file is at.file
        if (where := navigation.definition_ranges(db, each)) is not None
    ]
    if at.range.start in given:
        return []  # it is given its value here
    lines = list(dict.fromkeys([_line(db, at.file, offset) for offset in sorted(given)]))
    shown = [f"From line {number}: `{text}`" for number, text in lines[:_MOST] if number]
    if len(lines) > _MOST:
        shown.append(f"and from {len(lines) - _MOST} more lines")
    return shown + _tests(db, at, at.node, starts)


def _sites(
    db: database.ProjectDatabase, node: ir.Name | ir.Attribute, origin: definition.Definition
) -> tuple[definition.Definition, ...]:
    """Of an attribute that nobody declares all methods that assign it: its type is what they give together."""
    owner = origin.scope.parent
    if isinstance(node, ir.Attribute) and owner is not None and owner.kind == scope.CLASS:
        sites = owner.symbol(node.attr).sites.get(db)
        if origin in sites and all(each.kind != use_def.ANNOTATED for each in sites):
            return sites
    return (origin,)


def _line(db: database.ProjectDatabase, file: files.File, offset: int) -> tuple[int, str]:
    """The line of an offset, from 1, and its text in short; 0 where it cannot be shown as code."""
    table = source_text.line_index(db, file)
    number = table.line_at(offset)
    start, text = table.line_start(number), table.text
    return _short(number + 1, text[start:].split("\n", 1)[0].split("\r", 1)[0])


def _short(number: int, code: str) -> tuple[int, str]:
    shown = _BLANKS.sub(" ", code).strip()
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST].rstrip()} …"
    return (0, "") if "`" in shown else (number, shown)


def _tests(
    db: database.ProjectDatabase, at: target.Target, node: ir.Name | ir.Attribute, starts: list[lookup.Origin]
) -> list[str]:
    place = places.of(node)
    asked = _Asked(db)
    ways = [] if place is None else list(_ways(asked, at.region, node, place, starts))
    told: dict[_Test, None] | None = None
    for ty, tests in ways:
        said: dict[_Test, None] = {}
        for test in tests:
            left = asked.narrowed(test, place or "", ty)
            if left is not ty:
                said[test] = None
            ty = left
        told = said if told is None else {each: None for each in told if each in said}
    found = [
        (positions.span(where, n).start, positive, _code(db, at.file, where, asked.node(where, n)))
        for where, n, positive in told or ()
    ]
    return [
        f"Narrowed in line {number}: {'' if positive else 'not '}`{text}`"
        for _, positive, (number, text) in sorted(found)[-_MOST:]
        if number
    ]


def _code(db: database.ProjectDatabase, file: files.File, where: region.Region, test: ir.Node) -> tuple[int, str]:
    span = positions.span(where, test.n)
    if isinstance(test, ir.Case):
        number, text = _line(db, file, span.start)
        return number, text.rstrip(":")
    table = source_text.line_index(db, file)
    return _short(table.line_at(span.start) + 1, table.text[span.start : span.end])


class _Asked:
    """What is asked of regions: what one question needs of a region the next one finds."""

    def __init__(self, db: database.ProjectDatabase) -> None:
        self.db = db
        self._regions: dict[region.Region, inference.RegionInference] = {}
        self._narrowed: dict[tuple[_Test, kinds.Type], kinds.Type] = {}

    def inferring(self, where: region.Region) -> inference.RegionInference:
        found = self._regions.get(where)
        if found is None:
            found = self._regions[where] = origins.of_region(self.db, where)
        return found

    def node(self, where: region.Region, n: int) -> ir.Node:
        """The test with that number."""
        return states.predicate(self.inferring(where), n)

    def narrowed(self, test: _Test, place: str, ty: kinds.Type) -> kinds.Type:
        """The type of the place behind the test; a question has one place."""
        found = self._narrowed.get((test, ty))
        if found is None:
            where, n, positive = test
            found = narrowing.apply(self.inferring(where), self.node(where, n), positive, place, ty)
            self._narrowed[test, ty] = found
        return found


def _ways(
    asked: _Asked, where: region.Region, node: ir.Name | ir.Attribute, place: str, starts: list[lookup.Origin]
) -> Iterator[_Way]:
    """The ways on which a value may come to the node: its type at their begin, and the tests on them."""
    db, index = asked.db, where.index
    mark = index.marks[node.n] if node.n < len(index.marks) else 0
    if not 0 < mark < len(index.states):
        return
    r = asked.inferring(where)
    for binding, number, path in index.states[mark]:
        if path and not r.reachable(path):
            continue
        own = list(_resolved(r, number))
        if binding >= 0:
            yield r.binding(binding), own
        elif binding == use_def.ENTRY and not r.in_function:
            for name, state in where.entry.get(db).places:
                for each in state if name == place else ():
                    if each.path and not states.is_live(db, each.path):
                        continue
                    start = each.definition
                    known = lookup.type_of(db, start) if isinstance(start, definition.Definition) else None
                    yield known or _of_origins(db, starts), [*(each.constraints or ()), *own]
        elif binding != use_def.UNBOUND:
            yield _of_origins(db, starts), own


def _of_origins(db: database.ProjectDatabase, starts: list[lookup.Origin]) -> kinds.Type:
    return union.of(db, [lookup.type_of(db, each) for each in starts]) if starts else kinds.UNKNOWN


def _resolved(r: inference.RegionInference, number: int) -> Iterator[_Test]:
    """The tests of a constraint; where two outcomes met again, the one that is behind them, if it counts."""
    for atom in use_def.all_atoms(r.index.constraints, r.index.constraints[number]):
        if atom == use_def.CUT:
            continue
        test = states.predicate(r, atom >> 1)
        while isinstance(test, use_def.Guard) and not r.reachable(test.path):
            atom = test.atom
            test = states.predicate(r, atom >> 1)
        if not isinstance(test, use_def.Guard):
            yield r.region, atom >> 1, bool(atom & 1)
