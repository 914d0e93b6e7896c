"""What a hover showed in an earlier session is shown again exactly as long as it would be found again."""

import sqlite3
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.engine import cancel
from pebre_analysis.ide import api
from pebre_analysis.ide.common import gathered_hovers, kept_hovers, words
from pebre_analysis.source import system
from pebre_server import interface
from tests.harness import project
from tests.ide import test_reopened
from tests.ide.test_reopened import FORM, SETTINGS, World, body, path

FILES = {
    "main.py": "import lib\nimport plain\nimport stubbed\n\nx = lib.area(1)\ny = stubbed.f()\nprint(x, y)\n",
    "lib.py": 'def area(n: int) -> int:\n    """What it is."""\n    return n\n',
    "plain.py": '"""What is in it."""\n',
    "stubbed.pyi": "def f() -> int: ...\n",
    "alone.py": "z = 1\nprint(z)\n",
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(test_reopened, "FILES", FILES)
    made = World(tmp_path)
    made.session("main.py", looked=("main.py", 0))
    return made


def test_what_was_shown_is_shown_again(world: World) -> None:
    assert world.shown("main.py") > 50
    assert world.shown("alone.py") == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lib.py", FILES["lib.py"].replace("What", "WHAT")),  # a docstring
        ("plain.py", '"""WHAT is in it."""\n'),  # of a module that nothing else is known of
        ("stubbed.py", 'def f():\n    """The source behind the stub."""\n'),
        ("main.py", FILES["main.py"] + "\n"),
    ],
)
def test_what_others_write_about_a_name_counts(world: World, name: str, text: str) -> None:
    world.write(name, text)
    assert world.shown("main.py") == 0


def test_what_nobody_reads_does_not_count(world: World) -> None:
    world.write("alone.py", "z = ''\n")
    assert world.shown("main.py") > 50


def test_another_session_leaves_it(world: World) -> None:
    world.session("alone.py", looked=("alone.py", 0))
    assert world.shown("alone.py") > 5
    assert world.shown("main.py") > 50


def test_only_what_is_near_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_hovers, "REACH", 20)
    world = World(tmp_path)
    text = "".join(f"name_{n} = {n}\n" for n in range(20))
    world.write("long.py", text)
    world.session("long.py", looked=("long.py", text.index("name_9")))
    assert 3 * len("name_9 ") <= world.shown("long.py") <= 5 * len("name_9 ")


def test_it_needs_no_diagnostics(world: World) -> None:
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    for name in ("main.py", "alone.py"):
        host.apply([interface.Change("open", path(name), FILES[name], version=1)])
    host.keep([interface.Told(path("main.py"), FORM, body(host, "main.py"))], (path("alone.py"), 0))
    host.close()
    assert world.shown("alone.py") > 5
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path("lib.py"), FILES["lib.py"], version=1)])
    host.hover(path("lib.py"), 0)
    host.keep([], (path("lib.py"), 0))
    host.keep([], (path("plain.py"), 0))  # it is not open
    host.close()
    assert world.shown("lib.py") > 10
    assert world.shown("plain.py") == 0


def test_it_takes_no_longer_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    text = "".join(f"name_{n} = {n}\n" for n in range(20))
    world.write("long.py", text)
    monkeypatch.setattr(gathered_hovers, "ALLOWANCE", 1e-9)
    world.session("long.py", looked=("long.py", 30))
    assert world.shown("long.py") <= len("name_9 ")
    monkeypatch.setattr(gathered_hovers, "ALLOWANCE", 60)
    world.session("long.py", looked=("long.py", 30))
    assert world.shown("long.py") > 100


def test_who_is_stopped_goes_on_from_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path("alone.py"), FILES["alone.py"], version=1)])
    told = [interface.Told(path("alone.py"), FORM, body(host, "alone.py"))]
    host.keep(told)
    shown: list[int] = []
    from pebre_analysis.ide import hover

    of = hover.hover

    def stopped(db: object, file: object, offset: int) -> hover.HoverResult | None:
        shown.append(offset)
        if len(shown) == 2:
            host.request_cancel()
        return of(db, file, offset)  # type: ignore[arg-type]  # what it is given

    monkeypatch.setattr(hover, "hover", stopped)
    with pytest.raises(cancel.Cancelled):
        host.keep(told, (path("alone.py"), 0))
    assert world.shown("alone.py") == 0
    host.clear_cancel()
    host.keep(told, (path("alone.py"), 0))
    host.keep(told, (path("alone.py"), 3))
    host.close()
    assert sorted(set(shown)) == [0, 6, 12]
    assert len(shown) <= 4  # one of them was not finished
    monkeypatch.undo()
    assert world.shown("alone.py") > 5


def test_damaged_rows_show_nothing(world: World, tmp_path: Path) -> None:
    row = kept_hovers.pack({0: "text"}, {}, {})
    values = [b"", b"\xc1", b"\x90", row[:-1], row.replace(b"\x00", b"\xff"), row.replace(b"\x00", b"\x05")]
    disk = system.MemorySystem({})
    assert kept_hovers.find(row, words.Word(0, 4), disk) is not None
    assert [kept_hovers.find(value, words.Word(0, 4), disk) for value in values] == [None] * len(values)
    with sqlite3.connect(tmp_path / store.NAME) as rows:
        for (key,) in rows.execute("SELECT key FROM rows WHERE kind = 'told'").fetchall():
            rows.execute("UPDATE rows SET value = ?, sum = ? WHERE key = ?", (b"{", store.digest(key, b"{"), key))
    rows.close()
    assert world.shown("main.py") == 0


def test_a_compiled_file_that_is_another_one_by_now_counts() -> None:
    disk = system.MemorySystem({"/lib.so": "one"})
    row = kept_hovers.pack({0: "text"}, {"/lib.so": kept_hovers.stamp(disk.stat("/lib.so"))}, {})
    assert kept_hovers.find(row, words.Word(0, 4), disk) == kept_hovers.Shown("text", words.Word(0, 4))
    disk.write("/lib.so", "another")
    assert kept_hovers.find(row, words.Word(0, 4), disk) is None
