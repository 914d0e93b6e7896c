"""What names are, for colours: `textDocument/semanticTokens/full`, `…/full/delta`, `…/range`."""

from __future__ import annotations

from pebre_server import dispatch, fields, scheduler, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def full(session: Session, params: Message) -> object:
    """`SemanticTokens`."""
    return tokens.full(session, fields.document_uri(params))


def delta(session: Session, params: Message) -> object:
    """`SemanticTokensDelta`, or `SemanticTokens` where there is nothing to build on."""
    return tokens.delta(session, fields.document_uri(params), params.get("previousResultId"))


def within(session: Session, params: Message) -> object:
    """`SemanticTokens` of a range."""
    return tokens.within(session, fields.document_uri(params), fields.member(params, "range"))


def _when(client: Client) -> bool:
    return client.has_semantic_tokens


_OPTIONS = {
    "legend": {"tokenTypes": list(tokens.KINDS), "tokenModifiers": list(tokens.MODIFIERS)},
    "full": {"delta": True},
    "range": True,
}
_LANE = scheduler.Lane.OPEN_DIAGNOSTICS
_METHOD = "textDocument/semanticTokens"
HANDLERS = (
    dispatch.Request(
        method=f"{_METHOD}/full",
        run=full,
        lane=_LANE,
        capability=("semanticTokensProvider", _OPTIONS),
        plain=True,
        when=_when,
    ),
    dispatch.Request(method=f"{_METHOD}/full/delta", run=delta, lane=_LANE, plain=True, when=_when),
    dispatch.Request(method=f"{_METHOD}/range", run=within, lane=_LANE, plain=True, when=_when),
)
