"""`workspace/symbol`: classes, functions and variables of all files, by a part of their name."""

from __future__ import annotations

from pebre_server import dispatch, fields, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `SymbolInformation`."""
    found = session.host.workspace_symbols(fields.text(params, "query"))
    return shapes.workspace_symbols(found, session.space, session.client)


HANDLER = dispatch.Request(
    method="workspace/symbol",
    run=run,
    capability=("workspaceSymbolProvider", {"resolveProvider": False}),
    plain=True,
)
