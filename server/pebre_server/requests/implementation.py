"""`textDocument/implementation`: what carries out what is at the cursor."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `LocationLink` or `Location`."""
    at = session.place_in(params)
    return convert.definitions(session.host.implementation(at.path, at.offset), session.space, session.client)


HANDLER = dispatch.Request(
    method="textDocument/implementation", run=run, capability=("implementationProvider", True), plain=True
)
