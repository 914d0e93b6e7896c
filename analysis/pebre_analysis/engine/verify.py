"""Does a memo still hold? The pull half of the engine.

In:  a memo.
Out: True: its result is what a run would give now, proven without running it (what it read may have been run).
     False: it must run.
Inside of cycles nothing is run in order to prove something else (`db.in_order`): there the order of runs matters, and
must be that of the reads, as if nothing had been known before.
Always
  - a query whose recorded reads are all unchanged is not run;
  - reads are looked at in the order they were made: a later one may only make sense if the earlier ones are unchanged;
  - a read that itself does not hold is run, in the hope that its value is equal and nothing above needs to run;
  - the walk keeps its own stack, so its depth is not bounded by Python's.
Method: the red-green scheme of Salsa.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from pebre_analysis.engine import backdate, cells, durability, events, memo, runtime, suspects

Execute: TypeAlias = Callable[[runtime.Runtime, memo.Memo, memo.Keyed], object]

_LOW = durability.LOW
_DEPTH = 64  # calls of `_prove` inside each other
_RUNNING = memo.RUNNING
_COLD = memo.COLD
_VERIFYING = memo.VERIFYING
_NO_VALUE = memo.NO_VALUE
_Memo = memo.Memo
_Cell = cells.Cell


def holds(db: runtime.Runtime, root: memo.Memo, execute: Execute) -> bool:
    """See the module's text. The root must not be running."""
    epoch = db.true_epoch
    if root.valid == epoch and (not db.pending_owners or root.verified_at == db.revision):
        return True
    if not root.verified_at:
        return False
    durable = root.durability
    if durable > _LOW and db.last_changed[durable] <= root.verified_at:
        stamp(db, root)
        return True
    if not (db.pending_owners or db.listeners) and _prove(db, root, epoch, _DEPTH):
        return True
    waiting: list[tuple[memo.Memo, Iterator[memo.AnyEdge], memo.Edge]] = []
    try:
        return _walk(db, root, waiting, None if db.in_order else execute)
    except BaseException:
        for each, _, _ in waiting:
            if each.hot == memo.VERIFYING:
                each.hot = memo.COLD
        raise


def stamp(db: runtime.Runtime, each: memo.Memo) -> None:
    """`each` was found to hold."""
    epoch = db.true_epoch
    each.verified_at = db.revision
    each.valid = epoch
    each.hot = _COLD if each.value is _NO_VALUE else epoch
    if each.owned is not None:
        suspects.settled(db, each)


def _prove(db: runtime.Runtime, each: memo.Memo, epoch: int, depth: int) -> bool:
    """Prove a memo if nothing below it changed and nothing is out of the ordinary. False says nothing.

    Twice as fast as the walk, for the most frequent case. What it has proven on the way stays so.
    """
    since = each.verified_at
    if not since:
        return False
    for edge in each.edges:
        # Nothing runs here, so that what did not change before it is looked into has not changed after.
        if type(edge) is _Memo:
            if edge.changed_at > since:
                return False
            if edge.valid == epoch:
                continue
            below = edge
        elif type(edge) is _Cell:
            if edge.changed_at > since:
                return False
            owner = edge.owner
            if owner is None or owner.valid == epoch:
                continue
            below = owner
        else:
            continue
        if below.hot <= _RUNNING:
            return False
        durable = below.durability
        if durable and db.last_changed[durable] <= below.verified_at:  # not LOW
            stamp(db, below)
        elif not depth or not _prove(db, below, epoch, depth - 1):
            return False
    # As in `stamp`.
    each.verified_at = db.revision
    each.valid = epoch
    each.hot = _COLD if each.value is _NO_VALUE else epoch
    return True


def _walk(
    db: runtime.Runtime,
    root: memo.Memo,
    waiting: list[tuple[memo.Memo, Iterator[memo.AnyEdge], memo.Edge]],
    execute: Execute | None,
) -> bool:
    """The body of `holds`: one loop, because a call per edge would double its cost.

    execute: None: nothing may be run, so the first change that is found ends the walk.

    waiting: the memos above `current`, each with its edges still to be looked at and the one it waits for.
    """
    current = root
    since = root.verified_at
    edges = iter(root.edges)
    root.hot = memo.VERIFYING
    epoch = db.true_epoch
    last_changed = db.last_changed
    pull = bool(db.pending_owners)
    revision = db.revision
    listening = bool(db.listeners)
    hopeful = False
    while True:
        # Look at the edges of `current` until one changed, or must be verified first, or all are done.
        must_run = False
        below = current
        edge: memo.AnyEdge = current
        for edge in edges:
            if type(edge) is _Memo:
                below = edge
            elif type(edge) is _Cell:
                if edge.changed_at > since:
                    must_run = True
                    break
                if edge.owner is None:
                    continue
                below = edge.owner
            else:
                continue
            if below.valid == epoch and (not pull or below.verified_at == revision):
                if edge.changed_at > since:
                    must_run = True
                    break
                continue
            durable = below.durability
            if durable > _LOW and last_changed[durable] <= below.verified_at and below.hot > _RUNNING:
                stamp(db, below)
                if edge.changed_at > since:
                    must_run = True
                    break
                continue
            if below.hot <= _RUNNING or not below.verified_at:
                must_run = True
                break
            if hopeful and not pull and not listening and _prove(db, below, epoch, _DEPTH):
                if edge.changed_at > since:
                    must_run = True
                    break
                continue
            hopeful = False  # until what stands in the way is found
            waiting.append((current, edges, edge))
            break
        else:
            below = current
        if not must_run and below is not current:
            current = below
            since = below.verified_at
            edges = iter(below.edges)
            below.hot = _VERIFYING
            continue
        if must_run and db.explaining:
            db.triggers[current] = (edge, revision)
        hopeful = True
        # `current` is decided. Go back to who waited for it, and further while that decides them too.
        while True:
            if not must_run:
                # As in `stamp`.
                current.verified_at = revision
                current.valid = epoch
                current.hot = _COLD if current.value is _NO_VALUE else epoch
                if current.owned is not None:
                    suspects.settled(db, current)
                if listening:
                    db.emit(events.DidVerify(current))
                if not waiting:
                    return True
                current, edges, awaited = waiting.pop()
                since = current.verified_at
                must_run = awaited.changed_at > since
                if must_run:
                    if db.explaining:
                        db.triggers[current] = (awaited, revision)
                    continue
                break
            if current.hot == _VERIFYING:
                current.hot = _COLD
            if not waiting:
                return False
            if execute is None:
                for each, _, _ in waiting:
                    if each.hot == _VERIFYING:
                        each.hot = _COLD
                return False
            ran = rerun(db, current, execute)
            pull = bool(db.pending_owners)
            listening = bool(db.listeners)
            current, edges, awaited = waiting.pop()
            since = current.verified_at
            if backdate.trusted(db, current):
                # The run came past it: it is done. Only the comparison of who waits for it is left.
                must_run = False
                edges = iter(())
                break
            must_run = not ran or awaited.changed_at > since
            if not must_run:
                break
            if db.explaining and ran:
                db.triggers[current] = (awaited, revision)


def rerun(db: runtime.Runtime, each: memo.Memo, execute: Execute) -> bool:
    """Run what does not hold. False: it could not be run, or gave no final result; then its reader must run."""
    if backdate.trusted(db, each):
        return True
    key = each.live_key()
    if key is None or each.value is memo.NO_VALUE or each.hot <= memo.RUNNING:
        return False
    try:
        execute(db, each, key)
    except Exception:  # not hidden: the reader runs, and if it still reads this, meets the fault itself
        return False
    return backdate.trusted(db, each)
