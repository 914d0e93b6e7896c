"""Lowered chunk → `ChunkIndex` and `ChunkUseDef`: one walk over each region, in source order.

Always
  - total: every lowered chunk gives an index, broken code included;
  - the result depends on the lowered chunk and on whether it stands in a class body, on nothing else;
  - nothing in it refers to a parse tree or a position.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import Final

from pebre_analysis.semantic import chunk_index, loop_places, made_names, region_index, use_def, walk_statements
from pebre_analysis.semantic.attempts import FIRST_TRY, Restart
from pebre_analysis.semantic.walk import BODY, CLASS_STATEMENT, STATEMENT
from pebre_analysis.semantic.walk_statements import RegionWalk
from pebre_analysis.syntax import ir

_COMPOUND: Final = frozenset({ir.ClassDef, ir.For, ir.While, ir.With, ir.Try, ir.Match})


def build(
    lowered: ir.Lowered,
    in_class: bool,
    walk: RegionWalk | None = None,
    check: Callable[[], object] = lambda: None,
) -> tuple[chunk_index.ChunkIndex, chunk_index.ChunkUseDef]:
    """The index of a chunk and the maps of its regions; `in_class`: its statements are members of a class.

    `walk`: one to be used for many chunks, which saves making it. `check` is called before each statement of a module
    or class body, and may raise.
    """
    b = _Builder(lowered, RegionWalk() if walk is None else walk, check)
    b.block(lowered.block, chunk_index.CONTAINER, CLASS_STATEMENT if in_class else STATEMENT)
    bodies = [(n, each) for n, each in enumerate(b.regions) if isinstance(each, use_def.BodyIndex)]
    attributes = {n: each.attributes for n, each in bodies if each.attributes}
    index = chunk_index.ChunkIndex(
        chunk_index.one_for_equal(tuple(b.region_scopes)),
        tuple(b.scopes),
        b.hole_scopes or _NO_HOLES,
        b.hole_after or _NO_HOLES,
        tuple(dict.fromkeys(b.imports)),
        tuple(dict.fromkeys(b.from_names)),
        b.touches_all,
        _makes_names(b.regions, lowered),
        attributes or _NO_ATTRIBUTES,
        tuple([n for n, each in bodies if each.globals or len(each.scopes) > 1]),
    )
    return index, chunk_index.ChunkUseDef(tuple(b.regions))


def _makes_names(maps: list[use_def.StatementIndex | use_def.BodyIndex], lowered: ir.Lowered) -> bool:
    """May some region make names of the module in ways no binding shows?"""
    hints = made_names.HINTS
    return any(
        not hints.isdisjoint(each.free) and made_names.makes_names(lowered.regions[n]) for n, each in enumerate(maps)
    )


_NO_HOLES: Final[dict[int, int]] = {}  # shared, never filled
_NO_ATTRIBUTES: Final[dict[int, tuple[tuple[str, int], ...]]] = {}  # likewise


class _Builder:
    """Goes through the statements of module and class bodies; each region is walked by a RegionWalk."""

    __slots__ = ("check", "from_names", "hole_after", "hole_scopes", "imports", "last", "lowered", "region_scopes",
                 "regions", "scopes", "touches_all", "walk")  # fmt: skip

    def __init__(self, lowered: ir.Lowered, walk: RegionWalk, check: Callable[[], object]) -> None:
        self.check = check
        self.lowered = lowered
        self.walk = walk
        n_regions = len(lowered.regions)
        self.regions: list[use_def.StatementIndex | use_def.BodyIndex] = [region_index.NOTHING] * n_regions
        self.region_scopes = [chunk_index.CONTAINER] * n_regions
        self.scopes: list[chunk_index.ChunkScope] = []
        self.hole_scopes: dict[int, int] = {}
        self.hole_after: dict[int, int] = {}
        self.last = -1  # last region of the module or class body
        self.imports: list[tuple[int, str]] = []
        self.from_names: list[tuple[int, str]] = []
        self.touches_all = False

    # ---- module and class bodies ----

    def block(self, block: ir.Block, scope: int, kind: int) -> None:
        if block.hole != ir.NO_HOLE:
            self.hole_scopes[block.hole] = scope
            self.hole_after[block.hole] = self.last
        for s in block.statements:
            self.check()
            if isinstance(s, ir.If):
                for branch in s.branches:
                    self.statement(branch, scope, kind)
                    self.block(branch.body, scope, kind)
                if s.orelse is not None:
                    self.block(s.orelse, scope, kind)
                continue
            self.statement(s, scope, kind)
            if s.__class__ in _COMPOUND:
                self.suites(s, scope, kind)

    def suites(self, s: ir.Stmt, scope: int, kind: int) -> None:
        if isinstance(s, ir.ClassDef):
            self.block(s.body, len(self.scopes) - 1, CLASS_STATEMENT)
        elif isinstance(s, (ir.For, ir.While)):
            self.block(s.body, scope, kind)
            if s.orelse is not None:
                self.block(s.orelse, scope, kind)
        elif isinstance(s, ir.With):
            self.block(s.body, scope, kind)
        elif isinstance(s, ir.Try):
            self.block(s.body, scope, kind)
            for handler in s.handlers:
                self.statement(handler, scope, kind)
                self.block(handler.body, scope, kind)
            for part in (s.orelse, s.final):
                if part is not None:
                    self.block(part, scope, kind)
        elif isinstance(s, ir.Match):
            for case in s.cases:
                self.statement(case, scope, kind, s)
                self.block(case.body, scope, kind)

    def statement(
        self, s: ir.Stmt | ir.Branch | ir.Handler | ir.Case, scope: int, kind: int, match: ir.Match | None = None
    ) -> None:
        """Index the region of a statement or header, and the bodies of functions it defines."""
        number = self.last = s.region
        if isinstance(s, (ir.Import, ir.ImportFrom)):
            self.import_(s, number, scope)
            return
        n_nodes = self.lowered.regions[number].n_nodes
        w = self.walk
        known = FIRST_TRY
        while True:
            w.begin(kind, n_nodes, known)
            if known.has_walrus:
                w.walruses = loop_places.walruses(_header(s))
            try:
                self.regions[number] = region_index.of_statement(w, s, match)
                break
            except Restart as found:
                known = found.known
            except OverflowError:
                known = known.wide()
        self.region_scopes[number] = scope
        if "__all__" in w.env:
            self.touches_all = True
        if w.imports or w.bodies:
            self.take_notes(w, number, scope)

    def import_(self, s: ir.Import | ir.ImportFrom, number: int, scope: int) -> None:
        """Index an import, which reads nothing."""
        index = region_index.of_import(s, self.lowered.regions[number].n_nodes)
        self.touches_all = self.touches_all or any(binding.place == "__all__" for binding in index.bindings)
        if isinstance(s, ir.ImportFrom):
            self.imports.append((s.level, s.module))
            self.from_names += walk_statements.from_names(s)
        else:
            self.imports += [(0, alias.name) for alias in s.names]
        self.region_scopes[number] = scope
        self.regions[number] = index

    # ---- function bodies ----

    def body(self, function: ir.FunctionDef, scope: int) -> None:
        number = function.body.region
        n_nodes = self.lowered.regions[number].n_nodes
        w = self.walk
        known = FIRST_TRY
        while True:
            w.begin(BODY, n_nodes, known)
            if known.has_walrus:
                w.walruses = loop_places.walruses(function.body.block.statements)
            try:
                self.regions[number] = region_index.of_body(w, function)
                break
            except Restart as found:
                known = found.known
            except OverflowError:
                known = known.wide()
        self.region_scopes[number] = scope
        if w.imports or w.bodies:
            self.take_notes(w, number, scope)

    def take_notes(self, w: RegionWalk, region: int, scope: int) -> None:
        """Collect what a walk found besides its index: imports, and the classes and functions it defines."""
        if w.imports:
            self.imports.extend(w.imports)
            self.from_names.extend(w.from_names)
        if len(w.bodies) == 1 and not w.scopes:  # a `def` or `class` statement
            definition, binding, _, _ = w.bodies[0]
            own = len(self.scopes)
            self.scopes.append(_scope(definition, scope, region, binding, 0))
            if isinstance(definition, ir.FunctionDef):
                self.body(definition, own)
            return
        by_local = {0: scope}
        pending: list[tuple[ir.FunctionDef, int]] = []
        local_scopes = w.scopes
        for definition, binding, outer, local in w.bodies:
            while outer not in by_local:  # a type parameter scope in between
                outer = local_scopes[outer - 1][1]
            own = len(self.scopes)
            if isinstance(definition, ir.FunctionDef):
                pending.append((definition, own))
            if local:
                by_local[local] = own
            self.scopes.append(_scope(definition, by_local[outer], region, binding, local))
        for function, own in pending:
            self.body(function, own)


def _scope(
    definition: ir.FunctionDef | ir.ClassDef, parent: int, region: int, binding: int, local: int
) -> chunk_index.ChunkScope:
    name = intern(definition.name)
    if isinstance(definition, ir.ClassDef):
        return chunk_index.ChunkScope(True, name, parent, region, binding, local, -1)
    decorators = chunk_index.decorators_of(definition)
    return chunk_index.ChunkScope(False, name, parent, region, binding, local, definition.body.region, decorators)


def _header(s: ir.Node) -> tuple[object, ...]:
    """What a statement region evaluates itself: suites, and clauses with regions of their own, left out."""
    parts = [getattr(s, field) for field in s.__struct_fields__]
    return tuple([part for part in parts if not isinstance(part, ir.Block) and not _is_clauses(part)])


def _is_clauses(part: object) -> bool:
    return isinstance(part, tuple) and bool(part) and isinstance(part[0], (ir.Branch, ir.Handler, ir.Case))
