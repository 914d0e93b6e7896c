"""Files, the text over them, and what is recomputed when the disk or the editor changes."""

import json
import os
import random
import time
from pathlib import Path

import pytest

from pebre_analysis.engine import durability
from pebre_analysis.source import db as source_db
from pebre_analysis.source import (
    diagnostic,
    files,
    folders,
    notebook,
    overrides,
    ranges,
    read_error,
    roots,
    source_text,
    sync,
    system,
)

ERROR = read_error.ReadErrorKind
STATUS = files.FileStatus


def make(content: dict[str, str | bytes] | None = None, **options: object) -> tuple[source_db.Db, system.MemorySystem]:
    disk = system.MemorySystem(content)
    db = source_db.Db(disk, debug=True, **options)  # type: ignore[arg-type]  # options of the test's choice
    db.files.roots.set("/p", roots.PROJECT)
    db.files.roots.set("/lib", roots.ENVIRONMENT)
    db.files.roots.set("/stubs", roots.BUNDLED)
    return db, disk


def text_of(db: source_db.Db, path: str) -> str:
    return source_text.source_text(db, db.files.file(path)).text


def error_of(db: source_db.Db, path: str) -> read_error.ReadErrorKind | None:
    error = source_text.source_text(db, db.files.file(path)).error
    return None if error is None else error.kind


def ran(db: source_db.Db, path: str) -> list[str]:
    """The queries that run when the lines of a file are asked for."""
    with db.record() as names:
        source_text.line_index(db, db.files.file(path))
    return names


# ---- text and its errors ----


def test_text_comes_from_disk_and_is_kept() -> None:
    db, disk = make({"/p/a.py": "x = 1\n"})
    assert text_of(db, "/p/a.py") == "x = 1\n"
    assert ran(db, "/p/a.py") == ["line_index(a.py)"]
    assert ran(db, "/p/a.py") == []
    assert disk.log.count("read /p/a.py") == 1
    assert disk.log.count("stat /p/a.py") == 1


def test_errors_are_values() -> None:
    db, disk = make({"/p/a.py": "x", "/p/big.py": "x" * 20, "/p/odd.py": b"\xff"}, max_bytes=10)
    disk.make_special("/p/pipe.py")
    disk.deny("/p/a.py")
    assert error_of(db, "/p/a.py") is ERROR.DENIED
    assert error_of(db, "/p/big.py") is ERROR.TOO_LARGE
    assert error_of(db, "/p/odd.py") is ERROR.DECODE
    assert error_of(db, "/p/pipe.py") is ERROR.SPECIAL
    assert error_of(db, "/p/none.py") is ERROR.MISSING
    assert error_of(db, "/p") is ERROR.DIRECTORY
    assert text_of(db, "/p/big.py") == ""
    assert "read /p/pipe.py" not in disk.log


def test_a_notebook_on_disk_is_its_code_cells() -> None:
    cells = [{"cell_type": "code", "id": "a", "source": "x = 1"}, {"cell_type": "code", "id": "b", "source": "%m\ny"}]
    db, _ = make({"/p/n.ipynb": json.dumps({"cells": cells}), "/p/broken.ipynb": "{"})
    found = source_text.source_text(db, db.files.file("/p/n.ipynb"))
    assert found.text == "x = 1\n0 \ny\n"
    assert [cell.id for cell in found.cells or ()] == ["a", "b"]
    assert db.files.file("/p/n.ipynb").is_notebook
    assert error_of(db, "/p/broken.ipynb") is ERROR.NOTEBOOK


def test_one_file_per_path_also_where_nothing_is() -> None:
    db, _ = make({"/p/a.py": ""})
    assert db.files.file("/p/a.py") is db.files.file("/p/a.py")
    assert db.files.file("/p/none.py").status.value is STATUS.MISSING
    assert db.files.file("/p").status.value is STATUS.DIRECTORY
    assert db.files.known("/p/b.py") is None
    assert len(db.files) == 3


def test_case_folds_where_the_disk_folds() -> None:
    db = source_db.Db(system.MemorySystem({"/p/a.py": ""}, is_case_sensitive=False))
    assert db.files.file("/P/A.py") is db.files.file("/p/a.py")


def test_durability_follows_the_nearest_root() -> None:
    db, _ = make({"/p/a.py": "", "/lib/b.py": "", "/stubs/c.pyi": "", "/q/d.py": "", "/p/lib/e.py": ""})
    db.files.roots.set("/p/lib", roots.ENVIRONMENT)

    def of(path: str) -> durability.Durability:
        return db.files.file(path).revision.durability

    assert of("/p/a.py") == of("/q/d.py") == of("untitled:1") == durability.LOW
    assert of("/lib/b.py") == of("/p/lib/e.py") == of("/lib/none.py") == durability.HIGH
    assert of("/stubs/c.pyi") == of("/stubs") == durability.FROZEN
    assert of("/p") == of("/p/none.py") == durability.MEDIUM


def test_roots_made_later_count_for_files_made_earlier() -> None:
    db, _ = make({"/venv/a.py": "x"})
    file = db.files.file("/venv/a.py")
    assert text_of(db, "/venv/a.py") == "x"
    db.files.roots.set("/venv", roots.ENVIRONMENT)
    sync.restamp(db)
    assert file.revision.durability == file.override.durability == durability.HIGH
    assert ran(db, "/venv/a.py") == ["line_index(/venv/a.py)", "source_text(/venv/a.py)"]
    db.files.roots.discard("/venv")
    sync.restamp(db)
    assert file.status.durability == durability.LOW
    assert text_of(db, "/venv/a.py") == "x"


def test_a_single_run_freezes_everything() -> None:
    db, _ = make({"/p/a.py": "x"}, freeze_all=True)
    assert db.files.file("/p/a.py").override.durability == durability.FROZEN
    assert text_of(db, "/p/a.py") == "x"


# ---- the editor ----


def test_the_editor_wins_over_the_disk() -> None:
    db, _ = make({"/p/a.py": "disk"})
    file = db.files.file("/p/a.py")
    assert overrides.set_text(db, file, "editor", 1)
    assert text_of(db, "/p/a.py") == "editor"
    assert file.is_open
    overrides.clear(db, file)
    assert text_of(db, "/p/a.py") == "disk"
    assert not file.is_open


def test_equal_text_opens_no_revision() -> None:
    db, _ = make({"/p/a.py": "same"})
    file = db.files.file("/p/a.py")
    before = db.revision
    assert overrides.set_text(db, file, "same", 1)
    assert db.revision == before
    overrides.set_text(db, file, "other", 2)
    opened = db.revision
    overrides.set_text(db, file, "other", 3)
    assert db.revision == opened > before
    assert file.version == 3


def test_a_text_that_is_on_the_disk_is_held_once() -> None:
    db, _ = make({"/a.py": "first = 1\n", "/b.py": "second = 2\n"})
    text_of(db, "/b.py")
    mine = ["first = ", "1\n"], ["second = ", "2\n"]
    a, b = "".join(mine[0]), "".join(mine[1])
    for path, text in (("/a.py", a), ("/b.py", b)):
        overrides.set_text(db, db.files.file(path), text)
    assert source_text.source_text(db, db.files.file("/a.py")).text is a  # read now: the editor's copy
    seen = source_text.source_text(db, db.files.file("/b.py")).blocks
    assert db.files.file("/b.py").open_text is seen  # read before: nobody needs another
    assert seen.whole is not b


def test_text_typed_and_taken_back_stops_at_the_text() -> None:
    db, _ = make({"/p/a.py": "same"})
    file = db.files.file("/p/a.py")
    overrides.set_text(db, file, "other")
    ran(db, "/p/a.py")
    overrides.set_text(db, file, "next")
    overrides.set_text(db, file, "other")
    assert ran(db, "/p/a.py") == ["source_text(a.py)"]


def test_opening_a_library_file_changes_nothing_until_it_is_edited() -> None:
    db, _ = make({"/lib/a.py": "x"})
    file = db.files.file("/lib/a.py")
    ran(db, "/lib/a.py")
    before = db.revision
    overrides.set_text(db, file, "x", 1)
    assert db.revision == before
    overrides.set_text(db, file, "xy", 2)
    assert text_of(db, "/lib/a.py") == "xy"
    assert file.override.durability == durability.LOW
    overrides.clear(db, file)
    assert file.override.durability == durability.HIGH
    assert text_of(db, "/lib/a.py") == "x"


def test_bundled_stubs_take_no_other_text() -> None:
    db, _ = make({"/stubs/a.pyi": "x"})
    file = db.files.file("/stubs/a.pyi")
    assert overrides.set_text(db, file, "x")
    assert not overrides.set_text(db, file, "y")
    assert text_of(db, "/stubs/a.pyi") == "x"


def test_an_open_document_keeps_its_text_when_the_disk_changes() -> None:
    db, disk = make({"/p/a.py": "old"})
    file = db.files.file("/p/a.py")
    overrides.set_text(db, file, "old", 1)
    disk.write("/p/a.py", "new")
    sync.sync_paths(db, ["/p/a.py"])
    assert text_of(db, "/p/a.py") == "old"
    overrides.clear(db, file)
    assert text_of(db, "/p/a.py") == "new"
    overrides.set_text(db, file, "new", 1)
    disk.remove("/p/a.py")
    sync.sync_paths(db, ["/p/a.py"])
    assert text_of(db, "/p/a.py") == "new"
    overrides.clear(db, file)
    assert error_of(db, "/p/a.py") is ERROR.MISSING


def test_a_save_of_what_the_editor_shows_opens_no_revision() -> None:
    db, disk = make({"/p/a.py": "old"})
    overrides.set_text(db, db.files.file("/p/a.py"), "new", 1)
    assert text_of(db, "/p/a.py") == "new"
    before = db.revision
    disk.write("/p/a.py", "new")
    assert not sync.sync_paths(db, ["/p/a.py"])
    assert db.revision == before


def test_unsaved_buffers_never_touch_the_disk() -> None:
    db, disk = make()
    file = db.files.file("untitled:Untitled-1")
    assert file.is_virtual
    overrides.set_text(db, file, "x", 1)
    assert text_of(db, "untitled:Untitled-1") == "x"
    sync.sync_all(db)
    sync.sync_paths(db, ["untitled:Untitled-1"])
    assert not any("untitled" in line for line in disk.log)
    assert text_of(db, "untitled:Untitled-1") == "x"


def test_an_open_notebook_is_joined_from_its_cells() -> None:
    db, _ = make({"/p/n.ipynb": "{}"})
    file = db.files.file("/p/n.ipynb")

    def show(*cells: str) -> None:
        made = tuple(notebook.CellSource(n, f"cell:{n}", cell) for n, cell in enumerate(cells))
        overrides.set_text(db, file, notebook.NotebookText(made), 1)

    show("x = 1", "!ls")
    found = source_text.source_text(db, file)
    assert found.text == "x = 1\n0  \n"
    before = db.revision
    show("x = 1", "!ls")
    assert db.revision == before
    show("!ls", "x = 1")
    assert text_of(db, "/p/n.ipynb") == "0  \nx = 1\n"


def test_a_document_that_is_too_long_is_an_error() -> None:
    db, _ = make(max_bytes=10)
    overrides.set_text(db, db.files.file("/p/a.py"), "x" * 11)
    assert error_of(db, "/p/a.py") is ERROR.TOO_LARGE


# ---- the disk ----


def test_a_changed_file_is_read_again() -> None:
    db, disk = make({"/p/a.py": "1"})
    ran(db, "/p/a.py")
    disk.write("/p/a.py", "2")
    assert text_of(db, "/p/a.py") == "1"
    assert sync.sync_paths(db, ["/p/a.py"])
    assert ran(db, "/p/a.py") == ["source_text(a.py)", "line_index(a.py)"]
    assert text_of(db, "/p/a.py") == "2"


def test_a_touched_file_sets_nothing() -> None:
    db, disk = make({"/p/a.py": "1"})
    ran(db, "/p/a.py")
    before = db.revision
    disk.write("/p/a.py", "1")
    assert not sync.sync_paths(db, ["/p/a.py"])
    assert not sync.sync_all(db)
    assert db.revision == before


def test_a_change_within_one_tick_of_the_clock_is_seen() -> None:
    db, disk = make({"/p/a.py": "1"})
    text_of(db, "/p/a.py")
    file = db.files.file("/p/a.py")
    disk.write("/p/a.py", "2")
    file.stamp = disk.stat("/p/a.py")  # as if the time stamp had not moved
    assert sync.sync_paths(db, ["/p/a.py"])
    assert text_of(db, "/p/a.py") == "2"


def test_files_come_and_go() -> None:
    db, disk = make({"/p/x.py": ""})
    assert error_of(db, "/p/a.py") is ERROR.MISSING
    disk.write("/p/a.py", "1")
    sync.sync_paths(db, ["/p/a.py"])
    assert text_of(db, "/p/a.py") == "1"
    disk.remove("/p/a.py")
    sync.sync_paths(db, ["/p/a.py"])
    assert error_of(db, "/p/a.py") is ERROR.MISSING
    disk.make_folder("/p/a.py")
    sync.sync_paths(db, ["/p/a.py"])
    assert error_of(db, "/p/a.py") is ERROR.DIRECTORY


def test_permission_comes_back() -> None:
    db, disk = make({"/p/a.py": "1"})
    disk.deny("/p/a.py")
    assert error_of(db, "/p/a.py") is ERROR.DENIED
    disk.deny("/p/a.py", denied=False)
    assert sync.sync_paths(db, ["/p/a.py"])
    assert text_of(db, "/p/a.py") == "1"


def listed(db: source_db.Db, path: str) -> list[str]:
    return list(folders.listing(db, db.files.file(path)).entries)


def test_a_listing_follows_its_folder() -> None:
    db, disk = make({"/p/b.py": "", "/p/a/x.py": ""})
    assert listed(db, "/p") == ["a", "b.py"]
    disk.write("/p/c.py", "")
    assert sync.sync_paths(db, ["/p/c.py"])
    assert listed(db, "/p") == ["a", "b.py", "c.py"]
    assert db.files.known("/p/c.py") is None
    assert not sync.sync_paths(db, ["/p/c.py"])
    disk.remove("/p/a")
    sync.sync_paths(db, ["/p/a"])
    assert listed(db, "/p") == ["b.py", "c.py"]
    assert listed(db, "/p/none") == []
    assert folders.listing(db, db.files.file("/p/none")).error is not None


def test_a_folder_that_goes_takes_what_is_in_it() -> None:
    db, disk = make({"/p/d/e/f.py": "1", "/p/d/g.py": ""})
    assert text_of(db, "/p/d/e/f.py") == "1"
    assert listed(db, "/p/d") == ["e", "g.py"]
    assert listed(db, "/p/d/e") == ["f.py"]
    disk.remove("/p/d")
    sync.sync_paths(db, ["/p/d"])
    assert error_of(db, "/p/d/e/f.py") is ERROR.MISSING
    assert listed(db, "/p/d/e") == []
    disk.write("/p/d/e/f.py", "2")
    sync.sync_paths(db, ["/p/d"])
    assert text_of(db, "/p/d/e/f.py") == "2"
    assert listed(db, "/p/d/e") == ["f.py"]
    assert listed(db, "/p/d") == ["e"]


def test_a_file_in_a_new_folder_brings_the_folder() -> None:
    db, disk = make({"/p/x.py": ""})
    assert listed(db, "/p/new") == []
    assert listed(db, "/p") == ["x.py"]
    disk.write("/p/new/a.py", "")
    sync.sync_paths(db, ["/p/new/a.py"])
    assert listed(db, "/p/new") == ["a.py"]
    assert listed(db, "/p") == ["new", "x.py"]


def test_many_changes_are_one_revision() -> None:
    db, disk = make({f"/p/{n}.py": "1" for n in range(5)})
    for n in range(5):
        text_of(db, f"/p/{n}.py")
        disk.write(f"/p/{n}.py", "2")
    before = db.revision
    assert sync.sync_paths(db, [f"/p/{n}.py" for n in range(5)])
    assert db.revision == before + 1


def test_a_change_in_a_project_leaves_libraries_alone() -> None:
    db, disk = make({"/p/a.py": "1", "/lib/b.py": "1", "/stubs/c.pyi": "1"})
    for path in ("/p/a.py", "/lib/b.py", "/stubs/c.pyi"):
        ran(db, path)
    disk.write("/p/a.py", "2")
    disk.write("/stubs/c.pyi", "2")
    sync.sync_paths(db, ["/p/a.py", "/stubs/c.pyi"])
    assert ran(db, "/lib/b.py") == []
    assert ran(db, "/stubs/c.pyi") == []


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_answers_are_those_of_a_fresh_database(seed: int) -> None:
    choose = random.Random(seed)
    db, disk = make({"/p/a.py": "0"})
    paths = [f"/p/{folder}{name}" for folder in ("", "d/", "d/e/") for name in ("a.py", "b.py")] + ["/p/d", "/p/d/e"]
    for step in range(40):
        path = choose.choice(paths)
        action = choose.randrange(4)
        if action == 0 and path.endswith(".py"):
            disk.write(path, str(choose.randrange(3)))
        elif action == 1 and disk.stat(path).kind is not system.Kind.MISSING:
            disk.remove(path)
        elif action == 2 and path.endswith(".py"):
            overrides.set_text(db, db.files.file(path), str(choose.randrange(3)), step)
        else:
            overrides.clear(db, db.files.file(path))
        if action < 2:
            sync.sync_paths(db, [path])
        fresh = source_db.Db(disk)
        for file in db.files:
            if file.is_open:
                overrides.set_text(fresh, fresh.files.file(file.path), file.override.value or file.open_text or "", 1)
        for each in choose.sample(paths, 3):
            ours = source_text.source_text(db, db.files.file(each))
            theirs = source_text.source_text(fresh, fresh.files.file(each))
            assert (ours.text, ours.error) == (theirs.text, theirs.error), (step, each)
            assert listed(db, each) == listed(fresh, each), (step, each)


def test_odd_files_on_a_real_disk_answer_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    db = source_db.Db(system.OsSystem())
    started = time.monotonic()
    assert error_of(db, str(tmp_path / "pipe.py")) is ERROR.SPECIAL
    assert error_of(db, str(tmp_path / "zero.py")) is ERROR.SPECIAL
    assert error_of(db, str(tmp_path / "loop" / "a.py")) is ERROR.MISSING
    assert listed(db, str(tmp_path)) == ["loop", "pipe.py", "zero.py"]
    assert time.monotonic() - started < 1


# ---- ranges and diagnostics ----


def test_ranges() -> None:
    whole = ranges.TextRange(2, 6)
    assert whole.length == 4
    assert whole.slice("0123456789") == "2345"
    assert whole.contains(2)
    assert not whole.contains(6)
    assert whole.covers(ranges.TextRange(2, 6))
    assert not whole.covers(ranges.TextRange(1, 3))
    assert whole.shifted(-2) == ranges.TextRange(0, 4)
    assert sorted([ranges.TextRange(1, 3), ranges.TextRange(1, 2)])[0].end == 2


def test_diagnostics_have_a_total_order_and_levels_a_rank() -> None:
    def found(start: int, rule: str, message: str = "") -> diagnostic.Diagnostic:
        return diagnostic.Diagnostic(rule, diagnostic.Level.ERROR, message, ranges.TextRange(start, start + 1))

    made = [found(3, "b"), found(3, "a", "y"), found(1, "z"), found(3, "a", "x")]
    ordered = sorted(made, key=diagnostic.sort_key)
    assert [(each.range.start, each.rule, each.message) for each in ordered] == [
        (1, "z", ""),
        (3, "a", "x"),
        (3, "a", "y"),
        (3, "b", ""),
    ]
    assert diagnostic.Level.IGNORE < diagnostic.Level.INFO < diagnostic.Level.WARN < diagnostic.Level.ERROR
    assert max(diagnostic.Level) is diagnostic.Level.ERROR
