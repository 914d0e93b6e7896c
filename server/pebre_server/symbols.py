"""The outline of a document as JSON: made once for each revision, and kept for later sessions.

In:  a document; what an earlier session answered.
Out: the JSON of the answer; what later sessions may answer.
Always: it says what the text says: while that is the same, so is the answer. Editors ask again for each view of it.
"""

from __future__ import annotations

from pebre_server import convert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server import interface
    from pebre_server.documents import Document
    from pebre_server.session import Session


class Answer:
    """What was answered about one revision of a document."""

    __slots__ = ("body", "revision")

    def __init__(self, revision: int, body: bytes) -> None:
        self.revision = revision
        self.body = body


def answer(session: Session, document: Document) -> bytes:
    """A tree of `DocumentSymbol`, or a list of `SymbolInformation`."""
    last = document.symbols
    if not isinstance(last, Answer) or last.revision != document.revision:
        last = document.symbols = Answer(document.revision, _before(session, document) or _made(session, document))
    return last.body


def told(session: Session, document: Document) -> interface.Told | None:
    """What later sessions may answer first."""
    from pebre_server import interface  # not while the edge starts

    last = document.symbols
    if not isinstance(last, Answer) or last.revision != document.revision or not session.client.has_symbol_tree:
        return None
    return interface.Told(document.path, _form(session), last.body, is_report=False)


def _before(session: Session, document: Document) -> bytes | None:
    """The answer about a document that nobody has looked at yet, as an earlier session gave it."""
    if document.is_known or document.symbols is not None or not session.client.has_symbol_tree:
        return None
    return session.told_before(document.path, _form(session))


def _made(session: Session, document: Document) -> bytes:
    path, uri, space = session.shown(document.uri)
    return session.edge.encode(convert.symbols(session.host.document_symbols(path), space, uri, session.client))


def _form(session: Session) -> bytes:
    """What the tree depends on besides the code; a flat list names the document, and is not kept."""
    kinds = ",".join(sorted(map(str, session.client.has_symbol_kinds)))
    return f"symbols, {session.encoding.value}, {kinds}".encode()
