"""Sessions one after the other on a project in memory, with a cache on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pebre_analysis.ide import api
from pebre_analysis.project import database, remembered
from pebre_analysis.source import system
from pebre_server.interface import Change
from tests.harness import project

T = TypeVar("T")
SETTINGS: Mapping[str, object] = {
    "environment": {"python-version": "3.14", "python-platform": "linux", "typeshed": project.STUBS}
}


def path(name: str) -> str:
    return f"{project.ROOT}/{name}"


class World:
    """A project in memory; `folder`: of the cache, None for none."""

    def __init__(self, folder: Path | None, files: Mapping[str, str]) -> None:
        variables = {} if folder is None else {remembered.FOLDER: str(folder)}
        self.disk = system.MemorySystem(project.stub_files(), current_folder=project.ROOT, variables=variables)
        self.write("pebre.toml", "")
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        self.disk.write(path(name), text)

    def session(self, name: str = "a.py") -> Session:
        return Session(self, name)


class Session:
    """A host that has one document open."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.host = api.Host([project.ROOT], SETTINGS, print, world.disk)
        self.document = path(name)
        text = world.disk.read_bytes(self.document)
        assert isinstance(text, bytes)
        self.open(text.decode())
        self.host.line_index(self.document)

    @property
    def db(self) -> database.ProjectDatabase:
        return self.host._workspaces.all()[0].db

    def open(self, text: str) -> None:
        self.host.apply([Change("open", self.document, text, version=1)])

    def reading(self, ask: Callable[[], T]) -> tuple[T, list[str]]:
        """An answer, and the files of the project that were read for it."""
        before = len(self.world.disk.log)
        found = ask()
        top = f"read {project.ROOT}/"
        return found, sorted(each.removeprefix(top) for each in self.world.disk.log[before:] if each.startswith(top))

    def leave(self) -> None:
        self.host.keep_facts()
        self.host.close()
