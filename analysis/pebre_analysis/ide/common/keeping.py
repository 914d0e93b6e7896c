"""What the client was told about open documents, kept for later sessions; `reopened` finds it.

In:  a workspace, what was told, what was found, where the client looked last. Out: rows in the store.
Always
  - nothing is kept unless all that the workspace has looked at is what is on the disk;
  - it is done when nothing is asked, file by file: whoever is stopped goes on from there;
  - no function is read for what was told that nobody asked about: what was read is kept (`syntax.kept_code`);
  - around the place that the client looked at last it is found out what a hover shows at each name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from pebre_analysis.cache import store
from pebre_analysis.ide.common import gathered_hovers
from pebre_analysis.memory import process
from pebre_analysis.project import database, discover, reading, recall, relief, remembered
from pebre_analysis.semantic import packed_maps as _packed_maps  # noqa: F401  # before there is much: see `process.prepare`
from pebre_analysis.semantic import surface as _surface  # noqa: F401  # likewise
from pebre_analysis.source import pieces, system
from pebre_analysis.syntax import chunk_cache
from pebre_analysis.types import findings


class Told(Protocol):
    """A JSON list that was told about a document, in one of several forms: what is reported about it, or what else its
    types tell."""

    @property
    def path(self) -> str: ...
    @property
    def form(self) -> bytes: ...
    @property
    def body(self) -> bytes: ...
    @property
    def is_report(self) -> bool: ...


class Keeper:
    """Keeps what is found in one project."""

    def __init__(self, disk: system.System, project: discover.Project) -> None:
        self._disk = disk
        self._project = project
        self._store: store.Store | None = None
        self._recall: recall.Recall | None = None
        self._last: tuple[database.ProjectDatabase, int, list[bytes]] | None = None
        self._hovers: gathered_hovers.Hovers | None = None

    def keep(
        self,
        db: database.ProjectDatabase,
        told: Sequence[Told],
        reported: Mapping[str, pieces.FileReport],
        looked: tuple[str, int] | None = None,
        seen: Sequence[int] = (),
        rest: gathered_hovers.Rest = "short",
    ) -> None:
        """Keep it, unless all is as it was the last time. May be stopped like a query. `looked`: the place, path and
        offset, that was looked at last; `seen`: offsets in that file at which something was shown."""
        now = db, db.revision, [each.body for each in told]
        if now != self._last and self._keep_told(db, told, reported):
            if rest == "none" and self._keep_hovers(db, looked, seen, rest):  # the rest may take too long
                self._keep_told(db, told, reported)
            self._keep_code(db)
            self._last = now
        if now == self._last and self._keep_hovers(db, looked, seen, rest) and self._keep_told(db, told, reported):
            self._keep_code(db)

    def _keep_told(
        self, db: database.ProjectDatabase, told: Sequence[Told], reported: Mapping[str, pieces.FileReport]
    ) -> bool:
        """Whether it was kept."""
        if db.project != self._project or self._recall is None or self._store is None:
            self.close()
            self._project = db.project
            self._store = remembered.open_store(self._disk, remembered.BRIEF)
            self._recall = remembered.open_recall(self._disk, db.project, self._store)
            self._recall.reads_bodies = False
        found = [(each.path, _fresh(each, reported[each.path])) for each in told if _is_sound(reported[each.path])]
        is_seen = db.run(self._recall.learn, db, found)
        if is_seen:
            self._recall.keep()
        return is_seen

    def _keep_hovers(
        self, db: database.ProjectDatabase, looked: tuple[str, int] | None, seen: Sequence[int],
        rest: gathered_hovers.Rest,
    ) -> bool:  # fmt: skip
        """Whether any were kept; then what was told is to be kept again: more files are known by now."""
        known = self._recall
        if looked is None or known is None:
            return False
        if self._hovers is None:
            self._hovers = gathered_hovers.Hovers()
        found = db.run(self._hovers.gather, db, known, *looked, seen, rest)
        if found is None or not db.run(known.learn, db, [(looked[0], found)]):
            return False
        self._hovers.are_kept()
        return True

    def _keep_code(self, db: database.ProjectDatabase) -> None:
        db.run(reading.keep, db)
        if (code := chunk_cache.of(db).code) is not None:
            code.let_go()  # whoever asks reads it again
        relief.settle(db)
        process.trim()  # of what was packed

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
        self._recall = self._store = self._last = self._hovers = None


def _fresh(told: Told, found: pieces.FileReport) -> recall.Fresh:
    if not told.is_report:
        return recall.Fresh(told.body, names_modules=True, form=told.form)
    others = {
        related.place.file.path
        for group in found.groups
        for piece in group.pieces
        if piece.has_related
        for each in piece.found
        for related in each.related
    }
    names_modules = any(
        each.rule in recall.SPEAK_OF_MODULES for group in found.groups for piece in group.pieces for each in piece.found
    )
    return recall.Fresh(told.body, tuple(sorted(others - {told.path})), names_modules, told.form)


def _is_sound(found: pieces.FileReport) -> bool:
    """Whether pebre did not fail on the file."""
    return not any(
        each.rule == findings.INTERNAL_ERROR for group in found.groups for piece in group.pieces for each in piece.found
    )
