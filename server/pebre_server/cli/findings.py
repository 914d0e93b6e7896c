"""The findings of files: those of an earlier run where they still hold, else made now and kept for the next.

In:  a System, a project, what earlier runs found. Out: the findings of a file, with absolute paths.
Always: the analysis is imported, and a database made, when the first file needs it; a fault of pebre is never kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.project import recall
from pebre_server import env
from pebre_server.cli.render import finding

if TYPE_CHECKING:
    from pebre_analysis.project import database, discover, parts, relief
    from pebre_analysis.source import system
    from pebre_server.cli.workers import crew

_SHARE: Final = 0.02  # of a run's time may go into keeping what it read of code; what is left over, a later run keeps
INTERNAL: Final = "internal-error"
_decoder: Final = msgspec.msgpack.Decoder(tuple[finding.Finding, ...])


class Finder:
    """See the module's text. `known`: None to use and keep nothing. `freeze`: the database need learn of no change."""

    def __init__(
        self,
        on: system.System,
        project: discover.Project,
        known: recall.Recall | None,
        say: Callable[[str], object],
        *,
        freeze: bool = True,
    ) -> None:
        self._on = on
        self._project = project
        self._known = known
        self._say = say
        self._freeze = freeze
        self._memory_limit = project.settings.memory_limit or 0
        self._renewed: relief.Renewed | None = None
        self._n_made = 0  # databases
        self._fresh: dict[str, recall.Fresh] = {}
        self._kept: dict[str, tuple[finding.Finding, ...]] = {}  # looked up, not asked for yet
        self._crew: crew.Crew | None = None
        self.verifies = False  # find everything anew, and compare it with what was kept
        self.wrong: list[str] = []  # files of which something else was kept
        self.n_right = 0

    def again(self, project: discover.Project, known: recall.Recall | None, touched: Iterable[str]) -> None:
        """Files may have changed since, these for sure, or settings: what is found from here on is what is so now."""
        self._project = project
        self._memory_limit = project.settings.memory_limit or 0
        self._known = known
        self._fresh = {}
        if self._renewed is not None:
            from pebre_analysis.project import changes

            changes.apply(self._renewed.db, touched=touched, project=project, look_around=True)

    def looked_at(self) -> set[str]:
        """Paths on which results depend."""
        found = set() if self._known is None else set(self._known.paths())
        if self._renewed is not None:
            found.update([file.path for file in self._renewed.db.files if not file.is_virtual])
        return found

    def of(self, path: str) -> tuple[finding.Finding, ...]:
        """The findings of a file."""
        kept = self._kept.pop(path) if path in self._kept else self.kept(path)
        if kept is not None and not self.verifies:
            return kept
        made = self._told(path)
        if made is None:
            made = self.made(path)
        if kept == made:
            self.n_right += 1
        elif kept is not None:
            self.wrong.append(path)
        return made

    @property
    def is_shared(self) -> bool:
        """Whether other processes take part."""
        return self._crew is not None

    @property
    def db(self) -> database.ProjectDatabase:
        """The database now; another one after memory ran short."""
        if self._renewed is None:
            from pebre_analysis.project import relief

            self._renewed = relief.Renewed(self._make, self._memory_limit)
        return self._renewed.db

    def _make(self) -> database.ProjectDatabase:
        from pebre_analysis.project import database

        self._n_made += 1
        db = database.ProjectDatabase(self._on, self._project, freeze_all=self._freeze)
        if not self.verifies:
            from pebre_analysis.project import remembered
            from pebre_analysis.syntax import chunk_cache

            chunk_cache.of(db).code = remembered.open_code(self._on, is_kept=self._known is not None)
        env.watch(db, self._say)
        return db

    def kept(self, path: str) -> tuple[finding.Finding, ...] | None:
        """What an earlier run found in a file; None if nothing that holds."""
        if self._known is None:
            return None
        if self._known.needs_database:
            self.db.run(self._known.settle, self.db)
        value = self._known.find(path)
        try:
            return None if value is None else _decoder.decode(value)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def missing(self, paths: Sequence[str]) -> list[str]:
        """Those of the files that have to be checked."""
        found: list[str] = []
        for path in paths:
            kept = self.kept(path)
            if kept is None or self.verifies:
                found.append(path)
            if kept is not None:
                self._kept[path] = kept
        return found

    def accounted(self) -> set[str]:
        """Files of which is known what results depend on."""
        return set() if self._known is None else {node.path for node in self._known.seen().nodes}

    def share(self, workers: crew.Crew, memory_limit: int) -> None:
        """From here on others check what is missing. `memory_limit`: MB for this process, 0 for none."""
        self._crew = workers
        self._memory_limit = memory_limit
        if self._renewed is not None:
            self._renewed.limit(memory_limit)

    def _told(self, path: str) -> tuple[finding.Finding, ...] | None:
        """What another process found in a file; None if this one has to look."""
        found = None if self._crew is None else self._crew.found(path)
        return None if found is None else _decoder.decode(found)

    def made(self, path: str) -> tuple[finding.Finding, ...]:
        """What is found in a file now."""
        from pebre_analysis.project import check
        from pebre_server.cli import places

        db = self.db
        if self._renewed is not None:
            self._renewed.relieve()
            db = self._renewed.db
        [(_, diagnostics)] = db.run(list, check.check_files(db, (path,)))
        found: tuple[finding.Finding, ...] = ()
        if diagnostics:
            locate = places.Locator(db, path)
            found = tuple([locate.found(each) for each in diagnostics])
        if self._known is not None and not any(each.rule == INTERNAL for each in found):
            db.run(self._known.note, db, path)
            row = recall.packed(found)
            others = {each.place.path for one in found for each in one.related} - {path}
            names_modules = any(each.rule in recall.SPEAK_OF_MODULES for each in found)
            if row is not None:
                self._fresh[path] = recall.Fresh(row, tuple(sorted(others)), names_modules)
        return found

    def keep(self) -> None:
        """Let the next run know what was found. After a change of database nothing is: it has not seen all."""
        known = self._known
        if known is None:
            return
        if self._crew is not None:
            self._join(known, self._crew.parts())
        elif self._n_made > 1:
            return
        elif self._fresh:
            from pebre_analysis.project import reading

            self.db.run(known.learn, self.db, self._fresh.items())
            end = time.process_time() * (1 + _SHARE)
            self.db.run(reading.keep, self.db, lambda: time.process_time() > end)
        known.keep()

    def part(self, elsewhere: Collection[str]) -> parts.Part | None:
        """What was found, and what it was made of, but for files of which others tell. None: it cannot be kept."""
        from pebre_analysis.project import parts

        if self._known is None or self._n_made > 1:
            return None
        return self.db.run(parts.part, self._known, self.db, self._fresh, elsewhere)

    def _join(self, known: recall.Recall, told: list[parts.Part]) -> None:
        from pebre_analysis.project import parts

        if self._fresh:
            own = self.part({node.path for each in told for node in each.seen.nodes})
            told += [] if own is None else [own]
        parts.join(known, told)
