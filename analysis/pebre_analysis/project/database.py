"""The database of a project: all layers together, set up from a `discover.Project`.

In:  a System and a Project.
Out: `ProjectDatabase`, with its environment found, its search paths and rule levels set.
Always: setting up again with other settings changes what differs, as one revision, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pebre_analysis.engine import cells, durability
from pebre_analysis.modules import program
from pebre_analysis.project import discover, searches, target
from pebre_analysis.source import files, system
from pebre_analysis.types import db as types_db

if TYPE_CHECKING:
    from pebre_analysis.project import kept_facts


def _nothing() -> None:
    return None


class ProjectDatabase(types_db.Db):
    """Adds `project`: what was discovered, for messages; the file that was asked about last, while it lives; `facts`
    of earlier sessions, by kind; what is remembered of searches."""

    def __init__(self, disk: system.System, project: discover.Project, **options: Any) -> None:  # handed down
        super().__init__(disk, **options)
        self.project = project
        self.looked_at: Callable[[], files.File | None] = _nothing
        self.facts: dict[str, kept_facts.Facts] = {}
        self._searches: searches.Searches | None = None
        configure(self, project)
        if self.files.roots.freeze_all:
            of_program, rules = self.program, self.rules
            _freeze(
                self, of_program.python_version, of_program.platform, of_program.search_paths, of_program.environment,
                rules.levels, rules.type_ignore, rules.allowed_imports, rules.declared,
            )  # fmt: skip

    @property
    def searches(self) -> searches.Searches:
        """What is remembered of searches; made for the first one."""
        if self._searches is None:
            self._searches = searches.Searches()
        return self._searches


def _freeze(db: ProjectDatabase, *settings: cells.Cell[Any]) -> None:  # of every type
    """Settings will change no more than files: what is read of them leaves no edge either."""
    with db.batch():
        for cell in settings:
            db.set(cell, cell.value, durability.FROZEN)


def configure(db: ProjectDatabase, project: discover.Project) -> None:
    """Puts the project's settings in force."""
    db.project = project
    meant = target.of(db.system, project)
    program.configure(
        db, python_version=meant.python_version, platform=meant.platform, paths=meant.paths, found=meant.environment
    )
    wanted = project.settings
    levels = tuple(sorted(wanted.rules.items()))
    with db.batch():
        if levels != db.rules.levels.value:
            db.set(db.rules.levels, levels)
        if wanted.respect_type_ignore_comments != db.rules.type_ignore.value:
            db.set(db.rules.type_ignore, wanted.respect_type_ignore_comments)
        if wanted.allowed_unresolved_imports != db.rules.allowed_imports.value:
            db.set(db.rules.allowed_imports, wanted.allowed_unresolved_imports)
        declared = project.script.dependencies if project.script is not None else ()
        if declared != db.rules.declared.value:
            db.set(db.rules.declared, declared)
