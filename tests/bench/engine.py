"""Costs of the engine, in CPU time, least of several rounds.

Budgets: recorded hit ≤ 250 ns, miss overhead ≤ 1.2 µs, verify 10,000 memos ≤ 4 ms, HIGH durability ≤ 2 µs per root.
"""

from __future__ import annotations

import functools
import gc
import itertools
import random
import time
from collections.abc import Callable, Iterator

from pebre_analysis.engine import cells, database, durability, entity, inputs, interned, query
from tests.bench import figures

ROUNDS = 7  # within each round of the benchmarks


class Thing(inputs.Input):
    __slots__ = ("cell", "reads")

    def __init__(self, value: int, durable: durability.Durability = durability.LOW) -> None:
        super().__init__()
        self.cell = cells.Cell(value, durable)
        self.reads: list[Thing] = []


class Name(interned.Interned):
    __slots__ = ("text",)
    text: str


class Part(entity.Entity):
    __slots__ = ("value",)

    def __init__(self, db: database.Database, value: int) -> None:
        super().__init__(db)
        self.value = cells.Cell(value)


@query.query(Thing)
def leaf(db: database.Database, thing: Thing) -> int:
    return thing.cell.get(db)


@query.query(Thing)
def total(db: database.Database, thing: Thing) -> int:
    value = thing.cell.get(db)
    for each in thing.reads:
        value += total(db, each)
    return value & 1


@query.query(Thing, untracked=True)
def hit(db: database.Database, thing: Thing) -> float:
    """The time of one recorded read of a memo, in ns."""
    other = thing.reads[0]
    leaf(db, other)
    n = 100_000
    start = time.process_time()
    for _ in range(n):
        leaf(db, other)
    spent = time.process_time() - start
    start = time.process_time()
    for _ in range(n):
        pass
    return (spent - (time.process_time() - start)) / n * 1e9


@query.query(Thing, reuse=True)
def parts(db: database.Database, thing: Thing, previous: list[Part] | None) -> list[Part]:
    value = thing.cell.get(db)
    if previous is None:
        return [Part(db, n) for n in range(2000)]
    db.commit(previous[value].value, -value)
    return previous


@query.query(Part)
def of_part(db: database.Database, part: Part) -> int:
    return part.value.get(db)


def least(work: Callable[[], object], before: Callable[[], object] = lambda: None, rounds: int = ROUNDS) -> float:
    best = 1e9
    for _ in range(rounds):
        before()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


_found: dict[tuple[str, str], list[float]] = {}


def show(what: str, seconds: float, unit: str, budget: str = "") -> None:
    """Note one figure of this round."""
    scale = {"ns": 1e9, "µs": 1e6, "ms": 1e3}[unit]
    _found.setdefault((f"{what} ({budget})" if budget else what, unit), []).append(seconds * scale)


def yardstick() -> None:
    n = 10_000

    def call(a: int, b: int) -> None: ...

    def calls() -> None:
        for _ in range(n):
            call(1, 2)

    show("yardstick: call of an empty function in a loop", least(calls, rounds=100) / n, "ns")


def hits() -> None:
    db = database.Database()
    best = 1e9
    for _ in range(ROUNDS):
        reader, thing = Thing(1), Thing(1)
        reader.reads = [thing]
        best = min(best, hit(db, reader))
    show("hit, recorded", best / 1e9, "ns", "≤ 250")
    thing = Thing(1)
    leaf(db, thing)
    n = 100_000

    def plain() -> None:
        for _ in range(n):
            leaf(db, thing)

    def empty() -> None:
        for _ in range(n):
            pass

    def cell() -> None:
        get = thing.cell.get
        for _ in range(n):
            get(db)

    def names() -> None:
        for _ in range(n):
            Name.intern(db, "a.b")

    loop = least(empty)
    show("hit, not recorded", (least(plain) - loop) / n, "ns")
    show("read of a cell, not recorded", (least(cell) - loop) / n, "ns")
    kept = Name.intern(db, "a.b")
    show("intern, one field, found", (least(names) - loop) / n, "ns")
    del kept


def _one(db: database.Database, thing: Thing) -> int:
    return 1


def _read(db: database.Database, thing: Thing) -> int:
    return thing.cell.get(db)


TEN = [query.query(Thing, name=f"nothing{n}")(_one) for n in range(10)]
TEN_READ = [query.query(Thing, name=f"read{n}")(_read) for n in range(10)]


def misses() -> None:
    n = 200  # keys; ten queries are asked about each
    things: list[Thing] = []
    db = database.Database()

    def make() -> None:
        things[:] = [Thing(1) for _ in range(n)]

    def nothing() -> None:
        for thing in things:
            for each in TEN:
                each(db, thing)

    def reading() -> None:
        for thing in things:
            for each in TEN_READ:
                each(db, thing)

    def calls() -> None:
        for thing in things:
            for _ in TEN:
                _one(db, thing)

    bare = least(calls, make, 100) / n / 10
    show(
        "miss, overhead over a bare call, a query that reads nothing",
        least(nothing, make, 100) / n / 10 - bare,
        "µs",
        "≤ 1.2",
    )
    show("miss, a query that reads one LOW cell", least(reading, make, 100) / n / 10, "µs")


def graph(n: int, durable: durability.Durability, n_asked: int = 0) -> tuple[database.Database, list[Thing]]:
    """Each reads one cell and three others near by.

    Only the last `n_asked` are asked about, as a program would; 0: all are computed one by one from below, so that
    they lie in memory in another order than they are verified in.
    """
    rng = random.Random(1)
    db = database.Database()
    things: list[Thing] = []
    for k in range(n):
        thing = Thing(0, durable)
        thing.reads = [things[rng.randrange(max(0, k - 400), k)] for _ in range(3)] if k else []
        things.append(thing)
    db.run(lambda: [total(db, thing) for thing in things[-n_asked:]])
    return db, things


def proven_after_a_write(n: int, n_asked: int) -> float:
    """Seconds to prove one memo of `graph` after an unrelated HIGH write, when the last 2,000 are asked for."""
    db, things = graph(n, durability.LOW, n_asked)
    environment = Thing(0, durability.HIGH)
    index = total.ingredient.index

    def top() -> None:
        for thing in things[-2000:]:
            total(db, thing)

    spent = least(top, lambda: db.set(environment.cell, 1), 4 * ROUNDS)
    there = [thing.memos[index] for thing in things if len(thing.memos) > index]
    return spent / sum(each.verified_at == db.revision for each in there)


def verification() -> None:
    n = 10_000
    show("verify 10,000 LOW memos with 4 reads after a HIGH write", n * proven_after_a_write(n, 2000), "ms", "≤ 4")
    show("the same, computed in another order than verified", n * proven_after_a_write(n, 0), "ms")
    db, things = graph(n, durability.LOW)
    environment = Thing(0, durability.HIGH)

    def walk() -> None:
        for thing in things:
            total(db, thing)

    show("the same, each one asked for by itself", least(walk, lambda: db.set(environment.cell, 1)), "ms")
    alone = Thing(0)
    leaf(db, alone)
    show("read 10,000 memos after an unrelated LOW write", least(walk, lambda: db.set(alone.cell, 1)), "ms")
    settings = Thing(0, durability.MEDIUM)
    leaf(db, settings)
    show("the same after a MEDIUM write", least(walk, lambda: db.set(settings.cell, 1)), "ms")
    value = [0]

    def write() -> None:
        value[0] ^= 2  # the low bit alone is passed on
        db.set(things[5].cell, value[0])

    show("write a LOW cell that 9,900 memos depend on: mark", least(write, walk), "ms")
    show("then verify them; the first one is equal", least(walk, write), "ms")
    db, things = graph(n, durability.HIGH)
    alone = Thing(0, durability.MEDIUM)

    def high() -> None:
        for thing in things:
            total(db, thing)

    show("HIGH memo after a MEDIUM write, per root", least(high, lambda: db.set(alone.cell, 1)) / n, "µs", "≤ 2")


def entities() -> None:
    db = database.Database()
    thing = Thing(0)
    made = parts(db, thing)
    for part in made:
        of_part(db, part)
    turn = [0]

    def write() -> None:
        turn[0] += 1
        db.set(thing.cell, turn[0])

    def ask() -> None:
        for part in made:
            of_part(db, part)

    show("one of 2,000 entities changes; ask for all", least(ask, write), "ms")


def depth() -> None:
    n = 100_000
    db = database.Database()
    things = [Thing(1) for _ in range(n)]
    for below, above in itertools.pairwise(things):
        above.reads = [below]
    show("a chain of 100,000 queries, from the top", least(lambda: db.run(total, db, things[-1]), rounds=1), "ms")


def sums() -> None:
    """The same task with `functools.lru_cache`, which forgets everything at a change."""
    n = 1000
    numbers = [1] * n

    @functools.lru_cache(None)
    def cached(low: int, high: int) -> int:
        return numbers[low] if high - low == 1 else cached(low, low + high >> 1) + cached(low + high >> 1, high)

    db = database.Database()
    leaves = [Thing(1) for _ in range(n)]

    def tree(low: int, high: int) -> Thing:
        if high - low == 1:
            return leaves[low]
        made = Thing(0)
        made.reads = [tree(low, low + high >> 1), tree(low + high >> 1, high)]
        return made

    @query.query(Thing)
    def summed(db: database.Database, thing: Thing) -> int:
        return sum([summed(db, each) for each in thing.reads]) + thing.cell.get(db)

    root = tree(0, n)
    loops = range(10_000)
    empty = least(lambda: [None for _ in loops])
    cached(0, n)
    summed(db, root)

    def both(what: str, unit: str, theirs: float, ours: float) -> None:
        show(f"{what}: functools.lru_cache", theirs, unit)
        show(f"{what}: the engine", ours, unit)

    both(
        "hit",
        "ns",
        (least(lambda: [cached(0, n) for _ in loops]) - empty) / len(loops),
        (least(lambda: [summed(db, root) for _ in loops]) - empty) / len(loops),
    )

    def fresh() -> None:
        nonlocal root
        leaves[:] = [Thing(1) for _ in range(n)]
        root = tree(0, n)

    both(
        "the first answer, 2,000 calls",
        "ms",
        least(lambda: cached(0, n), cached.cache_clear),
        least(lambda: summed(db, root), fresh),
    )

    def change() -> None:
        numbers[500] += 1
        cached.cache_clear()

    summed(db, root)
    both(
        "one of 1,000 numbers changes",
        "ms",
        least(lambda: cached(0, n), change),
        least(lambda: summed(db, root), lambda: db.set(leaves[500].cell, leaves[500].cell.value + 1)),
    )
    other = Thing(0)
    both(
        "something else changes",
        "ms",
        least(lambda: cached(0, n), cached.cache_clear),
        least(lambda: summed(db, root), lambda: db.set(other.cell, 1)),
    )


def measured(rounds: int) -> Iterator[figures.Figure]:
    """All figures of the engine."""
    _found.clear()
    gc.disable()  # as in production, but for idle times
    try:
        for _ in range(rounds):
            for each in (yardstick, hits, misses, verification, entities, depth, sums):
                each()
    finally:
        gc.enable()
    for (what, unit), values in _found.items():
        yield figures.Figure("engine", what, unit, tuple(values))
