"""`textDocument/documentSymbol`: the outline of a file."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A tree of `DocumentSymbol`, or a list of `SymbolInformation`.

    It says what the text says: while that is the same, so is the answer. Editors ask again for each view of it.
    """
    wanted = fields.document_uri(params)
    path, uri, space = session.shown(wanted)
    document = session.documents.get(wanted)
    if document is None or document.notebook is not None:
        return convert.symbols(session.host.document_symbols(path), space, uri, session.client)
    last = document.symbols
    if not isinstance(last, _Answer) or last.revision != document.revision:
        found = convert.symbols(session.host.document_symbols(path), space, uri, session.client)
        last = document.symbols = _Answer(document.revision, session.edge.encode(found))
    return dispatch.Raw(last.body)


class _Answer:
    """What was answered about one revision of a document."""

    __slots__ = ("body", "revision")

    def __init__(self, revision: int, body: bytes) -> None:
        self.revision = revision
        self.body = body


HANDLER = dispatch.Request(
    method="textDocument/documentSymbol",
    run=run,
    capability=("documentSymbolProvider", True),
    plain=True,
)
