"""The JSON of a document's diagnostics, made piece by piece; a piece that stays is made once.

In:  what is reported about the document, in pieces (`pebre_analysis.source.pieces`).
Out: the JSON of the items of their list, in parts with a comma between them: together what would be made from nothing.
Method: the JSON of a piece is kept with holes for line numbers, which are all that changes when it moves or when places
in its file do that it names; a group of pieces that moves has one such text. Places in other texts are looked up each
time, and where one came to stand somewhere else the JSON of its piece is made anew.
Cost: a look at each group of pieces and at each part of one that changed, 0.5 µs; where something moved, a number for
each hole, 0.1 µs. What is large is not copied: parts that stay are the same objects.
"""

from __future__ import annotations

from pebre_analysis.source import lines
from pebre_server import convert, json_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_analysis.source import diagnostic, pieces
    from pebre_server import records
    from pebre_server.session import Session

_RANGE = b'{"range":{"start":{"line":%%d,"character":%d},"end":{"line":%%d,"character":%d}},'
_MANY_PLACED = 1_000  # pieces
_MANY_KNOWN = 100  # pieces that may be known beside twice those that are shown
_MANY_GROUPS = 16  # groups that may be known beside those that are shown: each has its JSON


class Template:
    """JSON with holes for line numbers.

    holes: the numbers, from the start of the piece or group, or from that of an anchor; anchors: which, None for the
    first; empty if there are none at all.
    """

    __slots__ = ("anchors", "holes", "text")

    def __init__(self, text: bytes, holes: list[int], anchors: list[diagnostic.Anchor | None]) -> None:
        self.text = text
        self.holes = holes
        self.anchors = anchors if any(each is not None for each in anchors) else []

    def put(self, line: int, places: dict[diagnostic.Anchor, int]) -> bytes:
        """The JSON of what starts in this line; `places`: the lines of the anchors."""
        if not self.anchors:
            return self.text % tuple([line + each for each in self.holes])
        pairs = zip(self.holes, self.anchors, strict=True)
        return self.text % tuple([each + (line if anchor is None else places[anchor]) for each, anchor in pairs])


class Made:
    """The JSON of a group whose lines have so many above them. `template`: with holes, once it has moved.

    has_related: it names places elsewhere; names_others: some of them in other texts.
    """

    __slots__ = ("above", "group", "has_related", "items", "names_others", "template")

    def __init__(
        self,
        group: pieces.Group,
        above: int,
        items: bytes,
        has_related: bool,
        names_others: bool,
        template: Template | None = None,
    ) -> None:
        self.group = group
        self.above = above
        self.items = items
        self.has_related = has_related
        self.names_others = names_others
        self.template = template


class Shown:
    """What was made last for one document."""

    __slots__ = (
        "_found",
        "_groups",
        "_items",
        "_known",
        "_lines",
        "_most_groups",
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
        self._most_groups = _MANY_GROUPS
        self._lines: dict[diagnostic.Anchor, int] = {}  # where the anchors stood
        self._known: dict[pieces.Piece, Template] = {}
        self._most_known = _MANY_KNOWN
        # Of pieces that name places in other texts: these as they were shown, and what was made.
        self._placed: dict[pieces.Piece, tuple[list[object], Template]] = {}
        self._spaces: dict[str, records.Space] = {}  # of this time
        self._items: tuple[bytes, ...] = ()
        self.hash = 0  # of the items

    def begin(self, items: tuple[bytes, ...], number: int) -> None:
        """These were shown before: with them begins what is compared."""
        self._items = items
        self.hash = number

    def items(self, found: pieces.FileReport) -> tuple[bytes, ...]:
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
        if len(self._groups) > self._most_groups:
            shown = {id(each.pieces) for group in found.groups for each in group.with_parts()}
            self._groups = {key: each for key, each in self._groups.items() if key in shown}
            self._most_groups = len(self._groups) + _MANY_GROUPS
        items = tuple([each.items for each in made if each.items])
        if not json_parts.same(items, self._items):
            self._items = items
            self.hash = hash(items)  # each part knows its own
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
        if last is not None and (last.group is group or last.group.lines == group.lines):
            if last.above == above and (anchored_stand or not last.has_related):
                return last
            template = last.template or self._template(group)
            made = Made(group, above, template.put(above, self._lines), last.has_related, False, template)
        elif group.parts:
            parts = [self._of_group(part, above, anchored_stand) for part in group.parts]
            made = Made(
                group,
                above,
                b",".join([part.items for part in parts if part.items]),
                any(part.has_related for part in parts),
                any(part.names_others for part in parts),
            )
        else:
            shows_related = self._session.client.has_related
            made = Made(
                group,
                above,
                self._template(group).put(above, self._lines),
                shows_related and any(piece.has_related for piece in group.pieces),
                shows_related and any(piece.names_others for piece in group.pieces),
            )
        if made.names_others:
            self._groups.pop(key, None)  # looked up each time
        else:
            self._groups[key] = made
        return made

    def _template(self, group: pieces.Group) -> Template:
        """The JSON of all pieces of a group, from its start."""
        known = self._known
        shows_related = self._session.client.has_related
        texts: list[bytes] = []
        holes: list[int] = []
        anchors: list[diagnostic.Anchor | None] = []
        for piece, line in zip(group.pieces, group.lines, strict=True):
            if shows_related and piece.names_others:
                made = self._with_places(piece)
            elif (last := known.get(piece)) is None:
                made = known[piece] = self._make(piece)
            else:
                made = last
            if not made.text:
                continue
            texts.append(made.text)
            if made.anchors:
                pairs = zip(made.holes, made.anchors, strict=True)
                holes += [each + line if anchor is None else each for each, anchor in pairs]
                anchors += made.anchors
            else:
                holes += [each + line for each in made.holes]
                anchors += [None] * len(made.holes)
        return Template(b",".join(texts), holes, anchors)

    def _with_places(self, piece: pieces.Piece) -> Template:
        """What was made, if the places in other texts are still where they were."""
        places: list[object] = []
        for item in piece.found:
            for each in item.related:
                if each.anchor is None:
                    at = each.place
                    places.append(self._space(at.file.path).location(at.range.start, at.range.end))
        last = self._placed.get(piece)
        if last is not None and last[0] == places:
            return last[1]
        if len(self._placed) > _MANY_PLACED:
            self._placed.clear()
        made = self._make(piece)
        self._placed[piece] = places, made
        return made

    def _space(self, path: str) -> records.Space:
        found = self._spaces.get(path)
        if found is None:
            found = self._spaces[path] = self._session.space(path)
        return found

    def _make(self, piece: pieces.Piece) -> Template:
        session = self._session
        table = lines.LineIndex(piece.text)
        holes: list[int] = []
        anchors: list[diagnostic.Anchor | None] = []
        parts: list[bytes] = []
        for each in piece.found:
            shape = convert.diagnostic_shape(each, session.client)
            if shape is None:
                continue
            start = table.position(each.range.start, session.encoding)
            end = table.position(each.range.end, session.encoding)
            holes += (start[0], end[0])
            anchors += (None, None)
            # The shape is an object that is not empty; the range comes first in it, and what it names last.
            made = _RANGE % (start[1], end[1]) + self._encoded(shape)[1:]
            if each.related and session.client.has_related:
                named = b",".join([self._related(related, holes, anchors) for related in each.related])
                made = b'%b,"relatedInformation":[%b]}' % (made[:-1], named)
            parts.append(made)
        return Template(b",".join(parts), holes, anchors)

    def _encoded(self, data: object) -> bytes:
        return self._session.edge.encode(data).replace(b"%", b"%%")

    def _related(self, related: diagnostic.Related, holes: list[int], anchors: list[diagnostic.Anchor | None]) -> bytes:
        """A `DiagnosticRelatedInformation`; where it has holes is noted."""
        anchor = related.anchor
        if anchor is None:
            return self._encoded(convert.related_shape(related, self._space))
        place, encoding = related.place, self._session.encoding
        table = lines.LineIndex(anchor.text)
        start, end = table.position(place.range.start, encoding), table.position(place.range.end, encoding)
        holes += (start[0], end[0])
        anchors += (anchor, anchor)
        uri, _ = self._space(place.file.path).location(0, 0)
        range_ = _RANGE[1:-1] % (start[1], end[1])
        return b'{"location":{"uri":%b,%b},"message":%b}' % (self._encoded(uri), range_, self._encoded(related.message))
