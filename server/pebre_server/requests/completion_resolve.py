"""`completionItem/resolve`: signature and documentation of an item that is being looked at."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """The `CompletionItem` with more in it; as it was if the list is no longer known."""
    data = params.get("data")
    if not (isinstance(data, list) and len(data) == 2 and all(type(each) is int for each in data)):
        return params
    detail, documentation = session.host.completion_details(data[0], data[1])
    edits = session.host.completion_edits(data[0], data[1])
    return convert.completion_details(params, detail, documentation, edits, session.space, session.client)


HANDLER = dispatch.Request(method="completionItem/resolve", run=run, plain=True)
