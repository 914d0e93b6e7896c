"""`textDocument/inlayHint`: types and names of parameters that are not written.

Settings: `inlayHints.types`, `inlayHints.parameters`, both on.
"""

from __future__ import annotations

from pebre_server import dispatch, fields, scheduler, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `InlayHint`."""
    if not session.prefers.hints:
        return []
    uri, range_ = fields.document_uri(params), fields.member(params, "range")
    start = session.place(uri, *fields.position(range_.get("start")))
    end = session.place(uri, *fields.position(range_.get("end")))
    found = session.host.inlay_hints(start.path, start.offset, max(start.offset, end.offset))
    wanted = [each for each in found if each.kind in session.prefers.hints]
    return shapes.hints(wanted, start.uri, start.space, session.space)


def _when(client: Client) -> bool:
    return client.has_inlay_hints


HANDLER = dispatch.Request(
    method="textDocument/inlayHint",
    run=run,
    lane=scheduler.Lane.OPEN_DIAGNOSTICS,
    capability=("inlayHintProvider", {"resolveProvider": False}),
    plain=True,
    when=_when,
)
