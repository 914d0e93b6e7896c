"""The join: what is said about the regions of a file, put together with places, levels and comments.

In:  a database and a file.
Out: `check_file`: its diagnostics, in a total order that does not depend on how they were found.
     `Join`: the same in pieces, for whoever asks again after each change.
     `shown`: what is said about its regions, with the region it is about.
Always
  - nothing is inferred here but through `reports.file_reports`, and where a comment silences nothing;
  - a suppressed or ignored finding is left out here, at the end;
  - after an edit only the pieces it touches are made anew.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import diagnostic, pieces, ranges, source_text
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.types import findings, positions, reports, silence
from pebre_analysis.types.join import commented, flaws, places, regions
from pebre_analysis.types.join.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File
    from pebre_analysis.types.db import Db

Level = diagnostic.Level


def check_file(db: Db, file: File) -> tuple[diagnostic.Diagnostic, ...]:
    """Everything that is reported about a file."""
    return Join(db, file).report().flat()


class Join:
    """The diagnostics of one file, put together again whenever somebody asks."""

    __slots__ = ("_anchors", "_parts", "db", "file")

    def __init__(self, db: Db, file: File) -> None:
        self.db = db
        self.file = file
        self._anchors = places.Anchors()
        self._parts: _Parts | None = None

    def report(self, listen: Callable[[], Sequence[bytes]] | None = None) -> pieces.FileReport:
        """What is reported about the file now. `listen`: what another process has told about it since the last time it
        was asked (`elsewhere`)."""
        db, file = self.db, self.file
        error = source_text.source_text(db, file).error
        if error is not None:
            at = ranges.TextRange(0, 0)
            return pieces.whole("", (diagnostic.Diagnostic(findings.UNREADABLE_FILE, Level.ERROR, error.message, at),))
        semantic_index.semantic_index(db, file).flow_is_needed(db.check_cancelled)  # here it can be stopped on the way
        said = reports.file_reports(db, file) if listen is None else self._shared(listen)
        outline = outlines.outline(db, file)
        settings = Settings(db, outline)
        is_silent = silence.is_whole_file(outline, settings.honours_type_ignore)
        parts = self._parts
        if parts is None or settings != parts.settings or is_silent is not parts.is_silent:
            parts = self._parts = _Parts(db, file, settings, is_silent, self._anchors)
        groups = parts.regions.groups(said, outline)
        index = semantic_index.semantic_index(db, file)
        if settings.syntax is not Level.IGNORE and (found := parts.flaws.group(index.flawed(), outline)).pieces:
            groups.append(found)
        if not is_silent:
            found = parts.commented.group(index.commented(), parts.regions.silenced, outline)
            if found.pieces:
                groups.append(found)
        if not groups:
            return pieces.EMPTY
        counted_from = {**parts.regions.counted_from(), **parts.flaws.counted_from()}
        return pieces.FileReport(groups, self._anchors.place(outline, counted_from))

    def forget_gone(self) -> None:
        """Let go of what was made of code that is gone, and kept for an undo."""
        if self._parts is not None:
            self._parts.regions.forget_gone()

    def _shared(self, listen: Callable[[], Sequence[bytes]]) -> tuple[reports.Stretch, ...]:
        from pebre_analysis.types.join import elsewhere  # for the first look at a large file only

        return reports.shared_reports(self.db, self.file, elsewhere.Elsewhere(self.db, self.file, listen).of)


class _Parts:
    """What is kept as long as the settings, and the comment that silences a whole file, stay what they are."""

    __slots__ = ("commented", "flaws", "is_silent", "regions", "settings")

    def __init__(self, db: Db, file: File, settings: Settings, is_silent: bool, anchors: places.Anchors) -> None:
        self.settings = settings
        self.is_silent = is_silent
        self.regions = regions.Regions(db, file, settings, is_silent, anchors)
        self.flaws = flaws.Flaws(file, settings, anchors)
        self.commented = commented.Commented(db, settings)


def shown(db: Db, file: File) -> Iterator[tuple[Region, reports.Report, ranges.TextRange]]:
    """What is reported about the regions of a file, one by one, with its place in the file."""
    if source_text.source_text(db, file).error is not None:
        return
    outline = outlines.outline(db, file)
    settings = Settings(db, outline)
    if silence.is_whole_file(outline, settings.honours_type_ignore):
        return
    for stretch in reports.file_reports(db, file):
        for region, here in chain.from_iterable(stretch):
            if isinstance(here, str):
                continue
            part = region.occurrence.chunk
            start = positions.start_of(outline, region.occurrence)
            for each in here:
                at = places.span(region, each)
                if at is None or settings.levels.get(each.rule, Level.INFO) is Level.IGNORE:
                    continue
                if not silence.is_silenced(part, *at, each.rule, settings.honours_type_ignore):
                    yield region, each, ranges.TextRange(start + at[0], start + at[1])
