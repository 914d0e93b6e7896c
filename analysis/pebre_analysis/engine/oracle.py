"""The check that suspect flags and pull verification agree (`Database(check_suspects=True)`).

In this mode no memo is handed out by the fast path; each one that is taken for valid is walked down to its leaves.
"""

from pebre_analysis.engine import cells, durability, errors, memo, runtime


def check(db: runtime.Runtime, root: memo.Memo) -> None:
    """Raise if anything that `root` read, directly or not, has changed since."""
    seen = {root}
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if _proven_by_durability(db, each):
            continue
        if each.valid != db.true_epoch:
            raise errors.SuspectOracleError(f"{root!r} is taken for valid, {each!r} below it is not")
        for edge in each.edges:
            below: object = edge
            if isinstance(edge, cells.Cell):
                below = edge.owner
                if below is memo.GRAVE:
                    raise errors.SuspectOracleError(f"{root!r} is taken for valid, {each!r} read a retired entity")
            if edge.changed_at > each.verified_at:
                raise errors.SuspectOracleError(f"{root!r} is taken for valid, {each!r} read {edge!r}, which changed")
            if isinstance(below, memo.Memo) and below not in seen:
                seen.add(below)
                waiting.append(below)


def _proven_by_durability(db: runtime.Runtime, each: memo.Memo) -> bool:
    return each.durability > durability.LOW and db.last_changed[each.durability] <= each.verified_at
