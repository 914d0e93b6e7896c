"""`textDocument/prepareRename`: the word that would be renamed, or why it cannot be."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `Range`; a refusal is an error, which clients show."""
    at = session.place_in(params)
    found = session.host.prepare_rename(at.path, at.offset)
    if found.refusal:
        raise convert.refused(found.refusal)
    return at.space.range(found.range.start, found.range.end)


HANDLER = dispatch.Request(method="textDocument/prepareRename", run=run, plain=True)
