"""The reads of a running query, kept apart by what they were made for, so that it need not do all of it again.

In:  the running query. Out: `Part`: while it is entered, reads are noted in it too; `unchanged`: whether all that a
     part read is still as it was, with these reads counted again.
Always
  - what a query gives must be what it would give without: parts save it work, they change nothing else;
  - inside cycles nothing is kept and nothing is trusted: values there are guesses (`is_provisional`).
Method: a dependency graph inside of one result, as build systems keep it for the steps of one target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pebre_analysis.engine import cells, durability, execute, memo, revision, runtime, verify

_FROZEN: Final = durability.FROZEN
_RUNNING: Final = memo.RUNNING


class Part:
    """Some of the reads of the running query. It ends with the query; what it read may be kept (`reads`)."""

    __slots__ = ("_found", "push")

    def __init__(self, push: Callable[[memo.AnyEdge], object]) -> None:
        """`push`: where the query's reads go."""
        found: dict[memo.AnyEdge, None] = {}

        def note(edge: memo.AnyEdge) -> None:
            push(edge)
            found[edge] = None

        self._found = found
        self.push = note

    def reads(self) -> tuple[memo.AnyEdge, ...]:
        """What was read, in order; what cannot change is left out, keys that must live on are not."""
        return tuple([edge for edge in self._found if edge.durability != _FROZEN or isinstance(edge, memo.Keyed)])


def held_at(db: runtime.Runtime) -> int:
    """When the last result of the running query was known to hold; NEVER if there was none."""
    return db.stack[-1].verified_at if db.stack else revision.NEVER


def is_provisional(db: runtime.Runtime) -> bool:
    """May anything that the running query reads be a guess?"""
    return bool(db.guesses or db.in_order or db.provisional) or (len(db.stack) - 1) in db.notes


def unchanged(db: runtime.Runtime, reads: Iterable[memo.AnyEdge], since: int) -> bool:
    """Is all that was read at that revision as it was? Looked at in the order of the reads, each brought up to date and
    counted as read by the running query, up to the first that changed."""
    push = db.push
    assert push is not None
    for edge in reads:
        if edge.changed_at > since:
            return False
        if type(edge) is memo.Memo:
            if not _is_current(db, edge) or edge.changed_at > since:
                return False
        elif type(edge) is cells.Cell:
            owner = edge.owner
            if owner is not None:
                if not _is_current(db, owner) or edge.owner is not owner or edge.changed_at > since:
                    return False
        push(edge)
    return True


def _is_current(db: runtime.Runtime, each: memo.Memo) -> bool:
    """Bring a result up to date; False where it cannot be."""
    if each.valid == db.true_epoch and not db.pending_owners:
        return True
    if each.hot <= _RUNNING or not each.verified_at:
        return False
    return verify.holds(db, each, execute.execute) or verify.rerun(db, each, execute.execute)
