"""The work of one `semantic_index` run: link the chunks, then bring up to date every cell that somebody asked for.

What may have changed is found from what the link step and the flow report, so the work is in proportion
to the edit. A cell that nobody asked for does not exist and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pebre_analysis.engine import database
from pebre_analysis.semantic import (
    chunks,
    dunder_all,
    flow_summary,
    in_step,
    link,
    link_first,
    live_states,
    symbols,
    use_def,
)
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.region import digest
from pebre_analysis.syntax import chunk, ir, outlined, parsed

if TYPE_CHECKING:
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope


def run(db: database.Database, index: SemanticIndex, outline: outlined.Outline) -> None:
    """Link the index with another outline of its file. May be stopped while code is read, not while it is linked."""
    before = index.outline
    if before is not None:
        if not index.is_settled:
            for _ in occurrences_of(index, settled=True):
                db.check_cancelled()
            index.is_settled = True  # what comes later is never pending
        _read(db, before, outline, with_flaws=index.knows_flaws)
    index.is_broken = True  # until all is done
    index.outline = outline
    if before is None:
        link_first.link(index, outline.chunks)
    else:
        changes = link.Linker(db, index).update(outline.chunks, outline.follows(before))
        index.note_flaws(changes.came, changes.gone)
        index.n_structures += not changes.keeps_structure
        index.others = _others(index, changes)
        _refresh(db, index, changes)
    index.is_broken = False


def _read(db: database.Database, before: outlined.Outline, outline: outlined.Outline, *, with_flaws: bool) -> None:
    """Read the chunks that are new in an outline, one by one and step by step: what is done of one stays."""
    step = outline.follows(before)
    was, now = before.chunks, outline.chunks
    if step is not None:
        was, now = was[step.keep : step.old_top], now[step.keep : step.new_top]
    known = set(_with_members(was, set()))
    for part in _with_members(now, known):
        if part.lowered is None:
            db.check_cancelled()
            parsed.lowered_of(part)
        if part.use_def is None or part.index is None:
            db.check_cancelled()
            chunks.use_def_of(part)
        if with_flaws and part.problems is None:
            db.check_cancelled()
            parsed.problems_of(part)


def _with_members(parts: Sequence[chunk.Chunk], without: set[chunk.Chunk]) -> Iterator[chunk.Chunk]:
    """These chunks and their members, but for some and theirs."""
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        if part not in without:
            yield part
            for group in part.members:
                waiting += [member for _, member in group]


def _refresh(db: database.Database, index: SemanticIndex, changes: link.Changes) -> None:
    touched = _Touched(db)
    _flow(db, index, changes, touched)
    for scope, rebinding in changes.rebindings.items():
        touched.names(scope, rebinding.names)
        if rebinding.changes_names:
            touched.name_sets[scope] = None
    _bodies(db, index, changes, touched)
    touched.commit(index)
    _own_cells(db, index, changes)
    _let_go(index, changes)


class _Touched:
    """Symbols and scopes whose cells are to be brought up to date."""

    __slots__ = ("around", "db", "name_sets", "sites", "states")

    def __init__(self, db: database.Database) -> None:
        self.db = db
        self.states: dict[scopes.Symbol, None] = {}
        self.sites: dict[scopes.Symbol, None] = {}
        self.around: dict[scopes.Symbol, None] = {}
        self.name_sets: dict[Scope, None] = {}

    def names(self, scope: Scope, names: dict[str, None] | tuple[str, ...]) -> None:
        """States of some names of a scope; a star import touches them all."""
        known = scope.symbols
        if "*" in names:
            self.all_names(scope)
            return
        for name in names:
            symbol = known.get(name)
            if symbol is not None:
                self.states[symbol] = None

    def all_names(self, scope: Scope) -> None:
        for symbol in scope.symbols.values():
            self.states[symbol] = None

    def commit(self, index: SemanticIndex) -> None:
        db = self.db
        for symbol in self.states:
            state = symbol.state_cell
            if state is not None and not symbol.is_dead():
                db.commit(state, index.state_of(symbol.scope, symbol.name))
        for symbol in self.sites:
            sites = symbol.sites_cell
            if sites is not None and not symbol.is_dead():
                db.commit(sites, index.sites_of(symbol.scope, symbol.name))
        for symbol in self.around:
            around = symbol.around_cell
            if around is not None and not symbol.is_dead():
                db.commit(around, index.seen_around(symbol.scope, symbol.name))
        for scope in self.name_sets:
            names = scope.names_cell
            if names is not None and not scope.is_dead():
                db.commit(names, index.names_of(scope))


# ---- what flows ----------------------------------------------------------------------------------


def _flow(db: database.Database, index: SemanticIndex, changes: link.Changes, touched: _Touched) -> None:
    flow = index.flow
    if flow is None or (not changes.gone and not changes.came):
        return
    if changes.keeps_structure and _same_flow(changes):
        return
    if flow.is_worn:
        forget_flow(index)
        flow = index.walk_flow()
    else:
        index.converter = live_states.Converter(flow)
        first, _, end = changes.tops or (0, 0, 0)
        gone = [each for each in changes.gone if each.parent is None]
        flow.run_module(index.module, in_step.InStep(first, end, gone))
    for region in flow.arrived:
        entry = region.entry_cell
        if entry is not None and not region.is_dead():
            db.commit(entry, index.entry_of(region))
    for scope, before in flow.ended:
        straight = scope.straight_cell
        if straight is not None:
            db.commit(straight, scope.straight)
        now = scope.end
        if before.get("*") != now.get("*"):
            touched.all_names(scope)
        else:
            touched.names(scope, tuple([name.removesuffix(":") for name, _ in before.items() ^ now.items()]))
    flow.arrived = []
    flow.ended = []


def _same_flow(changes: link.Changes) -> bool:
    """Whether the chunks that came do to the flow what those that went did; then they take over what is known."""
    if len(changes.gone) != len(changes.came):
        return False
    pairs = list(zip(changes.gone, changes.came, strict=True))
    for old, new in pairs:
        if old.container is not new.container or not flow_summary.same(old, new):
            return False
    for old, new in pairs:
        new.walked = old.walked
        new.names = old.names
    return True


def _let_go(index: SemanticIndex, changes: link.Changes) -> None:
    """Remember what is gone, and cut apart what went the last time: by now nothing that runs has seen it alive.

    Its pieces hold each other, so that only the garbage collector would free them; and who still holds one, say in a
    result of before, would hold all.
    """
    if index.flow is not None:
        for region in changes.retired:
            index.flow.forget(region)
    last, index.gone = index.gone, (*changes.retired, *changes.retired_scopes, *changes.gone)
    for each in last:
        each.empty()


def forget_flow(index: SemanticIndex) -> None:
    """Let go of all numbers; the next pass gives new ones."""
    index.flow = None
    for body in index.module.bodies:
        for region in symbols.regions_of(body, False):
            region.flow_base = None
            region.arrival = None
    stack = [each for body in index.module.bodies for each in body]
    while stack:
        occurrence = stack.pop()
        occurrence.walked = None
        for group in occurrence.groups:
            stack.extend(group)


# ---- what function bodies bind elsewhere ---------------------------------------------------------


def _bodies(db: database.Database, index: SemanticIndex, changes: link.Changes, touched: _Touched) -> None:
    for scope, before, now in changes.bodies:
        if before is now:
            continue
        _own_symbols(scope, touched)
        old, new = _Sent(before), _Sent(now)
        if old.numbers != new.numbers:
            index.forget_global_binders()
        if old.globals != new.globals:
            touched.names(index.module, (*old.globals, *new.globals))
            touched.name_sets[index.module] = None
        names = (*old.nonlocals, *new.nonlocals)
        if scope.children:  # a name bound here is kept from functions inside
            names += tuple(old.names ^ new.names)
            _number_inside(db, scope)
        outer = scope.parent
        while outer is not None and names:
            touched.names(outer, names)
            outer = outer.parent
        parent = scope.parent
        if parent is not None and parent.kind == scopes.CLASS:
            is_other = scope.header in changes.recoded  # it may be a static method now
            for name in old.attributes.keys() | new.attributes.keys():
                symbol = parent.symbols.get(name)
                if symbol is not None and (is_other or old.attributes.get(name) != new.attributes.get(name)):
                    touched.sites[symbol] = None


def _number_inside(db: database.Database, scope: Scope) -> None:
    """Functions inside of a function are other ones when more or fewer of their name stand before them."""
    stack = list(scope.child_scopes())
    while stack:
        each = stack.pop()
        if each.kind == scopes.CLASS:
            stack.extend(each.child_scopes())
        elif each.body is not None and each.body.code_cell is not None:
            definition = each.definition
            nth = 0 if definition is None else definition.nth
            db.commit(each.body.code_cell, digest(each.body.lowered.code) + nth)


class _Sent:
    """What a function body binds in other scopes, by name: the keys of its definitions, (local scope, place, n-th)."""

    __slots__ = ("attributes", "globals", "names", "nonlocals", "numbers")

    def __init__(self, body: use_def.BodyIndex | None) -> None:
        self.globals: dict[str, list[tuple[int, str, int]]] = {}
        self.numbers: list[int] = []  # of the bindings that `global` sends to the module
        self.names: set[str] = set() if body is None else set(body.names)
        self.nonlocals: dict[str, None] = {}
        self.attributes: dict[str, list[tuple[int, str, int]]] = {}
        if body is None:
            return
        attributes = {number: name for name, number in body.attributes}
        counts: dict[tuple[int, str], int] = {}
        for number, binding in enumerate(body.bindings):
            key = (binding.scope, binding.place)
            nth = counts[key] = counts.get(key, -1) + 1
            if binding.flags & use_def.GLOBAL:
                self.globals.setdefault(binding.place, []).append((*key, nth))
                self.numbers.append(number)
            elif binding.flags & use_def.NONLOCAL:
                self.nonlocals[binding.place] = None
            if number in attributes:
                self.attributes.setdefault(attributes[number], []).append((*key, nth))


def _own_symbols(scope: Scope, touched: _Touched) -> None:
    """All names of a function, and of the classes in it, also as the functions in them see them."""
    stack = [scope]
    while stack:
        each = stack.pop()
        touched.all_names(each)
        touched.name_sets[each] = None
        for child in each.child_scopes():
            if child.kind == scopes.CLASS:
                stack.append(child)
            else:
                for symbol in child.symbols.values():
                    touched.around[symbol] = None


# ---- what the file has as a whole ----------------------------------------------------------------


def _own_cells(db: database.Database, index: SemanticIndex, changes: link.Changes) -> None:
    flags, imports, all_cell, regions, heads = index.known_cells()
    keeps_order = changes.keeps_structure and _same_order(changes)
    if not keeps_order:
        for scope in list(index.with_statements):
            if scope.is_dead():
                del index.with_statements[scope]
            elif scope.statements_cell is not None:
                db.commit(scope.statements_cell, index.statements_of(scope))
    _runs(db, index, changes, keeps_order=keeps_order)
    if not keeps_order:
        if regions is not None:
            db.commit(regions, regions_of(index))
        if heads is not None:
            db.commit(heads, index.runs().heads())
    moved = (*changes.gone, *changes.came)
    imported = any(each.index.imports for each in moved)
    if flags is not None and (imported or any(each.index.makes_names for each in moved)):
        db.commit(flags, flags_of(index))
    if imports is not None and imported:
        db.commit(imports, imports_of(index))
    if all_cell is not None:
        if not changes.keeps_structure or any(each.index.touches_all for each in (*changes.gone, *changes.came)):
            db.commit(all_cell, dunder_all.of_module(index.module))


def _others(index: SemanticIndex, changes: link.Changes) -> dict[int, Occurrence]:
    """The occurrences of the file's own level in which regions were put that are not among those that came."""
    tops = index.module.bodies[0]
    low, _, high = changes.tops or (0, 0, 0)
    found: dict[int, Occurrence] = {}
    for occurrence in changes.placed:
        top = occurrence
        while top.parent is not None:
            top = top.parent
        at = top.position
        if not low <= at < high and at < len(tops) and tops[at] is top:
            found[at] = top
    return found


def _runs(db: database.Database, index: SemanticIndex, changes: link.Changes, *, keeps_order: bool) -> None:
    """Bring the runs of regions up to date, if somebody asked for them."""
    low, high, new_high = changes.tops or (0, 0, 0)
    if not index.knows_runs or (keeps_order and high - low <= 1 >= new_high - low):
        return
    made = [symbols.regions_of([each]) for each in index.module.bodies[0][low:new_high]]
    others = {at: symbols.regions_of([each]) for at, each in index.others.items()}
    for head, run in index.runs().splice(low, high, made, others):
        if head.run_cell is not None and not head.is_dead():
            db.commit(head.run_cell, run)


def _same_order(changes: link.Changes) -> bool:
    before = [region for occurrence in changes.gone for region in occurrence.regions]
    now = [region for occurrence in changes.came for region in occurrence.regions]
    return before == now


def regions_of(index: SemanticIndex) -> tuple[Region, ...]:
    if index.knows_runs:
        return tuple(index.runs().all)
    return tuple([each for body in index.module.bodies for each in symbols.regions_of(body)])


def occurrences_of(index: SemanticIndex, *, settled: bool = False) -> Iterator[Occurrence]:
    """All occurrences of chunks, in no order; only those with `settled` that stand in what nobody has asked about."""
    stack = [each for body in index.module.bodies for each in body]
    while stack:
        occurrence = stack.pop()
        if settled:
            occurrence.settle()
        yield occurrence
        for group in occurrence.groups:
            stack.extend(group)


def has_pending(index: SemanticIndex) -> bool:
    """Whether functions or classes are known by name alone."""
    return any(each.pending is not None for each in occurrences_of(index))


def imports_of(index: SemanticIndex) -> frozenset[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for occurrence in importing(index):
        found.update(occurrence.index.imports)
    return frozenset(found)


def importing(index: SemanticIndex) -> list[Occurrence]:
    """The occurrences in which something is imported."""
    found: list[Occurrence] = []
    for occurrence in occurrences_of(index):
        if occurrence.pending is not None and "import" in occurrence.chunk.text:
            occurrence.settle()
        if occurrence.index.imports:
            found.append(occurrence)
    return found


def flags_of(index: SemanticIndex) -> int:
    from pebre_analysis.semantic import index as names

    found = names.STUB if index.file.is_stub else 0
    if index.file.is_notebook:
        found |= names.NOTEBOOK
    for occurrence in occurrences_of(index):
        if occurrence.index.makes_names:
            found |= names.MAKES_NAMES
        if not occurrence.index.imports:
            continue
        for region in occurrence.regions:
            node = region.lowered.node
            if isinstance(node, ir.ImportFrom):
                if node.is_star:
                    found |= names.STAR_IMPORTS
                elif node.module == "__future__" and not node.level and region.scope is index.module:
                    if any(alias.name == "annotations" for alias in node.names):
                        found |= names.FUTURE_ANNOTATIONS
    return found
