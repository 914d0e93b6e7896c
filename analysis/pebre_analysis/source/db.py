"""The database of the source layer: the engine's, with a machine below it and the Files on it."""

from __future__ import annotations

from typing import Any

from pebre_analysis.engine import database
from pebre_analysis.source import files, system


class Db(database.Database):
    """Adds `system` and `files`. `freeze_all`: nothing will change, so no file leaves edges."""

    def __init__(
        self,
        disk: system.System,
        *,
        freeze_all: bool = False,
        max_bytes: int = system.MAX_CODE_BYTES,
        **engine_options: Any,  # handed to the engine as they are
    ) -> None:
        super().__init__(**engine_options)
        self.system = disk
        self.files = files.Files(disk, freeze_all, max_bytes)
