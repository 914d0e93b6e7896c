"""`workspace/executeCommand`: the commands. pygls takes the request; here is what they do."""

from __future__ import annotations

import sys

import pebre_server
from pebre_server.protocol import identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pebre_server.session import Session


def debug_information(session: Session) -> str:
    """What the server and the analysis hold, as text for a report of a problem."""
    client = session.client
    open_documents = [f"  {document.uri} {document.version} {len(document.text)}" for document in session.documents]
    told = "pulls" if client.pulls else "is told"
    watching = "told by the client" if client.registers_watchers else "looked at after each rest"
    return "\n".join(
        [
            f"{identity.NAME} {identity.VERSION} on Python {sys.version.split()[0]}, {sys.executable}",
            f"client: {client.name or 'unnamed'}, {client.encoding}, {told} diagnostics",
            f"folders: {', '.join(session.folders) or 'none'}; changes of files are {watching}",
            f"workspace: {'trusted' if session.is_trusted else 'not trusted'}; either way nothing of it is run",
            f"settings: {dict(session.settings)}",
            *(f"  of {folder}: {dict(own)}" for folder, own in session.settings_of_folders.items()),
            f"times the process began anew, to give its memory back: {session.renewed}",
            f"open documents: {len(open_documents)}",
            *open_documents,
            "slowest requests:",
            *session.timings.lines(),
            memory_report(session),
            session.host.report(),
        ]
    )


def memory_report(session: Session) -> str:
    """What is held in memory, by kind; open documents among it."""
    held = (("documents", session.documents),)
    return session.host.memory_report(held, (session,), pebre_server.STATM_AT_START, pebre_server.MODULES_AT_START)


COMMANDS: Mapping[str, Callable[[Session], object]] = {
    "pebre.debugInformation": debug_information,
    "pebre.memoryReport": memory_report,
}
