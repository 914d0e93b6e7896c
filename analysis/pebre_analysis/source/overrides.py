"""The text of open documents, laid over the disk.

In:  what the editor says: a document is open with this text, has this text now, is closed.
Out: cells set where something changed.
Always
  - text equal to what the analysis already sees opens no revision. So a library file that is opened
    to be read stays as durable as it was, and nothing is verified because of it;
  - a file that never changes (bundled stubs) takes no other text: `set_text` says so, and the caller
    may show the buffer as a virtual file.
"""

from __future__ import annotations

from pebre_analysis.engine import durability
from pebre_analysis.source import blocks, files, line_table, notebook, source_text
from pebre_analysis.source import db as source_db


def set_text(
    db: source_db.Db,
    file: files.File,
    new: blocks.Text | str | notebook.NotebookText,
    version: int = 0,
    edit: line_table.Edit | None = None,
) -> bool:
    """Make `new` the text of `file`, which is open in the editor. False if the file cannot take it.

    `edit`: how it came from an earlier text, if that is known; it only saves work.
    """
    if isinstance(new, str):
        new = blocks.of(new)
    current = file.override.value
    if current is None:
        same = isinstance(new, blocks.Text) and _is_on_disk(db, file, new)
    else:
        same = current == new
    if not same:
        if file.override.durability == durability.FROZEN:
            return False
        # LOW whatever the file was: from now on it changes with every key.
        db.set(file.override, new, durability.LOW)
        file.edit = None if edit is None else edit.after(file.edit)
    file.version = version
    # Of equal texts the one that is analysed, so that nobody else's is held.
    file.open_text = source_text.source_text(db, file).blocks if file.override.value is None else None
    return True


def clear(db: source_db.Db, file: files.File) -> None:
    """The document was closed: the disk counts again."""
    file.version = None
    file.open_text = file.edit = None
    if file.override.value is not None:
        db.set(file.override, None, db.files.durability(file.path, file.stamp.kind))


def _is_on_disk(db: source_db.Db, file: files.File, new: blocks.Text) -> bool:
    """Whether the analysis sees `new` without an override."""
    if file.open_text is not None:
        return file.open_text == new
    file.open_text = new  # a first look at the disk keeps this very text, if it is that
    try:
        seen = source_text.source_text(db, file)
    finally:
        file.open_text = None
    return seen.error is None and seen.cells is None and seen.blocks == new
