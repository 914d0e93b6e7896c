"""Keeping a database within its budget, and giving one up.

In:  a database, a `budget.Budget`. Out: nothing that anybody sees but time.
What goes, in this order: parse trees; lowered code with its use-def maps, and chunks kept for an undo; then, between
two questions, values beyond their bounds and facts beside the types; last, the whole database, which is made anew with
what is open. The first two may go inside a revision too: they are looked at whenever more code was lowered.
"""

from __future__ import annotations

import itertools
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Final

from pebre_analysis.engine import cells, contents, durability, entity, ingredient, inputs, memo, owners, suspects, sweep
from pebre_analysis.memory import budget, collector
from pebre_analysis.modules import listing
from pebre_analysis.project import database
from pebre_analysis.semantic import refresh, runs, update
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.semantic.region import Region
from pebre_analysis.semantic.scope import Scope, Symbol
from pebre_analysis.source import files
from pebre_analysis.syntax import chunk, chunk_cache, outlined, trees
from pebre_analysis.types import remembered, table

LOWERED_LINES: Final = 10_000  # kept for another look: some 0.8 kB each, and 40 µs to make again
SETTLED_LINES: Final = 5_000  # the same once nobody asks
LEAST_LINES: Final = 3_000  # the same when memory is short
_STEP: Final = 256  # keys between two looks at whether to stop


def watch(db: database.ProjectDatabase, of: budget.Budget) -> None:
    """From now on look at the budget while code is lowered."""
    chunks = chunk_cache.of(db)
    watched = weakref.ref(db)  # the table must not keep its database alive

    def look() -> None:
        if of.is_over() and (found := watched()) is not None:
            drop_code(found)

    def looked_at() -> Iterator[chunk.Chunk]:
        found = watched()
        file = None if found is None else found.looked_at()
        of_file = [] if file is None else [each.value for each in contents.memos(file)]
        for value in of_file:
            if isinstance(value, outlined.Outline):
                yield from (part for _, part in value.occurrences())

    chunks.limit = LOWERED_LINES
    chunks.on_growth = look
    chunks.looked_at = looked_at


def drop_code(db: database.ProjectDatabase) -> None:
    """Let go of trees and lowered code; also while queries run."""
    trees.of(db).clear()
    chunks = chunk_cache.of(db)
    chunks.clear()
    chunks.shrink(LEAST_LINES)
    if chunks.code is not None:
        chunks.code.let_go()


def settle(db: database.ProjectDatabase) -> None:
    """Let go of code that is not looked at again soon, once what was found in it is kept. Not while queries run."""
    chunk_cache.of(db).shrink(SETTLED_LINES, keep_looked_at=True)


def drop_leftovers(db: database.ProjectDatabase, check: Callable[[], object] | None = None) -> None:
    """Let go of what is only kept to save time. Not while queries run. `check` may stop it."""
    drop_code(db)
    chunk_cache.of(db).shrink(LEAST_LINES, at_rest=True)
    db.evict()
    db.searches.forget()
    remembered.forget(db, check)
    for names in db.held_requests:
        names.clear()


def renew_flows(db: database.ProjectDatabase) -> None:
    """Have the flow of each file as large as one that is walked for the first time, or nearly so.

    Its numbers are never used twice, so with each edit there are more. It may be stopped like a query.
    """
    for file in list(db.files):
        index = _index(file)
        if index is not None:
            db.run(refresh.renew_flow, db, index)


def drop_unused(db: database.ProjectDatabase) -> int:
    """Let go of what was found about closed files of the project and serves no open one; how many results.

    Not while queries run. It may be stopped like a query. Files of the environment stay: who uses them is not recorded.
    """
    roots: list[memo.Memo] = []
    closed: list[tuple[files.File, list[memo.Keyed]]] = []
    for file in list(db.files):
        db.check_cancelled()
        index = _index(file)
        keys: list[memo.Keyed] = []
        if file.is_open:
            roots += contents.memos(file)
        for n, key in enumerate(() if index is None else _keys(index)):
            if n % _STEP == 0:
                db.check_cancelled()
            if file.is_open:
                roots += contents.memos(key)
            else:
                keys.append(key)
        if not file.is_open and index is not None and index.memo.durability == durability.LOW:
            closed.append((file, keys))
    needed = sweep.reached(roots, db.check_cancelled)
    _forget_beside(db, db.check_cancelled)
    n_dropped = 0
    for file, keys in closed:
        for n, key in enumerate(keys):
            if n % _STEP == 0:
                db.check_cancelled()
            n_dropped += sweep.drop(db, key, needed)
        n_dropped += sweep.drop(db, file, needed)
    return n_dropped


def drop_unread(db: database.ProjectDatabase) -> int:
    """Let go of names that were looked up and are bound nowhere, where no result depends on that any more; how many.
    And of what was found about types: it holds those of what was typed.

    Each word that is being typed is looked up when it is half written, in its module, among the builtins, in each class
    on the way. Lists of readers lose those that are gone. So does what is in folders that were looked through for a
    module that nobody names any more. Not while queries run. It may be stopped like a query.
    """
    _forget_beside(db, db.check_cancelled)
    indexes = [index for file in list(db.files) if (index := _index(file)) is not None]
    for index in indexes:
        if index.memo.durability == durability.LOW:
            _drop_outlived(db, index)
    listed = _listed(db)
    unread = {each for results in listed.values() for each in results}
    unbound: dict[memo.AnyEdge, Symbol] = {}
    for index in indexes:
        db.check_cancelled()
        for symbol in _symbols(index):
            if symbol.is_unbound():
                unbound.update(dict.fromkeys([*symbol.cells(), *contents.memos(symbol)], symbol))
    spared: dict[Symbol, None] = {}
    gone = dict.fromkeys(unbound.values())
    for n, key in enumerate(itertools.chain(contents.keys(db), *map(_keys, indexes))):
        if n % _STEP == 0:
            db.check_cancelled()
        for each in contents.memos(key):
            suspects.prune(each)
            if each not in unread and each.valid != memo.SUSPECT:  # else it is looked at before it is used, if ever
                _spare(each, unread)
        if isinstance(key, entity.Entity):
            for cell in key.cells():
                suspects.prune(cell)
        elif isinstance(key, inputs.Input):
            for _, cell in contents.cells_of(key):
                suspects.prune(cell)
        if key not in gone:
            spared.update(dict.fromkeys(_named(key, unbound)))
    for symbol in (waiting := list(spared)):
        more = [each for each in _named(symbol, unbound) if each not in spared]
        spared.update(dict.fromkeys(more))
        waiting += more
    for symbol in spared:
        gone.pop(symbol, None)
    for symbol in gone:
        symbol.scope.symbols.pop(symbol.name, None)
        owners.give_up(db, symbol)
    for scope in dict.fromkeys([symbol.scope for symbol in gone]):
        table.compact(scope.symbols)
    for index in indexes:
        table.compact(index.memo.owned or {})
    for key in listed:
        sweep.drop(db, key, {each for each in contents.memos(key) if each not in unread})
        if isinstance(key, files.File) and not contents.memos(key):
            key.seen = None
    db.types.compact()
    db.check_cancelled()
    chunk_cache.of(db).compact()
    db.check_cancelled()  # what follows may be the garbage collector
    return len(gone)


def _drop_outlived(db: database.ProjectDatabase, index: SemanticIndex) -> None:
    """Let go of results about a file that nobody will ask for, or that are made anew if somebody does and that none was
    made from: they hold the code of then."""
    begins = _beginnings(index)
    for n, key in enumerate([index.file, *_keys(index)]):
        if n % _STEP == 0:
            db.check_cancelled()
        known = contents.memos(key)
        sweep.drop(
            db, key, {each for each in known if key in begins.get(each.query, (key,)) and not _is_outlived(each)}
        )


def _beginnings(index: SemanticIndex) -> dict[ingredient.QueryIngredient, frozenset[memo.Keyed]]:
    """What is said of runs of regions, and of stretches of these, is asked of their first ones: those that are now."""
    if not index.knows_runs or not _is_loaded("pebre_analysis.types.reports"):
        return {}
    from pebre_analysis.types import reports

    heads = index.runs().heads()
    return {
        reports.run_reports.ingredient: frozenset(heads),
        reports.stretch_reports.ingredient: frozenset(runs.stretches_of(heads)),
    }


def _is_outlived(each: memo.Memo) -> bool:
    """Whether a result has no reader, and surely does not hold: something that it was made from is gone."""
    if each.valid != memo.SUSPECT or each.owned is not None:
        return False
    suspects.prune(each)
    return each.readers is None and any(map(_is_gone, each.edges))


def _is_gone(edge: memo.AnyEdge) -> bool:
    if isinstance(edge, memo.Memo):
        return edge.valid == memo.DEAD
    return isinstance(edge, cells.Cell) and edge.owner is memo.GRAVE


def give_up(db: database.ProjectDatabase) -> None:
    """Take the database apart, so that all it holds is freed, even if somebody still has the database."""
    drop_leftovers(db)
    indexes = [index for file in db.files if (index := _index(file)) is not None]
    keys = [*contents.keys(db), *[key for index in indexes for key in _keys(index)]]
    contents.dismantle(keys)
    for index in indexes:
        _empty(index)
    _forget_beside(db)


def _empty(index: SemanticIndex) -> None:
    """Cut an index apart: a result about what was gone before, of which nobody knew, would hold all of it."""
    gone = list(index.gone)
    contents.dismantle([key for each in gone if isinstance(each, Region) for key in (each, *each.attached())])
    gone += update.occurrences_of(index)
    for scope in list(_scopes(index)):
        gone += scope.all_regions()
        gone.append(scope)
    for each in gone:
        each.empty()
    index.empty()


def drop_shared() -> None:
    """Let go of what the process remembers beside its databases: the parser's tables, parsed annotations.

    It grows a little with all that is analysed. Each piece that stayed would keep a whole arena of the allocator, 1 MB
    of room that was freed, from going back to the system.
    """
    if _is_loaded("pebre_analysis.syntax.driver"):
        from pebre_analysis.syntax import driver

        driver.forget()
    if _is_loaded("pebre_analysis.types.infer.annotation_strings"):
        from pebre_analysis.types.infer import annotation_strings

        annotation_strings.expression.cache_clear()


def _is_loaded(name: str) -> bool:
    """Whether a module was imported and run. Else it holds nothing, and nothing is run where memory was just freed."""
    module = sys.modules.get(name)
    return module is not None and "__builtins__" in vars(module)


class Renewed:
    """A database that is made anew when the limit is reached. Ask for `db` anew before each question."""

    __slots__ = ("_budget", "_collector", "_make", "db")

    def __init__(self, make: Callable[[], database.ProjectDatabase], megabytes: int) -> None:
        self._make = make
        self._budget = budget.Budget(megabytes)
        self._collector = collector.Collector()
        self.db = make()
        if megabytes:
            watch(self.db, self._budget)

    def limit(self, megabytes: int) -> None:
        """From here on another limit holds, where there is one."""
        self._budget.limit = megabytes * budget.MEGABYTE

    def relieve(self) -> None:
        """Between two questions: begin anew if more is held than may be."""
        if self._budget.may_begin_anew():
            give_up(self.db)
            drop_shared()
            self._collector.collect_all()
            self.db = self._make()
            self._budget.began_anew()
            watch(self.db, self._budget)


def _forget_beside(db: database.ProjectDatabase, check: Callable[[], object] | None = None) -> None:
    """Facts beside types, also those of the query that ran last; and what was found for words that were looked for."""
    db.searches.forget()
    remembered.forget(db, check)
    db.memos.frames.clear()
    db.memos.frame.clear()


def _index(file: files.File) -> SemanticIndex | None:
    """The index of a file, if there is one."""
    for each in contents.memos(file):
        if isinstance(each.value, SemanticIndex):
            return each.value
    return None


def _listed(db: database.ProjectDatabase) -> dict[memo.Keyed, list[memo.Memo]]:
    """What is known of the contents of folders, by what it is kept with."""
    lists = (listing.top_level.ingredient, listing.submodules.ingredient)
    found: dict[memo.Keyed, list[memo.Memo]] = {}
    for n, key in enumerate(contents.keys(db)):
        if n % _STEP == 0:
            db.check_cancelled()
        is_folder = isinstance(key, files.File) and key.status.value is files.FileStatus.DIRECTORY
        if results := [each for each in contents.memos(key) if is_folder or each.query in lists]:
            found[key] = results
    return found


def _spare(reader: memo.Memo, unread: set[memo.Memo]) -> None:
    """Take what a result was made from out of `unread`."""
    waiting = [reader]
    while waiting:
        for edge in waiting.pop().edges:
            if edge in unread:
                assert isinstance(edge, memo.Memo)
                unread.remove(edge)
                waiting.append(edge)


def _named(key: memo.Keyed, unbound: dict[memo.AnyEdge, Symbol]) -> Iterator[Symbol]:
    """Those of some names that results of a key were made from."""
    for each in contents.memos(key):
        for edge in each.edges:
            if edge in unbound:
                yield unbound[edge]


def _symbols(index: SemanticIndex) -> Iterator[Symbol]:
    """All names of a file that somebody asked for."""
    for scope in _scopes(index):
        yield from list(scope.symbols.values())


def _scopes(index: SemanticIndex) -> Iterator[Scope]:
    """All scopes of a file."""
    scopes: list[Scope] = [index.module]
    while scopes:
        scope = scopes.pop()
        yield scope
        scopes.extend(scope.child_scopes())


def _keys(index: SemanticIndex) -> Iterator[memo.Keyed]:
    """All that queries can have been asked about a file."""
    for scope in _scopes(index):
        yield scope
        yield from scope.symbols.values()
        for region in scope.all_regions():
            yield region
            yield from region.attached()
