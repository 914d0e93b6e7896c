"""Rows of bytes on disk, by key, kept between runs: one SQLite file that many processes use at once.

In:  a folder, keys of 16 bytes, values. Out: the value of a key, as it was put, or None.
Always
  - nothing here raises for what is on the disk: what is missing, locked, damaged, read-only or full is a miss, and a
    row that is not put;
  - a value is given out only if its checksum holds; a file that is no database is thrown away;
  - rows are put at `flush`, all at once; the file stays below its cap, the rows unused for longest go first.
Does not know: what the rows mean. Nothing in them is ever run.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import Any, Final, NamedTuple

try:
    from _blake2 import blake2b  # what hashlib gives, without loading OpenSSL: 3 ms and 4 MB
except ImportError:
    from hashlib import blake2b

NAME: Final = "pebre-cache-1.sqlite"  # the number: of the table's shape
CAP: Final = 256_000_000  # bytes
_FULL: Final = 0.8  # of the cap is left after rows were removed
PATIENCE: Final = 2.0  # seconds for another process that writes
_AUXILIARY: Final = ("", "-wal", "-shm", "-journal")
_SCHEMA: Final = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS rows (
    key BLOB PRIMARY KEY, kind TEXT NOT NULL, used INTEGER NOT NULL, sum BLOB NOT NULL, value BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS rows_by_use ON rows (used);
"""


class Info(NamedTuple):
    """What a store holds: rows and bytes of their values by kind, and bytes of the file."""

    kinds: dict[str, tuple[int, int]]
    size: int


def digest(*parts: bytes | str) -> bytes:
    """16 bytes that stand for the parts; equal for equal parts only, as far as anybody can tell.

    A text counts as its UTF-8; it may hold what names of files hold that are none.
    """
    found = blake2b(digest_size=16)
    for each in parts:
        part = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


class Store:
    """See the module's text. Without a folder it holds nothing. `today`: a number that grows by one a day."""

    def __init__(self, folder: str | None, today: int = 0, cap: int = CAP, patience: float = PATIENCE) -> None:
        self.path = None if folder is None else os.path.join(folder, NAME)
        self.cap = cap
        self._connection: sqlite3.Connection | None = None
        self._is_failed = folder is None
        self._puts: dict[bytes, tuple[str, bytes]] = {}
        self._gone: set[bytes] = set()
        self._used: set[bytes] = set()
        self._today = today
        self._patience = patience

    # ---- rows ----

    def get(self, key: bytes) -> bytes | None:
        """The value of a key."""
        if self._connection is None and not os.path.exists(self.path or ""):
            return None  # a file is made only to put something in
        found = self._ask("SELECT used, sum, value FROM rows WHERE key = ?", (key,))
        if not found:
            return None
        used, checksum, value = found[0]
        if type(value) is not bytes or checksum != digest(key, value):
            self._gone.add(key)
            return None
        if used != self._today:
            self._used.add(key)
        return value

    def put(self, key: bytes, kind: str, value: bytes) -> None:
        """Keep a value from the next `flush` on, in place of what has its key."""
        self._puts[key] = kind, value
        self._gone.discard(key)

    def remove(self, key: bytes) -> None:
        """Forget a key at the next `flush`."""
        self._puts.pop(key, None)
        self._gone.add(key)

    def flush(self) -> bool:
        """Write what is to be written; False if nothing was: while another process writes, the next time."""
        puts, gone, used = self._puts, self._gone, self._used
        self._puts, self._gone, self._used = {}, set(), set()
        if not (puts or gone or used):
            return True
        connection = self._open()
        if connection is None:
            return False
        rows = [(key, kind, self._today, digest(key, value), value) for key, (kind, value) in puts.items()]
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("DELETE FROM rows WHERE key = ?", [(key,) for key in gone])
                connection.executemany("UPDATE rows SET used = ? WHERE key = ?", [(self._today, key) for key in used])
                connection.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", rows)
            if puts:
                self._prune(connection, self.cap)
        except sqlite3.Error as fault:
            if _code(fault) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                self._puts, self._gone, self._used = {**puts, **self._puts}, gone | self._gone, used | self._used
            else:
                self._fail(fault)
            return False
        return True

    # ---- care ----

    def info(self) -> Info | None:
        """What is there; None if nothing can be read."""
        if self.path is None or not os.path.exists(self.path):
            return Info({}, 0)
        found = self._ask("SELECT kind, COUNT(*), SUM(LENGTH(value)) FROM rows GROUP BY kind", ())
        if found is None:
            return None
        return Info({str(kind): (n, size or 0) for kind, n, size in found}, self._size())

    def prune(self, cap: int) -> bool:
        """Remove rows until the file is within `cap` bytes."""
        connection = self._open()
        if connection is None:
            return False
        try:
            self._prune(connection, cap)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as fault:
            self._fail(fault)
            return False
        return True

    def verify(self) -> tuple[int, int] | None:
        """(rows that are whole, rows that were not and are gone now); None if nothing can be read."""
        found = self._ask("SELECT key, sum, value FROM rows", ())
        if found is None:
            return None
        bad = [key for key, checksum, value in found if type(value) is not bytes or checksum != digest(key, value)]
        for key in bad:
            self.remove(key)
        self.flush()
        return len(found) - len(bad), len(bad)

    def clear(self) -> bool:
        """Remove the file; True if it is gone."""
        self.close()
        return self.path is None or _unlink(self.path)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    # ---- within ----

    def _ask(self, question: str, values: tuple[bytes, ...]) -> list[tuple[Any, ...]] | None:  # rows are as they are
        connection = self._open()
        if connection is None:
            return None
        try:
            return connection.execute(question, values).fetchall()
        except (sqlite3.Error, MemoryError, OverflowError) as fault:
            self._fail(fault)
            return None

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and not self._is_failed and self.path is not None:
            try:
                self._connection = _connect(self.path, self._patience)
            except (sqlite3.Error, OSError) as fault:
                self._fail(fault)
        return self._connection

    def _fail(self, fault: BaseException) -> None:
        """Go on without the file. One that is damaged is thrown away, for the next run."""
        self.close()
        self._is_failed = True
        if self.path is not None and _code(fault) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            _unlink(self.path)

    def _size(self) -> int:
        size = 0
        for suffix in _AUXILIARY:
            with contextlib.suppress(OSError):
                size += os.path.getsize(f"{self.path}{suffix}")
        return size

    def _prune(self, connection: sqlite3.Connection, cap: int) -> None:
        [(page,)] = connection.execute("PRAGMA page_size").fetchall()
        [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
        [(free,)] = connection.execute("PRAGMA freelist_count").fetchall()
        excess = (pages - free) * page - cap * _FULL
        if (pages - free) * page > cap:
            rows = connection.execute("SELECT key, LENGTH(value) FROM rows ORDER BY used, rowid").fetchall()
            gone = []
            for key, size in rows:
                if excess <= 0:
                    break
                gone.append((key,))
                excess -= size + 100
            with connection:
                connection.executemany("DELETE FROM rows WHERE key = ?", gone)
        if pages * page > cap:
            connection.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page


def _code(fault: BaseException) -> int:
    """What kind of fault SQLite names."""
    found = getattr(fault, "sqlite_errorcode", 0)
    return found & 0xFF if isinstance(found, int) else 0


def _connect(path: str, patience: float) -> sqlite3.Connection:
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = NORMAL")
        [(shape,)] = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'rows'").fetchall()
        if not shape:
            connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlink(path: str) -> bool:
    for suffix in _AUXILIARY:
        try:
            os.unlink(f"{path}{suffix}")
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return True
