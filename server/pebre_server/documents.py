"""The texts that the client has open, as it has them; and its notebooks, whose cells are such texts.

In:  the params of `didOpen`, `didChange`, `didClose` as plain data, each with its arrival number.
Out: documents by URI and by path: text, version, lines, and where an old position is now.
Always
  - after a change the text equals what a fresh document with the client's text would hold, in each
    encoding; lines end at LF, CRLF and CR only; positions outside the text are clamped to it,
    inverted ranges are turned round;
  - a change with an older or equal version is taken only if it is a full text, and is reported once;
  - half a surrogate pair that a client sends is U+FFFD here: as wide in every encoding, and text.
Cost of an edit: the edit and one copy of the text, see `line_table`.
Does not know: the analysis, files on disk.
"""

from __future__ import annotations

import bisect
import re
from collections import deque

from pebre_analysis.source import line_table, lines
from pebre_server import convert, fields, uris
from pebre_server.protocol import jsonrpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.protocol.log import Log

    # arrival, start line and column, end line and column, line breaks and last column of the new text
    Move = tuple[int, int, int, int, int, int, int]

_SURROGATE = re.compile("[\ud800-\udfff]")
_CODE = 2  # the kind of a notebook's code cell
_REMEMBERED = 64  # edits that an old position can be carried through


def clean(text: str) -> str:
    """`text` without halves of surrogate pairs."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


class Document:
    """One open text."""

    __slots__ = (
        "_moves",
        "is_known",
        "is_saved",
        "language",
        "lines",
        "notebook",
        "path",
        "report",
        "revision",
        "symbols",
        "tokens",
        "uri",
        "version",
    )

    def __init__(self, uri: str, language: str, version: int | None, text: str) -> None:
        self.uri = uri
        self.path = uris.path_of(uri)
        self.language = language
        self.version = version
        self.lines = line_table.LineTable(clean(text))
        self.revision = 0  # grows with each change of the text
        self.is_saved = True  # no change since it was opened or saved
        self.is_known = False  # the analysis was asked about it
        self.notebook: Notebook | None = None  # set for a cell
        self.report: object = None  # what was last told to the client; belongs to `diagnostics`
        self.tokens: object = None  # likewise; belongs to `tokens`
        self.symbols: object = None  # likewise; belongs to `symbols`
        self._moves: deque[Move] = deque(maxlen=_REMEMBERED)

    @property
    def text(self) -> str:
        return self.lines.text

    @property
    def analysed_path(self) -> str:
        """The path whose text holds this one: its own, or the notebook's."""
        return self.path if self.notebook is None else self.notebook.path

    def offset_before(self) -> int:
        """Where this text begins in the one that is analysed."""
        return 0 if self.notebook is None else self.notebook.start_of(self)

    def replace(self, text: str) -> None:
        """The client sent the whole text."""
        self._moves.clear()
        self.lines = line_table.LineTable(clean(text))
        self._touched()

    def edit(self, span: Message, text: str, encoding: lines.Encoding, arrived: int) -> None:
        """The client replaced a range."""
        start, end = fields.position(span.get("start")), fields.position(span.get("end"))
        if start > end:
            start, end = end, start
        table = self.lines
        text = clean(text)
        at = table.offset(*start, encoding)
        table.edit(at, at if end == start else table.offset(*end, encoding), text)
        last = 0 if text.isascii() and "\n" not in text and "\r" not in text else lines.line_starts(text)[-1]
        breaks = 0 if last == 0 else len(lines.line_starts(text)) - 1
        self._moves.append((arrived, *start, *end, breaks, lines.width(text[last:], encoding)))
        self._touched()

    def moved(self, line: int, column: int, asked: int, *, as_cursor: bool = False) -> tuple[int, int]:
        """Where a position stands now that was right when message number `asked` arrived.

        It moves with the character behind it; `as_cursor` with the one before, so that what was typed
        at it comes after it.
        """
        for arrived, line1, column1, line2, column2, breaks, width in self._moves:
            if arrived <= asked or (line, column) < (line1, column1):
                continue
            if (line, column) == (line1, column1) and (as_cursor or (line1, column1) != (line2, column2)):
                continue
            if (line, column) < (line2, column2):
                line, column = line1, column1  # in what was replaced
                continue
            if line == line2:
                column += width - column2 + (0 if breaks else column1)
            line += line1 + breaks - line2
        return line, column

    def _touched(self) -> None:
        self.revision += 1
        self.is_saved = False


class Notebook:
    """One open notebook: its cells, in order. The analysis sees the code cells as one text."""

    __slots__ = ("_layout", "cells", "path", "uri", "version")

    def __init__(self, uri: str, version: int | None) -> None:
        self.uri = uri
        self.path = uris.path_of(uri)
        self.version = version
        self.cells: list[Cell] = []
        self._layout: tuple[object, list[tuple[int, int, Document]]] | None = None

    def sources(self) -> tuple[tuple[int, str, str], ...]:
        """Index, URI and text of each cell with Python in it."""
        return tuple((n, cell.uri, cell.document.text) for n, cell in enumerate(self.cells) if cell.document)

    def layout(self) -> list[tuple[int, int, Document]]:
        """Where each code cell begins and ends in the joined text."""
        documents = [cell.document for cell in self.cells if cell.document]
        key = [(document, document.revision) for document in documents]
        if self._layout is None or self._layout[0] != key:
            from pebre_analysis.source import notebook  # not before there is one

            _, cells = notebook.join(notebook.CellSource(*source) for source in self.sources())
            spans = zip(cells, documents, strict=True)
            self._layout = key, [(cell.start, cell.text_end, document) for cell, document in spans]
        return self._layout[1]

    def start_of(self, wanted: Document) -> int:
        """Where a cell begins in the joined text."""
        return next((start for start, _, document in self.layout() if document is wanted), 0)


class Cell:
    """A cell in its notebook; only one with Python in it has a document."""

    __slots__ = ("document", "is_code", "uri")

    def __init__(self, uri: str, *, is_code: bool) -> None:
        self.uri = uri
        self.is_code = is_code
        self.document: Document | None = None


class NotebookSpace:
    """The places of a notebook: offsets of the joined text, shown in cells."""

    __slots__ = ("_encoding", "_notebook")

    def __init__(self, notebook: Notebook, encoding: lines.Encoding) -> None:
        self._notebook = notebook
        self._encoding = encoding

    def range(self, start: int, end: int) -> Message:
        return self.location(start, end)[1]

    def location(self, start: int, end: int) -> tuple[str, Message]:
        layout = self._notebook.layout()
        if not layout:
            zero = {"line": 0, "character": 0}
            return self._notebook.uri, {"start": zero, "end": zero}
        at = max(bisect.bisect_right(layout, start, key=_start) - 1, 0)
        begin, stop, document = layout[at]
        found = convert.range_in(document.lines, start - begin, min(end, stop) - begin, self._encoding)
        return document.uri, found


def _start(entry: tuple[int, int, Document]) -> int:
    return entry[0]


class Documents:
    """All that is open."""

    def __init__(self, encoding: lines.Encoding, log: Log) -> None:
        self._encoding = encoding
        self._log = log
        self._by_uri: dict[str, Document] = {}
        self._by_path: dict[str, Document] = {}
        self._notebooks: dict[str, Notebook] = {}  # by path

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._by_uri.values()))

    def get(self, uri: str) -> Document | None:
        """The document with this URI, or one that spells the same path otherwise."""
        return self._by_uri.get(uri) or self._by_path.get(uris.path_of(uri))

    def at_path(self, path: str) -> Document | None:
        """The document that stands for a path."""
        return self._by_path.get(path)

    def notebook_at(self, path: str) -> Notebook | None:
        """The notebook that stands for a path."""
        return self._notebooks.get(path)

    def open(self, item: Message) -> Document:
        """Take a `TextDocumentItem`; what was open under its URI is replaced."""
        uri, text = fields.text(item, "uri"), fields.text(item, "text")
        language = item.get("languageId")
        document = Document(uri, language if isinstance(language, str) else "", _version(item), text)
        if uri in self._by_uri:
            self._log.once(f"open {uri}", f"{uri} was opened a second time")
            self.close(uri)
        self._by_uri[uri] = document
        self._by_path[document.path] = document
        return document

    def change(self, identifier: Message, changes: list[Message], arrived: int) -> Document | None:
        """Take the changes of a `didChange`; None if nothing was changed."""
        uri = fields.text(identifier, "uri")
        document = self.get(uri)
        if document is None:
            self._log.once(f"unknown {uri}", f"{uri} was changed but is not open, left out")
            return None
        version = _version(identifier)
        if version is not None and document.version is not None and version <= document.version:
            self._log.once(f"version {uri}", f"{uri}: version {version} came after {document.version}")
            full = [n for n, change in enumerate(changes) if change.get("range") is None]
            if not full:
                return None
            changes = changes[full[-1] :]
        for change in changes:
            try:
                text = fields.text(change, "text")
                if change.get("range") is None:
                    document.replace(text)
                else:
                    document.edit(fields.member(change, "range"), text, self._encoding, arrived)
            except jsonrpc.RequestError as fault:
                self._log.once(f"change {uri}", f"{uri}: a change was left out: {fault}")
        if version is not None:
            document.version = version
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document."""
        document = self.get(uri)
        if document is None:
            self._log.once(f"unknown {uri}", f"{uri} was closed but is not open")
            return None
        del self._by_uri[document.uri]
        if self._by_path.get(document.path) is document:
            del self._by_path[document.path]
            for other in self._by_uri.values():
                if other.path == document.path:  # the same file, opened under another spelling
                    self._by_path[other.path] = other
        return document

    # ---- notebooks ----------------------------------------------------------------------------

    def notebooks(self) -> list[Notebook]:
        """All notebooks that are open."""
        return list(self._notebooks.values())

    def cells_of(self, uri: str) -> dict[str, Document]:
        """The documents of a notebook's cells, by URI; none if it is not open."""
        notebook = self._notebooks.get(uris.path_of(uri))
        cells = [] if notebook is None else notebook.cells
        return {cell.document.uri: cell.document for cell in cells if cell.document}

    def open_notebook(self, shape: Message, texts: list[Message]) -> Notebook:
        """Take a `NotebookDocument` and the texts of its cells."""
        notebook = Notebook(fields.text(shape, "uri"), _version(shape))
        self._notebooks[notebook.path] = notebook
        self._splice(notebook, 0, 0, fields.items(shape, "cells"), texts)
        return notebook

    def change_notebook(self, identifier: Message, change: Message, arrived: int) -> Notebook | None:
        """Take a `NotebookDocumentChangeEvent`."""
        uri = fields.text(identifier, "uri")
        notebook = self._notebooks.get(uris.path_of(uri))
        if notebook is None:
            self._log.once(f"unknown {uri}", f"{uri} was changed but is not open, left out")
            return None
        version = _version(identifier)
        notebook.version = notebook.version if version is None else version
        cells = change.get("cells")
        if isinstance(cells, dict):
            structure = cells.get("structure")
            if isinstance(structure, dict):
                array = fields.member(structure, "array")
                start, count = array.get("start"), array.get("deleteCount")
                if type(start) is not int or type(count) is not int:
                    raise fields.misfit("structure")
                self._splice(notebook, start, count, array.get("cells") or [], structure.get("didOpen") or [])
                for closed in structure.get("didClose") or []:
                    self.close(fields.text(closed, "uri"))
            for data in cells.get("data") or []:
                self._set_kind(notebook, data)
            for content in cells.get("textContent") or []:
                self.change(fields.member(content, "document"), fields.items(content, "changes"), arrived)
        return notebook

    def close_notebook(self, uri: str) -> tuple[Notebook, list[Document]] | None:
        """Forget a notebook and its cells."""
        notebook = self._notebooks.pop(uris.path_of(uri), None)
        if notebook is None:
            self._log.once(f"unknown {uri}", f"{uri} was closed but is not open")
            return None
        closed = [cell.document for cell in notebook.cells if cell.document]
        for document in closed:
            self.close(document.uri)
        return notebook, closed

    def _splice(self, notebook: Notebook, start: int, count: int, cells: list[Message], texts: list[Message]) -> None:
        for item in texts:
            self.open(item).notebook = notebook
        start, count = max(start, 0), max(count, 0)
        made = []
        for shape in cells:
            cell = Cell(fields.text(shape, "document"), is_code=shape.get("kind") == _CODE)
            made.append(cell)
        notebook.cells[start : start + count] = made
        self._bind(notebook)

    def _set_kind(self, notebook: Notebook, shape: Message) -> None:
        uri = fields.text(shape, "document")
        for cell in notebook.cells:
            if cell.uri == uri:
                cell.is_code = shape.get("kind") == _CODE
        self._bind(notebook)

    def _bind(self, notebook: Notebook) -> None:
        """Give each cell its document, if it holds Python."""
        for cell in notebook.cells:
            document = self._by_uri.get(cell.uri)
            is_python = document is not None and document.language in ("python", "")
            cell.document = document if cell.is_code and is_python else None


def _version(item: Message) -> int | None:
    found = item.get("version")
    return found if type(found) is int else None
