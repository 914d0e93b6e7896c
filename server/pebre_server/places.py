"""Positions of the client, and offsets of the analysis.

In:  the client's documents; params with a URI and a position, as they arrived.
Out: `Place`s: path and offset as the analysis counts; a path's `space`, which shows offsets as the client counts.
Always: a position is carried through the edits that came after it; of a path that is not open the disk's text counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_server import convert, documents, fields, uris

if TYPE_CHECKING:
    from pebre_analysis.source import lines
    from pebre_server import interface, records
    from pebre_server.protocol.jsonrpc import Message


class Place:
    """A position of the client, as the analysis counts."""

    __slots__ = ("offset", "path", "space", "uri")

    def __init__(self, uri: str, path: str, offset: int, space: records.Space) -> None:
        self.uri = uri
        self.path = path
        self.offset = offset
        self.space = space


class Places:
    """What a session knows of places. `asked`: arrival number of the message being handled; `looked`: path and offset
    that were asked about last."""

    def __init__(self, opened: documents.Documents, encoding: lines.Encoding) -> None:
        self.documents = opened
        self.encoding = encoding
        self.asked = 0
        self.looked: tuple[str, int] | None = None

    @property
    def host(self) -> interface.Host:
        """The analysis."""
        raise NotImplementedError

    def space(self, path: str) -> records.Space:
        """How the offsets of a path are shown."""
        notebook = self.documents.notebook_at(path)
        if notebook is not None:
            return documents.NotebookSpace(notebook, self.encoding)
        document = self.documents.at_path(path)
        if document is not None:
            return convert.TextSpace(document.uri, document.lines, self.encoding)
        if self.is_closed_notebook(path):
            return convert.WholeSpace(uris.uri_of(path))
        return convert.TextSpace(uris.uri_of(path), self.host.line_index(path), self.encoding)

    def is_closed_notebook(self, path: str) -> bool:
        """Whether a path is a notebook whose cells the client does not show: offsets in them are no places of it."""
        is_open = self.documents.notebook_at(path) is not None or self.documents.at_path(path) is not None
        return path.endswith(".ipynb") and not is_open

    def shown(self, uri: str) -> tuple[str, str, records.Space]:
        """The path that answers for a URI, the URI as `Space.location` spells it, and the path's space."""
        document = self.documents.get(uri)
        if document is None:
            path = uris.path_of(uri)
            return path, uris.uri_of(path), self.space(path)
        return document.analysed_path, document.uri, self.space(document.analysed_path)

    def place(self, uri: str, line: int, column: int, *, as_cursor: bool = False) -> Place:
        """A position of a request, carried through the edits that came after it; see `Document.moved`."""
        document = self.documents.get(uri)
        if document is None:
            path = uris.path_of(uri)
            table = self.host.line_index(path)
            return Place(uri, path, table.offset(line, column, self.encoding), self.space(path))
        line, column = document.moved(line, column, self.asked, as_cursor=as_cursor)
        offset = document.lines.offset(line, column, self.encoding)
        return Place(
            document.uri, document.analysed_path, document.offset_before() + offset, self.space(document.analysed_path)
        )

    def place_in(self, params: Message, *, as_cursor: bool = False) -> Place:
        """The place that plain params with `textDocument` and `position` mean."""
        line, column = fields.position(params.get("position"))
        at = self.place(fields.document_uri(params), line, column, as_cursor=as_cursor)
        self.looked = at.path, at.offset
        return at

    def place_of_item(self, params: Message) -> Place:
        """The place that the item of a hierarchy means, as it was told to the client."""
        item = fields.member(params, "item")
        line, column = fields.position(fields.member(item, "selectionRange").get("start"))
        return self.place(fields.text(item, "uri"), line, column)
