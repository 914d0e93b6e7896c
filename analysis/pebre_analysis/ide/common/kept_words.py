"""Which words are in the files of a project, kept for later sessions: their first search reads only what it finds.

In:  a database, the hashes of the words of its files (`file_words`). Out: one row for the project; of the files that
     are as they were then, the hashes.
Always
  - a file counts as it was if its size, time and inode are; it is not read. What was written a moment ago is not kept;
  - what is wrong with the row, or kept by another pebre, is a miss.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.project import recall
from pebre_analysis.source import system
from pebre_analysis.syntax import chunk_cache

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "words"
MOST: Final = 16_000_000  # bytes of hashes


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is kept of one file."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    hashes: bytes


_decode: Final = msgspec.msgpack.Decoder(tuple[Row, ...]).decode


def take_over(db: database.ProjectDatabase) -> None:
    """Hand over what an earlier session kept."""
    code = chunk_cache.of(db).code
    value = None if code is None else code.find_beside(KIND, db.project.root, b"")
    if value is None:
        return
    try:
        rows = _decode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return
    searches = db.searches
    searches.kept = value
    for row in rows:
        file = db.files.known(row.path)
        if file is not None and file.stamp == system.Stat(system.Kind.FILE, row.size, row.mtime_ns, row.inode):
            searches.handed[file] = row.hashes


def keep(db: database.ProjectDatabase, found: Iterable[tuple[files.File, bytes]]) -> None:
    """Keep what was taken down, in this order and up to MOST, unless all of it is kept already."""
    code = chunk_cache.of(db).code
    if code is None:
        return
    rows: list[Row] = []
    size = 0
    for file, hashes in found:
        size += len(hashes)
        if size > MOST:
            break
        stamp = file.stamp
        if _is_name(file.path) and not recall.is_fresh(stamp, db.system.now()):
            rows.append(Row(file.path, stamp.size, stamp.mtime_ns, stamp.inode, hashes))
    value = msgspec.msgpack.encode(rows)
    if value != db.searches.kept:
        code.keep_beside(KIND, db.project.root, b"", value)
        code.flush()
        db.searches.kept = value


def _is_name(path: str) -> bool:
    """Whether a path is text that can be written."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
