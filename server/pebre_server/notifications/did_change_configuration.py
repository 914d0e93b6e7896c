"""`workspace/didChangeConfiguration`: the user changed settings."""

from __future__ import annotations

from pebre_server import dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> None:
    """Take the section that was sent along, else ask for it."""
    settings = params.get("settings")
    if isinstance(settings, dict) and isinstance(settings.get("pebre"), dict):
        session.configure(settings["pebre"])
        session.release()
    elif session.client.asks_configuration:
        session.ask_configuration()


HANDLER = dispatch.Notification(
    method="workspace/didChangeConfiguration",
    run=run,
)
