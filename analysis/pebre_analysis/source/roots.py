"""Folders and how durable what lies in them is. The nearest folder above a path decides.

Project files are LOW, an environment's HIGH, bundled stubs FROZEN. A folder of the project that lies
inside an environment, or the other way round, is no problem: the deeper one wins. What is below no
root is LOW. With `freeze_all` (a single run that watches nothing) everything is FROZEN and leaves no
edges.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.engine import durability
from pebre_analysis.source import paths

PROJECT: Final = durability.LOW
ENVIRONMENT: Final = durability.HIGH
BUNDLED: Final = durability.FROZEN


class Roots:
    """The table of one database. Not tracked: whoever changes it calls `Files.restamp`."""

    __slots__ = ("_by_folder", "freeze_all")

    def __init__(self, freeze_all: bool = False) -> None:
        self.freeze_all = freeze_all
        self._by_folder: dict[str, durability.Durability] = {}

    def set(self, folder: str, how_durable: durability.Durability) -> bool:
        """Add or change a root; whether that changed anything."""
        if self._by_folder.get(folder) == how_durable:
            return False
        self._by_folder[folder] = how_durable
        return True

    def discard(self, folder: str) -> bool:
        """Remove a root; whether there was one."""
        return self._by_folder.pop(folder, None) is not None

    def nearest(self, path: str) -> str | None:
        """The deepest root that contains `path`, or is it."""
        by_folder = self._by_folder
        if path in by_folder:
            return path
        return next((folder for folder in paths.ancestors(path) if folder in by_folder), None)

    def durability_of(self, path: str) -> durability.Durability:
        """How durable a file at `path` is."""
        if self.freeze_all:
            return durability.FROZEN
        if not paths.is_absolute(path):
            return PROJECT
        nearest = self.nearest(path)
        return PROJECT if nearest is None else self._by_folder[nearest]
