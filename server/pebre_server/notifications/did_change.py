"""`textDocument/didChange`: a document was edited."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Take the edits; the analysis hears of the last text only."""
    identifier = fields.member(params, "textDocument")
    document = session.documents.change(identifier, fields.items(params, "contentChanges"), session.asked)
    if document is not None:
        session.touch(document.analysed_path)
        session.news.changed[document.uri] = document


HANDLER = dispatch.Notification(
    method="textDocument/didChange",
    run=run,
)
