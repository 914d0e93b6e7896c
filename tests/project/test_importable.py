"""Looking through libraries for names: what an edit interrupts goes on where it was."""

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.modules import search_paths
from pebre_analysis.project import import_uses, importable
from pebre_analysis.source import files, overrides, read_error, system
from tests.harness import project


class Counting(system.MemorySystem):
    """Notes which files are read."""

    read: list[str]

    def read_bytes(self, path: str, cap: int = system.MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        self.read.append(path)
        return super().read_bytes(path, cap)


def test_names_and_uses_are_collected_again_where_they_are_others() -> None:
    db = project.open_project({"a.py": "def f(): ...\n", "b.py": "from a import f\n", "c.py": ""})
    places = [f"{project.ROOT}/{name}.py" for name in "abc"]
    first, second, third = map(db.files.file, places)

    def own() -> importable.Own:
        return db.run(importable.own, db, places)

    def uses(beside: files.File) -> import_uses.Uses:
        return db.run(import_uses.uses, db, places, beside)

    names, counted = own(), uses(third)
    assert (names.named("f", ""), counted.modules["a"]) == (["a"], 1)
    overrides.set_text(db, third, "x", 1)
    assert (own(), uses(third)) == (names, counted), "letters that make no name"
    overrides.set_text(db, first, "def f(): ...\nlater = 1\n", 2)
    assert list(own().beginning("la", "")) == ["later"]
    assert list(own().beginning("la", "a")) == []
    overrides.set_text(db, second, "", 3)
    assert uses(third).modules["a"] == 0


def test_what_was_read_is_not_read_again_after_an_interruption() -> None:
    files = {f"/lib/m{n}.py": f"def f{n}(): ...\n" for n in range(100)}
    disk = Counting(files, current_folder="/")
    disk.read = []
    path = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, "/lib")
    folder = importable._Folder(disk, path)  # pyright: ignore[reportPrivateUsage]  # what is read is not to be seen else
    left = 3

    def check() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise cancel.Cancelled

    with pytest.raises(cancel.Cancelled):
        list(folder.offers(check))
    assert 0 < len(disk.read) < 100
    assert {each.name for each in folder.offers(lambda: None)} >= {f"f{n}" for n in range(100)}
    assert sorted(disk.read) == sorted(files)
