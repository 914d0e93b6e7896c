"""A later session knows which names could be imported at its first completion, as long as they are what they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from pebre_analysis.project import importable, kept_facts, kept_offers
from pebre_server.interface import Change
from tests.ide import sessions

FILES = {
    "main.py": "cir",
    "shapes.py": "class Circle: ...\ndef circumference(): ...\n",
    "pkg/__init__.py": "from . import circular\n",
    "pkg/circular.py": "",
    "other.py": "from shapes import Circle as Circus\n",
    ".venv/pyvenv.cfg": "version = 3.14.1\n",
    ".venv/lib/python3.14/site-packages/lib.py": "def circle_of(): ...\n",
    ".venv/lib/python3.14/site-packages/apart/__init__.py": "class Circuit: ...\n",
}
SITE = ".venv/lib/python3.14/site-packages"
OWN = ["pkg.circular", "shapes.Circle", "shapes.Circle as Circus", "shapes.circumference"]
LIBRARIES = ["apart.Circuit", "lib.circle_of"]


def offered(of: sessions.Session) -> tuple[list[str], bool]:
    """What may be imported for the letters at the end of the open document; whether there may be more."""
    text = of.host.line_index(of.document).text
    found = of.host.completion(of.document, len(text), True)
    wishes = [each.choice for each in found.items if each.choice is not None]
    shown = [f"{each.module}.{each.name}" + (f" as {each.alias}" if each.alias else "") for each in wishes]
    return sorted(each for each in shown if each.startswith(("pkg", "shapes", "lib", "apart", "new"))), found.is_cut


def settled(world: sessions.World) -> None:
    """A session that has looked through everything."""
    session = world.session("main.py")
    assert offered(session) == ([], True)
    session.host.pause()
    assert offered(session) == (sorted(OWN + LIBRARIES), False)
    session.leave()


def test_a_later_session_knows_all_names_at_once(tmp_path: Path) -> None:
    world = sessions.World(tmp_path, FILES)
    settled(world)
    session = world.session("main.py")
    with session.db.record() as ran:
        found, read = session.reading(lambda: offered(session))
    assert found == (sorted(OWN + LIBRARIES), False)
    # Whether what the project imports elsewhere may be right is looked up in its text.
    assert read == ["shapes.py"]
    asked = [each for each in ran if each.startswith(("shown_names", "imported"))]
    names = ("main.py", "other.py", "pkg/__init__.py", "pkg/circular.py", "shapes.py")
    assert sorted(asked) == [f"{query}({name})" for query in ("imported", "shown_names") for name in names]


def test_nobody_waits_for_the_texts_of_a_large_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importable, "_AT_ONCE", 4)
    world = sessions.World(tmp_path, FILES)
    settled(world)
    session = world.session("main.py")
    assert session.reading(lambda: offered(session)) == (([], True), [])
    session.host.pause()
    assert offered(session) == (sorted(OWN + LIBRARIES), False)
    world.write("new.py", "cirrus = 1\n")
    session.host.apply([Change("created", sessions.path("new.py"))])
    assert offered(session) == (sorted([*OWN, *LIBRARIES, "new.cirrus"]), False)


def test_files_that_are_others_now_are_read(tmp_path: Path) -> None:
    world = sessions.World(tmp_path, FILES)
    settled(world)
    world.write("shapes.py", "class Circle: ...\ndef circulate(): ...\n")
    world.write("new.py", "cirrus = 1\n")
    expected = sorted([*OWN[:3], "shapes.circulate", "new.cirrus", *LIBRARIES])
    session = world.session("main.py")
    found, read = session.reading(lambda: offered(session))
    assert found == (expected, False)
    assert read == ["new.py", "shapes.py"]
    world.write("new.py", "")
    session.host.apply([Change("changed", sessions.path("new.py"))])
    expected.remove("new.cirrus")
    assert offered(session) == (expected, False)


def test_imports_of_a_module_that_is_called_otherwise_now_are_found_again(tmp_path: Path) -> None:
    files = {**FILES, "pkg/user.py": "from .circular import circa\n"}
    world = sessions.World(tmp_path, files)
    session = world.session("main.py")
    offered(session)
    session.host.pause()
    assert "pkg.circular.circa" not in offered(session)[0], "no such name is there"
    session.leave()
    changed = {"pkg/circular.py": "circa = 1\n", "pebre.toml": "[environment]\nroot = ['./pkg', '.']\n"}
    for name, text in changed.items():
        world.write(name, text)
    alone = sessions.World(None, {**FILES, "pkg/user.py": "from .circular import circa\n", **changed}).session(
        "main.py"
    )
    offered(alone)
    alone.host.pause()
    assert offered(world.session("main.py")) == offered(alone)


def test_a_folder_of_libraries_that_changed_is_looked_through_again(tmp_path: Path) -> None:
    world = sessions.World(tmp_path, FILES)
    settled(world)
    world.write(f"{SITE}/new.py", "def circumvent(): ...\n")
    session = world.session("main.py")
    assert offered(session) == (OWN, True), "the standard library is known, these are not"
    session.host.pause()
    assert offered(session) == (sorted([*OWN, *LIBRARIES, "new.circumvent"]), False)


def test_what_was_installed_a_moment_ago_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = sessions.World(tmp_path, FILES)
    monkeypatch.setattr(world.disk, "now", lambda: 1)
    settled(world)
    assert offered(world.session("main.py")) == ([], True)


@pytest.mark.parametrize("row", [b"", b"\xff", b"\x91\xa1x", b"\x91\x92\xa1x\x01"])
def test_rows_that_cannot_be_read_are_a_miss(tmp_path: Path, row: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    world = sessions.World(tmp_path, FILES)
    with monkeypatch.context() as patched:
        patched.setattr(kept_offers, "_encode", lambda value: row)
        patched.setattr(kept_facts, "_encode", lambda value: row)
        settled(world)
    session = world.session("main.py")
    assert offered(session) == ([], True)
    session.host.pause()
    assert offered(session) == (sorted(OWN + LIBRARIES), False)


def test_without_a_cache_nothing_is_kept() -> None:
    world = sessions.World(None, FILES)
    settled(world)
    assert offered(world.session("main.py")) == ([], True)
