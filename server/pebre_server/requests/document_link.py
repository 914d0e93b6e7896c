"""`textDocument/documentLink`: what a text refers to."""

from __future__ import annotations

from pebre_server import dispatch, fields, scheduler, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `DocumentLink`."""
    path, uri, space = session.shown(fields.document_uri(params))
    return shapes.links(session.host.document_links(path), space, uri)


HANDLER = dispatch.Request(
    method="textDocument/documentLink",
    run=run,
    lane=scheduler.Lane.OPEN_DIAGNOSTICS,
    capability=("documentLinkProvider", {"resolveProvider": False}),
    plain=True,
)
