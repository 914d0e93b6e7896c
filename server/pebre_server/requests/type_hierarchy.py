"""Classes above and below: `textDocument/prepareTypeHierarchy`, `typeHierarchy/supertypes`, `typeHierarchy/subtypes`.

A client asks for the class at the cursor first, and then with what it got.
"""

from __future__ import annotations

from pebre_server import dispatch, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def prepare(session: Session, params: Message) -> object:
    """A list of `TypeHierarchyItem`, like those below."""
    at = session.place_in(params)
    return shapes.hierarchy_items(session.host.prepare_types(at.path, at.offset), session.space, session.client)


def supertypes(session: Session, params: Message) -> object:
    """The bases of a class."""
    at = session.place_of_item(params)
    return shapes.hierarchy_items(session.host.supertypes(at.path, at.offset), session.space, session.client)


def subtypes(session: Session, params: Message) -> object:
    """The classes that are made of a class."""
    at = session.place_of_item(params)
    return shapes.hierarchy_items(session.host.subtypes(at.path, at.offset), session.space, session.client)


HANDLERS = (
    dispatch.Request(
        method="textDocument/prepareTypeHierarchy", run=prepare, capability=("typeHierarchyProvider", True), plain=True
    ),
    dispatch.Request(method="typeHierarchy/supertypes", run=supertypes, plain=True),
    dispatch.Request(method="typeHierarchy/subtypes", run=subtypes, plain=True),
)
