"""`textDocument/references`: where what is at the cursor is named."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `Location`."""
    at = session.place_in(params)
    wanted = params.get("context")
    with_declaration = not isinstance(wanted, dict) or wanted.get("includeDeclaration") is not False
    found = session.host.references(at.path, at.offset, with_declaration)
    return convert.locations(found, session.space)


HANDLER = dispatch.Request(
    method="textDocument/references", run=run, capability=("referencesProvider", True), plain=True
)
