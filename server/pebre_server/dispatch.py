"""From a message to its handler, and from whatever happens there to exactly one answer.

In:  jobs and batches of notifications from the scheduler.
Out: answers through the edge.
Always
  - nothing that a handler raises goes further, not even SystemExit: a request is answered -32603 with
    a short text, the traceback goes to the log, the next request is served as if nothing had happened;
  - a handler that is stopped leaves no answer: the scheduler asks again, or its client did not want it;
  - plain handlers wait for nothing; a job for a typed handler is put aside until pygls is there.
Does not know: what handlers do.
"""

from __future__ import annotations

import threading
import time

from pebre_server import scheduler
from pebre_server.protocol import jsonrpc, log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Protocol, TypeAlias

    from pebre_server.edge import Edge
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Id, Message
    from pebre_server.session import Session

    # Plain handlers get JSON, typed ones an object of lsprotocol; both give JSON, `Raw`, or lsprotocol.
    Run: TypeAlias = Callable[["Session", Any], object]
    Told: TypeAlias = Callable[["Session", Any], None]
    Capability: TypeAlias = tuple[str, object | Callable[["Client"], object]]

    class Front(Protocol):
        """pygls, once it is loaded."""

        def serve(self, message: Message) -> object:
            """The result of a request; `jsonrpc.ANSWERED` if pygls sent it itself."""
            ...

    class Loader(Protocol):
        """Loads the front on a thread of its own."""

        def start(self) -> None:
            """Begin, unless that was done."""

        def front(self) -> Front | None:
            """The front, or None while it is being loaded. Raises if that failed."""
            ...

        def is_done(self) -> bool:
            """Whether loading has ended, one way or the other."""
            ...

        def past(self, message: Message) -> None:
            """A notification or an answer that is not, or not only, ours: told to the front when it is there."""


AT_THE_END = 0.8  # seconds after the answer to `shutdown` for what was not kept yet; the client does not wait for it


class Request:
    """How a request is served. One in each file of `requests`."""

    __slots__ = ("capability", "lane", "method", "plain", "run", "when")

    def __init__(
        self,
        *,
        method: str,
        run: Run,
        lane: scheduler.Lane = scheduler.Lane.TYPING,
        capability: Capability | None = None,
        plain: bool = False,
        when: Callable[[Client], bool] | None = None,
    ) -> None:
        self.method = method
        self.run = run
        self.lane = lane
        self.capability = capability  # what is announced for it; None if another request's says so
        self.plain = plain  # gets JSON and does not need pygls
        self.when = when  # whether it is offered to a client; always if None


class Notification:
    """How a notification is taken. One in each file of `notifications`."""

    __slots__ = ("method", "news", "run", "shared")

    def __init__(self, *, method: str, run: Told, news: bool = True, shared: bool = False) -> None:
        self.method = method
        self.run = run
        self.news = news  # makes a new revision: what runs is stopped for it
        self.shared = shared  # pygls keeps its own books of it


class Raw:
    """A result that is JSON already, in parts."""

    __slots__ = ("parts",)

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts


class Dispatcher:
    """The scheduler's worker."""

    def __init__(
        self,
        edge: Edge,
        requests: Iterable[Request],
        notifications: Iterable[Notification],
        open_session: Callable[[Message, Message | None], Session],
        loader: Loader,
    ) -> None:
        from pebre_analysis.engine import cancel  # the edge imports this file before it answers `initialize`

        self.stopped: type[BaseException] = cancel.Cancelled
        self._edge = edge
        self._requests: Mapping[str, Request] = {request.method: request for request in requests}
        self._notifications: Mapping[str, Notification] = {told.method: told for told in notifications}
        self._open_session = open_session
        self._loader = loader
        self._session: Session | None = None

    # ---- what the scheduler asks --------------------------------------------------------------

    def receive(self, batch: list[tuple[int, Message]]) -> None:
        """Take notifications and answers, then tell the analysis of all of them at once."""
        for arrived, message in batch:
            method = message.get("method", "an answer")
            try:
                self._receive(arrived, message)
            except jsonrpc.RequestError as fault:
                self._edge.log.once(f"{method} {fault}", f"{method}: {fault}")
            except BaseException as fault:
                self._edge.log.fault(method, fault)
        if self._session is not None:
            try:
                self._session.flush()
            except BaseException as fault:
                self._edge.log.fault("planning", fault)

    def serve(self, job: scheduler.Job) -> bool:
        """Do one job; False if pygls is needed and not there."""
        if job.pending is None or job.message is None:
            self._background(job)
            return True
        pending, begun, done = job.pending, time.perf_counter(), True
        try:
            done = self._serve(job, pending.id, pending.method, job.message)
        except self.stopped:
            raise
        except jsonrpc.RequestError as fault:
            self._edge.fail(pending.id, fault.code, str(fault))
        except BaseException as fault:
            self._edge.log.fault(pending.method, fault)
            text = f"internal error in {pending.method}: {type(fault).__name__}"
            self._edge.fail(pending.id, jsonrpc.INTERNAL_ERROR, text)
        seconds = time.perf_counter() - begun
        if self._session is not None and done:
            self._session.timings.note(pending.method, seconds)
        if self._edge.log.level >= log.DEBUG:
            self._edge.log.debug(f"{pending.method} #{pending.id}: {seconds * 1e3:.2f} ms")
        return done

    def is_ready(self) -> bool:
        """Whether pygls is there, or will never be."""
        return self._loader.is_done()

    def give_up(self, job: scheduler.Job) -> None:
        """Answer a request that was stopped for good."""
        if job.pending is not None:
            cancelled = job.pending.cancelled
            code = jsonrpc.REQUEST_CANCELLED if cancelled else jsonrpc.INTERNAL_ERROR
            self._edge.fail(job.pending.id, code, "cancelled" if cancelled else "stopped for no known reason")

    def interrupt(self) -> None:
        """Stop what runs. From any thread."""
        if self._session is not None:
            self._session.interrupt()

    def resume(self) -> None:
        """Forget an `interrupt`. From any thread."""
        if self._session is not None:
            self._session.resume()

    def close(self) -> None:
        """The scheduler has come to its end."""
        if self._session is not None:
            self._session.close()

    def is_at_work(self) -> bool:
        """Whether a document is open, or was."""
        return self._session is not None and (self._session.has_documents() or self._session.was_left)

    def pause(self) -> None:
        """Nothing was asked for a moment."""
        if self._session is not None:
            self._session.pause()

    def is_left(self) -> bool:
        """Whether a new process would serve the client better; see `handover`."""
        from pebre_server import handover

        return self._session is not None and handover.is_due(self._session)

    def pause_long(self) -> None:
        """Nor for a few seconds."""
        if self._session is not None:
            self._session.pause_long()

    def idle(self) -> None:
        """Nothing was asked for long."""
        if self._session is not None:
            self._session.rest()

    def renew(self) -> None:
        """No new process could take this one's place."""
        if self._session is not None:
            self._session.renew()

    # ---- helpers ------------------------------------------------------------------------------

    def _receive(self, arrived: int, message: Message) -> None:
        method = message.get("method")
        if method == "initialize":
            self._session = self._open_session(message["params"], message.get("handed"))
            self._loader.past({"method": method, "params": message["params"]})
            return
        session = self._session
        if session is None:
            return
        session.asked = arrived
        if method is None:
            if not session.awaited.answered(message):
                self._loader.past(message)
            return
        told = self._notifications.get(method)
        if told is not None:
            told.run(session, message.get("params") or {})
        if told is None or told.shared:
            self._loader.past(message)

    def _serve(self, job: scheduler.Job, id_: Id, method: str, message: Message) -> bool:
        session = self._session
        if method == "shutdown" or session is None:
            self._edge.reply(id_, None)
            if session is not None:
                self._leave(session)
            return True
        session.asked, session.asked_id = job.arrived, id_
        request = self._requests.get(method)
        if request is not None and request.plain:
            result = request.run(session, message.get("params") or {})
        else:
            front = self._loader.front()
            if front is None:
                self._loader.start()
                return False
            result = front.serve(message)
        if isinstance(result, Raw):
            self._edge.reply_raw(id_, *result.parts)
        elif result is not jsonrpc.ANSWERED:
            self._edge.reply(id_, result)
        return True

    def _leave(self, session: Session) -> None:
        """While the client takes its leave, there is a moment for what was not kept yet."""
        alarm = threading.Timer(AT_THE_END, self.interrupt)
        alarm.daemon = True
        alarm.start()
        try:
            session.leave()
        except self.stopped:
            pass
        finally:
            alarm.cancel()
            self.resume()

    def _background(self, job: scheduler.Job) -> None:
        if job.work is None:
            return
        if self._session is not None:
            self._session.asked = job.arrived
        try:
            job.work()
        except self.stopped:
            raise
        except BaseException as fault:
            self._edge.log.fault("background work", fault)
