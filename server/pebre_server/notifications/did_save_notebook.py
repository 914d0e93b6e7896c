"""`notebookDocument/didSave`: a notebook was written to the disk."""

from __future__ import annotations

from pebre_server import dispatch, fields, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """The disk holds what the editor holds."""
    uri = fields.text(fields.member(params, "notebookDocument"), "uri")
    session.happened("saved", uris.path_of(uri))
    for cell in session.documents.cells_of(uri).values():
        cell.is_saved = True
        session.news.saved[cell.uri] = cell


HANDLER = dispatch.Notification(
    method="notebookDocument/didSave",
    run=run,
)
