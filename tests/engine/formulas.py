"""Nodes that compute the greatest of numbers and other nodes; the world of the tests about cycles."""

from __future__ import annotations

from pebre_analysis.engine import cells, durability, inputs, query
from tests.engine.common import Db

CAP = 255


class Node(inputs.Input):
    """kind: what it does when it meets itself: panic, fix, fall, widen, limit. plus: added to each result."""

    __slots__ = ("items", "kind", "name", "plus")

    def __init__(
        self, name: str, kind: str = "fix", plus: int = 0, durable: durability.Durability = durability.LOW
    ) -> None:
        super().__init__()
        self.name = name
        self.kind = kind
        self.plus = plus
        self.items: cells.Cell[tuple[Node | int, ...]] = cells.Cell((), durable)

    def reads(self, db: Db, *items: Node | int) -> Node:
        db.set(self.items, items)
        return self

    def debug_name(self) -> str:
        return self.name


def greatest(db: Db, node: Node) -> int:
    found = 0
    for item in node.items.get(db):
        found = max(found, item if isinstance(item, int) else ask(db, item))
    return min(found + node.plus, CAP)


def _zero(db: Db, node: Node) -> int:
    return 0


def _hundred(db: Db, node: Node) -> int:
    return 100


def _widened(db: Db, node: Node, last: int, new: int, iteration: int) -> int:
    return CAP if iteration >= 4 else new


panic = query.query(Node, name="panic")(greatest)
fix = query.query(Node, name="fix", cycle_initial=_zero)(greatest)
fall = query.query(Node, name="fall", cycle_fallback=_hundred)(greatest)
widen = query.query(Node, name="widen", cycle_initial=_zero, cycle_recover=_widened)(greatest)
limit = query.query(Node, name="limit", cycle_initial=_zero, cycle_fallback=_hundred)(greatest)

KINDS = {"panic": panic, "fix": fix, "fall": fall, "widen": widen, "limit": limit}


def ask(db: Db, node: Node) -> int:
    return KINDS[node.kind](db, node)
