"""Stopping a computation from outside."""

from __future__ import annotations

import threading

import pytest

from pebre_analysis.engine import cancel, events, query
from tests.engine.common import Db, Field, at_rest, heard


@query.query(Field)
def part(db: Db, field: Field) -> int:
    return field.number.get(db)


@query.query(Field)
def whole(db: Db, field: Field) -> int:
    total = part(db, field)
    gate(db)
    return total + later(db, field)


@query.query(Field)
def later(db: Db, field: Field) -> int:
    return field.a.get(db)


def gate(db: Db) -> None:
    """Where the tests step in."""
    step_in = db.__dict__.get("step_in")
    if step_in is not None:
        step_in()


def test_a_request_unwinds_at_the_next_query() -> None:
    db, field = Db(), Field(1)
    db.__dict__["step_in"] = db.request_cancel
    with pytest.raises(cancel.Cancelled):
        whole(db, field)
    assert at_rest(db)


def test_a_request_stands_until_it_is_taken_back() -> None:
    db, field = Db(), Field(1)
    part(db, field)
    db.request_cancel()
    for _ in range(2):
        with pytest.raises(cancel.Cancelled):
            part(db, field)
    db.set(field.number, 2)
    with pytest.raises(cancel.Cancelled):
        part(db, field)
    db.clear_cancel()
    assert part(db, field) == 2


def test_what_finished_keeps_its_result() -> None:
    db, field = Db(), Field(1, a=2)
    db.__dict__["step_in"] = db.request_cancel
    with pytest.raises(cancel.Cancelled):
        whole(db, field)
    db.clear_cancel()
    del db.__dict__["step_in"]
    with db.record() as ran:
        assert whole(db, field) == 3
    assert ran == ["whole(x)", "later(x)"]


def test_except_exception_does_not_swallow_it() -> None:
    @query.query(Field)
    def careless(db: Db, field: Field) -> int:
        try:
            return whole(db, field)
        except Exception:
            return -1

    db, field = Db(), Field(1)
    db.__dict__["step_in"] = db.request_cancel
    with pytest.raises(cancel.Cancelled):
        careless(db, field)


def test_a_query_that_swallows_it_is_stopped_at_its_next_read() -> None:
    @query.query(Field)
    def stubborn(db: Db, field: Field) -> int:
        try:
            return whole(db, field)
        except BaseException:
            return part(db, field)

    db, field = Db(), Field(1)
    db.__dict__["step_in"] = db.request_cancel
    with pytest.raises(cancel.Cancelled):
        stubborn(db, field)
    assert at_rest(db)


def test_long_loops_ask_by_themselves() -> None:
    db = Db()
    db.check_cancelled()
    db.request_cancel()
    with pytest.raises(cancel.Cancelled):
        db.check_cancelled()


def test_a_cancelled_verification_leaves_nothing() -> None:
    db, field = Db(), Field(1, a=2)
    assert whole(db, field) == 3
    for number in range(2, 5):
        db.set(field.number, number)

        def cancel_it(event: events.Event) -> None:
            if isinstance(event, events.WillExecute):
                db.request_cancel()

        stop = db.listen(cancel_it)
        with pytest.raises(cancel.Cancelled):
            whole(db, field)
        stop()
        db.clear_cancel()
        assert at_rest(db)
    assert whole(db, field) == 6


def test_a_request_comes_from_any_thread() -> None:
    db, field = Db(), Field(1)
    inside, requested = threading.Event(), threading.Event()

    def step_in() -> None:
        inside.set()
        requested.wait(5)

    db.__dict__["step_in"] = step_in

    def request() -> None:
        inside.wait(5)
        db.request_cancel()
        requested.set()

    thread = threading.Thread(target=request)
    thread.start()
    with pytest.raises(cancel.Cancelled):
        db.run(whole, db, field)
    thread.join()
    assert at_rest(db)


def test_a_change_that_is_being_applied_is_not_cut_off() -> None:
    db, field = Db(), Field(1)
    with db.batch():
        db.set(field.number, 2)
        db.request_cancel()
        assert part(db, field) == 2
        db.check_cancelled()
        db.set(field.a, part(db, field))
    assert field.a.value == 2
    with pytest.raises(cancel.Cancelled):
        part(db, field)


def test_it_is_announced() -> None:
    db, field = Db(), Field(1)
    db.request_cancel()
    with heard(db, events.WillCancel) as announced, pytest.raises(cancel.Cancelled):
        part(db, field)
    assert announced == [events.WillCancel()]


def test_a_listener_that_raises_does_not_leave_the_database_broken() -> None:
    db, field = Db(), Field(1, a=2)

    def broken(event: events.Event) -> None:
        raise RuntimeError(type(event).__name__)

    stop = db.listen(broken)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            whole(db, field)
        assert at_rest(db)
    stop()
    assert whole(db, field) == 3
