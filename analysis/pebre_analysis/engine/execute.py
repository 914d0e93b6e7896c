"""Run a query: push it on the stack, call it, store its result or clear up after it.

Always
  - a run that raised or was cancelled leaves nothing: no value, no entity, no provisional result; but an owner may
    keep what it did to its entities (`owners.keep_unfinished`);
  - one that raised hands its reads to its caller, who may catch the exception and go on because of it;
  - beyond the depth a thread allows a run goes on in a fresh thread, so that depth does not change answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from pebre_analysis.engine import (
    backdate,
    backtrace,
    cells,
    cycle,
    durability,
    errors,
    evaluator,
    events,
    iterate,
    memo,
    owners,
    runtime,
)

T = TypeVar("T")

_RUNNING: Final = memo.RUNNING
_store: Final = backdate.store


def execute(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, *, seed: list[memo.AnyEdge] | None = None) -> object:
    """Run the query of `each` for `key`; the value.

    Afterwards `each` is final, or provisional if a cycle around it is still running, or cold if the run was refused
    for depth.
    seed: reads to count as its own: they decided that it runs first.
    """
    stack = db.stack
    depth = len(stack)
    if depth >= db.depth_limit:
        return _deeper(db, each, key, seed)
    query = each.query
    if db.listeners:
        db.emit(events.WillExecute(each))
    reads: list[memo.AnyEdge] = [] if seed is None else seed
    outer = db.push
    stack.append(each)
    db.push = reads.append
    each.hot = _RUNNING
    if db.guesses and (guess := db.guesses.get(each)) is not None:
        guess.depth = depth
        guess.inherited = True
    try:
        if query.plain:
            fn = query.fn  # in two steps: a call of an attribute that is a slot is looked up as a method first
            value = fn(db, key)
        else:
            value = cycle.call(db, each, key)
        if db.debug:
            _check_pure(db, each, reads, seed)
        notes = db.notes
        if notes and (found := notes.get(depth)) is not None:
            if found.low > depth:
                del notes[depth]
                owners.store(db, each, value, reads, found)
                value = each.value
            else:
                value = iterate.close(db, each, key, value, reads, depth, execute)
        else:
            value = _store(db, each, value, reads)
    except BaseException as error:
        _abandon(db, each, reads, depth, outer, error)
        if type(error) is not RecursionError or depth <= db.thread_depth:
            raise
    else:
        stack.pop()
        db.push = outer
        if db.listeners:
            db.emit(events.DidExecute(each, reads))
        return value
    # The thread's stack is used up, by this query or by those below it. Queries can be run again.
    return _deeper(db, each, key, seed)


def _abandon(
    db: runtime.Runtime,
    each: memo.Memo,
    reads: list[memo.AnyEdge],
    depth: int,
    outer: Callable[[memo.AnyEdge], object] | None,
    error: BaseException,
) -> None:
    """The run of `each` at `depth` ended by an exception.

    If this function itself runs out of stack, the one of the query below does what is left.
    """
    stack = db.stack
    db.push = outer
    for dropped in stack[depth:]:
        if dropped.hot == memo.RUNNING:
            dropped.hot = memo.COLD
    if isinstance(error, Exception):
        _explain(db, error)
    del stack[depth:]
    notes = db.notes.get(depth)
    reads = [*reads, *cycle.forget(db, depth)]
    if isinstance(error, Exception) and outer is not None:
        # The caller may catch it: what it does then depends on what was read here.
        for edge in reads:
            if type(edge) is not memo.Memo or edge.valid == db.true_epoch or edge.hot == memo.PROVISIONAL:
                outer(edge)
        if db.debug:
            db.catchers.add(stack[-1])
        if notes is not None and notes.low < depth:
            cycle.lower(db, depth - 1, notes.low)
    if db.listeners:
        db.emit(events.DidRaise(each))


def _check_pure(
    db: runtime.Runtime, each: memo.Memo, reads: list[memo.AnyEdge], seed: list[memo.AnyEdge] | None
) -> None:
    """All reads before the first that changed were as before; so a rerun that depends on nothing else comes to it."""
    if seed is not None:
        db.catchers.add(each)
    edge, since = db.triggers.pop(each, (None, 0))
    if edge is None or since != db.revision or edge in reads or edge in (db.untracked_cell, cells.UNFINISHED):
        return
    if each in db.catchers:
        return  # it once had reads that were not its own: of a query that raised, of other members of a cycle
    if edge.durability == durability.FROZEN or (isinstance(edge, cells.Cell) and edge.owner is memo.GRAVE):
        return
    if isinstance(edge, memo.Memo) and edge.valid == memo.DEAD:
        return  # dropped: another one stands in its place
    raise errors.ImpureQueryError(f"{each.debug_name()} ran because of {edge!r}, but did not read it again")


def _explain(db: runtime.Runtime, error: Exception) -> None:
    """Name the running queries in a note, once per exception."""
    if not any(note.startswith(backtrace.TITLE) for note in getattr(error, "__notes__", ())):
        error.add_note(backtrace.render(db))


def _deeper(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, seed: list[memo.AnyEdge] | None) -> object:
    """Go on in a fresh thread, or, if there are too many already, take the value for that case."""
    if db.hops < evaluator.MAX_HOPS:
        db.hops += 1
        try:
            return enter_thread(db, lambda: execute(db, each, key, seed=seed))
        except RecursionError as error:
            raise errors.TooDeepError(f"{each.debug_name()} needs more stack than a thread has") from error
        finally:
            db.hops -= 1
    if db.listeners:
        db.emit(events.TooDeep(each))
    if db.push is not None:
        # Another time there may be more room: whoever saw this value runs again in the next revision.
        db.push(db.untracked_cell)
    query = each.query
    instead = query.on_too_deep or query.cycle_fallback or query.cycle_initial
    if instead is None:
        raise errors.TooDeepError(f"{len(db.stack)} queries deep at {each.debug_name()}")
    return instead(db, key)


def enter_thread(db: runtime.Runtime, work: Callable[[], T], *, fresh: bool = True) -> T:
    """Let a fresh thread with a large stack evaluate `work`, and wait for it; or else this one, which is adopted."""
    limit, base, thread = db.depth_limit, db.thread_depth, db.thread
    db.thread_depth = len(db.stack)
    db.depth_limit = db.thread_depth + db.queries_per_thread

    def body() -> T:
        db.thread = threading.get_ident()
        return work()

    def interrupt() -> None:
        db.cancelled = True
        db.epoch = memo.NO_EPOCH

    try:
        return evaluator.run_on_large_stack(body, interrupt) if fresh else body()
    except KeyboardInterrupt:
        db.cancelled = False
        db.restore_epoch()
        raise
    finally:
        db.depth_limit, db.thread_depth, db.thread = limit, base, thread
