"""What the analysis thread does next.

In:  requests, notifications and cancellations from the reader thread; background work from the
     analysis thread; a `Worker` that does it.
Out: calls of the worker, one at a time, on the analysis thread.
Always
  - an edit never waits: the running job is asked to stop, all queued notifications are received in
    one batch, and the job is taken up again, first in its lane, if it is still wanted;
  - a job that edits have stopped UNWINDS times runs on to its end;
  - lanes in order; in a lane, requests before background work, each first come, first served;
    a request stops running work that ranks below it;
  - background work with the same key waits only once;
  - nothing cancelled by the client is begun; a wish to stop never hits the next job.
Threads: `request`, `notification`, `forget`, `close` on any; `run` and what it calls on one.
Does not know: methods, documents, queries.
"""

from __future__ import annotations

import enum
import threading
import time
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Mapping
    from typing import Protocol

    from pebre_server.edge import Pending
    from pebre_server.protocol.jsonrpc import Message

    class Worker(Protocol):
        """Who does the work."""

        stopped: type[BaseException]  # raised out of `serve` and background work after `interrupt`

        def receive(self, batch: list[tuple[int, Message]]) -> None:
            """Take notifications and answers, each with its arrival number, oldest first."""

        def serve(self, job: Job) -> bool:
            """Do one job; False to put it aside until `unpark`. Raises `stopped` or nothing."""
            ...

        def is_ready(self) -> bool:
            """Whether what jobs are put aside for is there by now."""
            ...

        def give_up(self, job: Job) -> None:
            """The job stopped and is not taken up again: answer its request, if it has one."""

        def interrupt(self) -> None:
            """From any thread: what runs raises `stopped` soon."""

        def resume(self) -> None:
            """Forget an `interrupt` that came too late."""


UNWINDS = 3  # times an edit may stop one job, and times one may stop for no reason


class Lane(enum.IntEnum):
    """How urgent a request is; lower is sooner."""

    TYPING = 0
    OPEN_DIAGNOSTICS = 1
    WORKSPACE = 2


class Job:
    """Something to do: the answer to a request, or background work with a key."""

    __slots__ = ("arrived", "key", "lane", "message", "pending", "rank", "unasked", "unwound", "work")

    def __init__(self, lane: int, arrived: int) -> None:
        self.lane = lane
        self.arrived = arrived  # number of the message that asked for it; edits with a greater one are news to it
        self.rank = 2 * lane
        self.unwound = 0  # times an edit stopped it
        self.unasked = 0  # times it stopped although nobody had asked
        self.pending: Pending | None = None
        self.message: Message | None = None
        self.key: Hashable = None
        self.work: Callable[[], None] | None = None


class Idle:
    """Work for when nothing was asked for some seconds; once, or after every such rest."""

    __slots__ = ("again", "done", "seconds", "work")

    def __init__(self, seconds: float, work: Callable[[], None], *, again: bool) -> None:
        self.seconds = seconds
        self.work = work
        self.again = again
        self.done = False


class Scheduler:
    """The queues between the reader thread and the analysis thread."""

    def __init__(self, lanes: Mapping[str, Lane]) -> None:
        self._lanes_of = lanes  # method → lane; TYPING for others
        self._news: Container[str] = ()
        self._changed = threading.Condition()
        self._inbox: deque[tuple[int, Message]] = deque()
        self._queues: tuple[deque[Job], ...] = tuple(deque() for _ in range(2 * len(Lane)))  # by rank
        self._waiting: dict[Hashable, Job] = {}  # background work in the queues, by key
        self._parked: list[Job] = []
        self._idle: list[Idle] = []
        self._current: Job | None = None
        self._stopping = False
        self._worker: Worker | None = None
        self._arrivals = 0
        self._last = time.monotonic()
        self._held_until = 0.0
        self._down = False
        self._draining = False
        self._closed = False

    # ---- from the reader ----------------------------------------------------------------------

    def request(self, pending: Pending, message: Message) -> None:
        """Queue a request in its lane."""
        with self._changed:
            job = Job(self._lanes_of.get(pending.method, Lane.TYPING), self._arrive())
            job.pending, job.message = pending, message
            if pending.method == "shutdown":
                self._down = True
            self._queues[job.rank].append(job)
            current = self._current
            if current is not None and current.rank > job.rank:
                self._stop()
            self._changed.notify()

    def notification(self, message: Message) -> None:
        """Queue a notification, or an answer to a request of ours."""
        with self._changed:
            self._inbox.append((self._arrive(), message))
            current = self._current
            if current is not None and message.get("method", "") in self._news and current.unwound < UNWINDS:
                self._stop()
            self._changed.notify()

    def forget(self, pending: Pending) -> bool:
        """`pending.cancelled` was set: stop it if it runs; True if it had not begun."""
        with self._changed:
            current = self._current
            if current is not None and current.pending is pending:
                self._stop()
                return False
            return True

    def close(self, *, drain: bool) -> None:
        """Come to an end: with `drain` after the requests that wait, else at once."""
        with self._changed:
            self._draining = drain
            self._closed = True
            if self._current is not None and (not drain or self._current.pending is None):
                self._stop()
            self._changed.notify()

    # ---- from the analysis --------------------------------------------------------------------

    def later(self, key: Hashable, lane: int, work: Callable[[], None]) -> None:
        """Do `work` when nothing more urgent waits; what waits under the same key is replaced in its place."""
        with self._changed:
            job = self._waiting.get(key)
            if job is not None:
                job.work = work
                return
            job = Job(lane, self._arrivals)
            job.rank += 1
            job.key, job.work = key, work
            self._waiting[key] = job
            self._queues[job.rank].append(job)
            self._changed.notify()

    def unwanted(self, key: Hashable) -> None:
        """Drop background work that waits."""
        with self._changed:
            job = self._waiting.pop(key, None)
            if job is not None:
                self._queues[job.rank].remove(job)

    def unpark(self) -> None:
        """From any thread, when it is ready: what was put aside comes first again."""
        with self._changed:
            for job in reversed(self._parked):
                self._queues[job.rank].appendleft(job)
            self._parked.clear()
            for idle in self._idle:  # it may have been put off likewise
                idle.done = idle.done and not idle.again
            self._changed.notify()

    def hold(self, seconds: float) -> None:
        """Begin no job for so long, or until `release`; notifications and answers are still received."""
        self._held_until = time.monotonic() + seconds

    def release(self) -> None:
        """End a `hold`."""
        self._held_until = 0.0

    def when_idle(self, seconds: float, work: Callable[[], None], *, again: bool = False) -> None:
        """Do `work` after so many seconds without a message and without other work."""
        kept = [each for each in self._idle if each.again or not each.done]
        self._idle = [*kept, Idle(seconds, work, again=again)]  # another thread may be going through the old list

    def is_wanted(self) -> bool:
        """Has anything come that waits for the running job?"""
        return bool(self._inbox) or any(self._queues)

    def is_busy(self) -> bool:
        """Is there anything to do besides the running job?"""
        return self.is_wanted() or bool(self._parked)

    def run(self, worker: Worker, news: Container[str]) -> None:
        """Work until closed. `news` are the methods of notifications that make a new revision."""
        self._worker, self._news = worker, news
        while True:
            with self._changed:
                job = None
                while not self._inbox or (self._closed and not self._draining):
                    job = self._next()
                    if job is not None:
                        self._current = job
                        break
                    if self._closed and not (self._draining and self._parked):
                        return
                    if not self._changed.wait(self._patience()):
                        job = self._rest()
                        if job is not None:
                            self._current = job
                            break
                batch = list(self._inbox) if job is None else []
                if job is None:
                    self._inbox.clear()
            if job is None:
                worker.receive(batch)
            else:
                self._do(job, worker)

    # ---- helpers ------------------------------------------------------------------------------

    def _arrive(self) -> int:
        self._arrivals += 1
        self._last = time.monotonic()
        for idle in self._idle:
            idle.done = idle.done and not idle.again
        return self._arrivals

    def _stop(self) -> None:
        if not self._stopping and self._worker is not None:
            self._stopping = True
            self._worker.interrupt()

    def _next(self) -> Job | None:
        """The most urgent job that is still wanted."""
        if self._closed and not self._draining:
            return None
        if self._held_until and not self._closed and self._held_until > time.monotonic():
            return None
        for queue in self._queues:
            while queue:
                job = queue.popleft()
                if job.pending is None:
                    self._waiting.pop(job.key, None)
                    if self._down or self._closed:
                        continue
                elif job.pending.cancelled:
                    continue
                return job
        return None

    def _patience(self) -> float | None:
        """Seconds until something is due although no message comes."""
        due = [self._last + idle.seconds for idle in self._idle if not idle.done]
        if self._held_until and any(self._queues):
            due.append(self._held_until)
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _rest(self) -> Job | None:
        """The idle work that is due, as a job of the lowest rank."""
        now = time.monotonic()
        for idle in self._idle:
            if not idle.done and now >= self._last + idle.seconds and not self._closed:
                idle.done = True
                job = Job(Lane.WORKSPACE, self._arrivals)
                job.rank += 2
                job.work = idle.work
                return job
        return None

    def _do(self, job: Job, worker: Worker) -> None:
        unwound = put_aside = False
        try:
            put_aside = not worker.serve(job)
        except worker.stopped:
            unwound = True
        with self._changed:
            self._current = None
            self._last = time.monotonic()
            asked, self._stopping = self._stopping, False
            if asked:
                worker.resume()
            if not unwound and not put_aside:
                return
            job.unasked += unwound and not asked
            wanted = job.unasked <= UNWINDS and not (job.pending is not None and job.pending.cancelled)
            if wanted and put_aside and not worker.is_ready():
                self._parked.append(job)
            elif wanted:
                self._again(job)
        if not wanted:
            worker.give_up(job)

    def _again(self, job: Job) -> None:
        """Put a job back to the front of its lane."""
        job.unwound += bool(self._inbox)
        if job.pending is not None:
            self._queues[job.rank].appendleft(job)
        elif job.rank < len(self._queues) and job.key not in self._waiting:
            self._waiting[job.key] = job
            self._queues[job.rank].appendleft(job)
