"""Which values may be dropped. Reads stay, so whoever used the value can still be proven valid without it.

Each query with an `lru` option has a table of its memos that hold a value, with their weights. A use stamps the memo
with the number of values computed so far, which costs one store on the way of a hit and needs no order to be kept;
the order is made when something must go. That is at every revision, when asked to (`db.evict`, at idle), and inside a
revision when a query holds twice its limit: what is in use elsewhere lives on there.
Values of untracked memos are never dropped: a rerun in the same revision could give another one.
"""

from typing import Final

from pebre_analysis.engine import events, ingredient, memo, runtime

_SLACK: Final = 2  # times the limit: so much may be held between two evictions

_FIRST_PURGE: Final = 1024  # number of values; then at every doubling, those whose key is gone are forgotten


class Held:
    """The values of one query that are in memory: memo → weight, in the order they were computed."""

    __slots__ = ("total", "weights")

    def __init__(self) -> None:
        self.weights: dict[memo.Memo, int] = {}
        self.total = 0


def note(db: runtime.Runtime, each: memo.Memo) -> None:
    """`each` got a value."""
    query = each.query
    lru = query.lru
    assert lru is not None
    held = db.held.get(query)
    if held is None:
        held = db.held[query] = Held()
    held.total -= held.weights.pop(each, 0)
    limit = db.lru_limits.get(query, lru.limit)
    # Inside of cycles members are stored together, and none may lose its value before all are.
    if limit and held.total > _SLACK * limit and not db.in_order:
        _shrink(db, held, limit)
    length = len(held.weights)
    if length >= _FIRST_PURGE and length & (length - 1) == 0:
        for gone in [memo_ for memo_ in held.weights if memo_.live_key() is None]:
            forget(db, gone)
    weight = 1 if lru.weight is None else lru.weight(each.value)
    held.weights[each] = weight
    held.total += weight
    db.use_clock += 2  # odd numbers are of uses after this one
    db.used[each] = db.use_clock - 1


def forget(db: runtime.Runtime, each: memo.Memo) -> None:
    """`each` holds no value any more."""
    held = db.held.get(each.query)
    if held is not None:
        held.total -= held.weights.pop(each, 0)
        db.used.pop(each, None)


def evict(db: runtime.Runtime) -> int:
    """Drop values until every query is within its limit; how many."""
    n_dropped = 0
    for query, held in db.held.items():
        limit = _limit(db, query)
        if limit and held.total > limit:
            n_dropped += _shrink(db, held, limit)
    return n_dropped


def drop(db: runtime.Runtime, each: memo.Memo) -> bool:
    """Drop the value of `each`, if that is allowed."""
    if each.hot in (memo.RUNNING, memo.PROVISIONAL) or db.untracked_cell in each.edges:
        return False
    each.value = memo.NO_VALUE
    each.hot = memo.COLD
    if db.listeners:
        db.emit(events.DidEvict(each))
    return True


def _limit(db: runtime.Runtime, query: ingredient.QueryIngredient) -> int:
    lru = query.lru
    return db.lru_limits.get(query, 0 if lru is None else lru.limit)


def _shrink(db: runtime.Runtime, held: Held, limit: int) -> int:
    n_dropped = 0
    for each in sorted(held.weights, key=db.used.__getitem__):
        if held.total <= limit:
            break
        if drop(db, each):
            forget(db, each)
            n_dropped += 1
    return n_dropped
