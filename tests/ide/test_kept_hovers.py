"""What a hover showed in an earlier session is shown again exactly as long as it would be found again."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.engine import cancel
from pebre_analysis.ide import api
from pebre_analysis.ide.common import gathered_hovers, kept_hovers, reopened, words
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


def test_a_check_in_between_leaves_it(world: World) -> None:
    before = world.shown("main.py")
    world.check()
    assert world.shown("main.py") == before > 50
    world.write("plain.py", '"""WHAT is in it."""\n')
    world.check()
    assert world.shown("main.py") == 0


def test_another_session_leaves_it(world: World) -> None:
    world.session("alone.py", looked=("alone.py", 0))
    assert world.shown("alone.py") > 5
    assert world.shown("main.py") > 50


@pytest.mark.parametrize("appears", ["", "deep.py"])
def test_it_lasts_though_others_look_into_more_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, appears: str
) -> None:
    environment = SETTINGS["environment"]
    assert isinstance(environment, dict)
    monkeypatch.setitem(environment, "extra-paths", ["/extra"])
    world = World(tmp_path)
    world.disk.write("/extra/deep/__init__.py", "")
    world.disk.write("/extra/deep/pkg/__init__.py", "n = 1\n")
    world.write("uses.py", "import deep.pkg\nprint(deep.pkg.n)\n")
    world.write("alone.py", "import nowhere\nz = 1\nprint(z)\n")
    world.session("alone.py", looked=("alone.py", 0))
    before = world.shown("alone.py")
    world.session("uses.py", looked=("uses.py", 0))
    if appears:
        world.disk.write(f"/extra/{appears}", "")
    assert before > 5
    assert world.shown("alone.py") == (0 if appears else before)
    assert (world.shown("uses.py") > 0) == (not appears)


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


def hold(world: World, name: str, offset: int, seen: Sequence[int] = (), rest: gathered_hovers.Rest = "short") -> None:
    """A session that looks at a place and keeps what is around it."""
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path(name), world.text(name), version=1)])
    host.hover(path(name), offset)
    host.keep([], (path(name), offset), seen, rest)
    host.close()


@pytest.fixture
def long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """With twenty names of seven letters, of which a short rest finds out those of some lines."""
    monkeypatch.setattr(gathered_hovers, "REACH", 20)
    world = World(tmp_path)
    world.write("long.py", "".join(f"name_{n:02} = {n}\n" for n in range(20)))
    return world


def test_in_a_long_rest_all_of_the_file_is_found_out(long: World) -> None:
    hold(long, "long.py", 0, rest="long")
    assert long.shown("long.py") == 20 * len("name_00 ")


def test_a_long_rest_has_an_end(long: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_hovers, "ALLOWANCE_OF_FILE", 1e-9)
    hold(long, "long.py", 0, rest="long")
    assert long.shown("long.py") <= len("name_00 ")


def test_what_was_shown_elsewhere_in_the_file_is_kept(long: World) -> None:
    text = long.text("long.py")
    hold(long, "long.py", 0, seen=[text.index("name_15"), text.index("name_12") + 3, 10_000], rest="none")
    again = reopened.Reopened(long.disk, [project.ROOT], SETTINGS, {})
    found = [again.hover(path("long.py"), text.index(f"name_{n}"), {path("long.py"): text}) for n in (10, 12, 15, 16)]
    again.close()
    assert [None if each is None else each.markdown.splitlines()[1] for each in found] == [
        None, "(variable) name_12: Literal[12]", "(variable) name_15: Literal[15]", None,
    ]  # fmt: skip


def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The offsets of hovers that are worked out from now on."""
    from pebre_analysis.ide import hover

    of = hover.hover
    offsets: list[int] = []

    def noted(db: object, file: object, offset: int) -> hover.HoverResult | None:
        offsets.append(offset)
        return of(db, file, offset)  # type: ignore[arg-type]  # what it is given

    monkeypatch.setattr(hover, "hover", noted)
    return offsets


def test_what_an_earlier_session_kept_is_known(long: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(long, "long.py", 0, rest="long")
    offsets = asked(monkeypatch)
    hold(long, "long.py", 0)
    assert offsets == [0]  # the client's
    monkeypatch.undo()
    assert long.shown("long.py") == 20 * len("name_00 ")


def test_once_all_is_known_nothing_is_worked_out(long: World, monkeypatch: pytest.MonkeyPatch) -> None:
    host = api.Host([project.ROOT], SETTINGS, print, long.disk)
    host.apply([interface.Change("open", path("long.py"), long.text("long.py"), version=1)])
    host.keep([], (path("long.py"), 0), (), "long")
    offsets = asked(monkeypatch)
    host.keep([], (path("long.py"), 40), (), "long")
    host.keep([], (path("long.py"), 60))
    host.close()
    assert offsets == []


def test_what_does_not_hold_any_more_is_not_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at = FILES["main.py"].index("area")
    world.write("lib.py", FILES["lib.py"].replace("What", "WHAT"))
    offsets = asked(monkeypatch)
    hold(world, "main.py", at)
    assert offsets.count(at) == 2
    monkeypatch.undo()
    assert world.shown("main.py") > 50


def test_what_was_known_depends_on_what_it_was_read_from(world: World) -> None:
    """The session that takes it over reads fewer files."""
    at = FILES["main.py"].rindex("x")
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path("main.py"), FILES["main.py"], version=1)])
    host.keep([], (path("main.py"), at))
    host.close()
    hold(world, "main.py", at)
    assert world.shown("main.py") > 50
    world.write("plain.py", '"""WHAT is in it."""\n')
    assert world.shown("main.py") == 0
