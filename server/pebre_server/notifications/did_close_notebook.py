"""`notebookDocument/didClose`: a notebook is what the disk says again."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Forget its cells."""
    found = session.documents.close_notebook(fields.text(fields.member(params, "notebookDocument"), "uri"))
    if found is not None:
        notebook, cells = found
        session.touch(notebook.path)
        session.news.closed.update((cell.uri, cell) for cell in cells)


HANDLER = dispatch.Notification(
    method="notebookDocument/didClose",
    run=run,
)
