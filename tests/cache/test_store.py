"""The store: what was put comes back or is a miss, whatever happened to the file."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pebre_analysis.cache import store


def key(n: int) -> bytes:
    return store.digest(n.to_bytes(4, "little"))


def filled(folder: Path, n: int = 3, size: int = 5) -> store.Store:
    rows = store.Store(str(folder))
    for at in range(n):
        rows.put(key(at), "test", bytes([at % 256]) * size)
    assert rows.flush()
    return rows


def test_what_was_put_comes_back_in_another_process(tmp_path: Path) -> None:
    filled(tmp_path).close()
    again = store.Store(str(tmp_path))
    assert again.get(key(1)) == b"\1" * 5
    assert again.get(key(9)) is None


def test_a_row_is_replaced_and_removed(tmp_path: Path) -> None:
    rows = filled(tmp_path)
    rows.put(key(1), "test", b"new")
    rows.remove(key(2))
    rows.flush()
    assert [rows.get(key(n)) for n in range(3)] == [b"\0" * 5, b"new", None]
    assert rows.info() is not None
    assert rows.info().kinds == {"test": (2, 8)}  # type: ignore[union-attr]  # see above


def test_asking_makes_no_file(tmp_path: Path) -> None:
    rows = store.Store(str(tmp_path / "cache"))
    assert rows.get(key(1)) is None
    assert rows.flush()
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_there_is_nothing() -> None:
    rows = store.Store(None)
    rows.put(key(1), "test", b"x")
    assert not rows.flush()
    assert rows.get(key(1)) is None
    assert rows.info() == store.Info({}, 0)
    assert rows.clear()


def test_a_value_that_is_not_what_was_put_is_a_miss_and_goes(tmp_path: Path) -> None:
    rows = filled(tmp_path)
    rows.close()
    with sqlite3.connect(rows.path or "") as connection:
        connection.execute("UPDATE rows SET value = x'00' WHERE key = ?", (key(1),))
    again = store.Store(str(tmp_path))
    assert [again.get(key(n)) for n in range(3)] == [b"\0" * 5, None, b"\2" * 5]
    again.flush()
    assert store.Store(str(tmp_path)).verify() == (2, 0)


def test_verify_says_how_many_rows_were_bad(tmp_path: Path) -> None:
    rows = filled(tmp_path)
    rows.close()
    with sqlite3.connect(rows.path or "") as connection:
        connection.execute("UPDATE rows SET sum = x'00' WHERE key = ?", (key(1),))
    assert store.Store(str(tmp_path)).verify() == (2, 1)
    assert store.Store(str(tmp_path)).verify() == (2, 0)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"no database at all, but longer than a header" * 9])
def test_a_file_that_is_no_database_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    (tmp_path / store.NAME).write_bytes(content)
    rows = store.Store(str(tmp_path))
    assert rows.get(key(1)) is None
    filled(tmp_path).close()
    assert store.Store(str(tmp_path)).get(key(1)) == b"\1" * 5


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_gives_what_was_put_or_nothing(tmp_path: Path, seed: int) -> None:
    rows = filled(tmp_path, 40, 900)
    rows.prune(store.CAP)
    rows.close()
    rng = random.Random(seed)
    path = tmp_path / store.NAME
    data = bytearray(path.read_bytes())
    for _ in range(20):
        data[rng.randrange(100, len(data))] = rng.randrange(256)
    path.write_bytes(data[: rng.choice([len(data), rng.randrange(len(data))])])
    again = store.Store(str(tmp_path))
    for n in range(40):
        assert again.get(key(n)) in (None, bytes([n]) * 900)
    again.put(key(99), "test", b"x")
    again.flush()
    again.close()
    filled(tmp_path).close()
    assert store.Store(str(tmp_path)).get(key(1)) in (None, b"\1" * 5)


def test_a_folder_that_cannot_be_made_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    rows = store.Store(str(tmp_path / "file" / "below"))
    rows.put(key(1), "test", b"x")
    assert not rows.flush()
    assert rows.get(key(1)) is None


def test_what_another_process_hinders_is_put_the_next_time(tmp_path: Path) -> None:
    rows = filled(tmp_path)
    with sqlite3.connect(rows.path or "", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        again = store.Store(str(tmp_path), patience=0.01)
        assert again.get(key(1)) == b"\1" * 5  # readers do not wait for a writer
        again.put(key(1), "test", b"x")
        assert not again.flush()
        other.execute("ROLLBACK")
    assert again.flush()
    assert store.Store(str(tmp_path)).get(key(1)) == b"x"


def test_the_file_stays_below_its_cap_and_keeps_what_was_used(tmp_path: Path) -> None:
    rows = store.Store(str(tmp_path), cap=400_000)
    for n in range(30):
        rows.put(key(n), "test", os.urandom(10_000))
    rows.flush()
    rows.close()
    rows = store.Store(str(tmp_path), 2, cap=400_000)
    assert rows.get(key(0)) is not None  # used on another day
    rows.flush()
    for n in range(30, 45):
        rows.put(key(n), "test", os.urandom(10_000))
    rows.flush()
    assert rows.get(key(0)) is not None
    assert rows.get(key(44)) is not None
    assert rows.get(key(1)) is None
    rows.prune(400_000)
    rows.close()
    assert (tmp_path / store.NAME).stat().st_size <= 400_000


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    assert filled(tmp_path).clear()
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sys
from pebre_analysis.cache import store
rows = store.Store(sys.argv[1])
for at in range(30):
    key = store.digest(bytes([at]))
    value = rows.get(key)
    assert value in (None, bytes([at]) * 1000)
    rows.put(key, "test", bytes([at]) * 1000)
    assert rows.flush()
"""


@pytest.mark.slow
def test_many_processes_use_it_at_once(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)]) for _ in range(4)]
    assert [each.wait(60) for each in running] == [0] * 4
    assert store.Store(str(tmp_path)).verify() == (30, 0)
