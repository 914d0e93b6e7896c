"""Which values may be dropped. Reads stay, so whoever used the value can still be proven valid without it.

Each query with an `lru` option has a table of its memos that hold a value, in order of last use. Values of untracked
memos are never dropped: a rerun in the same revision could give another one.
"""

from collections import OrderedDict

from pebre_analysis.engine import events, memo, runtime

_NOT_WEIGHED = -1


def note(db: runtime.Runtime, each: memo.Memo) -> None:
    """`each` got a value."""
    table = db.lru.get(each.query)
    if table is None:
        table = db.lru[each.query] = OrderedDict()
    table[each] = _NOT_WEIGHED
    table.move_to_end(each)


def use(db: runtime.Runtime, each: memo.Memo) -> None:
    """The value of `each` was handed out."""
    db.lru[each.query].move_to_end(each)


def evict(db: runtime.Runtime) -> int:
    """Drop values until every query is within its limit; how many."""
    n_dropped = 0
    for query, table in db.lru.items():
        lru = query.lru
        if lru is None:
            continue
        limit = db.lru_limits.get(query, lru.limit)
        if not limit:
            continue
        for each, weight in table.items():
            if weight == _NOT_WEIGHED:
                table[each] = 1 if lru.weight is None else lru.weight(each.value)
        total = sum(table.values())
        for each, weight in list(table.items()):
            if total <= limit:
                break
            if drop(db, each):
                del table[each]
                total -= weight
                n_dropped += 1
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
