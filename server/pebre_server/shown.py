"""The JSON of a document's diagnostics, made piece by piece; a piece that stays is made once.

In:  what is reported about the document, in pieces (`pebre_analysis.source.pieces`).
Out: the JSON of the items of their list, equal to what would be made from nothing.
Method: the JSON of a piece is kept with holes for line numbers, which are all that changes when it moves.
Where a piece names places elsewhere its JSON is made anew if these came to stand in other lines; those in other texts
are looked up each time.
Cost: a look at each group of pieces and at each part of one that changed, 0.5 µs; at each piece of what moved; and one
copy of the list.
"""

from __future__ import annotations

from pebre_analysis.source import lines
from pebre_server import convert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_analysis.source import diagnostic, pieces
    from pebre_server import records
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

    # Line where it starts, its JSON, the same with holes, lines in the holes from its own start.
    Known = tuple[int, bytes, bytes, tuple[int, ...]]

_MANY_PLACED = 1_000  # pieces
_MANY_KNOWN = 100  # pieces that may be known beside twice those that are shown
_MANY_GROUPS = 16  # groups that may be known beside those that are shown: each has its JSON


class Made:
    """The JSON of a group whose lines have so many above them.

    has_related: it names places elsewhere; names_others: some of them in other texts.
    """

    __slots__ = ("above", "group", "has_related", "items", "names_others")

    def __init__(self, group: pieces.Group, above: int, items: bytes, has_related: bool, names_others: bool) -> None:
        self.group = group
        self.above = above
        self.items = items
        self.has_related = has_related
        self.names_others = names_others


class Shown:
    """What was made last for one document."""

    __slots__ = (
        "_found",
        "_groups",
        "_items",
        "_known",
        "_lines",
        "_most_known",
        "_placed",
        "_session",
        "_spaces",
        "hash",
    )

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: pieces.FileReport | None = None
        self._groups: dict[int, Made] = {}  # by the id of the list of pieces; also parts of groups
        self._lines: dict[diagnostic.Anchor, int] = {}  # where the anchors stood
        self._known: dict[pieces.Piece, Known] = {}
        self._most_known = _MANY_KNOWN
        # Of pieces that name places elsewhere: these as they were shown, and what was made.
        self._placed: dict[pieces.Piece, tuple[list[object], Known]] = {}
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
        self._spaces = {}
        anchored_stand = self._anchors_stand(found)
        made = [self._of_group(group, 0, anchored_stand) for group in found.groups]
        if len(self._known) > self._most_known:
            known = self._known
            self._known = {piece: known[piece] for group in found.groups for piece in group.pieces if piece in known}
            self._most_known = 2 * len(self._known) + _MANY_KNOWN
        if len(self._groups) > sum([1 + len(group.parts) for group in found.groups]) + _MANY_GROUPS:
            shown = {id(each.pieces) for group in found.groups for each in (group, *group.parts)}
            self._groups = {key: each for key, each in self._groups.items() if key in shown}
        parts = [each.items for each in made if each.items]
        items = b",".join(parts)
        if items != self._items:
            self._items = items
            self.hash = hash(tuple(parts))  # each part knows its own
        self._found = None if any(each.names_others for each in made) else found
        return self._items

    def _anchors_stand(self, found: pieces.FileReport) -> bool:
        """Whether all anchors are in the lines where they were."""
        now = {anchor: line for anchor, (_, line) in found.places.items()}
        before, self._lines = self._lines, now
        return before == now

    def _of_group(self, group: pieces.Group, above: int, anchored_stand: bool) -> Made:
        """What is made of a group that stands so many lines further down than it says; the same if nothing moved."""
        above += group.line_above
        key = id(group.pieces)
        last = self._groups.get(key)
        if last is not None and last.above == above and (last.group is group or last.group.lines == group.lines):
            if anchored_stand or not last.has_related:
                return last
        if group.parts:
            parts = [self._of_group(part, above, anchored_stand) for part in group.parts]
            made = Made(
                group,
                above,
                b",".join([part.items for part in parts if part.items]),
                any(part.has_related for part in parts),
                any(part.names_others for part in parts),
            )
        else:
            made = self._of_pieces(group, above)
        if made.names_others:
            self._groups.pop(key, None)  # looked up each time
        else:
            self._groups[key] = made
        return made

    def _of_pieces(self, group: pieces.Group, above: int) -> Made:
        known = self._known
        shows_related = self._session.client.has_related
        names_others = has_related = False
        parts: list[bytes] = []
        for piece, line in zip(group.pieces, group.lines, strict=True):
            line += above
            if shows_related and piece.has_related:
                has_related = True
                names_others = names_others or piece.names_others
                now = self._with_places(piece, line)
            elif (last := known.get(piece)) is None:
                now = known[piece] = self._make(piece, line)
            elif last[0] != line:
                now = known[piece] = _put(line, last[2], last[3])
            else:
                now = last
            if now[1]:
                parts.append(now[1])
        return Made(group, above, b",".join(parts), has_related, names_others)

    def _with_places(self, piece: pieces.Piece, line: int) -> Known:
        """What was made, if the places elsewhere are still where they were."""
        places: list[object] = []
        for item in piece.found:
            for each in item.related:
                at = each.place
                if each.anchor is None:
                    places.append(self._space(at.file.path).location(at.range.start, at.range.end))
                else:
                    places.append(self._lines[each.anchor])
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
            shape = convert.diagnostic_shape(each, session.client)
            if shape is not None:
                start = table.position(each.range.start, session.encoding)
                end = table.position(each.range.end, session.encoding)
                holes += (start[0], end[0])
                if each.related and session.client.has_related:
                    shape["relatedInformation"] = [self._related(related) for related in each.related]
                # The shape is an object that is not empty; the range comes first in it.
                range_ = b'{"range":{"start":{"line":%%d,"character":%d},"end":{"line":%%d,"character":%d}},'
                parts.append(range_ % (start[1], end[1]) + session.edge.encode(shape)[1:].replace(b"%", b"%%"))
        return _put(line, b",".join(parts), tuple(holes))

    def _related(self, related: diagnostic.Related) -> Message:
        """A `DiagnosticRelatedInformation`."""
        anchor = related.anchor
        if anchor is None:
            return convert.related_shape(related, self._space)
        place = related.place
        at = convert.range_in(lines.LineIndex(anchor.text), place.range.start, place.range.end, self._session.encoding)
        at["start"]["line"] += self._lines[anchor]
        at["end"]["line"] += self._lines[anchor]
        uri, _ = self._space(place.file.path).location(0, 0)
        return {"location": {"uri": uri, "range": at}, "message": related.message}


def _put(line: int, template: bytes, holes: tuple[int, ...]) -> Known:
    return line, template % tuple([line + each for each in holes]), template, holes
