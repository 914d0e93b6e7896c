"""`textDocument/didOpen`: a document is the editor's from now on."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Take its text."""
    document = session.documents.open(fields.member(params, "textDocument"))
    session.touch(document.analysed_path)
    session.news.opened[document.uri] = document


HANDLER = dispatch.Notification(
    method="textDocument/didOpen",
    run=run,
)
