"""Marking what a change may concern.

A LOW or MEDIUM cell or memo keeps weak references to the memos that read it. When it changes, these are marked SUSPECT,
and so on upwards; a memo that is not suspect is then valid after one flag test, without a walk. What is HIGH keeps
none: it is most of a large environment, and when it changes all is verified.

Marking stops at owners of entities: an owner is queued, rerun at the start of the next evaluation before any other
query (fetch.py), and what it commits marks on from there. While owners are queued, flags prove nothing: pull
verification decides. If very many are queued, say after a change of branch, they are left to it.

Always: the readers of a suspect memo are suspect, or it is an owner that is queued.
"""

import weakref
from collections.abc import Sequence
from typing import Final

from pebre_analysis.engine import durability, memo, runtime

_MEDIUM: Final = durability.MEDIUM
_FIRST_PRUNE: Final = 32  # length of a list of readers; then at every doubling
_FIRST_LOOK: Final = 256  # from here on also at what they read: a cold start fills many lists in which all do
_MANY_EDGES: Final = 64


def mark_readers(db: runtime.Runtime, changed: memo.Edge) -> None:
    """`changed` has changed: whoever read it is suspect, transitively.

    Entries that are out of date are passed over. A commit in the midst of an evaluation must not mark what was proven
    before: a query that has read it is still running, and would be taken for valid above something suspect.
    """
    if changed.readers is None:
        return
    waiting = [changed]
    suspect = memo.SUSPECT
    while waiting:
        edge = waiting.pop()
        for reference in readers_of(edge):
            reader = reference()
            if reader is None or reader.valid == suspect or edge not in reader.edges:
                continue
            reader.valid = suspect
            if reader.hot > memo.RUNNING:
                reader.hot = suspect
            if reader.owned is not None:
                if reader.hot != memo.RUNNING:
                    db.pending_owners[reader] = None
                    db.epoch = memo.NO_EPOCH
            elif reader.readers is not None:
                waiting.append(reader)


def settled(db: runtime.Runtime, owner: memo.Memo) -> None:
    """An owner was found to hold, or has run."""
    if owner in db.pending_owners:
        del db.pending_owners[owner]
        if not db.pending_owners:
            db.restore_epoch()


def register(reader: memo.Memo, edges: tuple[memo.AnyEdge, ...], known: tuple[memo.AnyEdge, ...]) -> None:
    """`reader` is not HIGH and has the edges `edges`: name it among the readers of those that are not HIGH either.

    known: edges where it is named already.
    """
    before = frozenset(known) if known else ()
    reference = weakref.ref(reader)
    for edge in edges:
        if edge.durability <= _MEDIUM and edge not in before:
            readers = edge.readers  # type: ignore[union-attr]  # keys are FROZEN
            if readers is None:
                edge.readers = reference  # type: ignore[union-attr]  # keys are FROZEN
                continue
            if type(readers) is not list:
                if readers is not reference:
                    edge.readers = [readers, reference]  # type: ignore[union-attr]  # keys are FROZEN
                continue
            readers.append(reference)
            length = len(readers)
            if length >= _FIRST_PRUNE and length & (length - 1) == 0:
                _prune(edge, readers)  # type: ignore[arg-type]  # keys are FROZEN


def readers_of(edge: memo.Edge) -> Sequence[weakref.ref[memo.Memo]]:
    """Its readers, as they are noted."""
    readers = edge.readers
    if readers is None:
        return ()
    return readers if type(readers) is list else (readers,)  # type: ignore[return-value]  # else it is one reference


def prune(edge: memo.Edge) -> None:
    """Drop readers that are gone; those that only read it no longer may stay."""
    noted = readers_of(edge)
    left = [reference for reference in noted if reference() is not None]
    if len(left) < len(noted):
        edge.readers = left if len(left) > 1 else left[0] if left else None


def _prune(edge: memo.Edge, readers: list[weakref.ref[memo.Memo]]) -> None:
    """Drop entries that are out of date; of a reader with very many edges it is not worth looking."""
    if len(readers) < _FIRST_LOOK:
        edge.readers = [reference for reference in readers if reference() is not None]
        return
    kept: dict[memo.Memo, weakref.ref[memo.Memo]] = {}
    for reference in readers:
        each = reference()
        if each is not None and (len(each.edges) > _MANY_EDGES or edge in each.edges):
            kept[each] = reference
    edge.readers = list(kept.values())
