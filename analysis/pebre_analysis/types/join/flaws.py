"""What is wrong with the text of a file itself, and syntax newer than the checked version; in pieces, by chunk.

Always: the piece of a chunk is the same object as long as what is said of the chunk is; only a late `from __future__`
depends on what stands above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import diagnostic, pieces, ranges
from pebre_analysis.syntax import parsed, problems, semantic_errors
from pebre_analysis.types import findings
from pebre_analysis.types.join import places

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.source.files import File
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types.join.settings import Settings


class Flaws:
    """Those of one file under the same settings, put together again whenever somebody asks."""

    __slots__ = ("_anchors", "_file", "_known", "_settings")

    def __init__(self, file: File, settings: Settings, anchors: places.Anchors) -> None:
        self._file = file
        self._settings = settings
        self._anchors = anchors
        self._known: dict[Occurrence, pieces.Piece] = {}

    def group(self, flawed: tuple[Occurrence, ...], outline: Outline) -> pieces.Group:
        """What is said of these chunks: all that have a flaw."""
        if not flawed and not self._known:
            return pieces.NOWHERE
        before, self._known = self._known, {}
        found: list[pieces.Piece] = []
        starts: list[int] = []
        lines: list[int] = []
        for start, line, occurrence in places.in_order(outline, flawed):
            piece = before.get(occurrence)
            if piece is None or occurrence.imports_future:
                piece = self._piece(occurrence, outline, piece)
            self._known[occurrence] = piece
            if piece.found:
                found.append(piece)
                starts.append(start)
                lines.append(line)
        return pieces.Group(found, starts, lines)

    def counted_from(self) -> dict[Occurrence, diagnostic.Anchor]:
        """The chunks from which places beside the flaws count."""
        return {
            occurrence: self._anchors.of(occurrence) for occurrence, piece in self._known.items() if piece.has_related
        }

    def _piece(self, occurrence: Occurrence, outline: Outline, last: pieces.Piece | None) -> pieces.Piece:
        found: list[diagnostic.Diagnostic] = []
        part = occurrence.chunk
        flaws = parsed.problems_of(part)
        if occurrence.imports_future and not self._file.is_notebook:  # each cell of those is compiled by itself
            above = map(parsed.lowered_of, outline.chunks[: occurrence.position])
            flaws = (*flaws, *semantic_errors.late_futures(above, occurrence.lowered))
        for problem in flaws:
            found.append(self._diagnostic(occurrence, problem, problem.message))
        version = self._settings.version
        for feature in part.features:
            if feature.version is not None and feature.version > version:
                message = f"{feature.message}; the code is checked for {'.'.join(map(str, version))}"
                found.append(self._diagnostic(occurrence, feature, message))
        return pieces.kept(part.text, tuple(found), last)

    def _diagnostic(self, occurrence: Occurrence, problem: problems.Problem, message: str) -> diagnostic.Diagnostic:
        related: tuple[diagnostic.Related, ...] = ()
        if problem.related_start >= 0:
            there = ranges.FileRange(self._file, ranges.TextRange(problem.related_start, problem.related_end))
            related = (diagnostic.Related(there, problem.related_message, self._anchors.of(occurrence)),)
        at = ranges.TextRange(problem.start, problem.end)
        return diagnostic.Diagnostic(findings.INVALID_SYNTAX, self._settings.syntax, message, at, related)
