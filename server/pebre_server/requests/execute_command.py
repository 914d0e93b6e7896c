"""`workspace/executeCommand`: the commands. pygls takes the request; here is what they do."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pebre_server.session import Session


def debug_information(session: Session) -> str:
    """What the server and the analysis hold, as text for a report of a problem."""
    client = session.client
    open_documents = [f"  {document.uri} {document.version} {len(document.text)}" for document in session.documents]
    told = "pulls" if client.pulls else "is told"
    return "\n".join(
        [
            f"client: {client.name or 'unnamed'}, {client.encoding}, {told} diagnostics",
            f"folders: {', '.join(session.folders) or 'none'}",
            f"settings: {dict(session.settings)}",
            f"open documents: {len(open_documents)}",
            *open_documents,
            memory_report(session),
            session.host.report(),
        ]
    )


def memory_report(session: Session) -> str:
    """What is held in memory, by kind; open documents among it."""
    return session.host.memory_report((("documents", session.documents),))


COMMANDS: Mapping[str, Callable[[Session], object]] = {
    "pebre.debugInformation": debug_information,
    "pebre.memoryReport": memory_report,
}
