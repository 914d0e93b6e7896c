"""What is reported about one file, in pieces that move as wholes.

A *piece* is a part of the text that starts at the start of a line, with the diagnostics in it, whose ranges count
from there. It is the same object as long as nothing in it changes, wherever it moves; so whoever makes something
of a piece (the JSON of its diagnostics) need not make it again. Where each piece stands is said beside it, and where
the *anchors* stand, from which the places in the same file count that its diagnostics name.

Does not know: rules, regions, how pieces are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.source import diagnostic, ranges

Places: TypeAlias = Mapping[diagnostic.Anchor, tuple[int, int]]

_NO_PLACES: Final[Places] = {}


class Piece:
    """Diagnostics in a part of a file. `text` holds them; ranges count from its start, but not those of related places.

    names_others: some of those have no anchor, so that they may move by themselves.
    """

    __slots__ = ("found", "has_related", "names_others", "text")

    def __init__(self, text: str, found: tuple[diagnostic.Diagnostic, ...]) -> None:
        self.text = text
        self.found = found
        related = [place for each in found for place in each.related]
        self.has_related = bool(related)
        self.names_others = any(each.anchor is None for each in related)


def kept(text: str, found: tuple[diagnostic.Diagnostic, ...], last: Piece | None) -> Piece:
    """A piece of these; the last one if it is equal."""
    if last is not None and last.text == text and last.found == found:
        return last
    return Piece(text, found)


class Group:
    """Pieces that were found together, in source order.

    starts, lines: of each piece, the offset and the line at which its text starts; `above` and `line_above` are to be
    added to them. Lists are never changed, and are the same ones as long as they hold the same.
    parts: the groups it was joined from, with `above` and `line_above` to be added to theirs.
    """

    __slots__ = ("above", "line_above", "lines", "parts", "pieces", "starts")

    def __init__(
        self,
        pieces: list[Piece],
        starts: list[int],
        lines: list[int],
        above: int = 0,
        line_above: int = 0,
        parts: Sequence[Group] = (),
    ) -> None:
        self.pieces = pieces
        self.starts = starts
        self.lines = lines
        self.above = above
        self.line_above = line_above
        self.parts = parts

    def below(self, offset: int, line: int) -> Group:
        """The same further down."""
        if not offset and not line:
            return self
        above, line_above = self.above + offset, self.line_above + line
        return Group(self.pieces, self.starts, self.lines, above, line_above, self.parts)

    def with_parts(self) -> Iterator[Group]:
        """It, and all that it was joined from."""
        yield self
        for part in self.parts:
            yield from part.with_parts()

    def same(self, other: Group) -> bool:
        """Whether all is as it was. False may be a false alarm."""
        return self is other or (
            self.above == other.above
            and (self.starts is other.starts or self.starts == other.starts)
            and self.same_lines(other)
        )

    def same_lines(self, other: Group) -> bool:
        """Whether the pieces are the same and in the same lines. False may be a false alarm."""
        return (
            self.line_above == other.line_above
            and (self.lines is other.lines or self.lines == other.lines)
            and (self.pieces is other.pieces or self.pieces == other.pieces)
        )


def joined(groups: list[Group], last: Group) -> Group:
    """All pieces of some groups in one; the last one if it is equal."""
    if len(groups) == 1:
        found = groups[0]
    else:
        found = Group(
            [piece for each in groups for piece in each.pieces],
            [each.above + start for each in groups for start in each.starts],
            [each.line_above + line for each in groups for line in each.lines],
            parts=groups,
        )
    return last if last.same(found) else found


class FileReport:
    """All pieces of a file that have diagnostics, by group: the groups of its regions in source order, then others.

    places: the offset and the line at which the text of each anchor starts. Never changed.
    """

    __slots__ = ("groups", "places")

    def __init__(self, groups: list[Group], places: Places = _NO_PLACES) -> None:
        self.groups = groups
        self.places = places

    def __bool__(self) -> bool:
        return bool(self.groups)

    def same(self, other: FileReport) -> bool:
        """Whether all is as it was. False may be a false alarm."""
        mine, others = self.groups, other.groups
        return (
            len(mine) == len(others)
            and (self.places is other.places or self.places == other.places)
            and all(a is b or a.same(b) for a, b in zip(mine, others, strict=True))
        )

    def flat(self) -> tuple[diagnostic.Diagnostic, ...]:
        """The diagnostics with their places in the file, in an order that does not depend on how they were found."""
        found: dict[diagnostic.Diagnostic, None] = {}
        for group in self.groups:
            for piece, start in zip(group.pieces, group.starts, strict=True):
                for each in _moved(piece, group.above + start, self.places):
                    found[each] = None
        return tuple(sorted(found, key=diagnostic.sort_key))


NOWHERE: Final = Group([], [], [])
EMPTY: Final = FileReport([])


def whole(text: str, found: tuple[diagnostic.Diagnostic, ...]) -> FileReport:
    """A file that is one piece."""
    return FileReport([Group([Piece(text, found)], [0], [0])]) if found else EMPTY


def _moved(piece: Piece, start: int, places: Places) -> Sequence[diagnostic.Diagnostic]:
    """The diagnostics of a piece that starts there."""
    if not start and not piece.has_related:
        return piece.found
    return [
        msgspec.structs.replace(
            each,
            range=each.range.shifted(start),
            related=tuple([_placed(one, places) for one in each.related]) if each.related else (),
        )
        for each in piece.found
    ]


def _placed(related: diagnostic.Related, places: Places) -> diagnostic.Related:
    """A related place with its place in the file."""
    if related.anchor is None:
        return related
    at = related.place.range.shifted(places[related.anchor][0])
    return diagnostic.Related(ranges.FileRange(related.place.file, at), related.message)
