"""Calls of a function: `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls`, `…/outgoingCalls`.

A client asks for the function at the cursor first, and then with what it got.
"""

from __future__ import annotations

from pebre_server import dispatch, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def prepare(session: Session, params: Message) -> object:
    """A list of `CallHierarchyItem`."""
    at = session.place_in(params)
    return shapes.hierarchy_items(session.host.prepare_calls(at.path, at.offset), session.space, session.client)


def incoming(session: Session, params: Message) -> object:
    """A list of `CallHierarchyIncomingCall`."""
    at = session.place_of_item(params)
    return shapes.calls(session.host.incoming_calls(at.path, at.offset), "from", session.space, session.client)


def outgoing(session: Session, params: Message) -> object:
    """A list of `CallHierarchyOutgoingCall`."""
    at = session.place_of_item(params)
    found = session.host.outgoing_calls(at.path, at.offset)
    return shapes.calls(found, "to", session.space, session.client, caller=at.path)


HANDLERS = (
    dispatch.Request(
        method="textDocument/prepareCallHierarchy", run=prepare, capability=("callHierarchyProvider", True), plain=True
    ),
    dispatch.Request(method="callHierarchy/incomingCalls", run=incoming, plain=True),
    dispatch.Request(method="callHierarchy/outgoingCalls", run=outgoing, plain=True),
)
