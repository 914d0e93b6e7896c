"""Events, recordings, traces, listings, and what is told of faults."""

from __future__ import annotations

import gc
import itertools
import re

import pytest

from pebre_analysis.engine import cells, durability, entity, events, query, trace
from tests.engine.common import Db, Field, Name, heard


@query.query(Field)
def low(db: Db, field: Field) -> int:
    return field.number.get(db) // 2


@query.query(Field)
def high(db: Db, field: Field) -> str:
    return f"{low(db, field)}{shout(db, Name.intern(db, 'n'))}"


@query.query(Name)
def shout(db: Db, name: Name) -> str:
    return name.text.upper()


@query.query(Field)
def failing(db: Db, field: Field) -> int:
    return 1 // field.number.get(db)


@query.query(Field)
def above_failing(db: Db, field: Field) -> int:
    return failing(db, field)


class Part(entity.Entity):
    __slots__ = ("value",)

    def __init__(self, db: Db) -> None:
        super().__init__(db)
        self.value = cells.Cell(1)


@query.query(Field)
def part(db: Db, field: Field) -> Part:
    return Part(db)


@query.query(Field, reuse=True)
def part_if_any(db: Db, field: Field, previous: tuple[Part, ...] | None) -> tuple[Part, ...]:
    if field.number.get(db):
        return previous or (Part(db),)
    for each in previous or ():
        db.retire(each)
    return ()


def _zero(db: Db, field: Field) -> int:
    return 0


@query.query(Field, cycle_initial=_zero)
def counting(db: Db, field: Field) -> int:
    return min(counting(db, field) + 1, field.number.get(db))


def shown(found: list[events.Event]) -> list[str]:
    return [
        f"{type(each).__name__} {each.memo.debug_name()}"
        for each in found
        if isinstance(each, events.WillExecute | events.DidExecute | events.DidVerify | events.DidRaise)
    ]


def test_the_events_of_one_answer() -> None:
    db, field, other = Db(), Field(4), Field(durable=durability.HIGH)
    everything = tuple(cls for cls in vars(events).values() if isinstance(cls, type))
    with heard(db, *everything) as found:
        high(db, field)
    assert shown(found) == [
        "WillExecute high(x)",
        "WillExecute low(x)",
        "DidExecute low(x)",
        "WillExecute shout(n)",
        "DidExecute shout(n)",
        "DidExecute high(x)",
    ]
    db.set(field.number, 5)
    with heard(db, *everything) as found:
        high(db, field)
    assert shown(found) == ["WillExecute low(x)", "DidExecute low(x)", "DidVerify high(x)"]
    db.set(other.number, 1)
    with heard(db, *everything) as found:
        high(db, field)
        high(db, field)
    assert shown(found) == ["DidVerify low(x)", "DidVerify high(x)"]


def test_a_new_revision_is_announced() -> None:
    db, field = Db(), Field()
    with heard(db, events.RevisionOpened) as found:
        db.set(field.number, 1)
        db.synthetic_write(durability.HIGH)
    assert found == [
        events.RevisionOpened(2, durability.LOW),
        events.RevisionOpened(3, durability.HIGH),
    ]


def test_listening_can_be_ended() -> None:
    db, field = Db(), Field(4)
    found: list[events.Event] = []
    stop = db.listen(found.append)
    low(db, field)
    stop()
    n_found = len(found)
    db.set(field.number, 6)
    low(db, field)
    assert len(found) == n_found == 2


def test_recordings_may_be_nested() -> None:
    db, field = Db(), Field(4)
    with db.record() as outer:
        low(db, field)
        with db.record() as inner:
            high(db, field)
    assert inner == ["high(x)", "shout(n)"]
    assert outer == ["low(x)", "high(x)", "shout(n)"]


def test_a_fault_names_the_running_queries_once() -> None:
    db, field = Db(), Field(0)
    with pytest.raises(ZeroDivisionError) as caught:
        above_failing(db, field)
    [note] = caught.value.__notes__
    assert re.sub(r":\d+", ":n", note).splitlines() == [
        "running queries:",
        "  above_failing(x) at test_looking_inside.py:n (new)",
        "  failing(x) at test_looking_inside.py:n (new)",
    ]


def test_a_backtrace_says_what_was_known_before_and_which_are_in_a_cycle() -> None:
    @query.query(Field, cycle_initial=lambda db, field: 0)
    def around(db: Db, field: Field) -> int:
        if around(db, field) or field.number.get(db) == 2:
            seen.append(db.backtrace())
        return 1

    db, field, seen = Db(), Field(0), list[str]()
    around(db, field)
    field.number.get(db)
    db.set(field.number, 2)
    around(db, field)
    said = [re.sub(r".*\(|\)", "", line) for each in seen for line in each.splitlines()[1:]]
    assert list(dict.fromkeys(said)) == ["new, in a cycle", "low, changed at 1, in a cycle"]
    assert db.backtrace() == ""


def test_interning_is_announced_once() -> None:
    db = Db()
    with heard(db, events.DidIntern) as found:
        kept = [Name.intern(db, "a"), Name.intern(db, "a")]
    assert found == [events.DidIntern(kept[0])]


def test_a_trace_is_a_tree_with_times() -> None:
    db, field = Db(), Field(4)
    ticks = itertools.count()
    with trace.Tracer(db, clock=lambda: next(ticks) / 1000) as tracer:
        high(db, field)
    assert trace.render(tracer.spans) == (
        "     5.00      3.00  high(x)\n     1.00      1.00    low(x)\n     1.00      1.00    shout(n)"
    )
    assert trace.render(tracer.spans, min_seconds=0.002) == "     5.00      3.00  high(x)"
    db.set(field.number, 6)
    high(db, field)
    assert len(tracer.spans) == 1


def test_a_trace_of_some_queries_shows_the_way_to_them() -> None:
    db, field = Db(), Field(4)
    told: list[str] = []
    trace.Watch(db, "low", told.append)
    high(db, field)
    trace.Watch(db, "nothing", told.append)
    db.set(field.number, 6)
    high(db, field)
    names = [[line.split("  ", 2)[-1].strip().split()[-1] for line in each.splitlines()] for each in told]
    assert names == [["high(x)", "low(x)"], ["low(x)"]]  # the second time to see whether `high` has to run


def test_a_trace_marks_what_raised() -> None:
    db, field = Db(), Field(0)
    with trace.Tracer(db, clock=lambda: 0.0) as tracer, pytest.raises(ZeroDivisionError):
        above_failing(db, field)
    assert "failing(x) (raised)" in trace.render(tracer.spans)


def test_a_listing_of_what_is_held() -> None:
    db = Db()
    fields = [Field(n, f"f{n}") for n in range(3)]
    for field in fields:
        high(db, field)
    part(db, fields[0])
    listed = [(info.kind, info.name, info.count, info.n_values) for info in db.ingredients()]
    assert listed == [
        ("entity", "Part", 1, 1),
        ("input", "Field", 3, 3),
        ("interned", "Name", 1, 1),
        ("query", "high", 3, 3),
        ("query", "low", 3, 3),
        ("query", "part", 1, 1),
        ("query", "shout", 1, 1),
    ]


def test_a_listing_knows_values() -> None:
    db, field = Db(), Field(4)
    high(db, field)
    [info] = [info for info in db.ingredients() if info.name == "high"]
    assert list(info.entries()) == ["2N"]


def test_a_listing_leaves_out_what_is_gone() -> None:
    db = Db()
    low(db, Field(1))
    gc.collect()
    assert [info.name for info in db.ingredients()] == []


def test_a_listing_counts_dropped_values() -> None:
    @query.query(Field, lru=query.Lru(1))
    def big(db: Db, field: Field) -> int:
        return 1

    db = Db()
    fields = [Field(), Field()]
    for field in fields:
        big(db, field)
    db.evict()
    [info] = [info for info in db.ingredients() if info.name == "big"]
    assert (info.count, info.n_values) == (2, 1)


def test_a_cycle_tells_of_each_turn_and_of_its_end() -> None:
    db, field = Db(), Field(2)
    with heard(db, events.WillExecute, events.WillIterateCycle, events.DidFinishCycle, events.DidExecute) as found:
        assert counting(db, field) == 2
    [memo] = [each for each in field.memos if each.query.name == "counting"]
    will, did = events.WillExecute(memo), events.DidExecute(memo)
    assert found == [
        will,
        events.WillIterateCycle(memo, 2), did, will,
        events.WillIterateCycle(memo, 3), did, will,
        events.DidFinishCycle(memo, 1, 3), did,
    ]  # fmt: skip


def test_what_is_retired_is_told_of() -> None:
    db, field = Db(), Field(1)
    [made] = part_if_any(db, field)
    db.set(field.number, 0)
    with heard(db, events.DidRetire) as found:
        assert part_if_any(db, field) == ()
    assert found == [events.DidRetire(made)]
