"""`initialized`: the client is ready for requests of ours."""

from __future__ import annotations

from pebre_server import dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

# What the analysis reads besides open documents.
_WATCHED = ("**/*.py", "**/*.pyi", "**/*.ipynb", "**/pyproject.toml", "**/pebre.toml", "**/py.typed", "**/*.pth")


def run(session: Session, params: Message) -> None:
    """Ask for settings, and to be told of changes."""
    client = session.client
    registrations: list[Message] = []
    if client.registers_watchers:
        watchers = [{"globPattern": pattern} for pattern in _WATCHED]
        registrations.append(_registration("workspace/didChangeWatchedFiles", {"watchers": watchers}))
    if client.registers_configuration:
        registrations.append(_registration("workspace/didChangeConfiguration", {"section": "pebre"}))
    if registrations:
        session.ask("client/registerCapability", {"registrations": registrations})
    if client.asks_configuration:
        session.hold()
        session.ask_configuration()
    session.load()


def _registration(method: str, options: Message) -> Message:
    return {"id": f"pebre {method}", "method": method, "registerOptions": options}


HANDLER = dispatch.Notification(
    method="initialized",
    run=run,
    news=False,
    shared=True,
)
