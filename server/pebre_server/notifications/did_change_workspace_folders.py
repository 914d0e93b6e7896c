"""`workspace/didChangeWorkspaceFolders`: folders were added to the window or removed."""

from __future__ import annotations

from pebre_server import dispatch, fields, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Keep the list in its order; the first folder is the project."""
    event = fields.member(params, "event")
    removed = {uris.path_of(fields.text(folder, "uri")) for folder in fields.items(event, "removed")}
    added = [uris.path_of(fields.text(folder, "uri")) for folder in fields.items(event, "added")]
    folders = [folder for folder in session.folders if folder not in removed]
    folders += [folder for folder in added if folder not in folders]
    if folders != session.folders:
        session.set_folders(folders)


HANDLER = dispatch.Notification(
    method="workspace/didChangeWorkspaceFolders",
    run=run,
    shared=True,
)
