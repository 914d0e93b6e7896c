"""pygls behind the edge: registration, protocol types, and the bookkeeping of the session.

In:  features with handlers, messages as plain data.
Out: results for the dispatcher; what pygls itself sends goes to the edge.
Always
  - capabilities are what pygls makes of the registered features; a test compares them with the
    answer that the edge gave to `initialize`;
  - params that do not fit are a RequestError; a handler gets an object of lsprotocol, never our message;
  - everything pygls sends passes `_send_data`, so the edge still answers each request once, with short
    errors; nothing is shown to the user because a message was odd;
  - documents are not kept here: pygls' workspace stays empty.
Threads: loading happens on one of its own; after that everything on the analysis thread.
"""

from __future__ import annotations

import sys
import threading

from pebre_server.protocol import jsonrpc, stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    from pygls.lsp.server import LanguageServer

    from pebre_server.protocol.jsonrpc import Id, Message
    from pebre_server.protocol.log import Log

    class Edge(Protocol):
        """Where what pygls sends goes."""

        log: Log

        def send(self, message: Message) -> None: ...
        def reply(self, id: Id, result: object) -> bool: ...  # noqa: A002
        def fail(self, id: Id, code: int, text: str) -> bool: ...  # noqa: A002


# Notifications that pygls keeps books of. Documents are not among them.
_ITS_OWN = frozenset(
    {
        "initialize",
        "initialized",
        "$/setTrace",
        "window/workDoneProgress/cancel",
        "workspace/didChangeWorkspaceFolders",
    }
)
_MOST = 100  # messages kept for it while it is not loaded


class Feature:
    """A method to register. `handler` gets an object of lsprotocol; `options` is what is announced, if not just yes."""

    __slots__ = ("handler", "method", "options")

    def __init__(self, method: str, handler: Callable[[Any], object], options: object = None) -> None:
        self.method = method
        self.handler = handler
        self.options = options


class Setup:
    """What pygls is told at its start."""

    __slots__ = ("commands", "encoding", "features", "name", "notebooks", "version")

    def __init__(
        self,
        name: str,
        version: str,
        encoding: str,
        features: Sequence[Feature],
        commands: Mapping[str, Callable[[], object]],
        notebooks: Message,
    ) -> None:
        self.name = name
        self.version = version
        self.encoding = encoding
        self.features = features
        self.commands = commands
        self.notebooks = notebooks


class Loader:
    """Loads pygls once, when it is wanted or there is time, and keeps for it what it has missed."""

    def __init__(self, edge: Edge, setup: Callable[[], Setup], ready: Callable[[], None]) -> None:
        self._edge = edge
        self._setup = setup
        self._ready = ready
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._front: Front | None = None
        self._failed = False
        self._past: list[Message] = []

    def start(self) -> None:
        """Begin to load, unless that was done."""
        if self._thread is None:
            self._thread = stdio.start_thread(self._load, "loader", stdio.STACK)

    def is_loading(self) -> bool:
        """Whether it is being loaded now."""
        return self._thread is not None and not self.is_done()

    def front(self) -> Front | None:
        """pygls; None while it is being loaded."""
        if self._failed:
            raise jsonrpc.RequestError(jsonrpc.INTERNAL_ERROR, "pygls could not be loaded")
        return self._front

    def is_done(self) -> bool:
        """Whether loading has ended, one way or the other."""
        return self._failed or self._front is not None

    def past(self, message: Message) -> None:
        """A notification for pygls, or an answer to a request of its: told now or when it is there."""
        method = message.get("method")
        with self._lock:
            if self._front is None:
                if method in _ITS_OWN and len(self._past) < _MOST:
                    self._past.append(message)
                return
        if method is None or method in _ITS_OWN:
            self._front.receive(message)

    def _load(self) -> None:
        try:
            front = Front(self._edge, self._setup())
            with self._lock:
                for message in self._past:
                    self._tell(front, message)
                self._past.clear()
                self._front = front
        except BaseException as fault:
            self._failed = True
            self._edge.log.fault("loading pygls", fault)
        finally:
            self._ready()

    def _tell(self, front: Front, message: Message) -> None:
        try:
            front.receive(message)
        except Exception as fault:  # params that served us well enough
            self._edge.log.warning(f"pygls: {fault}")
            if message.get("method") == "initialize":
                front.receive({**message, "params": {"capabilities": {}}})


class Front:
    """A pygls server without streams of its own."""

    def __init__(self, edge: Edge, setup: Setup) -> None:
        self.server = make_server(edge, setup)
        self._encoding = setup.encoding
        self._protocol = self.server.protocol

    def serve(self, message: Message) -> object:
        """The result of a request."""
        method = message["method"]
        structured = self._structured(message)
        if method in self._protocol.fm.builtin_features:
            self._protocol.handle_message(structured)
            return jsonrpc.ANSWERED
        result = self._protocol.fm.features[method](structured.params)
        return result if isinstance(result, dict | list) else self._protocol._converter.unstructure(result)

    def receive(self, message: Message) -> None:
        """Take a notification or an answer."""
        if message.get("method") == "initialize":
            message = {**message, "id": "initialize", "params": _agreed(message["params"], self._encoding)}
        self._protocol.handle_message(self._structured(message))

    def _structured(self, message: Message) -> Any:  # reason: one of lsprotocol's message classes
        try:
            return self._protocol.structure_message(
                {"jsonrpc": "2.0", "params": None, **message} if "method" in message else {"jsonrpc": "2.0", **message}
            )
        except Exception as fault:
            what = f"params of {message.get('method', 'an answer')} do not fit"
            raise jsonrpc.RequestError(jsonrpc.INVALID_PARAMS, what) from fault


def make_server(edge: Edge, setup: Setup) -> LanguageServer:
    """pygls with everything registered."""
    from pebre_server.protocol import lazy_lsprotocol

    lazy_lsprotocol.load()
    _import_asyncio()
    import logging

    from lsprotocol import types
    from pygls.lsp import get_method_options_type
    from pygls.lsp.server import LanguageServer
    from pygls.protocol import LanguageServerProtocol, default_converter

    class Passing(LanguageServerProtocol):
        def _send_data(self, data: Any) -> None:  # reason: one of lsprotocol's message classes
            message = self._converter.unstructure(data)
            if "method" in message:
                edge.send(message)
            elif error := message.get("error"):
                edge.fail(message["id"], error["code"], str(error["message"]).partition("\n")[0][:200])
            else:
                edge.reply(message["id"], message.get("result"))

    class Server(LanguageServer):
        def report_server_error(self, error: Exception, source: object) -> None:
            edge.log.info(f"pygls: {error}")

    _quieten(logging, edge.log)
    converter = default_converter()  # type: ignore[no-untyped-call]  # pygls' own
    notebooks = converter.structure(setup.notebooks, types.NotebookDocumentSyncOptions)
    server = Server(setup.name, setup.version, notebook_document_sync=notebooks, protocol_cls=Passing)
    for feature in setup.features:
        options = None
        if isinstance(feature.options, dict) and (wanted := get_method_options_type(feature.method)) is not None:
            options = converter.structure(feature.options, wanted)
        server.feature(feature.method, options)(_named(feature))
    for name, command in setup.commands.items():
        server.command(name)(_without_arguments(command))
    return server


def _import_asyncio() -> None:
    """Import asyncio, which pygls is built on, without OpenSSL (4 MB): nothing here opens a connection."""
    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # an import of it fails, as where Python was built without
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


def _named(feature: Feature) -> Callable[[Any], object]:
    """A function of its own for each feature: pygls writes attributes on it."""

    def handle(params: Any) -> object:  # reason: an object of lsprotocol, by method
        return feature.handler(params)

    return handle


def _without_arguments(command: Callable[[], object]) -> Callable[..., object]:
    def run(*ignored: object) -> object:
        return command()

    return run


def _agreed(params: Message, encoding: str) -> Message:
    """`initialize` as pygls must see it to choose the encoding that was announced."""
    capabilities = params.get("capabilities") or {}
    general = {**(capabilities.get("general") or {}), "positionEncodings": [encoding]}
    required = {"processId": None, "rootUri": None}
    return {**required, **params, "capabilities": {**capabilities, "general": general}}


def _quieten(logging: Any, notes: Log) -> None:  # reason: a module
    """pygls' own log goes into ours."""

    class Handler(logging.Handler):  # type: ignore[misc]  # reason: as above
        def emit(self, record: Any) -> None:  # reason: as above
            say = notes.error if record.exc_info else notes.info
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            say(f"pygls: {text}")

    logger = logging.getLogger("pygls")
    logger.handlers[:] = [Handler(logging.WARNING)]
    logger.propagate = False
