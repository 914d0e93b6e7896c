"""`textDocument/semanticTokens/full/delta`: what has changed in them since the last answer, for colours."""

from __future__ import annotations

from pebre_server import convert, dispatch, scheduler, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """`SemanticTokensDelta`, or `SemanticTokens` where there is nothing to build on."""
    return tokens.delta(session, convert.document_uri(params), params.get("previousResultId"))


def _when(client: Client) -> bool:
    return client.has_semantic_tokens


HANDLER = dispatch.Request(
    method="textDocument/semanticTokens/full/delta",
    run=run,
    lane=scheduler.Lane.OPEN_DIAGNOSTICS,
    plain=True,
    when=_when,
)
