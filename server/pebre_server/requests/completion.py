"""`textDocument/completion`: what may be typed at the cursor."""

from __future__ import annotations

from pebre_server import convert, dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `CompletionList`."""
    at = session.place_in(params, as_cursor=True)
    found = session.host.completion(at.path, at.offset, session.prefers.offers_imports)
    return convert.completions(found, at.offset, at.space, session.client)


HANDLER = dispatch.Request(
    method="textDocument/completion",
    run=run,
    capability=("completionProvider", {"triggerCharacters": [".", '"', "'"], "resolveProvider": True}),
    plain=True,
)
