"""What a process tells the one that takes its place of a session in which nothing is open.

In:  a session.
Out: plain data; the same session in another process.
Always
  - handed over is what the client does not say twice: folders, settings, which registrations were made; the
    analysis is not, the cache holds what it found;
  - it is time when the last document was closed, nothing was asked for `AFTER`, and much more memory is held than when
    the analysis was opened, or the system does not tell; not where all files are reported on, open or not.
Does not know: how one process follows another.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

AFTER = 0.5  # seconds of rest, after those in which memory is given back and what was told is kept
TRIES = 5  # after the first, as long as something is in the way
GROWN = 8 << 20  # bytes; less is not worth 0.3 s of processor time, which is what a start takes


def is_due(session: Session) -> bool:
    """Whether a new process would be the better one."""
    from pebre_analysis.memory import process  # not where a document is merely opened again

    if not session.was_left or session.has_documents() or session.awaited.is_waiting():
        return False
    if session.prefers.reported == "workspace":
        return False
    resident = process.resident()
    return resident == 0 or resident - session.size_before > GROWN


def leave(session: Session) -> Message:
    """End the analysis; what the next process shall know."""
    session.close()
    session.was_left = False  # should the system refuse: not tried again before another document is closed
    return {
        "folders": session.folders,
        "settings": dict(session.settings),
        "settings_of_folders": {folder: dict(own) for folder, own in session.settings_of_folders.items()},
        "asked": session.awaited.n_asked,
        "timings": session.timings.rows(),
        "renewed": session.renewed + 1,
    }


def take(session: Session, left: Message) -> None:
    """Make a session that has just begun the one that was left. Raises what plain data of another shape raises."""
    session.folders = left["folders"]
    session.settings_of_folders = left["settings_of_folders"]
    session.take_settings(left["settings"])
    session.awaited.n_asked = left["asked"]
    session.timings.take(left["timings"])
    session.renewed = left["renewed"]
    session.load()
