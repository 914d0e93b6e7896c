"""Semantic tokens as the protocol counts them: each from the one before, and as a difference from the last answer.

In:  tokens with offsets; the last answer; what an earlier session answered.
Out: plain `SemanticTokens`, `SemanticTokensDelta`; what later sessions may answer.
Always: a difference is one edit, of whole tokens; an answer that the client does not hold any more is not built on.
"""

from __future__ import annotations

from array import array

from pebre_server.protocol import jsonrpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.source import lines
    from pebre_server import interface
    from pebre_server.documents import Document
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

# In the order of the analysis's numbers and bits.
KINDS = (
    "namespace", "class", "enum", "typeParameter", "parameter", "variable", "property", "enumMember", "function",
    "method",
)  # fmt: skip
MODIFIERS = ("definition", "readonly", "async")
_SIZE = 5  # numbers of a token


class Answer:
    """What was answered about one revision of a document, at a moment of the session."""

    __slots__ = ("body", "data", "moment", "revision")

    def __init__(self, data: array[int], revision: int, moment: int) -> None:
        self.data = data
        self.revision = revision
        self.moment = moment
        self.body = b""  # the same as JSON, once it is to be kept: not made again at each rest


def full(session: Session, uri: str) -> Message:
    """All tokens of a document."""
    document = session.documents.get(uri)
    if document is None:
        return {"data": _data(session, uri, None).tolist()}
    data = _before(session, document)
    if data is None:
        data = _made(session, document)
    return {"resultId": _id(data), "data": data.tolist()}


def delta(session: Session, uri: str, previous: object) -> Message:
    """What is different from the answer that was called `previous`; all if that is not the last one."""
    document = session.documents.get(uri)
    answer = None if document is None else document.tokens
    if document is None or not isinstance(answer, Answer) or _id(answer.data) != previous:
        return full(session, uri)
    last = answer.data
    data = _made(session, document)
    if data == last:
        return {"resultId": previous, "edits": []}
    start = _common(last, data)
    end = _common(last[start:][::-1], data[start:][::-1])
    edit = {"start": start, "deleteCount": len(last) - end - start, "data": data[start : len(data) - end].tolist()}
    return {"resultId": _id(data), "edits": [edit]}


def told(session: Session, document: Document) -> interface.Told | None:
    """What later sessions may answer first, if it is what would be answered now."""
    from pebre_server import interface  # not while the edge starts

    last = document.tokens
    if not isinstance(last, Answer) or (last.revision, last.moment) != (document.revision, session.moment):
        return None
    last.body = last.body or session.edge.encode(last.data.tolist())
    return interface.Told(document.path, _form(session), last.body, is_report=False)


def _before(session: Session, document: Document) -> array[int] | None:
    """The tokens of a document that nobody has looked at yet, as an earlier session gave them."""
    last = document.tokens
    if document.is_known or (isinstance(last, Answer) and last.moment >= 0):
        return None
    body = session.told_before(document.path, _form(session))
    found = None if body is None else jsonrpc.decode(body)
    try:
        data = array("I", found) if isinstance(found, list) and len(found) % _SIZE == 0 else None
    except (TypeError, OverflowError):
        return None
    if data is not None:
        document.tokens = Answer(data, document.revision, -1)  # it was not found at any moment
    return data


def _made(session: Session, document: Document) -> array[int]:
    data = _data(session, document.uri, None)
    document.tokens = Answer(data, document.revision, session.moment)
    return data


def _form(session: Session) -> bytes:
    """What tokens depend on besides the code."""
    return f"tokens, {session.encoding.value}".encode()


def within(session: Session, uri: str, span: Message) -> Message:
    """The tokens of a range."""
    from pebre_server import fields

    start = session.place(uri, *fields.position(span.get("start")))
    end = session.place(uri, *fields.position(span.get("end")))
    return {"data": _data(session, uri, (start.offset, max(start.offset, end.offset))).tolist()}


def _id(data: array[int]) -> str:
    return f"{hash(data.tobytes()) & 0xFFFFFFFFFFFFFFFF:x}"


def _common(a: array[int], b: array[int]) -> int:
    """How many numbers both begin with, of whole tokens. A few comparisons of memory."""
    low, high = 0, min(len(a), len(b)) // _SIZE
    while low < high:
        middle = (low + high + 1) // 2
        if a[low * _SIZE : middle * _SIZE] == b[low * _SIZE : middle * _SIZE]:
            low = middle
        else:
            high = middle - 1
    return low * _SIZE


def _data(session: Session, uri: str, span: tuple[int, int] | None) -> array[int]:
    path, table, base = _text(session, uri, session.documents.get(uri))
    return encode(session.host.semantic_tokens(path, span), table, base, session.encoding)


def _text(session: Session, uri: str, document: Document | None) -> tuple[str, lines.Lines, int]:
    """The path that is analysed, the lines of the document, and where it begins in what is analysed."""
    if document is None:
        path = session.shown(uri)[0]
        return path, session.host.line_index(path), 0
    return document.analysed_path, document.lines, document.offset_before()


def encode(
    found: Iterable[tuple[int, int, int, int]], table: lines.Lines, base: int, encoding: lines.Encoding
) -> array[int]:
    """The tokens that lie in the text of `table`, which begins at `base`."""
    from pebre_analysis.source import lines  # not while the edge starts

    text = table.text
    size, is_ascii, n_lines = len(text), text.isascii(), table.n_lines
    data = array("I")
    line = last_line = last_column = 0
    line_start, next_start = 0, table.line_start(1) if n_lines > 1 else size + 1
    for start, length, kind, modifiers in found:
        start -= base
        if start < 0 or start + length > size:
            continue
        if start >= next_start:
            line = table.line_at(start)
            line_start = table.line_start(line)
            next_start = table.line_start(line + 1) if line + 1 < n_lines else size + 1
        if is_ascii:
            column = start - line_start
        else:
            column = lines.width(text[line_start:start], encoding)
            length = lines.width(text[start : start + length], encoding)
        if line != last_line:
            data.extend((line - last_line, column, length, kind, modifiers))
        else:
            data.extend((0, column - last_column, length, kind, modifiers))
        last_line, last_column = line, column
    return data
