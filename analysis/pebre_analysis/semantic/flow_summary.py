"""Whether one chunk does to the flow of its module or class what another does."""

from __future__ import annotations

from itertools import zip_longest

from pebre_analysis.semantic import chunks, use_def
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.syntax import ir


def same(old: Occurrence, new: Occurrence) -> bool:
    """Whether the statements of two chunks, function bodies left out, have the same effect on the flow.

    Their members are compared by themselves.
    """
    old_maps, new_maps = chunks.use_def_of(old.chunk).regions, chunks.use_def_of(new.chunk).regions
    before = [at for at, each in enumerate(old_maps) if isinstance(each, use_def.StatementIndex)]
    now = [at for at, each in enumerate(new_maps) if isinstance(each, use_def.StatementIndex)]
    if len(before) != len(now):
        return False
    for a, b in zip(before, now, strict=True):
        if old.regions[a] is not new.regions[b] or not _same_region(old_maps[a], new_maps[b]):
            return False
    return _same_block(old.lowered.block, new.lowered.block)


def _same_region(a: use_def.RegionIndex, b: use_def.RegionIndex) -> bool:
    if a is b:
        return True
    assert isinstance(a, use_def.StatementIndex)
    assert isinstance(b, use_def.StatementIndex)
    return (
        a.entry_names == b.entry_names
        and a.outer_names == b.outer_names
        and a.out == b.out
        and a.out_else == b.out_else
        and a.path == b.path
        and a.path_else == b.path_else
        and a.globals == b.globals
        and a.states == b.states
        and a.constraints == b.constraints
        and a.paths == b.paths
        and use_def.bind_alike(a, b)
    )


def _same_block(a: ir.Block | None, b: ir.Block | None) -> bool:
    """The same kinds of statements in the same nesting; function bodies are not looked at."""
    if a is None or b is None:
        return a is b
    if a.hole != b.hole:
        return False
    for x, y in zip_longest(a.statements, b.statements):
        if x.__class__ is not y.__class__:
            return False
        if isinstance(x, (ir.If, ir.While, ir.For, ir.Try, ir.With, ir.Match, ir.ClassDef)):
            if not all(_same_block(p, q) for p, q in zip_longest(_suites(x), _suites(y))):
                return False
    return True


def _suites(statement: ir.Stmt) -> list[ir.Block | None]:
    if isinstance(statement, ir.If):
        return [*[branch.body for branch in statement.branches], statement.orelse]
    if isinstance(statement, (ir.While, ir.For)):
        return [statement.body, statement.orelse]
    if isinstance(statement, ir.Try):
        handlers = [handler.body for handler in statement.handlers]
        return [statement.body, *handlers, statement.orelse, statement.final]
    if isinstance(statement, (ir.With, ir.ClassDef)):
        return [statement.body]
    if isinstance(statement, ir.Match):
        return [case.body for case in statement.cases]
    return []
