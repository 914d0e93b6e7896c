"""`textDocument/didSave`: a document was written to the disk."""

from __future__ import annotations

from pebre_server import dispatch, fields, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """The disk holds what the editor holds; other tools' settings may have been saved too."""
    uri = fields.document_uri(params)
    document = session.documents.get(uri)
    session.happened("saved", uris.path_of(uri))
    if document is not None:
        document.is_saved = True
        session.news.saved[document.uri] = document


HANDLER = dispatch.Notification(
    method="textDocument/didSave",
    run=run,
)
