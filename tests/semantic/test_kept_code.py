"""Code that is kept on disk: what is found again is what would be made, whatever was edited or damaged."""

import random
import sys
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.semantic import chunks
from pebre_analysis.syntax import chunk, chunk_cache, incremental, kept_code, outlined, parsed
from tests.harness import alike
from tests.semantic import test_packed as samples

PATH = "/a.py"
OF_CHUNKS = (
    "length",
    "indent",
    "context",
    "first",
    "column",
    "head",
    "tail",
    "n_lines",
    "shell",
    "own_lines",
    "sketched",
)


def kept_at(folder: Path, stamp: bytes = b"stamp") -> kept_code.KeptCode:
    return kept_code.KeptCode(store.Store(str(folder)), stamp)


def read(text: str, context: int = 0) -> outlined.Outline:
    """An outline all of whose chunks were read."""
    made = incremental.build(text, context, chunk_cache.ChunkCache(), keeps_text=True)
    for _, part in made.occurrences():
        chunks.index_of(part)
    return made


def keep(kept: kept_code.KeptCode, made: outlined.Outline, path: str = PATH) -> None:
    chunks.keep(made, path, kept, lambda: None)
    kept.flush()


def shown(of: outlined.Outline) -> list[object]:
    found: list[object] = [of.starts, of.lines, of.n_lines, of.reaches, of.context]
    for start, part in of.occurrences():
        own = [getattr(part, name) for name in OF_CHUNKS]
        found.append((start, part.text, own, [[at for at, _ in group] for group in part.members]))
    return found


@pytest.mark.parametrize("number", range(5))
def test_an_outline_is_found_as_it_was_with_all_that_was_read(number: int, tmp_path: Path) -> None:
    text = samples.texts()[number]
    kept, made = kept_at(tmp_path), read(text)
    keep(kept, made)
    table = chunk_cache.ChunkCache()
    found = kept_at(tmp_path).outline(PATH, text, 0, table)
    if made.cuts or made.open_string >= 0:
        assert found is None
        return
    assert found is not None
    assert shown(found) == shown(made)
    for (_, part), (_, again) in zip(made.occurrences(), found.occurrences(), strict=True):
        assert (again.kept is not None) == (part.kept is not None)
        left_out = ("seen", "contents", "flow_names")
        alike.assert_alike(chunks.index_of(part), chunks.index_of(again), left_out)
        alike.assert_alike(parsed.lowered_of(part), parsed.lowered_of(again), left_out)
        assert parsed.problems_of(part) == parsed.problems_of(again)


def test_common_parts_of_indexes_are_one_object_for_all(tmp_path: Path) -> None:
    text = "".join(f"def f{n}() -> None:\n    print({n})\n\n\nx{n}: int = {n}\n" for n in range(40))
    kept, made = kept_at(tmp_path), read(text)
    keep(kept, made)
    found = kept_at(tmp_path).outline(PATH, text, 0, chunk_cache.ChunkCache())
    assert found is not None
    for outline in (made, found):
        indexes = [chunks.index_of(part) for _, part in outline.occurrences()]
        assert len({id(each.region_scopes) for each in indexes}) == len({each.region_scopes for each in indexes}) > 1


def test_a_stub_and_a_large_library_file_are_found_as_they_were(tmp_path: Path) -> None:
    text = Path(sys.modules["argparse"].__file__ or "").read_text()
    kept = kept_at(tmp_path)
    for context in (0, chunk.STUB):
        made = incremental.build(text, context, chunk_cache.ChunkCache(), keeps_text=True)
        keep(kept, made)
        found = kept_at(tmp_path).outline(PATH, text, context, chunk_cache.ChunkCache())
        assert found is not None
        assert shown(found) == shown(made)


@pytest.mark.parametrize(
    ("path", "text", "context", "stamp"),
    [
        (PATH, samples.TEXT + " ", 0, b"stamp"),
        (PATH, samples.TEXT, chunk.STUB, b"stamp"),
        (PATH, samples.TEXT, 0, b"other"),
        ("/b.py", samples.TEXT, 0, b"stamp"),
    ],
)
def test_nothing_is_found_of_something_else(path: str, text: str, context: int, stamp: bytes, tmp_path: Path) -> None:
    keep(kept_at(tmp_path), read(samples.TEXT))
    assert kept_at(tmp_path, stamp).outline(path, text, context, chunk_cache.ChunkCache()) is None


def test_a_file_has_one_row_whatever_was_edited(tmp_path: Path) -> None:
    kept = kept_at(tmp_path)
    for n in range(5):
        keep(kept, read(f"{samples.TEXT}x{n} = {n}\n"))
    info = store.Store(str(tmp_path)).info()
    assert info is not None
    assert info.kinds[kept_code.KIND][0] == 1


def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    keep(kept_at(tmp_path), read(samples.TEXT))
    kept = kept_at(tmp_path)
    found = kept.outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache())
    assert found is not None
    row = found.kept
    keep(kept, found)
    assert found.kept is row


def test_what_is_read_later_is_added(tmp_path: Path) -> None:
    made = incremental.build(samples.TEXT, 0, chunk_cache.ChunkCache())
    first, *rest = [part for _, part in made.occurrences()]
    chunks.index_of(first)
    keep(kept_at(tmp_path), made)
    kept = kept_at(tmp_path)
    again = kept.outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache())
    assert again is not None
    assert [part.kept is not None for _, part in again.occurrences()] == [True] + [False] * len(rest)
    for _, part in again.occurrences():
        chunks.index_of(part)
    keep(kept, again)
    last = kept_at(tmp_path).outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache())
    assert last is not None
    assert all(part.kept is not None for _, part in last.occurrences())


def test_bytes_that_are_held_may_go_at_any_moment(tmp_path: Path) -> None:
    made = read(samples.TEXT)
    keep(kept_at(tmp_path), made)
    kept = kept_at(tmp_path)
    found = kept.outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache())
    assert found is not None
    for (_, part), (_, again) in zip(made.occurrences(), found.occurrences(), strict=True):
        kept.let_go()
        alike.assert_alike(parsed.lowered_of(part), parsed.lowered_of(again), ("seen",))
        kept.let_go()
        alike.assert_alike(chunks.index_of(part), chunks.index_of(again), ("contents", "flow_names"))


@pytest.mark.parametrize("how", ["gone", "of other text"])
def test_a_row_that_went_while_it_was_in_use_is_read_from_the_text(how: str, tmp_path: Path) -> None:
    keep(kept_at(tmp_path), read(samples.TEXT))
    kept = kept_at(tmp_path)
    found = kept.outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache())
    assert found is not None
    kept.let_go()
    if how == "gone":
        kept.close()
        assert store.Store(str(tmp_path)).clear()
    else:
        keep(kept_at(tmp_path), read("x = 1\n"))
    for (_, part), (_, again) in zip(read(samples.TEXT).occurrences(), found.occurrences(), strict=True):
        alike.assert_alike(chunks.index_of(part), chunks.index_of(again), ("contents", "flow_names"))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_row_is_a_miss_or_harmless(seed: int, tmp_path: Path) -> None:
    """Also where its checksum holds."""
    rng = random.Random(seed)
    rows = store.Store(str(tmp_path))
    kept = kept_code.KeptCode(rows, b"stamp")
    keep(kept, read(samples.CLASS))
    found = kept.outline(PATH, samples.CLASS, 0, chunk_cache.ChunkCache())
    assert found is not None
    assert found.kept is not None
    key = found.kept.key
    value = rows.get(key)
    assert value is not None
    for _ in range(100):
        rows.put(key, kept_code.KIND, samples.damaged(value, rng))
        rows.flush()
        again = kept_code.KeptCode(rows, b"stamp").outline(PATH, samples.CLASS, 0, chunk_cache.ChunkCache())
        for _, part in () if again is None else again.occurrences():
            chunks.index_of(part)


def test_no_more_bytes_are_held_than_the_limit_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_at(tmp_path)
    for n in range(4):
        keep(kept, read(samples.TEXT), f"/{n}.py")
    kept = kept_at(tmp_path)
    monkeypatch.setattr(kept_code, "LIMIT", 1)
    found = [kept.outline(f"/{n}.py", samples.TEXT, 0, chunk_cache.ChunkCache()) for n in range(4)]
    held = [each.kept.code for each in found if each is not None and each.kept is not None]
    assert [bool(code) for code in held] == [False, False, False, True]


@pytest.mark.parametrize("how", ["read-only", "no folder", "a file in its place"])
def test_without_a_place_nothing_is_kept_and_all_is_as_before(how: str, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    if how == "read-only":
        folder.mkdir()
        (folder / store.NAME).mkdir()
    elif how == "a file in its place":
        folder.write_text("")
    kept = kept_code.KeptCode(store.Store(None if how == "no folder" else str(folder)), b"stamp")
    made = read(samples.TEXT)
    keep(kept, made)
    assert kept.outline(PATH, samples.TEXT, 0, chunk_cache.ChunkCache()) is None
    for _, part in made.occurrences():  # each believes that it was kept
        part.lowered = part.use_def = None
        chunks.use_def_of(part)


def test_rows_of_code_are_within_the_cap_of_the_store(tmp_path: Path) -> None:
    rows = store.Store(str(tmp_path), cap=300_000)
    kept = kept_code.KeptCode(rows, b"stamp")
    made = read(samples.CLASS * 10)
    for n in range(60):
        keep(kept, made, f"/{n}.py")
    assert rows.prune(300_000)
    info = rows.info()
    assert info is not None
    assert info.size <= 300_000
    assert 0 < info.kinds[kept_code.KIND][0] < 60
