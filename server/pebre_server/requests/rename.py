"""`textDocument/rename`: another name for what is at the cursor."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `WorkspaceEdit`; a refusal is an error, which clients show."""
    at = session.place_in(params)
    found = session.host.rename(at.path, at.offset, convert.text(params, "newName"))
    if found.refusal:
        raise convert.refused(found.refusal)
    if found.unknown:
        uses = "1 use" if found.unknown == 1 else f"{found.unknown} uses"
        message = f"pebre: {uses} of that name on values of unknown type were left as they are"
        session.tell("window/showMessage", {"type": convert.INFO, "message": message})
    return convert.workspace_edit(found.edits, session.space, session.documents, session.client)


HANDLER = dispatch.Request(
    method="textDocument/rename",
    run=run,
    capability=("renameProvider", lambda client: {"prepareProvider": True} if client.prepares_rename else True),
    plain=True,
)
