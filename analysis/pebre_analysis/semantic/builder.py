"""Lowered chunk → `ChunkIndex` and `ChunkUseDef`: one walk over each region, in source order.

Always
  - total: every lowered chunk gives an index, broken code included;
  - the result depends on the lowered chunk and on whether it stands in a class body, on nothing else;
  - nothing in it refers to a parse tree or a position.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from sys import intern
from typing import Any, Final

from pebre_analysis.semantic import (
    chunk_index,
    declarations,
    flow,
    loop_places,
    made_names,
    predicate,
    states,
    use_def,
    walk_patterns,
    walk_statements,
)
from pebre_analysis.semantic.flow import Env
from pebre_analysis.semantic.use_def import ALWAYS, AT_ENTRY, GLOBAL, NONLOCAL, NOT_BOUND, PARAMETER, WHEN_RUN
from pebre_analysis.semantic.walk import BODY, CLASS_STATEMENT, FIRST_TRY, STATEMENT, Restart
from pebre_analysis.semantic.walk_statements import STATEMENTS, RegionWalk
from pebre_analysis.syntax import ir

_STANDS_FOR_OTHERS: Final = (use_def.LOOP, use_def.CAPTURED)
_COMPOUND: Final = frozenset({ir.ClassDef, ir.For, ir.While, ir.With, ir.Try, ir.Match})


def build(
    lowered: ir.Lowered, in_class: bool, walk: RegionWalk | None = None
) -> tuple[chunk_index.ChunkIndex, chunk_index.ChunkUseDef]:
    """The index of a chunk and the maps of its regions; `in_class`: its statements are members of a class.

    `walk`: one to be used for many chunks, which saves making it.
    """
    b = _Builder(lowered, RegionWalk() if walk is None else walk)
    b.block(lowered.block, chunk_index.CONTAINER, CLASS_STATEMENT if in_class else STATEMENT)
    bodies = [(n, each) for n, each in enumerate(b.regions) if isinstance(each, use_def.BodyIndex)]
    attributes = {n: each.attributes for n, each in bodies if each.attributes}
    index = chunk_index.ChunkIndex(
        tuple(b.region_scopes),
        tuple(b.scopes),
        b.hole_scopes or _NO_HOLES,
        b.hole_after or _NO_HOLES,
        frozenset(b.imports) if b.imports else _NO_IMPORTS,
        frozenset(b.from_names) if b.from_names else _NO_IMPORTS,
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
_NO_IMPORTS: Final[frozenset[tuple[int, str]]] = frozenset()


_Tests = tuple[tuple[tuple[use_def.Atom, ...], ...], tuple[use_def.Path, ...], tuple[ir.Node, ...]]
_NO_TESTS: Final[_Tests] = (use_def.NO_CONSTRAINTS, use_def.FIRST_PATHS, ())


class _Builder:
    """Goes through the statements of module and class bodies; each region is walked by a RegionWalk."""

    __slots__ = ("from_names", "hole_after", "hole_scopes", "imports", "last", "lowered", "region_scopes", "regions",
                 "scopes", "touches_all", "walk")  # fmt: skip

    def __init__(self, lowered: ir.Lowered, walk: RegionWalk) -> None:
        self.lowered = lowered
        self.walk = walk
        n_regions = len(lowered.regions)
        self.regions: list[use_def.StatementIndex | use_def.BodyIndex] = [_NO_REGION] * n_regions
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
                self.regions[number] = _statement_index(w, s, match)
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
        """The index of an import, which reads nothing."""
        n_nodes = self.lowered.regions[number].n_nodes
        marks = array("H", bytes(2 * n_nodes))
        bindings: list[use_def.Binding] = []
        for name, n, kind, node in walk_statements.imported(s):
            if kind != use_def.STAR:
                marks[n] = len(bindings) + 1
            flags = use_def.BINDS if kind == use_def.STAR else use_def.BINDS | use_def.DECLARES
            bindings.append(use_def.Binding(name, kind, n, 0, flags, node))
            self.touches_all = self.touches_all or name == "__all__"
        if isinstance(s, ir.ImportFrom):
            self.imports.append((s.level, s.module))
            self.from_names += walk_statements.from_names(s)
        else:
            self.imports += [(0, alias.name) for alias in s.names]
        n_bindings = len(bindings)
        table = states.PLAIN_TABLES[n_bindings] if n_bindings < len(states.PLAIN_TABLES) else _plain_table(n_bindings)
        first = len(use_def.FIRST_STATES)
        last = {binding.place: first + at for at, binding in enumerate(bindings)}
        self.region_scopes[number] = scope
        self.regions[number] = use_def.StatementIndex(
            tuple(bindings), table, *_NO_TESTS[:2], marks, (), use_def.NO_SCOPES, (), _NO_NUMBERS, _NO_NUMBERS,
            _NO_NUMBERS, _NO_MATCHES, (), (), tuple(last.items()), (), ALWAYS, ALWAYS, (), (), -1,
        )  # fmt: skip

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
                self.regions[number] = _body_index(w, function)
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
            if isinstance(definition, ir.FunctionDef):
                body = definition.body.region
                self.scopes.append(
                    chunk_index.ChunkScope(False, intern(definition.name), scope, region, binding, 0, body)
                )
                self.body(definition, own)
            else:
                self.scopes.append(chunk_index.ChunkScope(True, intern(definition.name), scope, region, binding, 0, -1))
            return
        by_local = {0: scope}
        pending: list[tuple[ir.FunctionDef, int]] = []
        local_scopes = w.scopes
        for definition, binding, outer, local in w.bodies:
            while outer not in by_local:  # a type parameter scope in between
                outer = local_scopes[outer - 1][1]
            own = len(self.scopes)
            is_class = isinstance(definition, ir.ClassDef)
            body = -1
            if isinstance(definition, ir.FunctionDef):
                body = definition.body.region
                pending.append((definition, own))
            if local:
                by_local[local] = own
            self.scopes.append(
                chunk_index.ChunkScope(is_class, intern(definition.name), by_local[outer], region, binding, local, body)
            )
        for function, own in pending:
            self.body(function, own)


# ---- one region ----------------------------------------------------------------------------------


def _statement_index(
    w: RegionWalk, s: ir.Stmt | ir.Branch | ir.Handler | ir.Case, match: ir.Match | None
) -> use_def.StatementIndex:
    otherwise: Env | None = None
    path_else = ALWAYS
    names: tuple[str, ...] = ()
    nonlocals: tuple[str, ...] = ()
    match_region = -1
    handler = _SIMPLE.get(s.__class__)
    if handler is not None:
        handler(w, s)
    elif isinstance(s, (ir.Branch, ir.While)):
        otherwise, path_else = w.split(s.test)
    elif isinstance(s, ir.For):
        w.for_iterable(s)
        otherwise = w.env.copy()
        w.for_target(s)
    elif isinstance(s, ir.With):
        path_else = w.with_header(s)
    elif isinstance(s, ir.Handler):
        w.handler_header(s)
    elif isinstance(s, ir.Match):
        w.match_subject(s)
        path_else = w.exhausted(s)
    elif isinstance(s, ir.Case):
        assert match is not None
        match_region = match.region
        otherwise, path_else = walk_patterns.case(w, s, predicate.subject_places(match.subject))
    elif isinstance(s, ir.Global):
        names = tuple([name.id for name in s.names])
    elif isinstance(s, ir.Nonlocal):
        nonlocals = tuple([name.id for name in s.names])
    out, out_else = _changes(w, otherwise)
    if w.captured:
        resolve_captured(w, None)
    seen = tuple(w.seen)
    outer_seen = tuple(w.outer_seen)
    constraints, paths, predicates = _tests(w) if w.predicates else _NO_TESTS
    return use_def.StatementIndex(
        tuple(w.bindings),
        w.state_table(),
        constraints,
        paths,
        w.marks,
        predicates,
        _local_scopes(w) if w.scopes else use_def.NO_SCOPES,
        seen if not outer_seen else (*seen, *[name for name in outer_seen if name not in w.seen]),
        w.sources or _NO_NUMBERS,
        w.augmented or _NO_NUMBERS,
        w.part_paths or _NO_NUMBERS,
        _NO_MATCHES,
        seen,
        outer_seen,
        out,
        out_else,
        w.path,
        path_else,
        names,
        nonlocals,
        match_region,
    )


def _plain_table(n_bindings: int) -> tuple[use_def.State, ...]:
    return use_def.FIRST_STATES + tuple([((number, 0, 0),) for number in range(n_bindings)])


def _header(s: ir.Node) -> tuple[object, ...]:
    """What a statement region evaluates itself: suites, and clauses with regions of their own, left out."""
    parts = [getattr(s, field) for field in s.__struct_fields__]
    return tuple([part for part in parts if not isinstance(part, ir.Block) and not _is_clauses(part)])


def _is_clauses(part: object) -> bool:
    return isinstance(part, tuple) and bool(part) and isinstance(part[0], (ir.Branch, ir.Handler, ir.Case))


_NO_NUMBERS: Final[dict[int, int]] = {}  # shared, never filled
_NO_STATES: Final[dict[str, int]] = {}  # likewise
_NO_MATCHES: Final[dict[int, ir.Match]] = {}


def _do_nothing(w: RegionWalk, s: ir.Stmt) -> None:
    """The header of a `try` reads and binds nothing."""


_SIMPLE: Final[dict[type, Callable[[RegionWalk, Any], None]]] = {
    **{cls: handler for cls, handler in STATEMENTS.items() if cls not in flow.COMPOUND},
    ir.ClassDef: walk_statements.class_header,
    ir.Try: _do_nothing,
    ir.Break: _do_nothing,
    ir.Continue: _do_nothing,
}
del _SIMPLE[ir.Global], _SIMPLE[ir.Nonlocal]

_Changes = tuple[tuple[str, int], ...]


def _changes(w: RegionWalk, otherwise: Env | None) -> tuple[_Changes, _Changes]:
    log = w.log
    if len(log) == 2 and otherwise is None:  # one name is bound
        return ((log[0], log[1]),), ()
    if not log:
        return (), ()
    env = w.env
    changed = dict.fromkeys(log[::2])
    out = tuple([(place, env[place]) for place in changed if env.get(place, AT_ENTRY) != AT_ENTRY])
    if otherwise is None:
        return out, ()
    return out, tuple([(place, otherwise[place]) for place in changed if otherwise.get(place, AT_ENTRY) != AT_ENTRY])


def _body_index(w: RegionWalk, function: ir.FunctionDef) -> use_def.BodyIndex:
    for name in w.known.early:
        w.env[name] = NOT_BOUND
    params = function.params
    for param in params:
        if param.name:  # its ordinal counts in the header's region, so it leaves no mark here
            flags = use_def.BINDS if param.annotation is None else use_def.BINDS | use_def.DECLARES
            number = len(w.bindings)
            w.bindings.append(use_def.Binding(param.name, PARAMETER, param.n, 0, flags, param))
            w.own_names[param.name] = None
            w.env[param.name] = w.new_plain(number)
    if params and params[0].name and params[0].kind <= ir.POSITIONAL_OR_KEYWORD:
        w.self_prefix = params[0].name + "."
    w.block(function.body.block)
    names = w.own_names
    declared = w.declared
    if declared:
        names = w.own_names = {name: None for name in names if name not in declared}
    if not w.seen.keys().isdisjoint(names):
        early = [name for name in names if name in w.seen]
        if not w.known.early.issuperset(early):
            raise Restart(w.known.with_early(early))
    if w.captured:
        resolve_captured(w, names)
    seen_inside = _seen_inside(w, names) if w.snapshots else _NOTHING_SEEN
    constraints, paths, predicates = _tests(w) if w.predicates else _NO_TESTS
    return use_def.BodyIndex(
        tuple(w.bindings),
        w.state_table(),
        constraints,
        paths,
        w.marks,
        predicates,
        _local_scopes(w) if w.scopes else use_def.NO_SCOPES,
        tuple(w.seen),
        w.sources or _NO_NUMBERS,
        w.augmented or _NO_NUMBERS,
        w.part_paths or _NO_NUMBERS,
        w.matches or _NO_MATCHES,
        tuple(names),
        tuple([name for name, flag in declared.items() if flag == GLOBAL]) if declared else (),
        tuple([name for name, flag in declared.items() if flag == NONLOCAL]) if declared else (),
        tuple(w.returns),
        tuple(w.yields),
        w.path,
        tuple(w.attributes),
        w.declared_at or _NO_NUMBERS,
        _declared_at_end(w) if w.annotated else _NO_STATES,
        seen_inside,
    )


def _declared_at_end(w: RegionWalk) -> dict[str, int]:
    return {
        place.removesuffix(":"): state
        for place, state in w.env.items()
        if declarations.is_key(place) and len(w.states[state]) > 1
    }


def _tests(w: RegionWalk) -> _Tests:
    """Constraints, paths and the predicates they name."""
    predicates = w.predicates
    return (
        tuple(w.constraints) if len(w.constraints) > 1 else use_def.NO_CONSTRAINTS,
        tuple(w.paths.nodes) if len(w.paths.nodes) > 2 else use_def.FIRST_PATHS,
        tuple(predicates.values()) if len(predicates) < 2 else tuple([predicates[n] for n in sorted(predicates)]),
    )


def resolve_captured(w: RegionWalk, own: dict[str, None] | None) -> None:
    """Say what the names of outer scopes may be when a lambda runs.

    A name that is not bound again after the lambda is what it is where the lambda is made; of others all
    bindings count.

    `own`: names of the function; None in a module or class body, where the scope's own names are looked
    up when the lambda runs.
    """
    by_place: dict[tuple[int, str], list[int]] = {}
    if w.captured:
        for number, binding in enumerate(w.bindings):
            if binding.kind not in _STANDS_FOR_OTHERS and binding.flags & use_def.BINDS:
                by_place.setdefault((binding.scope, binding.place), []).append(number)
    for (scope, name), (state, made) in w.captured.items():
        at = scope
        found: list[int] | None = None
        while at:
            _, at, _ = w.scopes[at - 1]
            if (at or own is not None) and (not at or w.scopes[at - 1][0] != use_def.CLASS_SCOPE):
                found = by_place.get((at, name))
                if found:
                    break
        number = w.states[state][0][0]
        if found and made >= 0 and found[-1] < number:
            w.sources[number] = made
        elif found:
            w.sources[number] = w.union_of([w.plain[each] for each in found])
        else:
            w.sources[number] = AT_ENTRY if own is not None else WHEN_RUN
            w.seen[name] = None


def _seen_inside(w: RegionWalk, own: dict[str, None]) -> dict[int, dict[str, int]]:
    """See `BodyIndex.seen_inside`: what a name is where the inner function is made, or is bound to later."""
    bound: dict[str, list[int]] = {}
    for number, binding in enumerate(w.bindings):
        if not binding.scope and binding.kind not in _STANDS_FOR_OTHERS and binding.flags & use_def.BINDS:
            bound.setdefault(binding.place, []).append(number)
    found: dict[int, dict[str, int]] = {}
    for function, env in w.snapshots.items():
        seen: dict[str, int] = {}
        for name, state in env.items():
            numbers = bound.get(name)
            if numbers is None or name not in own:
                continue
            alternatives = w.states[state]
            if any(number >= 0 and w.bindings[number].scope for number, _, _ in alternatives):
                continue  # a type parameter of that name
            # Nobody calls it while there is nothing to find.
            made = tuple([each for each in alternatives if each[0] != use_def.UNBOUND])
            later = [w.plain[each] for each in numbers if each > function]
            if not made:
                continue
            before = w.state_of(made)
            state = w.union_of([before, *later]) if later else before
            is_declared = any(w.bindings[each].kind == use_def.ANNOTATED for each in numbers)
            if is_declared or state != w.union_of([w.plain[each] for each in numbers]):
                seen[name] = state
        if seen:
            found[function] = seen
    return found or _NOTHING_SEEN


_NOTHING_SEEN: Final[dict[int, dict[str, int]]] = {}  # shared, never filled


def _local_scopes(w: RegionWalk) -> tuple[use_def.LocalScope, ...]:
    names: list[dict[str, None]] = [{} for _ in range(len(w.scopes) + 1)]
    for binding in w.bindings:
        if binding.scope and binding.kind not in _STANDS_FOR_OTHERS and not binding.flags & (GLOBAL | NONLOCAL):
            if "." not in binding.place and "[" not in binding.place:
                names[binding.scope][binding.place] = None
    result = [use_def.NO_SCOPES[0]]
    for number, (kind, parent, n) in enumerate(w.scopes, 1):
        result.append(use_def.LocalScope(kind, parent, n, tuple(names[number]), w.class_ends.get(number, ())))
    return tuple(result)


def _no_region() -> use_def.StatementIndex:
    w = RegionWalk()
    w.begin(STATEMENT, 1, FIRST_TRY)
    return _statement_index(w, ir.Pass(0, 0), None)


_NO_REGION: Final = _no_region()
