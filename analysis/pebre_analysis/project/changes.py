"""A batch of what happened, as one revision: editor texts, events on the disk, another configuration.

In:  what is so now: the texts of open documents, paths where something may have happened on the disk,
     perhaps a project discovered anew.
Out: cells set where something differs; the open documents that could not be taken.
Always
  - the last word about a path counts, and telling the same twice changes nothing the second time;
  - the disk is looked at before the texts, so a document that was saved equals its file;
  - a request to cancel does not stop it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from pebre_analysis.engine import cancel, durability
from pebre_analysis.project import database, discover
from pebre_analysis.source import blocks, files, line_table, notebook, overrides, paths, sync

_SETTINGS: Final = frozenset(("pebre.toml", "pyproject.toml", "pyvenv.cfg"))


class Document(msgspec.Struct, frozen=True):
    """A path as the editor has it; `text` None: it is not open. `edit`: how it came from an earlier text, if known."""

    path: str
    text: blocks.Text | str | notebook.NotebookText | None
    version: int = 0
    edit: line_table.Edit | None = None


def apply(
    db: database.ProjectDatabase,
    documents: Iterable[Document] = (),
    touched: Iterable[str] = (),
    project: discover.Project | None = None,
    look_around: bool = False,
) -> list[str]:
    """Puts everything in force. The paths whose text was not taken, because their file can never change.

    `look_around`: the disk is asked about every known file (some 8 µs each), since nobody tells of changes.
    """
    refused: list[str] = []
    with db.batch():
        if project is not None and project != db.project:
            database.configure(db, project)
        on_disk = list(dict.fromkeys(touched))
        if look_around:
            sync.sync_all(db)
        if on_disk:
            sync.sync_paths(db, on_disk)
        for document in {each.path: each for each in documents}.values():
            file = db.files.file(document.path)
            if document.text is None:
                overrides.clear(db, file)
            elif not _take(db, file, document.text, document.version, document.edit):
                refused.append(document.path)
    return refused


def _take(
    db: database.ProjectDatabase,
    file: files.File,
    text: blocks.Text | str | notebook.NotebookText,
    version: int,
    edit: line_table.Edit | None,
) -> bool:
    if isinstance(text, str):
        text = blocks.of(text)
    try:
        return overrides.set_text(db, file, text, version, edit)
    except cancel.Cancelled:
        # It was about to look whether the disk has the same text. That only saves work.
        if file.override.durability == durability.FROZEN:
            return False
        db.set(file.override, text, durability.LOW)
        file.version = version
        return True


def concerns_settings(path: str) -> bool:
    """Whether a change of this file may change what the project is."""
    return paths.name(path) in _SETTINGS
