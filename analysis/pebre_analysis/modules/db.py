"""The database of the modules layer: what program is analysed, and where its imports are looked up."""

from __future__ import annotations

from typing import Any, Final

from pebre_analysis.engine import cells, durability, inputs, interned
from pebre_analysis.modules import environment, search_paths, typeshed
from pebre_analysis.source import db as source_db
from pebre_analysis.source import system

NEWEST: Final[typeshed.Version] = (3, 14)


class ProgramSettings(inputs.Input):
    """For which Python the code is written, and its search paths. One per database.

    `environment` says where the paths came from; it is read for messages only.
    """

    __slots__ = ("environment", "platform", "python_version", "search_paths")

    def __init__(self) -> None:
        super().__init__()
        self.python_version: cells.Cell[typeshed.Version] = cells.Cell(NEWEST, durability.MEDIUM)
        self.platform = cells.Cell("linux", durability.MEDIUM)
        self.search_paths: cells.Cell[tuple[search_paths.SearchPath, ...]] = cells.Cell((), durability.MEDIUM)
        self.environment = cells.Cell(environment.Environment(), durability.MEDIUM)

    def debug_name(self) -> str:
        return "program"


class Db(source_db.Db):
    """Adds `program`.

    held_requests: interned names that were asked for lately, by name, for typing and for run time. An
        interned object lives only while somebody holds it, and a read of something FROZEN holds nothing.
    """

    def __init__(self, disk: system.System, **options: Any) -> None:  # handed down as they are
        super().__init__(disk, **options)
        self.program = ProgramSettings()
        self.held_requests: tuple[dict[str, interned.Interned], dict[str, interned.Interned]] = ({}, {})
