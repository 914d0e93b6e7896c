"""The text of a File: the editor's if it is open there, else the disk's.

Out: a `text.SourceText`. What cannot be read has an empty text and an error; nothing is raised.
Equal text, read again or typed again, stops here: the old value is kept.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.source import blocks, files, lines, notebook, read_error, system, text
from pebre_analysis.source import db as source_db

_UNREAD: Final = "unread"  # differs from all that may be read


@query.query(files.File)
def source_text(db: source_db.Db, file: files.File) -> text.SourceText:
    """The text the analysis sees."""
    override = file.override.get(db)
    cap = db.files.max_bytes
    if override is not None:
        return _capped(_of_editor(file, override), cap)
    status = file.status.get(db)
    file.revision.get(db)
    if status is not files.FileStatus.EXISTS:
        return text.SourceText("", system.not_a_file(_KIND_OF_STATUS[status]))
    data = read(db, file)
    if isinstance(data, read_error.ReadError):
        found = text.SourceText("", data)
    elif file.path.endswith(".ipynb"):
        found = _capped(_of_notebook(data), cap)
    else:
        found = text.decode(data)
    if file.open_text is not None and found.blocks == file.open_text:  # the same in one copy: the editor's
        found = text.SourceText(file.open_text, found.error, found.encoding, found.cells)
    # What `sync` compares with. It is set last: whoever unwinds before this has stored no result either.
    file.seen = fingerprint(data)
    return found


@query.query(files.File)
def line_index(db: source_db.Db, file: files.File) -> lines.LineIndex:
    """The lines of a File's text."""
    return lines.LineIndex(source_text(db, file).text)


def read(db: source_db.Db, file: files.File) -> bytes | read_error.ReadError:
    """The content of a File on disk now; not tracked."""
    is_notebook = file.path.endswith(".ipynb")
    return db.system.read_bytes(file.path, notebook.MAX_NOTEBOOK_BYTES if is_notebook else db.files.max_bytes)


def rely_unread(db: source_db.Db, file: files.File) -> None:
    """The running query depends on what the disk holds at a File's path, as the text does, but knows it without reading
    the file: any event there counts as a change."""
    file.status.get(db)
    file.revision.get(db)
    if file.seen is None:
        file.seen = _UNREAD


def fingerprint(data: bytes | read_error.ReadError) -> object:
    """Equal for equal content; within one process."""
    return (len(data), hash(data)) if isinstance(data, bytes) else data


_KIND_OF_STATUS = {status: kind for kind, status in files.STATUS_OF_KIND.items()}


def _of_editor(file: files.File, override: blocks.Text | notebook.NotebookText) -> text.SourceText:
    if isinstance(override, notebook.NotebookText):
        joined, cells = notebook.join(override.cells)
        return text.SourceText(joined, cells=cells)
    return _of_notebook(override.whole) if file.path.endswith(".ipynb") else text.SourceText(override)


def _of_notebook(data: bytes | str) -> text.SourceText:
    sources = notebook.parse(data)
    if isinstance(sources, read_error.ReadError):
        return text.SourceText("", sources, cells=())
    joined, cells = notebook.join(sources)
    return text.SourceText(joined, None, "utf-8", cells)


def _capped(found: text.SourceText, cap: int) -> text.SourceText:
    """An empty text and an error in place of one that is too long to be analysed."""
    if found.blocks.length <= cap:
        return found
    return text.SourceText("", system.too_large(cap), cells=None if found.cells is None else ())
