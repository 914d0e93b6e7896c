"""One database: its clock, what is set from outside, what runs, and who listens.

    class Db(database.Database): ...            # layers add their own state in subclasses

    db.set(file.status, FileStatus.EXISTS)      # one new revision
    with db.batch(): …                          # one new revision for all that is set inside
    db.run(check, project)                      # evaluate with a large stack

Always
  - inputs change only between queries; a write compares nothing: callers compare first;
  - one thread evaluates at a time; `request_cancel` may be called from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from pebre_analysis.engine import (
    backtrace,
    cancel,
    cells,
    contents,
    durability,
    entity,
    errors,
    evaluator,
    events,
    evict,
    execute,
    fetch,
    immutable,
    ingredient,
    memo,
    owners,
    query,
    revision,
    runtime,
    suspects,
)

V = TypeVar("V")
P = ParamSpec("P")

MEDIUM, HIGH = durability.MEDIUM, durability.HIGH
_check_durability = durability.check


class Database(runtime.Runtime):
    """See the module's text. `debug`, `check_suspects` and `check_values` turn on checks that cost time.

    check_values: True, or the classes whose objects may remember things and are not looked into.
    """

    __slots__ = ()

    def __init__(
        self, *, debug: bool = False, check_suspects: bool = False, check_values: bool | tuple[type, ...] = False
    ) -> None:
        super().__init__(debug=debug, check_suspects=check_suspects)
        self.untracked_cell = cells.Cell(None)
        if check_values is not False:
            self.checker = immutable.Checker(check_values if isinstance(check_values, tuple) else ())

    # Inputs

    def set(self, cell: cells.Cell[V], value: V, durability: durability.Durability | None = None) -> V:
        """Write a cell of an input: one new revision. The old value. Cells keep their durability if none is given."""
        if type(cell) is not cells.Cell:
            raise TypeError(f"set writes a Cell, not {cell!r}: give it the cell itself, not its value")
        if durability is not None:
            _check_durability(durability)
        self._may_write(cell)
        self._write(cell.durability)
        old = cell.value
        cell.value = value
        cell.changed_at = self.revision
        suspects.mark_readers(self, cell)
        if durability is not None and durability != cell.durability:
            if durability < cell.durability:
                self.last_demotion = self.revision
            cell.durability = durability
        self.restore_epoch()
        return old

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One revision for all writes inside. Queries may be asked in between; writes after them open another one."""
        if self.stack:
            raise errors.EngineError("inputs cannot be written inside a query")
        if not self.batch_depth:
            self.revision_used = True
        self.batch_depth += 1
        self.epoch = memo.NO_EPOCH
        try:
            yield
        finally:
            self.batch_depth -= 1
            self.restore_epoch()

    def synthetic_write(self, durability: durability.Durability) -> None:
        """Open a revision as if something of this durability had changed: memos are verified, nothing runs."""
        _check_durability(durability)
        if self.stack:
            raise errors.EngineError("inputs cannot be written inside a query")
        if durability > HIGH:
            raise errors.EngineError("nothing FROZEN is ever written")
        self._write(durability)
        if durability == MEDIUM:  # a HIGH one begins an epoch; here no cell changed that would mark its readers
            self.true_epoch = revision.new_epoch()
        self.restore_epoch()

    def _may_write(self, cell: cells.Cell[V]) -> None:
        if self.stack:
            raise errors.EngineError("inputs cannot be written inside a query")
        if cell.owner is not None:
            raise errors.EngineError("a cell of an entity is written by its owner query, with commit")
        if cell.durability == durability.FROZEN:
            raise errors.EngineError("a FROZEN cell cannot be written")

    def _write(self, durable: durability.Durability) -> None:
        """Open a revision in which something of durability `durable` changes."""
        if not self.batch_depth or self.revision_used:
            self.check_values()
            evict.evict(self)
            self.revision += 1
            self.revision_used = False
            self.last_changed[durability.LOW] = self.revision
            self.untracked_cell.changed_at = self.revision
            suspects.mark_readers(self, self.untracked_cell)
        if durable > durability.LOW:
            for each in range(durability.MEDIUM, durable + 1):
                self.last_changed[each] = self.revision
        if durable > durability.MEDIUM:
            self.true_epoch = revision.new_epoch()
        if self.listeners:
            self.emit(events.RevisionOpened(self.revision, durable))

    # For queries

    def commit(self, cell: cells.Cell[V], value: V) -> None:
        """Inside the owner of an entity: the value of its cell in this run. An equal one keeps the old object."""
        owners.commit(self, cell, value)  # type: ignore[arg-type]  # V is what the cell holds

    def retire(self, gone: entity.Entity) -> None:
        """Inside the owner of an entity: it is no longer there."""
        owners.retire(self, gone)

    def keep_unfinished(self) -> None:
        """Inside the owner of entities, when it is stopped: what it did to them stays, and its next run goes on."""
        owners.keep_unfinished(self)

    def keep_so_far(self) -> None:
        """Now and then before it may be stopped: so little is left to do when it is."""
        owners.keep_so_far(self)

    def drop_results(self, keys: Iterable[memo.Keyed]) -> None:
        """Forget the results of keys that are gone; whoever read them looks again."""
        for key in keys:
            owners.drop_memos(self, key)

    def report_untracked_read(self) -> None:
        """The running query reads something the engine cannot see: it runs again in every revision."""
        if self.push is not None:
            self.push(self.untracked_cell)

    def read_owned(self, cell: memo.Edge) -> object:
        return fetch.read_owned(self, cell)  # type: ignore[arg-type]  # called by cells only

    def enter_entity(self, entity: memo.Keyed) -> None:
        owners.enter(self, entity)

    # Cancellation

    def request_cancel(self) -> None:
        """From any thread: unwind what runs. It stands, for later queries too, until `clear_cancel`."""
        self.cancelled = True
        self.epoch = memo.NO_EPOCH

    def clear_cancel(self) -> None:
        """Take a request to cancel back. Call it before looking at what the request was for, so that none is lost."""
        self.cancelled = False
        self.restore_epoch()

    def check_cancelled(self) -> None:
        """For long loops: raise if asked to stop. Not while a batch of changes is applied."""
        if self.cancelled and not self.batch_depth:
            raise cancel.Cancelled

    # Evaluation

    def run(self, work: Callable[P, V], *args: P.args, **kwargs: P.kwargs) -> V:
        """Call `work` on a thread with a large stack, and wait for it. Directly, if this is one."""
        if self.thread == threading.get_ident():
            return work(*args, **kwargs)
        if self.thread is not None:
            raise errors.EngineError("another thread is evaluating")
        return execute.enter_thread(self, lambda: work(*args, **kwargs), fresh=not evaluator.is_adopted())

    def settle(self, limit: int = 0) -> int:
        """Rerun owners of entities that a change has reached, until `limit` are left; how many are.

        A few are rerun before the next answer anyway. After a change of many files they are rerun as they are asked
        for, and until the last one is, every answer is verified by walking: idle time is well spent here.
        """
        fetch.settle(self, limit)
        return len(self.pending_owners)

    def check_values(self) -> int:
        """With `check_values`: raise if a result was altered since it was returned. How many were looked at."""
        return 0 if self.checker is None else self.checker.check()

    # Memory

    def evict(self) -> int:
        """Drop values beyond the limits of their queries, now; how many."""
        return evict.evict(self)

    def set_lru(self, of: query.Declared, limit: int) -> None:
        """Another limit for a query declared with lru, in this database; 0: no bound."""
        declared = getattr(of, "ingredient", None)
        if not isinstance(declared, ingredient.QueryIngredient):
            raise TypeError(f"set_lru is about a declared query, not {of!r}")
        if declared.lru is None:
            raise TypeError(f"{declared.name} was declared without lru")
        self.lru_limits[declared] = ingredient.Lru(limit).limit

    def ingredients(self) -> list[ingredient.IngredientInfo]:
        """What this database holds, by class of keys and by query."""
        return contents.ingredients(self)

    # Looking inside

    def listen(self, listener: events.Listener) -> Callable[[], None]:
        """Call `listener` with every event. Gives the function that ends it."""
        if not callable(listener):
            raise TypeError(f"a listener is a function of an event, not {listener!r}")
        self.listeners = (*self.listeners, listener)

        def stop() -> None:
            self.listeners = tuple(each for each in self.listeners if each is not listener)

        return stop

    def backtrace(self) -> str:
        """The running queries, one a line, innermost last; empty outside of queries."""
        return backtrace.render(self)

    @contextmanager
    def record(self) -> Iterator[list[str]]:
        """The queries that run inside, in order, as `name(key)`."""
        ran: list[str] = []

        def note(event: events.Event) -> None:
            if isinstance(event, events.WillExecute):
                ran.append(event.memo.debug_name())

        stop = self.listen(note)
        try:
            yield ran
        finally:
            stop()
