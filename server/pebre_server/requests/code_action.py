"""`textDocument/codeAction`: what is offered to do about a range."""

from __future__ import annotations

from pebre_server import convert, dispatch, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

_KINDS = ["quickfix", "refactor.extract", "refactor.inline"]


def run(session: Session, params: Message) -> object:
    """A list of `CodeAction`."""
    uri, range_ = convert.document_uri(params), convert.member(params, "range")
    start = session.place(uri, *convert.position(range_.get("start")))
    end = session.place(uri, *convert.position(range_.get("end")))
    context = params.get("context")
    wanted = shapes.kinds(context.get("only") if isinstance(context, dict) else None)

    def wants(kind: str) -> bool:
        return not wanted or shapes.is_kind(kind, wanted)

    found = session.host.code_actions(start.path, start.offset, max(start.offset, end.offset), wants)
    reported = context.get("diagnostics") if isinstance(context, dict) else None
    return shapes.actions(found, reported, start.space, session.space, session.documents, session.client)


def _when(client: Client) -> bool:
    return client.has_code_actions


HANDLER = dispatch.Request(
    method="textDocument/codeAction",
    run=run,
    capability=("codeActionProvider", {"codeActionKinds": _KINDS}),
    plain=True,
    when=_when,
)
