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
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

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
    """Of one kind. taken: the files of which they were found, whether by an earlier session or at a rest; handed: what
    is still to be taken over from an earlier session; n_kept: of how many files they are kept."""

    __slots__ = ("handed", "n_kept", "taken")

    def __init__(self) -> None:
        self.handed: dict[files.File, Row] = {}
        self.n_kept = 0
        self.taken: set[files.File] = set()


Find: TypeAlias = "Callable[[database.ProjectDatabase, files.File], object]"

_decode: Final = msgspec.msgpack.Decoder(tuple[Row, ...]).decode
_encode: Final = msgspec.msgpack.Encoder().encode


def of(db: database.ProjectDatabase, kind: str, file: files.File) -> bytes | None:
    """What an earlier session found for the running query. To be called by nothing else."""
    facts = db.facts.get(kind)
    row = None if facts is None else facts.handed.get(file)
    if row is None or file.override.get(db) is not None or not _holds(row, file):
        return None
    source_text.rely_unread(db, file)
    return row.fact


def known(db: database.ProjectDatabase, kind: str, find: Find) -> set[files.File]:
    """The files of which the query `find` has found its facts by now. The first time that is what an earlier session
    kept, of the files that are Files by then, but for open ones. May be stopped like a query, and goes on then."""
    facts = db.facts.get(kind)
    if facts is None:
        facts = db.facts[kind] = Facts()
        handed = [(db.files.known(row.path), row) for row in _rows(db, kind)]
        facts.handed = {file: row for file, row in handed if file is not None}
    for file, row in list(facts.handed.items()):
        db.check_cancelled()
        if not file.is_open and _holds(row, file):
            find(db, file)
            facts.taken.add(file)
            facts.n_kept += 1
        del facts.handed[file]
    return facts.taken


def prepare(db: database.ProjectDatabase, kind: str, find: Find, places: Iterable[str]) -> bool:
    """Find the facts of files, if somebody has asked for such, so that nobody waits for it later. May be stopped like a
    query, and goes on the next time. Whether there were any that were not known."""
    facts = db.facts.get(kind)
    if facts is None:
        return False
    n_taken = len(facts.taken)
    for path in places:
        db.check_cancelled()
        file = db.files.file(path)
        if not file.is_open:
            find(db, file)
            facts.taken.add(file)
    return len(facts.taken) != n_taken


def keep(
    db: database.ProjectDatabase,
    kind: str,
    find: Callable[[database.ProjectDatabase, files.File], bytes],
    places: Iterable[str],
) -> None:
    """Keep what `find` finds of files, in this order and up to MOST, once it is known of more files than are kept: what
    changed since is read by the next session. May be stopped like a query."""
    code, facts = chunk_cache.of(db).code, db.facts.get(kind)
    if code is None or facts is None or len(facts.taken) <= facts.n_kept:
        return
    rows: list[Row] = []
    size = 0
    for file in db.files.several(places):
        if file.is_open:
            continue
        db.check_cancelled()
        fact = find(db, file)
        size += len(fact)
        if size > MOST:
            break
        stamp = file.stamp
        if _is_name(file.path) and not recall.is_fresh(stamp, db.system.now()):
            rows.append(Row(file.path, stamp.size, stamp.mtime_ns, stamp.inode, fact))
    code.keep_beside(kind, db.project.root, b"", _encode(rows))
    code.flush()
    facts.n_kept = len(facts.taken)


def _holds(row: Row, file: files.File) -> bool:
    """Whether the file is as it was."""
    return file.stamp == system.Stat(system.Kind.FILE, row.size, row.mtime_ns, row.inode)


def _rows(db: database.ProjectDatabase, kind: str) -> tuple[Row, ...]:
    code = chunk_cache.of(db).code
    value = None if code is None else code.find_beside(kind, db.project.root, b"")
    if value is None:
        return ()
    try:
        return _decode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ()


def _is_name(path: str) -> bool:
    """Whether a path is text that can be written."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
