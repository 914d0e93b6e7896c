"""A bar in the client for work that takes a while.

In:  how much is done of how much.
Out: the protocol's progress messages, if the client shows any; else nothing.
Always
  - nothing is reported before the client has agreed to the token, or after the end;
  - at most a hundred reports.
Does not know: what the work is.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message

    class Outlet(Protocol):
        """Where messages go."""

        client: Client

        def tell(self, method: str, params: object) -> None: ...
        def ask(self, method: str, params: object, then: Callable[[Message], None] | None = None) -> None: ...


class Progress:
    """One piece of work, from its first report to its end."""

    def __init__(self, outlet: Outlet, token: str, title: str) -> None:
        self._outlet = outlet
        self._token = token
        self._title = title
        self._percent = -1
        self._agreed = False
        self._ended = False
        if outlet.client.has_progress:
            outlet.ask("window/workDoneProgress/create", {"token": token}, self._begin)

    def report(self, n_done: int, n_all: int) -> None:
        """So much is done."""
        percent = 100 * n_done // n_all if n_all else 100
        if percent > self._percent:
            self._percent = percent
            if self._agreed and not self._ended:
                self._send({"kind": "report", "percentage": percent, "message": f"{n_done} of {n_all}"})

    def end(self) -> None:
        """Nothing is left."""
        if self._agreed and not self._ended:
            self._send({"kind": "end"})
        self._ended = True

    def _begin(self, answer: Message) -> None:
        if not self._ended and "error" not in answer:
            self._agreed = True
            self._send({"kind": "begin", "title": self._title, "percentage": max(self._percent, 0)})

    def _send(self, value: object) -> None:
        self._outlet.tell("$/progress", {"token": self._token, "value": value})
