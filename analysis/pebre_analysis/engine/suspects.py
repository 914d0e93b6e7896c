"""Marking what a change may concern.

A LOW cell or memo keeps weak references to the LOW memos that read it. When it changes, these are marked SUSPECT, and
so on upwards; a memo that is not suspect is then valid after one flag test, without a walk.

Marking stops at owners of entities: an owner is queued, rerun at the start of the next evaluation before any other
query (verify.py), and what it commits marks on from there. While owners are queued, flags prove nothing: pull
verification decides.

Always: the readers of a suspect memo are suspect, or it is an owner that is queued.
"""

import weakref
from typing import Final

from pebre_analysis.engine import memo, runtime

_FIRST_PRUNE: Final = 32  # length of a list of readers; then at every doubling


def mark_readers(db: runtime.Runtime, edge: memo.Edge) -> None:
    """`edge` changed: whoever read it is suspect, transitively."""
    if edge.readers is None:
        return
    waiting = [edge.readers]
    suspect = memo.SUSPECT
    while waiting:
        for reference in waiting.pop():
            reader = reference()
            if reader is None or reader.valid == suspect:
                continue
            reader.valid = suspect
            if reader.hot > memo.RUNNING:
                reader.hot = suspect
            if reader.owned is not None:
                if reader.hot != memo.RUNNING:
                    db.pending_owners[reader] = None
                    db.epoch = memo.NO_EPOCH
            elif reader.readers is not None:
                waiting.append(reader.readers)


def add_reader(edge: memo.Edge, reader: weakref.ref[memo.Memo]) -> None:
    """`edge` is LOW and was read by `reader`, whose edges name it already."""
    readers = edge.readers
    if readers is None:
        edge.readers = [reader]
        return
    readers.append(reader)
    length = len(readers)
    if length >= _FIRST_PRUNE and length & (length - 1) == 0:
        edge.readers = [
            reference
            for reference in dict.fromkeys(readers)
            if (each := reference()) is not None and edge in each.edges
        ]
