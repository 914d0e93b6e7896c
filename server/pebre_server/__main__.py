"""The command `pebre`: looks at the first word only, so that nothing is imported for the others.

`pebre server` serves an editor over standard input and output; `Service` puts its parts together.
Every other word belongs to the command line (`cli`), which is imported then.
"""

from __future__ import annotations

import gc
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from pebre_server.dispatch import Request
    from pebre_server.interface import Analysis, Host, Reopened
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.front import Setup
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.protocol.log import Log
    from pebre_server.session import Session

SWITCH = 0.001  # seconds: a thread that wakes up waits no longer than this for the interpreter
DEPTH = 100_000  # Python frames, as in the engine; every thread here has the stack for them
PYGLS_AFTER = 1.0  # seconds of rest until pygls is loaded without need, if no document is open by then
PAUSE_AFTER = 0.3  # seconds of rest until what was told is kept, and memory over the limit is given back
PAUSE_LONG_AFTER = 2.0  # seconds of rest until more is found out for the next session
AT_ONCE = 0.01  # seconds for which modules are run that nobody uses yet
COLLECT_AFTER = 60.0  # seconds of rest until garbage is collected


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == ["server"] and set(words[1:]) <= {"--stdio"}:
        serve(TheAnalysis())
    if words == ["_second"]:  # `second.messages.WORD`, which imports more than a server needs to begin
        from pebre_server.second import run

        return run.run()
    from pebre_server.cli import main as cli

    code = cli.main(words)
    if argv is None:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process without taking apart what it holds, which is a tenth of the time to check a large project."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        return  # nobody reads any more: the interpreter says so in its own way
    os._exit(code)


def serve(analysis: Analysis, more: Sequence[Request] = ()) -> NoReturn:
    """Serve the client on standard input and output; the process ends here."""
    gc.disable()  # a collection in the middle of an answer is felt; see `Service`
    sys.setswitchinterval(SWITCH)
    sys.setrecursionlimit(DEPTH)
    service = Service(analysis, more)
    service.edge.serve(service)


class TheAnalysis:
    """The analysis of this project, imported when it is needed."""

    # Each takes a tenth of a second at most; a request that comes in between waits for it.
    PARTS = (
        "pebre_analysis.ide.common.reopened",
        "pebre_analysis.syntax.parsed",
        "pebre_analysis.semantic.index",
        "pebre_analysis.ide.api",
        "pebre_analysis.types.algebra.members",
        "pebre_analysis.types.infer.interface",
        "pebre_analysis.types.check",
        "pebre_analysis.ide.hover",
        "pebre_analysis.syntax.lowering",
        "pebre_analysis.syntax.incremental",
        "pebre_analysis.semantic.builder",
        "pebre_analysis.ide.completion",
        "pebre_analysis.ide.semantic_tokens",
        "pebre_analysis.ide.code_actions.offer",
    )

    def __init__(self) -> None:
        self._parts = list(self.PARTS)

    def load(self) -> bool:
        from pebre_server import lazy_modules

        if self._parts:
            lazy_modules.run(self._parts.pop(0))
            return True
        until = time.monotonic() + AT_ONCE
        while is_more := lazy_modules.run_next():
            if time.monotonic() > until:
                break
        return is_more

    def reopened(
        self, folders: Sequence[str], settings: Mapping[str, object], of_folders: Mapping[str, Mapping[str, object]]
    ) -> Reopened:
        from pebre_analysis.ide.common import reopened
        from pebre_analysis.source import system

        return reopened.Reopened(system.OsSystem(), folders, settings, of_folders)

    def open(self, folders: Sequence[str], settings: Mapping[str, object], log: Log) -> Host:
        from pebre_analysis.engine import evaluator
        from pebre_analysis.ide import api
        from pebre_server.protocol import stdio

        evaluator.adopt(stdio.stack())
        from pebre_server import env

        return api.Host(folders, settings, log.info, opened=lambda db: env.watch(db, log.warning))


class Service:
    """What stands behind the edge: the scheduler in front, the dispatcher on the analysis thread.

    Collection of cyclic garbage is off. What is there when the host is opened is left out of it for good; when to
    look through the rest is the host's to say.
    """

    def __init__(self, analysis: Analysis, more: Sequence[Request]) -> None:
        from pebre_server import edge, env, requests, scheduler
        from pebre_server.protocol import log, stdio

        self.edge = edge.Edge(*stdio.take(), log.Log(log.LEVELS.get(env.log_level(), log.WARNING)))
        self._requests = (*requests.REQUESTS, *more)
        self._commands = requests.COMMANDS
        self._methods: set[str] = set()
        lanes = {request.method: request.lane for request in self._requests}
        self._scheduler = scheduler.Scheduler(lanes)
        self._analysis = analysis
        self._client: Client
        self._session: Session
        self.request = self._scheduler.request
        self.notification = self._scheduler.notification
        self.forget = self._scheduler.forget
        self.is_busy = self._scheduler.is_busy
        self.close = self._scheduler.close

    # ---- on the reader thread -----------------------------------------------------------------

    def initialize(self, params: Message) -> Message:
        """The answer to `initialize`."""
        from pebre_server import capabilities
        from pebre_server.protocol import client

        self._client = client.Client(params)
        offered = capabilities.offered(self._client, self._requests)
        self._methods = {"workspace/executeCommand", *(request.method for request in offered)}
        return capabilities.announce(self._client, self._requests, self._commands)

    def knows(self, method: str) -> bool:
        """Whether requests of this method are served."""
        return method in self._methods

    # ---- on the analysis thread ---------------------------------------------------------------

    def begin(self) -> None:
        """Work until the scheduler is closed."""
        from pebre_server import bare_msgspec, lazy_modules

        bare_msgspec.load()
        lazy_modules.install("pebre_analysis")
        from pebre_server import dispatch, handover, notifications
        from pebre_server.protocol import front

        told = notifications.NOTIFICATIONS
        loader = front.Loader(self.edge, self._setup, self._scheduler.unpark)
        worker = dispatch.Dispatcher(self.edge, self._requests, told, self._open_session, loader)

        def load() -> None:
            # Else it would be strewn over what is held for documents, and keep its arenas. A process that begins anew
            # does so to be small.
            if not worker.is_at_work() and not self._session.renewed:
                loader.start()

        self._scheduler.when_idle(PYGLS_AFTER, load)

        def pause() -> None:
            if not loader.is_loading():  # what is imported while memory is given back is strewn over it, and keeps it
                worker.pause()

        self._scheduler.when_idle(PAUSE_AFTER, pause, again=True)
        self._scheduler.when_idle(PAUSE_LONG_AFTER, worker.pause_long, again=True)

        def leave(tries: int = handover.TRIES) -> None:
            if worker.is_left() and not loader.is_loading():
                self.edge.begin_anew(lambda: handover.leave(self._session))
            if not worker.is_left():
                return
            if tries:  # somebody had something to do just then
                self._scheduler.when_idle(handover.AFTER, lambda: leave(tries - 1))
            else:
                worker.renew()

        def rest() -> None:
            worker.idle()
            leave()

        self._scheduler.when_idle(COLLECT_AFTER, rest, again=True)
        self._scheduler.when_idle(handover.AFTER, leave, again=True)
        try:
            self._scheduler.run(worker, frozenset(one.method for one in told if one.news))
        finally:
            worker.close()

    def load(self) -> bool:
        """Import a part of the analysis; whether there is more."""
        from pebre_server.protocol import jsonrpc

        is_more = self._analysis.load()
        self.edge.encode = jsonrpc.fast_encoder()
        return is_more

    def reopened(
        self, folders: Sequence[str], settings: Mapping[str, object], of_folders: Mapping[str, Mapping[str, object]]
    ) -> Reopened:
        """What earlier sessions told."""
        return self._analysis.reopened(folders, settings, of_folders)

    def open(self, folders: Sequence[str], settings: Mapping[str, object], log: Log) -> Host:
        """Open the analysis."""
        host = self._analysis.open(folders, settings, log)
        gc.freeze()
        return host

    def _open_session(self, params: Message, handed: Message | None) -> Session:
        from pebre_server import diagnostics, handover, session

        self._session = opened = session.Session(self.edge, self._scheduler, self._client, self)
        opened.workspace_check = diagnostics.WorkspaceCheck(opened)
        opened.listeners.append(diagnostics.listen)
        opened.resting.append(diagnostics.keep)
        self.edge.log.tell = lambda level, text: self.edge.send(
            {"method": "window/logMessage", "params": {"type": level, "message": text}}, wait=False
        )
        if handed is not None:
            handover.take(opened, handed)
        return opened

    def _setup(self) -> Setup:
        from pebre_server import capabilities, notifications

        return capabilities.setup(
            self._client, self._requests, notifications.NOTIFICATIONS, self._commands, lambda: self._session
        )


if __name__ == "__main__":
    sys.exit(main())
