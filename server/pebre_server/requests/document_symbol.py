"""`textDocument/documentSymbol`: the outline of a file."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A tree of `DocumentSymbol`, or a list of `SymbolInformation`."""
    path, uri, space = session.shown(convert.document_uri(params))
    return convert.symbols(session.host.document_symbols(path), space, uri, session.client)


HANDLER = dispatch.Request(
    method="textDocument/documentSymbol",
    run=run,
    capability=("documentSymbolProvider", True),
    plain=True,
)
