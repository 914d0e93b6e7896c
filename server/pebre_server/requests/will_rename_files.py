"""`workspace/willRenameFiles`: the imports that have to change with files and folders."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

_FILTERS: list[Message] = [
    {"scheme": "file", "pattern": {"glob": "**/*.{py,pyi}", "matches": "file"}},
    {"scheme": "file", "pattern": {"glob": "**/*", "matches": "folder"}},
]


def run(session: Session, params: Message) -> object:
    """A `WorkspaceEdit`, or null if no import changes."""
    renames = [
        (uris.path_of(fields.text(each, "oldUri")), uris.path_of(fields.text(each, "newUri")))
        for each in fields.items(params, "files")
    ]
    found = session.host.will_rename_files(renames)
    edits = [edit for edit in found if not session.is_closed_notebook(edit.path)]
    return convert.workspace_edit(edits, session.space, session.documents, session.client) if edits else None


def _when(client: Client) -> bool:
    return client.tells_of_renames


HANDLER = dispatch.Request(
    method="workspace/willRenameFiles",
    run=run,
    capability=("workspace.fileOperations.willRename", {"filters": _FILTERS}),
    plain=True,
    when=_when,
)
