"""What is done next: lanes, edits, cancellation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from pebre_server import edge, scheduler

LANES = {"hover": scheduler.Lane.TYPING, "pull": scheduler.Lane.OPEN_DIAGNOSTICS, "all": scheduler.Lane.WORKSPACE}


class Stopped(BaseException):
    pass


class Worker:
    """Writes down what it is asked; `during` says what happens while a method's job runs."""

    stopped = Stopped

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.during: dict[str, Callable[[], None]] = {}
        self.asked_to_stop = False
        self.resumed = 0

    def receive(self, batch: list[tuple[int, dict[str, Any]]]) -> None:
        assert not self.asked_to_stop
        self.done.append([message["method"] for _, message in batch])

    def serve(self, job: scheduler.Job) -> bool:
        if job.pending is None:
            assert job.work is not None
            job.work()
            self.check()
            return True
        name = job.pending.method
        if name in self.during:
            self.during[name]()
        self.check()
        self.done.append(job.pending.id)
        return True

    def is_ready(self) -> bool:
        return False

    def check(self) -> None:
        if self.asked_to_stop:
            self.done.append("stopped")
            raise Stopped

    def give_up(self, job: scheduler.Job) -> None:
        self.done.append(f"gave up {job.pending.id if job.pending else job.key}")

    def interrupt(self) -> None:
        self.asked_to_stop = True

    def resume(self) -> None:
        self.asked_to_stop = False
        self.resumed += 1


class Bench:
    def __init__(self) -> None:
        self.worker = Worker()
        self.queue = scheduler.Scheduler(LANES)
        self.pending: dict[int, edge.Pending] = {}

    def ask(self, id: int, method: str = "hover") -> None:  # noqa: A002
        self.pending[id] = edge.Pending(id, method, {})
        self.queue.request(self.pending[id], {"method": method})

    def tell(self, method: str = "change") -> None:
        self.queue.notification({"method": method})

    def cancel(self, id: int) -> bool:  # noqa: A002
        self.pending[id].cancelled = True
        return self.queue.forget(self.pending[id])

    def run(self) -> list[Any]:
        """Everything that is queued, then the end."""
        self.queue.close(drain=True)
        thread = threading.Thread(target=self.queue.run, args=(self.worker, {"change"}), daemon=True)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
        return self.worker.done


@pytest.fixture
def bench() -> Bench:
    return Bench()


def once(what: Callable[[], object]) -> Callable[[], None]:
    left = [what]
    return lambda: left.pop()() and None if left else None


def test_lanes_in_order_and_first_come_first_served_in_each(bench: Bench) -> None:
    bench.ask(1, "all")
    bench.ask(2, "pull")
    bench.ask(3)
    bench.ask(4, "all")
    bench.ask(5, "pull")
    bench.ask(6)
    assert bench.run() == [3, 6, 2, 5, 1, 4]


def test_notifications_go_before_requests_in_one_batch(bench: Bench) -> None:
    bench.ask(1)
    bench.tell("open")
    bench.ask(2)
    bench.tell()
    bench.tell()
    assert bench.run() == [["open", "change", "change"], 1, 2]


def test_an_edit_stops_what_runs_and_it_is_asked_again(bench: Bench) -> None:
    bench.worker.during["hover"] = once(bench.tell)
    bench.ask(1)
    bench.ask(2)
    assert bench.run() == ["stopped", ["change"], 1, 2]


def test_other_notifications_stop_nothing(bench: Bench) -> None:
    bench.worker.during["hover"] = once(lambda: bench.tell("$/setTrace"))
    bench.ask(1)
    assert bench.run() == [1, ["$/setTrace"]]


def test_after_three_edits_a_job_runs_to_its_end(bench: Bench) -> None:
    bench.worker.during["hover"] = bench.tell
    bench.ask(1)
    assert bench.run() == ["stopped", ["change"]] * 3 + [1, ["change"]]


def test_a_more_urgent_request_goes_first_and_what_it_stopped_is_done_after(bench: Bench) -> None:
    bench.worker.during["all"] = once(lambda: bench.ask(2, "pull"))
    bench.worker.during["pull"] = once(lambda: bench.ask(3))
    bench.ask(1, "all")
    assert bench.run() == ["stopped", "stopped", 3, 2, 1]


def test_a_request_does_not_stop_its_like(bench: Bench) -> None:
    bench.worker.during["hover"] = once(lambda: bench.ask(2))
    bench.ask(1)
    assert bench.run() == [1, 2]


def test_a_cancelled_request_is_not_begun(bench: Bench) -> None:
    bench.ask(1)
    bench.ask(2)
    assert bench.cancel(1) is True
    assert bench.run() == [2]


def test_a_running_request_is_stopped_when_cancelled_and_not_asked_again(bench: Bench) -> None:
    found: list[bool] = []
    bench.worker.during["hover"] = once(lambda: found.append(bench.cancel(1)))
    bench.ask(1)
    bench.ask(2)
    assert bench.run() == ["stopped", "gave up 1", 2]
    assert found == [False]


def test_a_wish_to_stop_that_comes_too_late_does_not_hit_the_next_job(bench: Bench) -> None:
    bench.worker.check = lambda: None  # type: ignore[method-assign]
    bench.worker.during["hover"] = once(bench.tell)
    bench.ask(1)
    bench.ask(2)
    assert bench.run() == [1, ["change"], 2]
    assert bench.worker.resumed == 1


def test_a_job_that_stops_for_no_reason_is_given_up(bench: Bench) -> None:
    def stop() -> None:
        raise Stopped

    bench.worker.during["hover"] = stop
    bench.ask(1)
    assert bench.run() == ["gave up 1"]


def test_background_work_with_one_key_waits_once_and_after_requests_of_its_lane(bench: Bench) -> None:
    done = bench.worker.done

    def plan() -> None:
        bench.queue.later("k", scheduler.Lane.OPEN_DIAGNOSTICS, lambda: done.append("old"))
        bench.queue.later("l", scheduler.Lane.OPEN_DIAGNOSTICS, lambda: done.append("l"))
        bench.queue.later("k", scheduler.Lane.OPEN_DIAGNOSTICS, lambda: done.append("new"))
        bench.queue.later("m", scheduler.Lane.TYPING, lambda: done.append("m"))
        bench.queue.unwanted("m")
        bench.ask(1, "pull")
        bench.ask(2, "all")
        bench.queue.later("end", scheduler.Lane.WORKSPACE, lambda: bench.queue.close(drain=True))

    bench.queue.later("plan", scheduler.Lane.TYPING, plan)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, {"change"}), daemon=True)
    thread.start()
    thread.join(5)
    assert done[:5] == [1, "new", "l", 2, "stopped"]


def test_background_work_that_an_edit_stopped_is_done_again(bench: Bench) -> None:
    done = bench.worker.done
    edits = [bench.tell, lambda: None]

    def work() -> None:
        done.append("begun")
        edits.pop(0)()
        if not edits:
            bench.queue.close(drain=False)

    bench.queue.later("k", scheduler.Lane.OPEN_DIAGNOSTICS, work)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, {"change"}), daemon=True)
    thread.start()
    thread.join(5)
    assert done[:4] == ["begun", "stopped", ["change"], "begun"]


def put_aside_once(bench: Bench, during: Callable[[], object]) -> None:
    """The worker puts the first job aside, after something has happened."""
    original = bench.worker.serve
    first: list[scheduler.Job] = []

    def serve(job: scheduler.Job) -> bool:
        if not first:
            first.append(job)
            during()
            return False
        done = original(job)
        bench.queue.unpark()
        return done

    bench.worker.serve = serve  # type: ignore[method-assign]


def test_what_is_put_aside_comes_back_first(bench: Bench) -> None:
    put_aside_once(bench, lambda: None)
    for n in (1, 2, 3):
        bench.ask(n)
    assert bench.run() == [2, 1, 3]


def test_what_is_put_aside_for_something_that_is_there_by_then_is_not(bench: Bench) -> None:
    put_aside_once(bench, lambda: setattr(bench.worker, "is_ready", lambda: True))
    bench.ask(1)
    bench.ask(2)
    assert bench.run() == [1, 2]


def test_a_request_cancelled_while_it_is_put_aside_is_answered(bench: Bench) -> None:
    put_aside_once(bench, lambda: bench.cancel(1))
    bench.ask(1)
    bench.ask(2)
    assert bench.run() == ["gave up 1", 2]


def test_no_job_begins_while_held_but_messages_are_received(bench: Bench) -> None:
    bench.queue.hold(30)
    bench.ask(1)
    received = threading.Event()
    bench.worker.receive = lambda batch: (received.set(), bench.worker.done.append("told"))  # type: ignore
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, {"change"}), daemon=True)
    thread.start()
    bench.tell()
    assert received.wait(5)
    assert bench.worker.done == ["told"]
    bench.worker.receive = lambda batch: bench.queue.release()  # type: ignore[assignment]
    bench.worker.during["hover"] = lambda: bench.queue.close(drain=True)
    bench.tell()
    thread.join(5)
    assert bench.worker.done == ["told", 1]


def test_a_hold_ends_by_itself(bench: Bench) -> None:
    bench.queue.hold(0.02)
    bench.ask(1)
    bench.worker.during["hover"] = lambda: bench.queue.close(drain=True)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    thread.join(5)
    assert bench.worker.done == [1]


def test_idle_work_is_done_after_a_rest_and_again_only_if_so_wanted(bench: Bench) -> None:
    done: list[str] = []
    rested = threading.Event()
    bench.queue.when_idle(0.01, lambda: done.append("once"))
    bench.queue.when_idle(0.03, lambda: (done.append("each"), rested.set()), again=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    assert rested.wait(5)
    rested.clear()
    bench.tell()
    assert rested.wait(5)
    bench.queue.close(drain=False)
    thread.join(5)
    assert done == ["once", "each", "each"]


def test_what_was_put_off_in_a_rest_is_due_again_when_others_are_taken_up(bench: Bench) -> None:
    """Memory is not given back while something is imported; and if nobody writes then, it must be later."""
    done: list[str] = []
    rested = threading.Event()
    bench.queue.when_idle(0.01, lambda: (done.append("each"), rested.set()), again=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    assert rested.wait(5)
    rested.clear()
    bench.queue.unpark()
    assert rested.wait(5)
    bench.queue.close(drain=False)
    thread.join(5)
    assert done == ["each", "each"]


def test_a_rest_begins_when_the_last_work_ends(bench: Bench) -> None:
    """What is loaded at rest must not run beside the first keys after a long answer."""
    rest = 0.03
    ended: list[float] = []
    rested: list[float] = []

    def work() -> None:
        threading.Event().wait(2 * rest)
        ended.append(time.monotonic())

    def idle() -> None:
        rested.append(time.monotonic())
        bench.queue.close(drain=False)

    bench.worker.during["hover"] = work
    bench.queue.when_idle(rest, idle)
    bench.ask(1)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    thread.join(5)
    assert rested[0] - ended[0] >= rest


def test_a_job_can_see_that_something_waits(bench: Bench) -> None:
    seen: list[bool] = []

    def work() -> None:
        seen.append(bench.queue.is_wanted())
        bench.ask(2)
        seen.append(bench.queue.is_wanted())

    bench.worker.during["hover"] = once(work)
    bench.ask(1)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    bench.queue.close(drain=True)
    thread.join(5)
    assert bench.worker.done == [1, 2]
    assert seen == [False, True]


def test_closing_at_once_drops_what_waits_and_stops_what_runs(bench: Bench) -> None:
    bench.worker.during["hover"] = lambda: bench.queue.close(drain=False)
    bench.ask(1)
    bench.ask(2)
    thread = threading.Thread(target=bench.queue.run, args=(bench.worker, set()), daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert bench.worker.done == ["stopped"]
