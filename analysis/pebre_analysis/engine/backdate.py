"""Store the result of a run: keep the old value if it is equal, compute durability, register as a reader.

Always
  - an equal value keeps the old object and its `changed_at`, unless it became less durable: then everybody who relied
    on the durability must look again;
  - what is FROZEN leaves no edge; interned keys stay among the edges, to be held alive.
"""

from typing import Final

from pebre_analysis.engine import durability, evict, memo, runtime, suspects

_MEDIUM: Final = durability.MEDIUM
_FROZEN: Final = durability.FROZEN
_NO_VALUE: Final = memo.NO_VALUE


def same(old: object, new: object) -> bool:
    return old is new or bool(old == new)


def trusted(db: runtime.Runtime, each: memo.Memo) -> bool:
    """Known to hold in this revision without a look at its edges. While owners are queued, flags prove nothing."""
    if each.valid != db.true_epoch:
        return False
    return each.verified_at == db.revision if db.pending_owners else True


def store(db: runtime.Runtime, into: memo.Memo, value: object, reads: list[memo.AnyEdge]) -> object:
    """`value` is the result of `into`, which read `reads`; gives the object that is kept."""
    query = into.query
    old_edges = into.edges
    revision = db.revision
    epoch = db.true_epoch
    lowest = _FROZEN
    edges: tuple[memo.AnyEdge, ...] = ()
    if reads:
        kept: list[memo.AnyEdge] = []
        for edge in dict.fromkeys(reads) if len(reads) > 1 else reads:
            durable = edge.durability
            if durable < lowest:
                lowest = durable
                kept.append(edge)
            elif durable != _FROZEN or isinstance(edge, memo.Keyed):
                kept.append(edge)
        edges = tuple(kept)
    verified_at = into.verified_at
    if not verified_at:  # the first result
        into.value = value
        into.changed_at = revision
    else:
        old = into.value
        if old is _NO_VALUE or query.no_eq or into.durability > lowest or not same(old, value):
            # An evicted value of a memo that holds has not changed, though there is nothing to compare it with.
            if old is not _NO_VALUE or into.durability > lowest or not trusted(db, into):
                into.changed_at = revision
                if into.owned is not None:
                    suspects.mark_readers(db, into)
            into.value = value
        if into.durability > lowest:
            db.last_demotion = revision
    if db.checker is not None:
        db.checker.note(into)
    into.edges = edges
    into.durability = lowest
    into.verified_at = revision
    into.valid = epoch
    into.hot = epoch
    if query.lru is not None:
        evict.note(db, into)
    if lowest <= _MEDIUM:
        if db.last_demotion > verified_at:
            suspects.register(into, edges, ())
        elif edges != old_edges:
            suspects.register(into, edges, old_edges)
    return into.value
