"""Cells: the only leaves of the dependency graph.

A cell is a field of an input, set from outside (`db.set`), or of an entity, set by its owner query (`db.commit`).
`cell.get(db)` records the read. `cell.value` does not: use it outside of queries, or where no dependency is wanted.
"""

from __future__ import annotations

import sys
from typing import Final, Generic, TypeVar, final

from pebre_analysis.engine import durability, memo, revision, runtime

V = TypeVar("V")

_check: Final = durability.check


@final
class Cell(memo.Edge, Generic[V]):
    """A value, when it last changed, and how rarely it does.

    owner: for a field of an entity, the memo of the query that made the entity; else None.
    """

    __slots__ = ("owner", "value")

    def __init__(self, value: V, durability: durability.Durability = durability.LOW) -> None:
        if durability:  # most are LOW
            _check(durability)
        self.value = value
        self.changed_at = revision.NEVER
        self.durability = durability
        self.readers = None
        self.owner: memo.Memo | None = None

    def get(self, db: runtime.Runtime) -> V:
        """The current value, recorded as read by the running query, if any."""
        owner = self.owner
        if owner is not None and owner.valid != db.epoch:
            value: V = db.read_owned(self)  # type: ignore[assignment]  # it is this cell's value
            return value
        push = db.push
        if push is not None:
            push(self)
        return self.value

    def __repr__(self) -> str:
        return f"Cell({self.value!r})"


UNFINISHED: Final = Cell("what a run that was stopped had still to do")
"""Among the edges of a memo whose last run is to be gone on with: it has always changed."""
UNFINISHED.changed_at = sys.maxsize
