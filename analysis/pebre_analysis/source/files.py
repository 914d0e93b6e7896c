"""Path → File: the inputs that stand for what is on disk and in the editor.

In:  normalised absolute paths, or virtual ones (`untitled:…`), which never touch the disk.
Out: one `File` per path, made when first asked for, also for a path where nothing is: then its
     status says so, and a later creation changes it.
Always
  - a File is never removed; what vanishes becomes MISSING;
  - nothing here changes a cell: that is `sync` and `overrides`.
How durable a File's cells are follows from the roots. Folders, and paths where nothing is, are at
least MEDIUM: they change rarely, and every import depends on some.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Final

from pebre_analysis.engine import cells, durability, inputs
from pebre_analysis.source import blocks, line_table, notebook, paths, roots, system


class FileStatus(enum.Enum):
    """What a File's path leads to."""

    EXISTS = "exists"  # a regular file
    DIRECTORY = "directory"
    OTHER = "other"  # pipe, device, socket: never opened
    MISSING = "missing"


STATUS_OF_KIND: Final = {
    system.Kind.FILE: FileStatus.EXISTS,
    system.Kind.DIRECTORY: FileStatus.DIRECTORY,
    system.Kind.OTHER: FileStatus.OTHER,
    system.Kind.MISSING: FileStatus.MISSING,
}


class File(inputs.Input):
    """A path as an input of the engine. Folders are Files too.

    status, revision, override: cells. `revision` is a number that grows when the content on disk
        may have changed; `override` is the editor's text, which then wins over the disk.
    stamp, seen, version, open_text, edit: not tracked. `stamp` is the metadata last seen; `seen` what was
        last read (a fingerprint, the entries of a folder, or an error), None if nobody asked;
        `version` is the editor's, None when closed; `open_text` is the editor's text as long as it
        needs no override because the disk has the same;
        `edit` is how the editor's text came from an earlier one, if that is known.
    """

    __slots__ = ("edit", "name", "open_text", "override", "path", "revision", "seen", "stamp", "status", "version")

    def __init__(self, path: str, name: str, stamp: system.Stat, how_durable: durability.Durability) -> None:
        super().__init__()
        self.path = path
        self.name = name
        self.stamp = stamp
        self.seen: object = None
        self.version: int | None = None
        self.open_text: blocks.Text | None = None
        self.edit: line_table.Edit | None = None
        status = STATUS_OF_KIND[stamp.kind]
        self.status = cells.Cell(status, how_durable)
        self.revision = cells.Cell(0, how_durable)
        self.override: cells.Cell[blocks.Text | notebook.NotebookText | None] = cells.Cell(None, how_durable)

    @property
    def is_virtual(self) -> bool:
        """Whether it is a buffer without a place on disk."""
        return not paths.is_absolute(self.path)

    @property
    def is_open(self) -> bool:
        """Whether an editor has it open."""
        return self.version is not None

    @property
    def is_stub(self) -> bool:
        return self.path.endswith(".pyi")

    @property
    def is_notebook(self) -> bool:
        return self.path.endswith(".ipynb") or isinstance(self.override.value, notebook.NotebookText)

    def debug_name(self) -> str:
        return self.name

    def name_path(self) -> str:
        return self.path

    def __repr__(self) -> str:
        return f"<File {self.path}>"


class Files:
    """The Files of one database."""

    __slots__ = ("_by_path", "_fold", "_system", "max_bytes", "roots")

    def __init__(self, disk: system.System, freeze_all: bool = False, max_bytes: int = system.MAX_CODE_BYTES) -> None:
        self._system = disk
        self.roots = roots.Roots(freeze_all)
        self.max_bytes = max_bytes  # of source that is analysed
        self._by_path: dict[str, File] = {}
        self._fold = not disk.is_case_sensitive

    def file(self, path: str) -> File:
        """The File of a path; made, with one look at the disk, if it is new."""
        key = path.casefold() if self._fold else path
        found = self._by_path.get(key)
        if found is None:
            stamp = self._system.stat(path) if paths.is_absolute(path) else system.NOT_THERE
            name = self._display_name(path)
            found = self._by_path[key] = File(path, name, stamp, self.durability(path, stamp.kind))
        return found

    def several(self, paths: Iterable[str]) -> list[File]:
        """The Files of some paths."""
        known = self._by_path
        return [known.get(path) or self.file(path) for path in paths]

    def known(self, path: str) -> File | None:
        """The File of a path if somebody asked for it before."""
        return self._by_path.get(path.casefold() if self._fold else path)

    def known_below(self, folder: str) -> list[File]:
        """All known Files in a folder and the folders below it, without itself."""
        return [file for file in self._by_path.values() if file.path != folder and paths.is_below(file.path, folder)]

    def __iter__(self) -> Iterator[File]:
        return iter(list(self._by_path.values()))

    def __len__(self) -> int:
        return len(self._by_path)

    def durability(self, path: str, kind: system.Kind) -> durability.Durability:
        """How durable the cells of a File are."""
        how_durable = self.roots.durability_of(path)
        if kind is not system.Kind.FILE and paths.is_absolute(path):
            return max(how_durable, durability.MEDIUM)
        return how_durable

    def _display_name(self, path: str) -> str:
        """The path from its root: short, and the same on every machine."""
        root = self.roots.nearest(path) if paths.is_absolute(path) else None
        return (paths.relative(path, root) if root is not None else None) or path
