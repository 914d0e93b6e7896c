"""Facts about the texts of a project's files, kept for later sessions: they know them without reading the files.

In:  a database; a kind of facts; for files, one fact each, as bytes. Out: one row of that kind for the project; of the
     files that are as they were then, the facts.
Always
  - a file counts as it was if its size, time and inode are. What was written a moment ago is not kept;
  - facts are handed over to the queries that find them (`of`), which depend then on what they would have depended on;
  - what is wrong with the row, or kept by another pebre, is a miss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.project import recall
from pebre_analysis.source import source_text, system
from pebre_analysis.syntax import chunk_cache

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

MOST: Final = 16_000_000  # bytes of facts


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is kept of one file."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    fact: bytes


class Facts:
    """Of one kind. handed: facts of an earlier session, while they are taken over; kept: stands for what is kept."""

    __slots__ = ("handed", "kept")

    def __init__(self) -> None:
        self.handed: dict[files.File, bytes] = {}
        self.kept = b""


_decode: Final = msgspec.msgpack.Decoder(tuple[Row, ...]).decode
_encode: Final = msgspec.msgpack.Encoder().encode


def of(db: database.ProjectDatabase, kind: str, file: files.File) -> bytes | None:
    """What an earlier session found for the running query. To be called by nothing else."""
    facts = db.facts.get(kind)
    found = None if facts is None else facts.handed.get(file)
    if found is not None and file.override.get(db) is None:
        source_text.rely_unread(db, file)
        return found
    return None


def take_over(
    db: database.ProjectDatabase, kind: str, find: Callable[[database.ProjectDatabase, files.File], object]
) -> list[files.File]:
    """Let the query `find` all facts that were kept. Gives their files: of those that are known, but for open ones."""
    facts = db.facts[kind] = Facts()
    taken: list[files.File] = []
    try:
        for row in _rows(db, kind, facts):
            file = db.files.known(row.path)
            if file is None or file.is_open:
                continue
            if file.stamp == system.Stat(system.Kind.FILE, row.size, row.mtime_ns, row.inode):
                facts.handed[file] = row.fact
                find(db, file)
                taken.append(file)
    finally:
        facts.handed = {}
    return taken


def keep(db: database.ProjectDatabase, kind: str, found: Iterable[tuple[files.File, bytes]]) -> None:
    """Keep facts, in this order and up to MOST, unless all of it is kept already."""
    code = chunk_cache.of(db).code
    if code is None:
        return
    rows: list[Row] = []
    size = 0
    for file, fact in found:
        size += len(fact)
        if size > MOST:
            break
        stamp = file.stamp
        if not file.is_open and _is_name(file.path) and not recall.is_fresh(stamp, db.system.now()):
            rows.append(Row(file.path, stamp.size, stamp.mtime_ns, stamp.inode, fact))
    value = _encode(rows)
    facts = db.facts.setdefault(kind, Facts())
    if facts.kept != store.digest(value):
        code.keep_beside(kind, db.project.root, b"", value)
        code.flush()
        facts.kept = store.digest(value)


def _rows(db: database.ProjectDatabase, kind: str, facts: Facts) -> tuple[Row, ...]:
    code = chunk_cache.of(db).code
    value = None if code is None else code.find_beside(kind, db.project.root, b"")
    if value is None:
        return ()
    try:
        rows = _decode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ()
    facts.kept = store.digest(value)
    return rows


def _is_name(path: str) -> bool:
    """Whether a path is text that can be written."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
