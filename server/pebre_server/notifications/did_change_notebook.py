"""`notebookDocument/didChange`: cells were edited, added, removed or moved."""

from __future__ import annotations

from pebre_server import dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Take the change; every cell may be reported differently."""
    identifier, change = fields.member(params, "notebookDocument"), fields.member(params, "change")
    before = session.documents.cells_of(fields.text(identifier, "uri"))
    notebook = session.documents.change_notebook(identifier, change, session.asked)
    if notebook is not None:
        session.touch(notebook.path)
        after = session.documents.cells_of(notebook.uri)
        session.news.changed.update(after)
        session.news.closed.update((uri, cell) for uri, cell in before.items() if uri not in after)


HANDLER = dispatch.Notification(
    method="notebookDocument/didChange",
    run=run,
)
