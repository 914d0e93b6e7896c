"""`textDocument/rename`: another name for what is at the cursor."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `WorkspaceEdit`; a refusal is an error, which clients show."""
    at = session.place_in(params)
    found = session.host.rename(at.path, at.offset, fields.text(params, "newName"))
    if found.refusal:
        raise convert.refused(found.refusal)
    edits = [edit for edit in found.edits if not session.is_closed_notebook(edit.path)]
    left = _left_out(found.unknown, "on values of unknown type") + _left_out(
        len(found.edits) - len(edits), "in notebooks that are not open"
    )
    said = [f"{' and '.join(left)} were left as they are"] if left else []
    if found.libraries:
        said.append(f"{', '.join(found.libraries)} of a library still has the old name for this parameter")
    if found.is_partial:
        said.append("no folder is open, so only open files were searched")
    if said:
        message = f"pebre: {'; '.join(said)}"
        session.tell("window/showMessage", {"type": convert.INFO, "message": message})
    return convert.workspace_edit(edits, session.space, session.documents, session.client)


def _left_out(count: int, where: str) -> list[str]:
    return [f"{count} use{'s' if count > 1 else ''} of that name {where}"] if count else []


HANDLER = dispatch.Request(
    method="textDocument/rename",
    run=run,
    capability=("renameProvider", lambda client: {"prepareProvider": True} if client.prepares_rename else True),
    plain=True,
)
