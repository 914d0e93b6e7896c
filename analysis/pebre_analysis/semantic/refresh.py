"""Bring up to date the cells that depend on many chunks: what flows, what names mean, what bodies bind elsewhere.

In:  what link steps changed, noted with `note`; there are several where the work was stopped in between.
Out: each such cell that somebody asked for holds what a fresh database would give.
It may be stopped at any chunk, and goes on from there: what a chunk did to the flow is kept with what that depended on,
and which regions are reached by something else stays noted (`LinkFlow.arrived`) until their cells say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import database
from pebre_analysis.semantic import flow_summary, in_step, link, link_flow, live_states, symbols, use_def
from pebre_analysis.semantic import scope as scopes

if TYPE_CHECKING:
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.scope import Scope

_STEP: Final = 64  # cells that are brought up to date before what depends on them is told


class Owed:
    """What is still to be done after link steps."""

    __slots__ = ("changes", "flows", "in_step", "renumbers")

    def __init__(self) -> None:
        self.changes: list[link.Changes] = []
        self.flows = False  # the module is to be walked again
        self.renumbers = False  # all numbers of the flow are new: its states cannot be compared with those of before
        self.in_step: in_step.InStep | None = None  # how it follows from the last pass that came to its end


def note(index: SemanticIndex, changes: link.Changes) -> None:
    """A link step is done."""
    owed = index.owed
    if owed is None:
        owed = index.owed = Owed()
    owed.changes.append(changes)
    owed.in_step = None
    index.forget_plain_names()
    if index.flow is None or (not changes.gone and not changes.came):
        return
    if changes.keeps_structure and _same_flow(changes):
        return
    if len(owed.changes) == 1:
        first, _, end = changes.tops or (0, 0, 0)
        gone = [each for each in changes.gone if each.parent is None]
        owed.in_step = in_step.InStep(first, end, gone)
    owed.flows = True


def run(db: database.Database, index: SemanticIndex) -> None:
    """Do what is owed. May be stopped, and called again."""
    owed = index.owed
    if owed is None:
        return
    touched = _Touched(db)
    _flow(db, index, owed, touched)
    for changes in owed.changes:
        for scope, rebinding in changes.rebindings.items():
            touched.names(scope, rebinding.names)
            if rebinding.changes_names:
                touched.name_sets[scope] = None
        _bodies(db, index, changes, touched)
    touched.commit(index)
    _let_go(index, owed)
    index.owed = None


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
        for n, symbol in enumerate(self.states):
            db.check_cancelled()
            if n % _STEP == _STEP - 1:
                db.keep_so_far()
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


def renew_flow(db: database.Database, index: SemanticIndex) -> None:
    """Number the flow anew if much of it is about what is gone; then no cell differs. May be stopped like a query."""
    flow = index.flow
    if flow is None or not flow.is_grown or index.owed is not None or index.is_broken:
        return
    forget_flow(index)
    try:
        index.flow_is_needed(db.check_cancelled)
    except BaseException:
        # Cells that are there wait for a pass that comes to its end.
        owed = index.owed = Owed()
        owed.flows = owed.renumbers = True
        raise


def _flow(db: database.Database, index: SemanticIndex, owed: Owed, touched: _Touched) -> None:
    flow = index.flow
    if flow is None and not owed.flows:
        touched.all_names(index.module)  # what was told without a flow hangs on all chunks
        return
    if owed.flows:
        step, owed.in_step = owed.in_step, None  # it is known for one attempt
        if flow is None or flow.is_worn:
            forget_flow(index)
            flow = index.flow = link_flow.LinkFlow()
            owed.renumbers = True
        index.converter = live_states.Converter(flow)
        flow.run_module(index.module, step, db.check_cancelled)
        if owed.renumbers:
            flow.settle()
        owed.flows = False
    assert flow is not None
    arrived = flow.arrived
    while arrived:
        db.check_cancelled()
        if len(arrived) % _STEP == 0:
            db.keep_so_far()
        region = arrived[-1]
        entry = region.entry_cell
        if entry is not None and not region.is_dead():
            db.commit(entry, index.entry_of(region))
        arrived.pop()
    for scope, before in flow.ended:
        straight = scope.straight_cell
        if straight is not None and not scope.is_dead():
            db.commit(straight, scope.straight)
        now = scope.end
        if before.get("*") != now.get("*"):
            touched.all_names(scope)
        else:
            touched.names(scope, tuple([name.removesuffix(":") for name, _ in before.items() ^ now.items()]))
    if owed.renumbers:
        waiting = [index.module]
        while waiting:
            scope = waiting.pop()
            touched.all_names(scope)
            waiting += scope.child_scopes()


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


def _let_go(index: SemanticIndex, owed: Owed) -> None:
    """Remember what is gone, and cut apart what went the last time: by now nothing that runs has seen it alive.

    Its pieces hold each other, so that only the garbage collector would free them; and who still holds one, say in a
    result of before, would hold all.
    """
    flow = index.flow
    if flow is not None:
        flow.arrived, flow.ended = [], []
    last = index.gone
    index.gone = ()
    for changes in owed.changes:
        if flow is not None:
            for region in changes.retired:
                flow.forget(region)
        index.gone += (*changes.retired, *changes.retired_scopes, *changes.gone)
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
