"""`textDocument/hover`: what is at the cursor."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `Hover`, or None."""
    at = session.place_in(params)
    found = session.hover(at)
    return None if found is None else convert.hover(found, at.space, session.client)


HANDLER = dispatch.Request(
    method="textDocument/hover",
    run=run,
    capability=("hoverProvider", True),
    plain=True,
)
