"""`textDocument/semanticTokens/range`: what the names of a part of a document are, for colours."""

from __future__ import annotations

from pebre_server import convert, dispatch, scheduler, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """`SemanticTokens`."""
    return tokens.within(session, convert.document_uri(params), convert.member(params, "range"))


def _when(client: Client) -> bool:
    return client.has_semantic_tokens


HANDLER = dispatch.Request(
    method="textDocument/semanticTokens/range",
    run=run,
    lane=scheduler.Lane.OPEN_DIAGNOSTICS,
    plain=True,
    when=_when,
)
