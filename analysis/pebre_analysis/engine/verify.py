"""Does a memo still hold? The pull half of the engine.

In:  a memo.
Out: True: its result is what a run would give now, proven without running it (what it read may have been run).
     False: it must run.
Always
  - a query whose recorded reads are all unchanged is not run;
  - reads are looked at in the order they were made: a later one may only make sense if the earlier ones are unchanged;
  - a read that itself does not hold is run, in the hope that its value is equal and nothing above needs to run;
  - the walk keeps its own stack, so its depth is not bounded by Python's.
Method: the red-green scheme of Salsa.
"""

from collections.abc import Callable
from typing import TypeAlias

from pebre_analysis.engine import backdate, cells, durability, events, memo, runtime

Execute: TypeAlias = Callable[[runtime.Runtime, memo.Memo, memo.Keyed], object]


def stamp(db: runtime.Runtime, each: memo.Memo) -> None:
    """`each` was found to hold."""
    epoch = db.true_epoch
    each.verified_at = db.revision
    each.valid = epoch
    if each.value is not memo.NO_VALUE and each.query.lru is None:
        each.hot = epoch


def holds(db: runtime.Runtime, root: memo.Memo, execute: Execute) -> bool:
    """See the module's text. The root must not be running."""
    if backdate.trusted(db, root):
        return True
    if not root.verified_at:
        return False
    if _durable(db, root):
        stamp(db, root)
        return True
    walk = [root]
    try:
        return _walk(db, walk, execute)
    except BaseException:
        for each in walk:
            if each.hot == memo.VERIFYING:
                each.hot = memo.COLD
        raise


def _walk(db: runtime.Runtime, walk: list[memo.Memo], execute: Execute) -> bool:
    at = [0]  # for each memo of the walk, the edge that is being looked at
    must_run = False  # the top of the walk does not hold, or a read of it could not be brought up to date
    walk[0].hot = memo.VERIFYING
    while True:
        top = walk[-1]
        since = top.verified_at
        edges = top.edges
        index = at[-1]
        n_edges = len(edges)
        descend: memo.Memo | None = None
        while index < n_edges and not must_run:
            edge = edges[index]
            kind = type(edge)
            below: memo.Memo | None
            if kind is memo.Memo:
                below = edge  # type: ignore[assignment]  # its type was just compared
            elif kind is cells.Cell:
                below = edge.owner  # type: ignore[union-attr]  # same
            else:
                index += 1
                continue
            if below is not None and not backdate.trusted(db, below):
                if below.hot <= memo.RUNNING or not below.verified_at:
                    must_run = True
                elif _durable(db, below):
                    stamp(db, below)
                else:
                    descend = below
                    break
            if edge.changed_at > since:
                must_run = True
                if db.debug and isinstance(edge, memo.Edge):
                    db.triggers[top] = (edge, db.revision)
            index += 1
        if descend is not None:
            at[-1] = index
            walk.append(descend)
            at.append(0)
            descend.hot = memo.VERIFYING
            continue
        walk.pop()
        at.pop()
        if top.hot == memo.VERIFYING:
            top.hot = memo.COLD
        if not must_run:
            stamp(db, top)
            if db.listeners:
                db.emit(events.DidVerify(top))
        elif walk:
            must_run = not _rerun(db, top, execute)
        if not walk:
            return not must_run
        if backdate.trusted(db, walk[-1]):
            # A run in between came past it. It is done, and with it whatever waited for reads below it.
            must_run = False
            at[-1] = len(walk[-1].edges)


def _durable(db: runtime.Runtime, each: memo.Memo) -> bool:
    """Nothing as little durable as this memo has changed since it was verified."""
    durable = each.durability
    return durable > durability.LOW and db.last_changed[durable] <= each.verified_at


def _rerun(db: runtime.Runtime, each: memo.Memo, execute: Execute) -> bool:
    """Run what does not hold. False: it could not be run, or gave no final result; then its reader must run."""
    if backdate.trusted(db, each):
        return True
    key = each.live_key()
    if key is None or each.value is memo.NO_VALUE:
        return False
    if each.hot <= memo.RUNNING:
        return False
    try:
        execute(db, each, key)
    except Exception:
        # Not hidden: the reader runs, and if it still reads this, meets the fault itself.
        return False
    return backdate.trusted(db, each)
