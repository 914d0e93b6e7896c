"""Store the result of a run: keep the old value if it is equal, compute durability, register as a reader.

Always
  - an equal value keeps the old object and its `changed_at`, unless it became less durable: then everybody who relied
    on the durability must look again;
  - what is FROZEN leaves no edge; interned keys stay among the edges, to be held alive.
"""

import weakref

from pebre_analysis.engine import durability, evict, memo, runtime, suspects


def same(old: object, new: object) -> bool:
    return old is new or bool(old == new)


def trusted(db: runtime.Runtime, each: memo.Memo) -> bool:
    """Known to hold in this revision without a look at its edges. While owners are queued, flags prove nothing."""
    if each.valid != db.true_epoch:
        return False
    return each.verified_at == db.revision if db.pending_owners else True


def store(db: runtime.Runtime, into: memo.Memo, value: object, reads: list[memo.AnyEdge]) -> None:
    """`value` is the result of `into`, which read `reads`."""
    query = into.query
    old_edges = into.edges
    lowest = durability.FROZEN
    edges: tuple[memo.AnyEdge, ...] = ()
    if reads:
        kept: list[memo.AnyEdge] = []
        for edge in dict.fromkeys(reads):
            durable = edge.durability
            if durable == durability.FROZEN:
                if isinstance(edge, memo.Keyed):
                    kept.append(edge)
                continue
            kept.append(edge)
            if durable < lowest:
                lowest = durable
        edges = tuple(kept)
    old = into.value
    if old is not memo.NO_VALUE and not query.no_eq and into.durability <= lowest and same(old, value):
        pass
    else:
        # An evicted value of a memo that holds has not changed, though there is nothing to compare it with.
        if old is not memo.NO_VALUE or into.durability > lowest or not trusted(db, into):
            into.changed_at = db.revision
            if into.owned is not None:
                suspects.mark_readers(db, into)
        into.value = value
    if into.durability > lowest and into.verified_at:
        db.last_demotion = db.revision
    first_look = db.last_demotion > into.verified_at
    into.edges = edges
    into.durability = lowest
    into.verified_at = db.revision
    into.valid = db.true_epoch
    if query.lru is None:
        into.hot = db.true_epoch
    else:
        into.hot = memo.COLD  # each use is noted, so none takes the fast path
        evict.note(db, into)
    if lowest == durability.LOW and (first_look or edges != old_edges):
        _register(into, edges, () if first_look else old_edges)


def _register(reader: memo.Memo, edges: tuple[memo.AnyEdge, ...], known: tuple[memo.AnyEdge, ...]) -> None:
    registered = frozenset(known)
    reference = weakref.ref(reader)
    for edge in edges:
        if edge.durability == durability.LOW and edge not in registered and isinstance(edge, memo.Edge):
            suspects.add_reader(edge, reference)
