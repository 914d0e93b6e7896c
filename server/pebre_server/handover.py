"""What a process tells the one that takes its place.

In:  a session.
Out: plain data; the same session in another process.
Always
  - handed over is what the client does not say twice: folders, settings, open texts, which registrations were made; the
    analysis is not, the cache holds what it found, and what was edited is found anew;
  - it is time when the last document was closed, nothing was asked for `AFTER`, and much more memory is held than when
    the analysis was opened, or the system does not tell; or when the analysis says at a long rest that what was typed
    has worn it, and nobody has said anything since. Not where all files are reported on, open or not;
  - a client that is told diagnostics is told them again, another one is asked to pull them: they are the same, and
    what it asks with the next key is known then.
Does not know: how one process follows another.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.documents import Document, Notebook
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

AFTER = 0.5  # seconds of rest, after those in which memory is given back and what was told is kept
TRIES = 5  # after the first, as long as something is in the way
GROWN = 8 << 20  # bytes; less is not worth 0.3 s of processor time, which is what a start takes
_CODE, _MARKUP = 2, 1  # kinds of a notebook's cells


def is_due(session: Session) -> bool:
    """Whether a new process would be the better one."""
    from pebre_analysis.memory import process  # not where a document is merely opened again

    if session.prefers.reported == "workspace" or session.awaited.is_waiting():
        return False
    if session.has_documents():
        return session.worn is not None and session.worn == session.asked
    if not session.was_left:
        return False
    resident = process.resident()
    return resident == 0 or resident - session.size_before > GROWN


def leave(session: Session) -> Message:
    """End the analysis; what the next process shall know."""
    session.close()
    # Should the system refuse: not tried again before another document is closed, or another long rest; and what is
    # open is told to the analysis that is opened then.
    session.was_left, session.worn = False, None
    for document in session.documents:
        session.touch(document.analysed_path)
    return {
        "folders": session.folders,
        "settings": dict(session.settings),
        "settings_of_folders": {folder: dict(own) for folder, own in session.settings_of_folders.items()},
        "documents": [_text(each) | {"saved": each.is_saved} for each in session.documents if each.notebook is None],
        "notebooks": [_notebook(session, each) for each in session.documents.notebooks()],
        "looked": session.looked,
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
    _open(session, left)
    session.load()


def _text(of: Document) -> Message:
    """A document as the client opened it, as it is now."""
    return {"uri": of.uri, "languageId": of.language, "version": of.version, "text": of.text}


def _notebook(session: Session, of: Notebook) -> Message:
    cells = [{"kind": _CODE if each.is_code else _MARKUP, "document": each.uri} for each in of.cells]
    return {
        "notebookDocument": {"uri": of.uri, "version": of.version, "cells": cells},
        "cellTextDocuments": [_text(each) for each in session.documents if each.notebook is of],
    }


def _open(session: Session, left: Message) -> None:
    """Take what is open as if the client had just said so, of which it will be told."""
    for item in left["documents"]:
        document = session.documents.open(item)
        document.is_saved = item["saved"]
        session.news.opened[document.uri] = document
    for each in left["notebooks"]:
        notebook = session.documents.open_notebook(each["notebookDocument"], each["cellTextDocuments"])
        session.news.opened.update(session.documents.cells_of(notebook.uri))
    for document in session.documents:
        session.touch(document.analysed_path)
    if session.has_documents():
        looked = left["looked"]
        session.looked = None if looked is None else (looked[0], looked[1])
        session.has_reported = True  # nobody waits: no other process has to help
        if session.client.pulls:
            session.ask("workspace/diagnostic/refresh", None)
