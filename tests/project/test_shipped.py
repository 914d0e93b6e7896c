"""Stubs that are read beforehand: what is found of them is what would be made, and only of the code that made it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pebre_analysis.cache import bundle, store
from pebre_analysis.modules import typeshed
from pebre_analysis.project import shipped
from pebre_analysis.semantic import chunks
from pebre_analysis.source import system
from pebre_analysis.syntax import chunk, chunk_cache, incremental, kept_code, parsed
from tests.harness import alike
from tests.semantic.test_kept_code import shown

DISK = system.OsSystem()
SOME = ("abc", "_typeshed/wsgi", "contextlib", "dataclasses", "enum", "genericpath", "this")
LEFT_OUT = ("seen", "contents", "flow_names")


def stubs(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    folder = typeshed.bundled_folder(DISK)
    assert folder is not None
    for name in names:
        path = Path(folder, f"{name}.pyi")
        if path.exists():
            yield str(path), path.read_text(encoding="utf-8")


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> kept_code.KeptCode:
    """Some stubs in a file, beside a copy of the code that made it."""
    top = tmp_path / "pebre_analysis"
    for part in ("syntax", "semantic"):
        (top / part).mkdir(parents=True)
        (top / part / "some.py").write_text("x = 1\n")
    monkeypatch.setattr(shipped, "_top", lambda on: str(top))
    names = [path for path, _ in stubs(SOME)]
    monkeypatch.setattr(shipped, "_stubs", lambda on: names)
    Path(shipped.place(DISK)).write_bytes(shipped.make(DISK))
    return opened()


def opened(kept: store.Store | None = None) -> kept_code.KeptCode:
    kept = kept or store.Store(None)
    return kept_code.KeptCode(kept, b"stamp", lambda: shipped.find(DISK, kept, b"pebre"))


def check(code: kept_code.KeptCode, path: str, text: str) -> None:
    """What is found of a stub is what is made of it."""
    found = code.outline(path, text, chunk.STUB, chunk_cache.ChunkCache())
    assert found is not None
    made = incremental.build(text, chunk.STUB, chunk_cache.ChunkCache(), keeps_text=True)
    for _, part in made.occurrences():
        chunks.name_in(part)
        chunks.index_of(part)
    assert shown(found) == shown(made)
    for (_, part), (_, again) in zip(made.occurrences(), found.occurrences(), strict=True):
        assert again.kept is not None
        alike.assert_alike(chunks.index_of(part), chunks.index_of(again), LEFT_OUT)
        alike.assert_alike(parsed.lowered_of(part), parsed.lowered_of(again), LEFT_OUT)


def test_what_is_found_is_what_would_be_made(rows: kept_code.KeptCode) -> None:
    for path, text in stubs(SOME):
        check(rows, path, text)


def test_another_content_is_not_in_it(rows: kept_code.KeptCode) -> None:
    for path, text in stubs(("abc",)):
        assert rows.outline(path, text + "\n", chunk.STUB, chunk_cache.ChunkCache()) is None
        assert rows.outline(path, text, 0, chunk_cache.ChunkCache()) is None


def test_it_counts_only_for_the_code_that_made_it(rows: kept_code.KeptCode, tmp_path: Path) -> None:
    [(path, text)] = stubs(("abc",))
    (tmp_path / "pebre_analysis" / "semantic" / "some.py").write_text("x = 2\n")
    assert opened().outline(path, text, chunk.STUB, chunk_cache.ChunkCache()) is None
    assert shipped.stamp_of(DISK) != bytes(16)


def test_the_code_is_looked_at_once(rows: kept_code.KeptCode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [(path, text)] = stubs(("abc",))
    kept = store.Store(str(tmp_path / "kept"))
    assert opened(kept).outline(path, text, chunk.STUB, chunk_cache.ChunkCache()) is not None
    kept.flush()
    monkeypatch.delattr(shipped, "stamp_of")
    assert opened(kept).outline(path, text, chunk.STUB, chunk_cache.ChunkCache()) is not None


def test_it_is_not_kept_again(rows: kept_code.KeptCode, tmp_path: Path) -> None:
    [(path, text)] = stubs(("abc",))
    kept = store.Store(str(tmp_path / "kept"))
    code = opened(kept)
    found = code.outline(path, text, chunk.STUB, chunk_cache.ChunkCache())
    assert found is not None
    chunks.keep(found, path, code, lambda: None)
    code.flush()
    info = kept.info()
    assert info is not None
    assert info.kinds[kept_code.KIND][0] == 1  # that the file counts


@pytest.mark.long
def test_all_of_them_are_found_as_they_would_be_made() -> None:
    data = shipped.make(DISK)
    assert len(data) <= shipped.CAP
    packed = bundle.Bundle(lambda at, size: data[at : at + size], lambda stamp: True)
    code = kept_code.KeptCode(store.Store(None), b"stamp", lambda: packed)
    for each in shipped._stubs(DISK):
        check(code, each, Path(each).read_text(encoding="utf-8"))
