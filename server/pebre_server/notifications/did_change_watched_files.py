"""`workspace/didChangeWatchedFiles`: files changed outside the editor."""

from __future__ import annotations

from pebre_server import dispatch, fields, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

_KINDS: dict[object, Literal["created", "changed", "deleted"]] = {1: "created", 2: "changed", 3: "deleted"}


def run(session: Session, params: Message) -> None:
    """Tell the analysis; for an open document the editor's text goes on to count."""
    for change in fields.items(params, "changes"):
        kind = _KINDS.get(change.get("type"))
        if kind is not None:
            session.happened(kind, uris.path_of(fields.text(change, "uri")))


HANDLER = dispatch.Notification(
    method="workspace/didChangeWatchedFiles",
    run=run,
)
