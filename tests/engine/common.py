"""A small world that the engine's tests share: fields set from outside, and names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pebre_analysis.engine import cells, database, durability, events, inputs, interned


class Db(database.Database):
    """A database of this world; as tests want it, with all checks on unless they say otherwise."""

    def __init__(self, *, debug: bool = True, check_suspects: bool = False) -> None:
        super().__init__(debug=debug, check_suspects=check_suspects)


class Field(inputs.Input):
    """An input with a number that changes, and two that may."""

    __slots__ = ("a", "b", "name", "number")

    def __init__(
        self, number: int = 0, name: str = "x", durable: durability.Durability = durability.LOW, a: int = 0, b: int = 0
    ) -> None:
        super().__init__()
        self.name = name
        self.number = cells.Cell(number, durable)
        self.a = cells.Cell(a)
        self.b = cells.Cell(b)

    def debug_name(self) -> str:
        return self.name


class Name(interned.Interned):
    __slots__ = ("text",)
    text: str


@contextmanager
def heard(db: database.Database, *kinds: type) -> Iterator[list[events.Event]]:
    """The events of these kinds that are sent inside."""
    found: list[events.Event] = []

    def hear(event: events.Event) -> None:
        if isinstance(event, kinds):
            found.append(event)

    stop = db.listen(hear)
    try:
        yield found
    finally:
        stop()


def at_rest(db: database.Database) -> bool:
    """Nothing of a computation is left behind."""
    cycles = db.provisional or db.guesses or db.entangled or db.in_order
    return not (db.stack or db.notes or cycles or db.push or db.hops)
