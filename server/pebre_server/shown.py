"""The JSON of a document's diagnostics, made piece by piece; a piece that stays is made once.

In:  what is reported about the document, in pieces (`pebre_analysis.source.pieces`).
Out: the JSON of the items of their list, equal to what would be made from nothing.
Method: the JSON of a piece is kept with holes for line numbers, which are all that changes when it moves.
Places in other texts, or elsewhere in this one, are looked up anew each time, and its JSON made if they moved.
Cost: a look at each group of pieces, 0.5 µs, at each piece of a group that moved, and one copy of the list.
"""

from __future__ import annotations

from pebre_analysis.source import lines
from pebre_server import convert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_analysis.source import pieces
    from pebre_server import records
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

    # Line where it starts, its JSON, the same with holes, lines in the holes from its own start.
    Known = tuple[int, bytes, bytes, tuple[int, ...]]

_MANY_PLACED = 1_000  # pieces


class Shown:
    """What was made last for one document."""

    __slots__ = ("_found", "_groups", "_items", "_known", "_placed", "_session", "_spaces", "hash")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: pieces.FileReport | None = None
        self._groups: dict[int, tuple[pieces.Group, bytes]] = {}  # by the id of the list of pieces
        self._known: dict[pieces.Piece, Known] = {}
        # Of pieces that name places elsewhere: these as they were shown, and what was made.
        self._placed: dict[pieces.Piece, tuple[list[tuple[str, Message]], Known]] = {}
        self._spaces: dict[str, records.Space] = {}  # of this time
        self._items = b""
        self.hash = 0  # of the items

    def begin(self, items: bytes, number: int) -> None:
        """These were shown before: with them begins what is compared."""
        self._items = items
        self.hash = number

    def items(self, found: pieces.FileReport) -> bytes:
        """The items for what is found now; the same object if nothing in them changed."""
        if self._found is not None and found.same(self._found):
            return self._items
        before, now = self._groups, {}
        self._spaces = {}
        parts: list[bytes] = []
        is_kept = True
        n = 0
        for group in found.groups:
            key = id(group.pieces)
            last = before.get(key)
            n += len(group.pieces)
            if last is not None and last[0].same_lines(group):
                part = last[1]
            else:
                part, has_places = self._group(group)
                if has_places:
                    is_kept = False
                    parts.append(part)
                    continue
            now[key] = group, part
            if part:
                parts.append(part)
        self._groups = now
        if len(self._known) > 2 * n + 100:
            known = self._known
            self._known = {piece: known[piece] for group in found.groups for piece in group.pieces if piece in known}
        items = b",".join(parts)
        if items != self._items:
            self._items = items
            self.hash = hash(tuple(parts))  # each part knows its own
        self._found = found if is_kept else None
        return self._items

    def _group(self, group: pieces.Group) -> tuple[bytes, bool]:
        """The JSON of a group, and whether places elsewhere are named in it: these may move by themselves."""
        known = self._known
        shows_related = self._session.client.has_related
        has_places = False
        parts: list[bytes] = []
        for piece, line in zip(group.pieces, group.lines, strict=True):
            line += group.line_above
            if shows_related and piece.has_related:
                has_places = True
                now = self._with_places(piece, line)
            elif (last := known.get(piece)) is None:
                now = known[piece] = self._make(piece, line)
            elif last[0] != line:
                now = known[piece] = _put(line, last[2], last[3])
            else:
                now = last
            if now[1]:
                parts.append(now[1])
        return b",".join(parts), has_places

    def _with_places(self, piece: pieces.Piece, line: int) -> Known:
        """What was made, if the places elsewhere are still where they were."""
        places = []
        for item in piece.found:
            for each in item.related:
                at = each.place
                places.append(self._space(at.file.path).location(at.range.start, at.range.end))
        last = self._placed.get(piece)
        if last is not None and last[0] == places and last[1][0] == line:
            return last[1]
        if len(self._placed) > _MANY_PLACED:
            self._placed.clear()
        made = self._make(piece, line)
        self._placed[piece] = places, made
        return made

    def _space(self, path: str) -> records.Space:
        found = self._spaces.get(path)
        if found is None:
            found = self._spaces[path] = self._session.space(path)
        return found

    def _make(self, piece: pieces.Piece, line: int) -> Known:
        session = self._session
        table = lines.LineIndex(piece.text)
        holes: list[int] = []
        parts: list[bytes] = []
        for each in piece.found:
            shape = convert.diagnostic_shape(each, self._space, session.client)
            if shape is not None:
                start = table.position(each.range.start, session.encoding)
                end = table.position(each.range.end, session.encoding)
                holes += (start[0], end[0])
                # The shape is an object that is not empty; the range comes first in it.
                range_ = b'{"range":{"start":{"line":%%d,"character":%d},"end":{"line":%%d,"character":%d}},'
                parts.append(range_ % (start[1], end[1]) + session.edge.encode(shape)[1:].replace(b"%", b"%%"))
        return _put(line, b",".join(parts), tuple(holes))


def _put(line: int, template: bytes, holes: tuple[int, ...]) -> Known:
    return line, template % tuple([line + each for each in holes]), template, holes
