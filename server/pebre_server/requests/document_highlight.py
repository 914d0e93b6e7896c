"""`textDocument/documentHighlight`: where what is at the cursor is named in its file."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `DocumentHighlight`."""
    at = session.place_in(params)
    return convert.highlights(session.host.highlights(at.path, at.offset), at.space, at.uri)


HANDLER = dispatch.Request(
    method="textDocument/documentHighlight", run=run, capability=("documentHighlightProvider", True), plain=True
)
