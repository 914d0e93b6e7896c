"""`textDocument/signatureHelp`: what the call around the cursor takes."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `SignatureHelp`, or None."""
    at = session.place_in(params, as_cursor=True)
    found = session.host.signature_help(at.path, at.offset)
    return None if found is None else convert.signature_help(found, session.client)


HANDLER = dispatch.Request(
    method="textDocument/signatureHelp",
    run=run,
    capability=("signatureHelpProvider", {"triggerCharacters": ["(", ","], "retriggerCharacters": [")"]}),
    plain=True,
)
