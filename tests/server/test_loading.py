"""When what is left of the analysis is imported."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import SimpleNamespace
from typing import Any

from pebre_server import dispatch, session
from pebre_server.protocol import client, log
from tests.server import fake_host


class Queue:
    """Keeps what is to be done later, and says that somebody waits as often as it is told to."""

    def __init__(self) -> None:
        self.next: list[Callable[[], None]] = []
        self.at_rest: list[Callable[[], None]] = []
        self.wanted: list[bool] = []

    def later(self, key: Hashable, lane: int, work: Callable[[], None]) -> None:
        self.next.append(work)

    def when_idle(self, seconds: float, work: Callable[[], None]) -> None:
        self.at_rest.append(work)

    def is_wanted(self) -> bool:
        return self.wanted.pop(0) if self.wanted else False

    def unwanted(self, key: Hashable) -> None: ...
    def hold(self, seconds: float) -> None: ...
    def release(self) -> None: ...


class Edge:
    def __init__(self) -> None:
        self.log = log.Log(log.WARNING)


class Analysis(fake_host.FakeAnalysis):
    def __init__(self, n_parts: int) -> None:
        self.left = n_parts

    def load(self) -> bool:
        self.left -= 1
        return self.left > 0


def opened(n_parts: int) -> tuple[session.Session, Queue, Analysis]:
    queue, analysis = Queue(), Analysis(n_parts)
    stub: Any = Edge()
    return session.Session(stub, queue, client.Client({}), analysis), queue, analysis


def test_before_anything_is_asked_parts_follow_each_other() -> None:
    found, queue, analysis = opened(3)
    found.load()
    while queue.next:
        queue.next.pop()()
    assert analysis.left == 0
    assert queue.at_rest == []


def test_at_work_all_is_left_for_a_rest_that_lasts() -> None:
    found, queue, analysis = opened(5)
    assert found.host is not None
    queue.wanted = [False, True]
    found.load()
    assert analysis.left == 5
    for left in (3, 0):
        assert (len(queue.next), len(queue.at_rest)) == (0, 1)
        queue.at_rest.pop()()
        assert analysis.left == left
    assert (len(queue.next), len(queue.at_rest)) == (0, 0)


def test_a_document_that_is_opened_before_comes_first() -> None:
    found, queue, analysis = opened(3)
    found.documents.open({"uri": "file:///a.py", "text": ""})
    found.load()
    found.soon("key", 0, lambda: None)
    assert (len(queue.next), len(queue.at_rest), analysis.left) == (0, 2, 3)
    queue.at_rest.pop()()
    assert len(queue.next) == 1
    assert found.host is not None
    found.soon("key", 0, lambda: None)
    assert len(queue.next) == 2


def test_what_nobody_waits_for_begins_after_one_rest() -> None:
    """Not after one each: thirty documents opened again would keep the server from resting for as many."""
    found, queue, _ = opened(1)
    for n in range(3):
        found.soon(n, 0, lambda: None)
    found.unwanted(1)
    assert (len(queue.next), len(queue.at_rest)) == (0, 1)
    queue.at_rest.pop()()
    assert (len(queue.next), len(queue.at_rest)) == (2, 0)


def test_a_dispatcher_is_at_work_from_the_first_document_on() -> None:
    """Then nothing is imported without need: it would be strewn over what is held, and keep that from going back. Once
    the last is closed, the process is about to begin anew."""
    found, _, _ = opened(1)
    stub: Any = found.edge
    loader: Any = SimpleNamespace(past=lambda message: None)
    at = dispatch.Dispatcher(stub, (), (), lambda message, handed: found, loader)
    assert not at.is_at_work()
    at.receive([(1, {"method": "initialize", "params": {}})])
    assert not at.is_at_work()
    document = found.documents.open({"uri": "file:///a.py", "text": "", "version": 1})
    assert at.is_at_work()
    found.documents.close(document.uri)
    found.news.closed[document.path] = document
    found.flush()
    assert at.is_at_work()
