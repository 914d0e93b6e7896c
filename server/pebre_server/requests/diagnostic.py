"""`textDocument/diagnostic`: the client asks what is reported about a document.

Offered to clients that can also be told to ask again; the others are told by themselves.
"""

from __future__ import annotations

from pebre_server import diagnostics, dispatch, fields, scheduler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `DocumentDiagnosticReport`, as JSON."""
    previous = params.get("previousResultId")
    return dispatch.Raw(*diagnostics.pull(session, fields.document_uri(params), previous))


def _when(client: Client) -> bool:
    return client.pulls


HANDLER = dispatch.Request(
    method="textDocument/diagnostic",
    run=run,
    lane=scheduler.Lane.OPEN_DIAGNOSTICS,
    capability=("diagnosticProvider", {"interFileDependencies": True, "workspaceDiagnostics": True}),
    plain=True,
    when=_when,
)
