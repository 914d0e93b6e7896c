"""`textDocument/foldingRange`: what can be folded away."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `FoldingRange`; none for a notebook's cells, which editors fold by indentation."""
    path, _, _ = session.shown(fields.document_uri(params))
    if session.documents.notebook_at(path) is not None:
        return None
    return convert.folds(session.host.folding(path))


HANDLER = dispatch.Request(
    method="textDocument/foldingRange", run=run, capability=("foldingRangeProvider", True), plain=True
)
