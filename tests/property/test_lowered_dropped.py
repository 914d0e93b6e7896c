"""Lowered forms and use-def maps may go at any moment, and may come from disk: the answers are the same."""

import random
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.engine import events
from pebre_analysis.project import database, reading
from pebre_analysis.source import overrides
from pebre_analysis.syntax import chunk_cache, kept_code, outline
from tests.harness import project
from tests.ide import harness
from tests.property import test_types_incremental as incremental

pytestmark = pytest.mark.usefixtures("own_chunks")

FILES = {"shapes.py": incremental.SHAPES, "main.py": incremental.MAIN, "other.py": incremental.OTHER}


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_the_same_whatever_is_dropped(seed: int) -> None:
    rng = random.Random(seed)
    files = dict(FILES)
    kept, dropped = project.open_project(files), project.open_project(files)
    table = chunk_cache.of(dropped)

    def drop(event: events.Event) -> None:
        if isinstance(event, events.WillExecute | events.DidExecute):
            table.shrink(0)

    dropped.listen(drop)
    for count in range(12):
        for path in files:
            assert incremental.state(dropped, path) == incremental.state(kept, path), f"edit {count}, {path}"
        path = rng.choice(list(files))
        files[path] = incremental.mutate(files[path], rng)
        for db in (kept, dropped):
            overrides.set_text(db, db.files.file(f"{project.ROOT}/{path}"), files[path], count + 1)
    assert table.n_dropped > 100
    table.shrink(0)
    assert all(part.lowered is None and part.use_def is None for part in table.chunks())


def test_no_more_is_held_than_the_limit_allows() -> None:
    text = "".join(f"def f{n}(x):\n    y = x\n    return y\n" for n in range(100))
    db = project.open_project({"main.py": text})
    table = chunk_cache.of(db)
    table.limit = 30
    project.report(db, "main.py")
    held = sum(part.own_lines for part in table.chunks() if part.lowered is not None)
    assert held <= 30
    assert table.n_dropped > 90


def test_what_is_looked_at_goes_last() -> None:
    text = "".join(f"def f{n}(x):\n    return x\n" for n in range(10))
    opened = harness.Project(f"#- main.py\n{text}#- other.py\n{text.replace('f', 'g')}")
    main, other = (f"{project.ROOT}/{name}.py" for name in ("main", "other"))
    for path in (main, other):
        opened.host.diagnostics(path)
    db = opened.host._workspaces.of(main).db  # pyright: ignore[reportPrivateUsage]  # what is held is not seen else
    table = chunk_cache.of(db)
    opened.host.document_symbols(main)
    table.shrink(20)
    assert [_n_lowered(db, path) for path in (main, other)] == [10, 0]
    table.shrink(0)
    assert _n_lowered(db, main) == 0


def _n_lowered(db: database.ProjectDatabase, path: str) -> int:
    of = db.run(outline.outline, db, db.files.file(path))
    return sum(part.lowered is not None for _, part in of.occurrences())


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_the_same_from_code_that_was_kept(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = dict(FILES)
    n_found = 0
    for count in range(8):
        fresh, again = project.open_project(files), project.open_project(files)
        table = chunk_cache.of(again)
        table.code = kept_code.KeptCode(store.Store(str(tmp_path)), b"stamp")
        for path in files:
            assert incremental.state(again, path) == incremental.state(fresh, path), f"edit {count}, {path}"
        again.run(reading.keep, again)
        n_found += table.code.n_found
        path = rng.choice(list(files))
        files[path] = incremental.mutate(files[path], rng)
    assert n_found > 35
