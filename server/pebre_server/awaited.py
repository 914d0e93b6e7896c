"""Requests of ours to the client, and who gets their answers.

In:  methods with params, answers as they come.
Out: messages through the edge; each answer to the one who asked.
Always: a request that has no answer after PATIENCE is forgotten; its answer, if it comes later, answers nothing.
Does not know: what is asked.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_server.edge import Edge
    from pebre_server.protocol.jsonrpc import Id, Message

PATIENCE = 30.0  # seconds


class Awaited:
    """The requests of one session that have no answer yet."""

    __slots__ = ("_edge", "_waiting", "n_asked")

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._waiting: dict[Id, tuple[float, str, Callable[[Message], None] | None]] = {}
        self.n_asked = 0  # requests so far: no two have the same id, also when a process takes another one's place

    def ask(self, method: str, params: object, then: Callable[[Message], None] | None) -> None:
        """Send a request; `then` gets the answer, with its `result` or `error`."""
        self._forget_late()
        self.n_asked += 1
        id_ = f"pebre-{self.n_asked}"
        self._waiting[id_] = (time.monotonic() + PATIENCE, method, then)
        self._edge.send({"id": id_, "method": method, "params": params})

    def is_waiting(self) -> bool:
        """Whether an answer is awaited."""
        self._forget_late()
        return bool(self._waiting)

    def answered(self, message: Message) -> bool:
        """Take an answer; False if it answers no request of ours."""
        asked = self._waiting.pop(message["id"], None)
        if asked is None:
            return False
        _, method, then = asked
        if "error" in message:
            self._edge.log.info(f"{method}: the client says {str(message['error'])[:200]}")
        if then is not None:
            then(message)
        return True

    def _forget_late(self) -> None:
        now = time.monotonic()
        for id_ in [id_ for id_, (deadline, _, _) in self._waiting.items() if deadline < now]:
            del self._waiting[id_]
