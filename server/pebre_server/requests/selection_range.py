"""`textDocument/selectionRange`: what to select around places, step by step."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `SelectionRange` for each position."""
    uri = fields.document_uri(params)
    found = []
    for position in fields.items(params, "positions"):
        line, column = fields.position(position)
        at = session.place(uri, line, column, as_cursor=True)
        found.append(convert.selection_range(session.host.selection_range(at.path, at.offset), at.space))
    return found


HANDLER = dispatch.Request(
    method="textDocument/selectionRange", run=run, capability=("selectionRangeProvider", True), plain=True
)
