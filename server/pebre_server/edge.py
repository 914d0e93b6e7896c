"""The edge: bytes in, exactly one answer per request out, and the end of the process.

In:  two file descriptors, and a `Service` that knows what the messages mean.
Out: answers, notifications and requests of ours on the outward descriptor; the exit code.
Always
  - `initialize` is answered on the reader thread, before anything heavy is imported;
  - every request with an id of the right kind is answered once: by its handler, by its cancellation,
    or by an error from here; an id that is still in use is not accepted a second time;
  - `$/cancelRequest` and `exit` are seen while a handler runs; the reader never waits for the others;
  - a process that follows another one goes on where that stopped: no message is lost, none is answered twice;
  - the process ends within a second of `exit`, within two of the end of input, and after the client
    that said its process id is gone, whatever the other threads do.
Threads: reader (frames, gates, cancels) → service → analysis → outbox → writer; the main thread waits
for the end. Reader and analysis have large stacks: JSON may nest, and so do questions about types.
Does not know: methods beyond the life of a session, documents, Python source.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time

from pebre_server.protocol import framing, inward, jsonrpc, log, outbox, renewal, stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, Protocol

    from pebre_server.protocol.jsonrpc import Id, Message

    class Service(Protocol):
        """What stands behind the edge."""

        def initialize(self, params: Message) -> Message:
            """The answer to `initialize`. On the reader thread: light."""
            ...

        def knows(self, method: str) -> bool:
            """Whether requests of this method are served."""
            ...

        def request(self, pending: Pending, message: Message) -> None:
            """Queue a request. On the reader thread: must not wait."""

        def notification(self, message: Message) -> None:
            """Queue a notification, or an answer to a request of ours. Must not wait."""

        def forget(self, pending: Pending) -> bool:
            """The client cancelled: stop the request if it runs; True if it had not begun."""
            ...

        def begin(self) -> None:
            """The whole life of the analysis thread, from after `initialize`."""

        def is_busy(self) -> bool:
            """Whether anything waits to be received or done."""
            ...

        def close(self, *, drain: bool) -> None:
            """Let `begin` come to its end: after what was asked, or at once."""


WATCH = 3.0  # seconds between looks at the client's process
DRAIN = 1.0  # seconds for what was asked before `shutdown`
HURRY = 0.5  # seconds for anything when the client is gone
LAST_RESORT = 3.0  # seconds until the end even if the interpreter hangs in C code

_NEW, _RUNNING, _DOWN = "new", "running", "down"


class Pending:
    """A request of the client that has no answer yet."""

    __slots__ = ("cancelled", "id", "message", "method")

    def __init__(self, id: Id, method: str, message: Message) -> None:  # noqa: A002 - the protocol's word
        self.id = id
        self.method = method
        self.message = message
        self.cancelled = False


class Edge:
    """One client on two file descriptors."""

    def __init__(self, incoming: int, outward: int, notes: log.Log) -> None:
        self.encode: Callable[[object], bytes] = jsonrpc.encode  # the analysis puts a faster one here
        self.log = notes
        self._inward = inward.Inward(incoming)
        self._outward = outward
        self._service: Service
        self._outbox = outbox.Outbox()
        self._open: dict[Id, Pending] = {}
        self._lock = threading.Lock()
        self._state = _NEW
        self._params: Message = {}  # of `initialize`
        self._parent = 0
        self._analysis: threading.Thread | None = None
        self._ended = threading.Event()
        self._code = 1

    def serve(self, service: Service) -> NoReturn:
        """Serve until the client is gone; the process ends here."""
        self._service = service
        writer = stdio.start_thread(self._write, "writer")
        stdio.start_thread(self._read, "reader", stdio.STACK)
        try:
            while not self._ended.wait(WATCH):
                if self._parent and not stdio.is_alive(self._parent):
                    self.log.warning(f"the client's process {self._parent} is gone")
                    break
        except KeyboardInterrupt:
            pass
        self._finish(writer, self._code)

    def end(self, code: int) -> None:
        """End the process soon. The first call counts."""
        if not self._ended.is_set():
            self._code = code
            self._ended.set()

    def begin_anew(self, state: Callable[[], Message]) -> None:
        """Let a new process take this one's place: it gets `state`, which is called when nothing more can come.

        To be called on the analysis thread. Returns, having done nothing but perhaps that call, if the client or this
        process has something to do, the client does not read, or the system will not have it.
        """
        if self._state != _RUNNING or not renewal.is_possible() or not self._inward.hold():
            return
        try:
            if self._service.is_busy():
                return
            self.log.info("nobody asks anything: this process begins anew, to give its memory back")
            left: Message = {"initialize": self._params, "state": state()}
            if self._outbox.wait_clear(inward.PATIENCE):  # from here on nothing may be sent: half of it could go out
                with self._lock:
                    left["requests"] = [pending.message for pending in self._open.values()]
                renewal.begin_anew(self._inward.descriptor, self._outward, jsonrpc.encode(left))
        except OSError as fault:
            self.log.warning(f"the process could not begin anew: {fault}")
        finally:
            self._inward.release()

    # ---- out ----------------------------------------------------------------------------------

    def send(self, message: Message, *, key: str | None = None, wait: bool = True) -> None:
        """Send a notification, or a request of ours. One with a `key` replaces an unsent one with the same."""
        self._outbox.put(framing.frame(self.encode({"jsonrpc": "2.0", **message})), wait=wait, key=key)

    def send_raw(self, *parts: bytes, key: str | None = None) -> None:
        """As `send`, of a whole message that is JSON already, in parts."""
        self._outbox.put(framing.frame(*parts), wait=True, key=key)

    def reply(self, id: Id, result: object) -> bool:  # noqa: A002
        """Answer a request; False if it has its answer already. Raises TypeError if `result` is no JSON."""
        return self._answer(id, self.encode({"jsonrpc": "2.0", "id": id, "result": result}), wait=True)

    def reply_raw(self, id: Id, *parts: bytes) -> bool:  # noqa: A002
        """As `reply`, with a result that is JSON already, in parts."""
        head = b'{"jsonrpc":"2.0","id":%b,"result":' % jsonrpc.encode(id)
        return self._answer(id, head, *parts, b"}", wait=True)

    def fail(self, id: Id, code: int, text: str, *, wait: bool = True) -> bool:  # noqa: A002
        """Answer a request with an error."""
        message = {"jsonrpc": "2.0", "id": id, "error": jsonrpc.error(code, text)}
        return self._answer(id, jsonrpc.encode(message), wait=wait)

    def _answer(self, id: Id, *parts: bytes, wait: bool) -> bool:  # noqa: A002
        with self._lock:
            if self._open.pop(id, None) is None:
                return False
        self._outbox.put(framing.frame(*parts), wait=wait)
        return True

    def _write(self) -> None:
        while (data := self._outbox.take()) is not None:
            view = memoryview(data)
            try:
                while view:
                    view = view[os.write(self._outward, view) :]
            except OSError:
                self.end(1)
                return

    # ---- in -----------------------------------------------------------------------------------

    def _read(self) -> None:
        frames = framing.Frames(lambda n: self._inward.read(n, is_between=frames.is_between))
        try:
            self._take_over()
            while not self._ended.is_set():
                try:
                    body = frames.next()
                    if body is None:
                        break
                    self._take(body, frames)
                except framing.TooLongError as fault:
                    self._complain(jsonrpc.PARSE_ERROR, str(fault))
                except OSError:
                    break
                except Exception as fault:
                    self.log.error(f"reading: {fault!r}")
        finally:
            self.end(0 if self._state == _DOWN else 1)

    def _take(self, body: bytes, frames: framing.Frames) -> None:
        try:
            message = jsonrpc.decode(body)
        except (ValueError, RecursionError, MemoryError):
            frames.again(body)
            self._complain(jsonrpc.PARSE_ERROR, "not JSON")
            return
        if type(message) is not dict:
            self._complain(jsonrpc.INVALID_REQUEST, "not a message")
            return
        method, found = message.get("method"), jsonrpc.id_of(message)
        if method is None:
            if "result" in message or "error" in message:
                if found is not None and self._state != _NEW:
                    self._service.notification(message)
            else:
                self._complain(jsonrpc.INVALID_REQUEST, "not a message")
        elif type(method) is not str or ("id" in message and found is None):
            self._complain(jsonrpc.INVALID_REQUEST, "not a message", found)
        elif found is not None:
            self._accept(Pending(found, method, message))
        elif method == "exit":
            self.end(0 if self._state == _DOWN else 1)
        elif method == "$/cancelRequest":
            self._cancel(message.get("params"))
        elif self._state == _RUNNING:
            if isinstance(message.get("params"), dict | None):
                self._service.notification(message)
            else:
                self.log.once(f"params {method}", f"{method}: params are no object, left out")

    def _complain(self, code: int, text: str, id: Id | None = None) -> None:  # noqa: A002
        """An error about something that is no request of the table."""
        self.send({"id": id, "error": jsonrpc.error(code, text)}, wait=False)

    def _accept(self, pending: Pending) -> None:
        method, message = pending.method, pending.message
        with self._lock:
            if pending.id in self._open:
                self.log.warning(f"{method}: the id {pending.id!r} is still in use, left out")
                return
            self._open[pending.id] = pending
        params = message.get("params")
        if self._state == _DOWN or (self._state == _NEW) != (method == "initialize"):
            code = jsonrpc.NOT_INITIALIZED if self._state == _NEW else jsonrpc.INVALID_REQUEST
            self.fail(pending.id, code, f"{method}: the session is {self._state}", wait=False)
        elif method == "shutdown":
            self._state = _DOWN
            self._service.request(pending, {**message, "params": None})
        elif not isinstance(params, dict | None):
            self.fail(pending.id, jsonrpc.INVALID_PARAMS, f"{method}: params are no object", wait=False)
        elif method == "initialize":
            self._initialize(pending, message, params or {})
        elif not self._service.knows(method):
            self.fail(pending.id, jsonrpc.METHOD_NOT_FOUND, f"no method {method[:100]}", wait=False)
        else:
            self._service.request(pending, message)

    def _initialize(self, pending: Pending, message: Message, params: Message) -> None:
        try:
            body = self.encode({"jsonrpc": "2.0", "id": pending.id, "result": self._service.initialize(params)})
        except Exception as fault:
            self.log.error(f"initialize: {fault!r}")
            self.fail(pending.id, jsonrpc.INVALID_PARAMS, f"initialize: {type(fault).__name__}", wait=False)
            return
        self._answer(pending.id, body, wait=False)
        self._begin({"method": "initialize", "params": params})

    def _take_over(self) -> None:
        """Go on as the process before this one, if there was one."""
        handed = renewal.handed()
        if handed is None:
            return
        try:
            left: Any = jsonrpc.decode(handed)
            self._service.initialize(left["initialize"])
        except (ValueError, KeyError, TypeError) as fault:
            self.log.error(f"what the last process left cannot be read: {fault!r}")
            self.end(1)  # the client knows how to start another
            return
        self._begin({"method": "initialize", "params": left["initialize"], "handed": left["state"]})
        for message in left["requests"]:
            self._accept(Pending(message["id"], message["method"], message))

    def _begin(self, message: Message) -> None:
        """`initialize` is done: the analysis may start."""
        self._params = params = message["params"]
        self._state = _RUNNING
        parent = params.get("processId")
        # A client in another container says a number that means nothing here: it is not watched.
        if type(parent) is int and parent > 0 and stdio.is_alive(parent):
            self._parent = parent
        self._service.notification(message)
        self._analysis = stdio.start_thread(self._analyse, "analysis", stdio.STACK)

    def _cancel(self, params: object) -> None:
        wanted = jsonrpc.id_of(params) if isinstance(params, dict) else None
        with self._lock:
            pending = self._open.get(wanted) if wanted is not None else None
        if pending is not None:
            pending.cancelled = True
            if self._service.forget(pending):
                self.fail(pending.id, jsonrpc.REQUEST_CANCELLED, "cancelled", wait=False)

    # ---- the end ------------------------------------------------------------------------------

    def _analyse(self) -> None:
        try:
            self._service.begin()
        except BaseException as fault:
            self.log.error(f"the analysis ended: {fault!r}")
            self.end(1)

    def _finish(self, writer: threading.Thread, code: int) -> NoReturn:
        faulthandler.dump_traceback_later(LAST_RESORT, exit=True)
        deadline = time.monotonic() + (DRAIN if code == 0 else HURRY)
        if code != 0:
            with self._lock:
                for pending in self._open.values():
                    pending.cancelled = True
        self._service.close(drain=code == 0)
        if self._analysis is not None:
            self._analysis.join(max(0.0, deadline - time.monotonic()))
        self._outbox.close()
        writer.join(max(0.05, deadline - time.monotonic()))
        os._exit(code)
