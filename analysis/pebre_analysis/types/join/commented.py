"""What is said of the comments of a file that ask for silence; in pieces, by chunk.

Always: a chunk whose comments silence what they silenced, and whose dead code is what it was, is not judged again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.source import pieces
from pebre_analysis.types import comments, positions
from pebre_analysis.types.join import places

if TYPE_CHECKING:
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types.db import Db
    from pebre_analysis.types.join.settings import Settings

Silenced: TypeAlias = list[tuple[Occurrence, comments.Used]]  # of chunks, the comments that silenced something


class Commented:
    """The comments of one file under the same settings, judged again whenever somebody asks."""

    __slots__ = ("_db", "_known", "_last", "_settings")

    def __init__(self, db: Db, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._last = _All((), [])
        self._known: dict[Occurrence, tuple[comments.Judged, pieces.Piece]] = {}

    def group(self, asking: tuple[Occurrence, ...], silenced: list[Silenced], outline: Outline) -> pieces.Group:
        """What is said of the comments in these chunks, all that hold some; `silenced`: which had an effect."""
        if not self._last.holds(self._db, asking, silenced):
            self._last = self._judged(asking, silenced, outline)
        self._last.place(outline)
        return self._last.group

    def _judged(self, asking: tuple[Occurrence, ...], silenced: list[Silenced], outline: Outline) -> _All:
        used: dict[Occurrence, comments.Used] = {}
        for run in silenced if asking else ():
            for occurrence, here in run:
                used.setdefault(occurrence, set()).update(here)
        before, self._known = self._known, {}
        found = _All(asking, silenced)
        settings = self._settings
        for _, _, occurrence in places.in_order(outline, asking):
            here = used.get(occurrence, set())
            last = before.get(occurrence)
            if last is None or not last[0].holds(self._db, occurrence, here):
                judged = comments.Judged(self._db, occurrence, here, settings.levels, settings.honours_type_ignore)
                piece = None if last is None else last[1]
                last = judged, pieces.kept(occurrence.chunk.text, judged.found, piece)
            self._known[occurrence] = last
            found.add(occurrence, *last)
        return found


class _All:
    """What is said of all comments, and all that it depends on beside the settings."""

    __slots__ = ("_asking", "_silenced", "_told", "_watched", "group")

    def __init__(self, asking: tuple[Occurrence, ...], silenced: list[Silenced]) -> None:
        self.group: pieces.Group = pieces.NOWHERE
        self._asking = asking
        self._silenced = silenced
        self._told: list[tuple[Occurrence, pieces.Piece]] = []  # about which something is said, in source order
        self._watched: list[tuple[Occurrence, comments.Judged]] = []  # which depend on what can run

    def add(self, occurrence: Occurrence, judged: comments.Judged, piece: pieces.Piece) -> None:
        if piece.found:
            self._told.append((occurrence, piece))
        if judged.depends_on_code:
            self._watched.append((occurrence, judged))

    def holds(self, db: Db, asking: tuple[Occurrence, ...], silenced: list[Silenced]) -> bool:
        """Whether these chunks and what was silenced in them are still all."""
        return (
            asking is self._asking
            and silenced == self._silenced
            and all(judged.holds(db, occurrence, judged.used) for occurrence, judged in self._watched)
        )

    def place(self, outline: Outline) -> None:
        """Say where the pieces stand now."""
        at = [positions.place_of(outline, occurrence) for occurrence, _ in self._told]
        found = pieces.Group([piece for _, piece in self._told], [each[0] for each in at], [each[1] for each in at])
        if not self.group.same(found):
            self.group = found
