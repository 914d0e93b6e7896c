"""Evaluation of any depth: large stacks, fresh threads, and what is beyond."""

from __future__ import annotations

import itertools
import sys
import threading

import pytest

from pebre_analysis.engine import errors, evaluator, events, inputs, query
from pebre_analysis.engine.cells import Cell
from tests.engine.common import Db, at_rest, heard


class Link(inputs.Input):
    """A chain: each link adds one to the one below."""

    __slots__ = ("below", "number")

    def __init__(self, below: Link | None) -> None:
        super().__init__()
        self.below = below
        self.number = Cell(0)

    def debug_name(self) -> str:
        return "link"


def chain(n: int) -> list[Link]:
    links: list[Link] = []
    for _ in range(n):
        links.append(Link(links[-1] if links else None))
    return links


@query.query(Link)
def height(db: Db, link: Link) -> int:
    own = 1 + link.number.get(db)
    return own if link.below is None else own + height(db, link.below)


@query.query(Link, on_too_deep=lambda db, link: -1000)
def bounded(db: Db, link: Link) -> int:
    return 1 if link.below is None else 1 + bounded(db, link.below)


@query.query(Link)
def through_c(db: Db, link: Link) -> int:
    """Its reads go through C, where the stack is dearer."""
    return 1 + sum(map(lambda below: through_c(db, below), [link.below] if link.below else []))  # noqa: C417


@query.query(Link)
def winding(db: Db, link: Link) -> int:
    """Uses many frames of its own."""

    def wind(n: int) -> int:
        if n:
            return wind(n - 1)
        return 1 if link.below is None else 1 + winding(db, link.below)

    return wind(300)


@pytest.fixture(autouse=True)
def _recursion_limit() -> object:
    """Evaluation raises it for good; other tests shall not need that."""
    limit = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(limit)


def test_a_chain_deeper_than_python_allows() -> None:
    db, links = Db(), chain(3000)
    assert height(db, links[-1]) == 3000
    assert at_rest(db)


@pytest.mark.slow
def test_a_chain_of_100_000_queries() -> None:
    db, links = Db(debug=False), chain(100_000)
    assert db.run(height, db, links[-1]) == 100_000
    db.set(links[0].number, 1)
    assert db.run(height, db, links[-1]) == 100_001
    assert at_rest(db)


@pytest.mark.slow
def test_a_deep_chain_is_verified_without_a_deep_stack() -> None:
    db, links = Db(), chain(3000)
    db.run(height, db, links[-1])
    db.synthetic_write(links[0].number.durability)
    db.set(links[0].number, 0)
    with db.record() as ran:
        assert height(db, links[-1]) == 3000
    assert ran == ["height(link)"]


def test_reads_through_c_may_be_deep() -> None:
    db, links = Db(), chain(3000)
    assert through_c(db, links[-1]) == 3000


def test_queries_that_use_many_frames_may_be_deep() -> None:
    """Threads are changed when the recursion limit is met, too."""
    db, links = Db(), chain(400)
    assert db.run(winding, db, links[-1]) == 400
    assert at_rest(db)


@pytest.mark.parametrize(("stack_bytes", "is_enough"), [(evaluator.STACK_BYTES, True), (1 << 20, False)])
def test_an_adopted_thread_evaluates_itself(stack_bytes: int, is_enough: bool) -> None:
    db, links = Db(), chain(3000)
    evaluated_by: list[int] = []
    started: list[int] = []

    def ask() -> None:
        started.append(threading.get_ident())
        evaluator.adopt(stack_bytes)
        db.listen(lambda event: evaluated_by.append(threading.get_ident()))
        assert db.run(height, db, links[-1]) == 3000

    evaluator.run_on_large_stack(ask, lambda: None)
    assert (set(evaluated_by) == set(started)) is is_enough
    assert not evaluator.is_adopted()
    assert at_rest(db)


def test_a_query_goes_on_in_fresh_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    db, links = Db(), chain(80)
    db.queries_per_thread = 10
    threads: set[int] = set()
    db.listen(lambda event: threads.add(threading.get_ident()))
    assert db.run(height, db, links[-1]) == 80
    assert len(threads) == 8
    assert at_rest(db)


def test_beyond_all_threads_a_value_for_that_case_stands() -> None:
    db, links = Db(), chain(200)
    db.queries_per_thread = 10
    with heard(db, events.TooDeep) as too_deep:
        assert db.run(bounded, db, links[-1]) == 90 - 1000
    assert len(too_deep) == 1
    assert at_rest(db)


def test_a_value_for_that_case_is_not_remembered() -> None:
    db, links = Db(), chain(200)
    db.queries_per_thread = 10
    db.run(bounded, db, links[-1])
    assert db.run(bounded, db, links[50]) == 51
    assert db.run(bounded, db, links[109]) == 110
    db.set(links[0].number, 1)
    assert db.run(bounded, db, links[-1]) == 200


def test_without_a_value_for_that_case_it_is_an_error() -> None:
    db, links = Db(), chain(200)
    db.queries_per_thread = 10
    with pytest.raises(errors.TooDeepError):
        db.run(height, db, links[-1])
    assert at_rest(db)


@pytest.mark.slow
def test_endless_recursion_in_a_query_is_an_error() -> None:
    @query.query(Link)
    def endless(db: Db, link: Link) -> int:
        def forever() -> int:
            return forever() + 1

        return forever()

    @query.query(Link)
    def above(db: Db, link: Link) -> int:
        return endless(db, link)

    db = Db()
    link = Link(None)
    with pytest.raises(errors.TooDeepError, match="needs more stack"):
        above(db, link)
    assert at_rest(db)
    assert height(db, link) == 1


def test_run_gives_results_and_raises_what_is_raised() -> None:
    db = Db()

    def fails() -> None:
        raise KeyError("k")

    assert db.run(max, 3, 4) == 4
    with pytest.raises(KeyError):
        db.run(fails)


def test_run_inside_run_stays_on_its_thread() -> None:
    db = Db()

    def outer() -> tuple[int, int]:
        return threading.get_ident(), db.run(threading.get_ident)

    first, second = db.run(outer)
    assert first == second != threading.get_ident()


def test_two_threads_do_not_evaluate_at_once() -> None:
    db = Db()
    inside, done = threading.Event(), threading.Event()

    def waits() -> None:
        inside.set()
        done.wait(5)

    thread = threading.Thread(target=db.run, args=(waits,))
    thread.start()
    inside.wait(5)
    try:
        with pytest.raises(errors.EngineError, match="another thread"):
            db.run(max, 1, 2)
    finally:
        done.set()
        thread.join()


def test_waiting_that_is_cut_off_stops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by Ctrl-C."""
    db, links = Db(), chain(5)
    joins = itertools.count()
    join = threading.Thread.join
    inside = threading.Event()

    def interrupted(self: threading.Thread, timeout: float | None = None) -> None:
        if next(joins) == 0:
            inside.wait(5)
            raise KeyboardInterrupt
        join(self, timeout)

    def work() -> None:
        inside.set()
        while True:
            db.check_cancelled()

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        db.run(work)
    monkeypatch.undo()
    assert height(db, links[-1]) == 5


def test_the_stack_size_of_other_threads_is_left_alone() -> None:
    before = threading.stack_size()
    Db().run(max, 1, 2)
    assert threading.stack_size() == before
    assert evaluator.STACK_BYTES >= 1 << 28
