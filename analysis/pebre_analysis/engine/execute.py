"""Run a query: push it on the stack, call it, store its result or clear up after it.

Always
  - a run that raised or was cancelled leaves nothing: no value, no entity, no provisional result;
  - one that raised hands its reads to its caller, who may catch the exception and go on because of it;
  - beyond the depth a thread allows a run goes on in a fresh thread, so that depth does not change answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pebre_analysis.engine import backdate, cycle, errors, evaluator, events, memo, owners, runtime

_NOTE: Final = "running queries:"
_SHOWN_FRAMES: Final = 20  # of the query stack, in notes on exceptions


def execute(
    db: runtime.Runtime,
    each: memo.Memo,
    key: memo.Keyed,
    *,
    proven: bool = False,
    seed: list[memo.AnyEdge] | None = None,
) -> object:
    """Run the query of `each` for `key`; the value.

    Afterwards `each` is final, or provisional if a cycle around it is still running, or cold if the run was refused
    for depth.
    proven: the memo holds, only its value was evicted.
    seed: reads to count as its own: they decided that it runs first.
    """
    stack = db.stack
    depth = len(stack)
    if depth >= db.depth_limit:
        return _deeper(db, each, key, proven, seed)
    query = each.query
    if db.listeners:
        db.emit(events.WillExecute(each))
    reads: list[memo.AnyEdge] = [] if seed is None else seed
    outer = db.push
    stack.append(each)
    db.push = reads.append
    each.hot = memo.RUNNING
    if db.guesses and (guess := db.guesses.get(each)) is not None:
        guess.depth = depth
    try:
        value = query.fn(db, key) if query.plain else cycle.call(db, each, key)
        notes = db.notes
        if notes and (found := notes.get(depth)) is not None:
            if found.low > depth:
                del notes[depth]
                owners.store(db, each, value, reads, found)
            else:
                value = cycle.close(db, each, key, value, reads, depth, execute)
        else:
            backdate.store(db, each, value, reads, proven=proven)
            value = each.value
    except BaseException as error:
        _abandon(db, each, reads, depth, outer, error)
        raise
    stack.pop()
    db.push = outer
    if db.listeners:
        db.emit(events.DidExecute(each))
    return value


def _abandon(
    db: runtime.Runtime,
    each: memo.Memo,
    reads: list[memo.AnyEdge],
    depth: int,
    outer: Callable[[memo.AnyEdge], object] | None,
    error: BaseException,
) -> None:
    """The run of `each` at `depth` ended by an exception."""
    if isinstance(error, Exception):
        _explain(db, error)
    del db.stack[depth:]
    db.push = outer
    if each.hot == memo.RUNNING:
        each.hot = memo.COLD
    notes = db.notes.get(depth)
    reads.extend(cycle.forget(db, depth))
    if isinstance(error, Exception) and outer is not None:
        # The caller may catch it: what it does then depends on what was read here.
        for edge in reads:
            if type(edge) is not memo.Memo or edge.valid == db.true_epoch or edge.hot == memo.PROVISIONAL:
                outer(edge)
        if notes is not None and notes.low < depth:
            cycle.lower(db, depth - 1, notes.low)
    if db.listeners:
        db.emit(events.DidRaise(each))


def _explain(db: runtime.Runtime, error: Exception) -> None:
    """Name the running queries in a note, once per exception."""
    if any(note.startswith(_NOTE) for note in getattr(error, "__notes__", ())):
        return
    names = [each.debug_name() for each in db.stack[-_SHOWN_FRAMES:]]
    if len(db.stack) > _SHOWN_FRAMES:
        names.insert(0, f"… {len(db.stack) - _SHOWN_FRAMES} more")
    error.add_note(_NOTE + "".join(f"\n  {name}" for name in names))


def _deeper(
    db: runtime.Runtime,
    each: memo.Memo,
    key: memo.Keyed,
    proven: bool,
    seed: list[memo.AnyEdge] | None,
) -> object:
    """Go on in a fresh thread, or, if there are too many already, take the value for that case."""
    if db.hops < evaluator.MAX_HOPS:
        limit = db.depth_limit
        db.hops += 1
        db.depth_limit = len(db.stack) + db.queries_per_thread
        try:
            return evaluator.run_on_large_stack(lambda: execute(db, each, key, proven=proven, seed=seed))
        finally:
            db.depth_limit = limit
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
