"""`workspace/diagnostic`: the client asks what is reported about all files, and waits for what is new."""

from __future__ import annotations

from pebre_server import dispatch, scheduler, workspace_pull
from pebre_server.protocol import jsonrpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A `WorkspaceDiagnosticReport`, when there is something to report."""
    pull = session.workspace_pull
    if not isinstance(pull, workspace_pull.WorkspacePull):
        pull = session.workspace_pull = workspace_pull.WorkspacePull(session)
        session.listeners.append(pull.listen)
    pull.ask(session.asked_id, params)
    return jsonrpc.ANSWERED


def _when(client: Client) -> bool:
    return client.pulls


HANDLER = dispatch.Request(
    method="workspace/diagnostic",
    run=run,
    lane=scheduler.Lane.WORKSPACE,
    plain=True,
    when=_when,
)
