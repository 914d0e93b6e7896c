"""`textDocument/didClose`: a document is what the disk says again."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Forget its text."""
    document = session.documents.close(fields.document_uri(params))
    if document is not None:
        session.touch(document.analysed_path)
        session.news.closed[document.uri] = document


HANDLER = dispatch.Notification(
    method="textDocument/didClose",
    run=run,
)
