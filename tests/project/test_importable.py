"""Looking through libraries for names: what an edit interrupts goes on where it was."""

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.modules import program, search_paths
from pebre_analysis.project import import_uses, importable, library_folder, library_names
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
    folder = library_folder.Folder(disk, path)
    left = 3

    def check() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise cancel.Cancelled

    with pytest.raises(cancel.Cancelled):
        list(folder.shown(check))
    assert 0 < len(disk.read) < 100
    assert list(folder.shown(lambda: None)) == [(f"m{n}", [f"f{n}"]) for n in sorted(range(100), key=str)]
    assert sorted(disk.read) == sorted(files)


TRICKY = {
    "a.py": "def plain(): ...\nfrom b import *\nif x:\n    both = 1\nelse:\n    both = 2\n",
    "b.py": "from c import  *  # all\nplain = 1\n_own = 2\nfrom x import y as y, z\n",
    "c.py": "first, second = 1, 2\nclass Far: ...\ntext = 'plain'\n",
    "stub.pyi": "__all__ = [\n    'listed',\n]\n",
    "stub.py": "plain = 3\n",
    "pack/__init__.py": "from .part import inner\nfrom .other import *\n",
    "pack/part.py": "def inner(): ...\ndef more(): ...\n",
    "pack/other.py": "from ._hidden import *\nother = 1\n",
    "pack/_hidden.py": "def shown(): ...\nplain: int\n",
    "pack/plain.py": "",
    "odd.py": "é = 1\n",
    "latin.py": b"# \xe9\nplain = 4\n",
}


def test_what_is_found_of_a_name_alone_is_what_all_names_say_of_it() -> None:
    db = project.open_project({"main.py": ""})
    assert isinstance(db.system, system.MemorySystem)
    for name, text in TRICKY.items():
        db.system.write(f"/lib/{name}", text)
    path = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, "/lib")
    program.configure(db, paths=(*db.program.search_paths.value, path))
    known = db.run(library_names.Libraries().update, db)
    assert {each.module for each in known.by_name["plain"]} == {"a", "b", "latin", "pack", "pack.other"}
    assert {each.module for each in known.by_name["Far"]} == {"a", "b", "c"}
    for name in [*known.by_name, "nowhere"]:
        alone = library_names.Libraries()
        found = db.run(alone.named, db, (name,))
        assert found == {name: known.by_name[name]} if name in known.by_name else not found
        db.system.log.clear()
        assert db.run(alone.named, db, (name,)) == found
        assert not any(each.startswith("read ") for each in db.system.log)
        assert not alone.is_read
        assert db.run(known.named, db, (name,)) is known.by_name
    assert db.run(library_names.Libraries().named, db, ("Far", "plain")) == {
        name: known.by_name[name] for name in ("Far", "plain")
    }
