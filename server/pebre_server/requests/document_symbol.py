"""`textDocument/documentSymbol`: the outline of a file."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A tree of `DocumentSymbol`, or a list of `SymbolInformation`."""
    from pebre_server import symbols  # not while the edge starts

    wanted = fields.document_uri(params)
    document = session.documents.get(wanted)
    if document is None or document.notebook is not None:
        path, uri, space = session.shown(wanted)
        return convert.symbols(session.host.document_symbols(path), space, uri, session.client)
    return dispatch.Raw(symbols.answer(session, document))


HANDLER = dispatch.Request(
    method="textDocument/documentSymbol",
    run=run,
    capability=("documentSymbolProvider", True),
    plain=True,
)
