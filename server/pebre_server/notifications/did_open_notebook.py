"""`notebookDocument/didOpen`: a notebook is the editor's from now on."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Take its cells."""
    shape = fields.member(params, "notebookDocument")
    notebook = session.documents.open_notebook(shape, fields.items(params, "cellTextDocuments"))
    session.touch(notebook.path)
    for cell in notebook.cells:
        if cell.document is not None:
            session.news.opened[cell.document.uri] = cell.document


HANDLER = dispatch.Notification(
    method="notebookDocument/didOpen",
    run=run,
)
