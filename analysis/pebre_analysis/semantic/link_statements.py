"""What the statements of module and class bodies do to the flow.

The walker of `flow`, with regions for leaves: a statement applies the summary of its region (what it binds, kills and
narrows) to the states of the file. Function bodies are not looked at. In a loop, the header sees what was before and
all bindings of the body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pebre_analysis.semantic import chunks, flow, link_regions, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.flow import Env, Side
from pebre_analysis.semantic.link_regions import STAR
from pebre_analysis.semantic.use_def import CALL, NEVER
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region


class Statements(link_regions.Regions):
    """What `flow` leaves to its walkers. straight: calls that every run of the body comes through, so far, in order."""

    __slots__ = ("straight",)

    def __init__(self) -> None:
        super().__init__()
        self.straight: list[Region] = []

    def enter(self) -> tuple[int, int, int]:
        self.depth += 1
        return super().enter()

    def leave(self, saved: tuple[int, int, int]) -> None:
        self.depth -= 1
        super().leave(saved)

    def test(self, holder: ir.Branch | ir.While) -> Side:
        return self._parting(holder.region)

    def _parting(self, number: int) -> Side:
        """Go on where a test holds; give what is where it does not."""
        index, base = self.reach(number)
        path = self.path
        here = self.env
        other = here.copy()
        if index.out_else:
            self.env = other
            self.apply(index, base, index.out_else, other)
            self.env = here
        if index.out:
            self.apply(index, base, index.out, here)
        self.path = self.paths.both(path, self.translated_path(index, base, index.path))
        return other, self.paths.both(path, self.translated_path(index, base, index.path_else))

    def loop_places(self, loop: ir.While | ir.For) -> dict[str, int]:
        occurrence = self.occurrence
        assert occurrence is not None
        lowered, scopes = occurrence.lowered, occurrence.index.region_scopes
        maps = chunks.use_def_of(occurrence.chunk).regions
        end = lowered.regions[loop.region].spans[2 * loop.n + 1]
        bound: dict[str, list[use_def.Alternative]] = {}
        for number in range(loop.region, len(lowered.regions)):
            index = maps[number]
            if scopes[number] != scopes[loop.region] or not isinstance(index, use_def.StatementIndex):
                continue
            if lowered.regions[number].spans[0] >= end:
                break
            first = self.base_of(occurrence.regions[number], index).binding
            for at, binding in enumerate(index.bindings):
                if binding.scope == 0 and binding.flags & use_def.BINDS:
                    bound.setdefault(binding.place, []).append((first + at, 0, 0))
                elif binding.kind == use_def.DELETE:
                    bound.setdefault(binding.place, []).append((use_def.UNBOUND, 0, 0))
        for place, alternatives in bound.items():
            if place == STAR:
                continue
            before = self.env.get(place)
            if before is None:
                before = self.default(place, self.env)
            state = self.union(before, self.state_of(tuple(sorted(set(alternatives)))))
            self.set(place, state)
            if places.is_member(place):
                self.track(place)
            elif place in self.members:
                self.kill(self.members[place], None)
        return {}

    def loop_end(self, places: dict[str, int], ways: list[Side], over: Env) -> None:
        """Nothing: the header has seen all bindings of the body."""

    def for_iterable(self, loop: ir.For) -> None:
        index, base = self.reach(loop.region)
        if index.out_else:
            self.apply(index, base, index.out_else, self.env)

    def for_target(self, loop: ir.For) -> None:
        assert self.occurrence is not None
        region = self.occurrence.regions[loop.region]
        index = region.index
        assert isinstance(index, use_def.StatementIndex)
        self.apply(index, self.base_of(region, index), index.out, self.env)

    def with_header(self, statement: ir.With) -> int:
        index, base = self.reach(statement.region)
        self.apply(index, base, index.out, self.env)
        return self.translated_path(index, base, index.path_else)

    def handler_header(self, handler: ir.Handler) -> None:
        _simple(self, handler)

    def match_subject(self, match: ir.Match) -> None:
        _simple(self, match)

    def exhausted(self, match: ir.Match) -> int:
        occurrence = self.occurrence
        assert occurrence is not None
        region = occurrence.regions[match.region]
        index = region.index
        assert isinstance(index, use_def.StatementIndex)
        return self.paths.both(self.path, self.translated_path(index, self.base_of(region, index), index.path_else))

    def case_header(self, case: ir.Case, match: ir.Match, subject: object) -> Side:
        return self._parting(case.region)


def _simple(f: Statements, statement: ir.Stmt | ir.Handler) -> None:
    index, base = f.reach(statement.region)
    if index.out:
        f.apply(index, base, index.out, f.env)
    if index.globals and f.in_class:
        f._class_globals += index.globals
    path = index.path
    if path:
        if path > NEVER and index.paths[path][0] == CALL and not f.depth and f.occurrence is not None:
            f.straight.append(f.occurrence.regions[statement.region])
        else:
            f.path = f.paths.both(f.path, f.translated_path(index, base, path))


def _assign(f: Statements, statement: ir.AnnAssign | ir.Assign) -> None:
    _simple(f, statement)
    if statement.annotation is not None and not f.in_stub:
        f.annotation(statement.region)


def _leap(f: Statements, statement: ir.Break | ir.Continue) -> None:
    f.reach(statement.region)
    flow.COMPOUND[statement.__class__](f, statement)


def _try(f: Statements, statement: ir.Try) -> None:
    f.reach(statement.region)
    f.try_(statement)


_SIMPLE: Final = (
    ir.ExprStmt, ir.AugAssign, ir.Return, ir.Raise, ir.Assert, ir.Delete, ir.Pass, ir.Global,
    ir.Nonlocal, ir.Import, ir.ImportFrom, ir.FunctionDef, ir.TypeAliasDef, ir.Broken,
)  # fmt: skip

STATEMENTS: Final[dict[type, Callable[[Any, Any], None]]] = {
    **flow.COMPOUND,
    **dict.fromkeys(_SIMPLE, _simple),
    ir.Assign: _assign,
    ir.AnnAssign: _assign,
    ir.Break: _leap,
    ir.Continue: _leap,
    ir.Try: _try,
}
