"""`semantic_index(db, file)`: the file's scopes, regions and symbols, linked from its chunks.

The value is one object per file, brought up to date in place. Nothing is learned by comparing it:
what changes is in the cells of its entities and in its own, and each has its own readers. So a reader
of the index is not rerun when the file is linked again, only a reader of a cell that changed.

Cells hold what was last linked. They are made when first read, so a file that is asked for one name
costs one symbol; the link step brings those that exist up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.engine import cells, memo, query
from pebre_analysis.semantic import dunder_all as all_names
from pebre_analysis.semantic import kept, live_states, plain_names, refresh, runs, symbols, update
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.link_flow import LinkFlow
from pebre_analysis.semantic.live import NO_ENTRY, Entry, LiveState, SymbolState
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.syntax import outlined, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

# Bits of `SemanticIndex.flags`.
FUTURE_ANNOTATIONS: Final = 1
STUB: Final = 2
NOTEBOOK: Final = 4
STAR_IMPORTS: Final = 8
MAKES_NAMES: Final = 16  # some of its code may, in ways no binding shows: see `made_names`

ImportedModule: TypeAlias = tuple[int, str]  # leading dots, dotted name


class SemanticIndex(kept.Kept):
    """See the module's docstring."""

    __slots__ = ("_commented", "_dunder_all", "_flags", "_flawed", "_global_binders", "_heads", "_imports", "_plain",
                 "_regions", "_runs", "_stretches", "converter", "file", "flow", "gone", "is_broken", "is_settled",
                 "memo", "module", "n_structures", "others", "outline", "owed", "with_statements")  # fmt: skip

    def __init__(self, file: files.File, owner: memo.Memo) -> None:
        super().__init__()
        self.file = file
        self.memo = owner
        self.module = scopes.Scope(self, scopes.MODULE, "", 0, None)
        self.outline: outlined.Outline | None = None  # the linked one
        self.is_broken = False  # a link ended before its time
        self.is_settled = False  # no occurrence is pending
        self.n_structures = 0  # how often regions came, went or changed places with others
        # Which of the file's own occurrences held other regions after the last link, beside those that came; by place.
        self.others: dict[int, Occurrence] = {}
        self.flow: LinkFlow | None = None  # once somebody asked for what flows
        self.converter: live_states.Converter
        self.owed: refresh.Owed | None = None  # after link steps, where the last run was stopped
        self.gone: tuple[Region | Scope | Occurrence, ...] = ()  # in the last link
        self._flags: cells.Cell[int] | None = None
        self._imports: cells.Cell[frozenset[ImportedModule]] | None = None
        self._dunder_all: cells.Cell[all_names.DunderAll | None] | None = None
        self._regions: cells.Cell[tuple[Region, ...]] | None = None
        self._heads: cells.Cell[tuple[Region, ...]] | None = None
        self._runs: runs.Runs | None = None
        self._stretches: tuple[tuple[Region, ...], dict[Region, tuple[Region, ...]]] = ((), {})
        self._flawed: _Marked | None = None
        self._commented = _Marked()
        self.with_statements: dict[Scope, None] = {}  # scopes whose statements somebody asked for
        self._global_binders: dict[str, list[symbols.Bound]] | None = None
        self._plain: plain_names.PlainNames | None = None  # as long as there is no flow

    def empty(self) -> None:
        """Its database is given up: let go of all that it was made of and that was made of it."""
        if self.flow is not None:
            del self.converter
        self.outline = self.flow = self.owed = self._runs = self._flawed = self._global_binders = None
        self._flags = self._imports = self._dunder_all = self._regions = self._heads = self._plain = None
        self.others, self.with_statements, self._stretches = {}, {}, ((), {})
        self._commented = _Marked()
        self.gone = ()

    # ---- cells ----

    @property
    def flags(self) -> cells.Cell[int]:
        """FUTURE_ANNOTATIONS, STUB, NOTEBOOK, STAR_IMPORTS, MAKES_NAMES."""
        if self._flags is None:
            self._flags = kept.new_cell(self.memo, self, update.flags_of(self))
        return self._flags

    @property
    def imports(self) -> cells.Cell[frozenset[ImportedModule]]:
        """All modules that import statements name, wherever they stand."""
        if self._imports is None:
            self._imports = kept.new_cell(self.memo, self, update.imports_of(self))
        return self._imports

    @property
    def dunder_all(self) -> cells.Cell[all_names.DunderAll | None]:
        """What is done to `__all__`; None when the module has none."""
        return self.dunder_all_is_needed()

    def dunder_all_is_needed(
        self, check: Callable[[], object] = lambda: None
    ) -> cells.Cell[all_names.DunderAll | None]:
        """The same. `check` is called while it is found out, the first time, and may raise."""
        if self._dunder_all is None:
            self._dunder_all = kept.new_cell(self.memo, self, all_names.of_module(self.module, check))
        return self._dunder_all

    @property
    def regions(self) -> cells.Cell[tuple[Region, ...]]:
        """All regions in source order, function bodies after their headers."""
        if self._regions is None:
            self._regions = kept.new_cell(self.memo, self, update.regions_of(self))
        return self._regions

    @property
    def heads(self) -> cells.Cell[tuple[Region, ...]]:
        """The regions that begin a run (`runs`), in source order; `Region.run` has the others."""
        if self._heads is None:
            self._heads = kept.new_cell(self.memo, self, self.runs().heads())
        return self._heads

    # ---- what is linked now, without edges; for cells and navigation ----

    def runs(self) -> runs.Runs:
        """All regions, in runs."""
        if self._runs is None:
            self._runs = runs.Runs([symbols.regions_of([each]) for body in self.module.bodies for each in body])
        return self._runs

    def stretches(self, heads: tuple[Region, ...]) -> dict[Region, tuple[Region, ...]]:
        """The value of `heads`, by the first of their stretch (`runs`)."""
        if self._stretches[0] is not heads:
            self._stretches = heads, runs.stretches_of(heads)
        return self._stretches[1]

    @property
    def knows_runs(self) -> bool:
        """Whether somebody asked for a run."""
        return self._runs is not None

    def flawed(self) -> tuple[Occurrence, ...]:
        """Chunks with something wrong in their syntax, or newer than any version, or that import from `__future__`, in
        no order; as long as they are the same ones, the same object."""
        return self._flawed_is_needed().standing(self)

    def commented(self) -> tuple[Occurrence, ...]:
        """Chunks with a comment that asks for silence, or seems to; likewise."""
        self._flawed_is_needed()
        return self._commented.standing(self)

    def _flawed_is_needed(self) -> _Marked:
        if self._flawed is None:
            self._flawed = _Marked()
            self.note_flaws(update.occurrences_of(self, settled=True))
        return self._flawed

    @property
    def knows_flaws(self) -> bool:
        """Whether somebody asked for chunks with something wrong."""
        return self._flawed is not None

    def note_flaws(self, came: Iterable[Occurrence], gone: Iterable[Occurrence] = ()) -> None:
        """Bring `flawed` and `commented` up to date, if somebody asked for them."""
        flawed = self._flawed
        if flawed is None:
            return
        from pebre_analysis.syntax import trivia  # who asks about a name needs nothing of it

        for each in gone:
            flawed.discard(each)
            self._commented.discard(each)
        for each in came:
            part = each.chunk
            if parsed.problems_of(part) or part.features or each.imports_future:
                flawed.add(each)
            if trivia.may_suppress(part):
                self._commented.add(each)

    def flow_is_needed(self, check: Callable[[], object] | None = None) -> LinkFlow:
        """The flow of the module, walked when first asked for. `check` is called on the way and may raise."""
        flow = self.flow
        if flow is None:
            flow = self.walk_flow(check)
            flow.arrived, flow.ended = [], []
        return flow

    def walk_flow(self, check: Callable[[], object] | None = None) -> LinkFlow:
        """The flow of the module, walked from nothing; it tells what arrived and ended."""
        self._plain = None
        flow = self.flow = LinkFlow()
        self.converter = live_states.Converter(flow)
        try:
            flow.run_module(self.module, check=check)
        except BaseException:
            refresh.forget_flow(self)
            raise
        flow.settle()
        return flow

    def plain_names(self, scope: Scope) -> plain_names.PlainNames | None:
        """What is known of the names of the module without its flow; None where that is known, or needed."""
        if self.flow is not None or scope is not self.module:
            return None
        if self._plain is None and "*" not in symbols.binders_of(scope):
            self._plain = plain_names.PlainNames(scope)
        return self._plain

    def forget_plain_names(self) -> None:
        """It was linked."""
        self._plain = None

    def entry_of(self, region: Region) -> Entry:
        """What reaches a region."""
        if region.is_body:
            return NO_ENTRY
        self.flow_is_needed()
        return self.converter.entry(region)

    def state_of(self, scope: Scope, name: str) -> SymbolState | None:
        return symbols.state_of(self, scope, name)

    def names_of(self, scope: Scope) -> frozenset[str]:
        return symbols.names_of(self, scope)

    def statements_of(self, scope: Scope) -> tuple[Region, ...]:
        self.with_statements[scope] = None
        return tuple(symbols.statement_regions(scope))

    def sites_of(self, scope: Scope, name: str) -> tuple[Definition, ...]:
        return symbols.sites_of(scope, name) if scope.kind == scopes.CLASS else ()

    def seen_around(self, scope: Scope, name: str) -> LiveState | None:
        return symbols.seen_around(scope, name) if scope.kind == scopes.FUNCTION else None

    def global_binders(self) -> dict[str, list[symbols.Bound]]:
        """Bindings in functions that `global` sends to the module, by name."""
        if self._global_binders is None:
            self._global_binders = symbols.global_binders(self.module)
        return self._global_binders

    def forget_global_binders(self) -> None:
        self._global_binders = None

    def known_cells(
        self,
    ) -> tuple[
        cells.Cell[int] | None,
        cells.Cell[frozenset[ImportedModule]] | None,
        cells.Cell[all_names.DunderAll | None] | None,
        cells.Cell[tuple[Region, ...]] | None,
        cells.Cell[tuple[Region, ...]] | None,
    ]:
        """Those of its own cells that somebody asked for: flags, imports, dunder_all, regions, heads."""
        return self._flags, self._imports, self._dunder_all, self._regions, self._heads

    def debug_name(self) -> str:
        return self.file.debug_name()

    def name_path(self) -> str:
        return self.file.name_path()

    def __repr__(self) -> str:
        return f"<SemanticIndex {self.debug_name()}>"


class _Marked:
    """Occurrences of a file with something about them."""

    __slots__ = ("_all", "_n_structures", "_standing")

    def __init__(self) -> None:
        self._all: dict[Occurrence, None] = {}
        self._standing: tuple[Occurrence, ...] | None = None
        self._n_structures = 0  # of the index, when they were looked through

    def add(self, occurrence: Occurrence) -> None:
        self._all[occurrence] = None
        self._standing = None

    def discard(self, occurrence: Occurrence) -> None:
        if occurrence in self._all:
            del self._all[occurrence]
            self._standing = None

    def standing(self, index: SemanticIndex) -> tuple[Occurrence, ...]:
        """Those that are still in the file. The link step does not tell of all that go with a scope."""
        if self._n_structures != index.n_structures:
            self._n_structures = index.n_structures
            for each in [each for each in self._all if not _stands(index, each)]:
                self.discard(each)
        if self._standing is None:
            self._standing = tuple(self._all)
        return self._standing


def _stands(index: SemanticIndex, occurrence: Occurrence) -> bool:
    """Whether an occurrence is still in the file."""
    at: Occurrence | None = occurrence
    while at is not None:
        parent = at.parent
        siblings = index.module.bodies[0] if parent is None else parent.groups[at.hole]
        if at.position >= len(siblings) or siblings[at.position] is not at:
            return False
        at = parent
    return True


@query.query(files.File, reuse=True)
def semantic_index(db: source_db.Db, file: files.File, previous: SemanticIndex | None) -> SemanticIndex:
    """The index of a file; `previous` is brought up to date when given."""
    outline = outlines.outline(db, file)
    owner = db.stack[-1]
    if previous is None or previous.is_broken:
        for old in list(owner.owned or ()):
            if isinstance(old, kept.Kept):
                db.retire(old)
        previous = SemanticIndex(file, owner)
        db.enter_entity(previous)
    if previous.outline is not outline or previous.owed is not None:
        update.run(db, previous, outline)
    return previous


@query.query(files.File)
def imported_modules(db: source_db.Db, file: files.File) -> frozenset[ImportedModule]:
    """All modules the file's import statements name, wherever they stand."""
    return semantic_index(db, file).imports.get(db)
