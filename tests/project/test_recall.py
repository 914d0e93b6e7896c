"""What earlier runs found is used exactly as long as it holds."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from pebre_analysis.cache import store
from tests.project.remembering import World
from tests.property import test_types_incremental as edits

FILES = {
    "main.py": "import shapes\n\nprint(shapes.area(1))\nx: str = shapes.guess(2)\n",
    "shapes.py": "from base import unit\n\ndef area(n: int) -> int:\n    return n\n\ndef guess(n):\n    return n\n",
    "base.py": "unit = 1\n",
    "alone.py": "y: int = ''\n",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, FILES)
    assert made.check()[1] == ["alone.py", "base.py", "main.py", "shapes.py"]
    return made


def holds(world: World, *again: str) -> None:
    """A new run makes these anew, and finds what a run without a store finds."""
    found, made = world.check()
    assert made == list(again)
    assert found == world.check(kept=False)[0]


def test_nothing_is_made_again_if_nothing_changed(world: World) -> None:
    holds(world)
    world.write("alone.py", FILES["alone.py"])  # the same once more
    holds(world)


def test_a_body_whose_header_says_all_is_its_own_affair(world: World) -> None:
    world.write(
        "shapes.py", FILES["shapes.py"].replace("    return n\n\n", "    # more\n    return n + missing\n\n", 1)
    )
    holds(world, "shapes.py")
    holds(world)


def test_comments_and_layout_concern_nobody_else(world: World) -> None:
    world.write("base.py", "# a comment\n\n\nunit  =  1\n")
    holds(world, "base.py")


def test_a_body_that_gives_its_type_away_concerns_importers(world: World) -> None:
    world.write("shapes.py", FILES["shapes.py"].replace("guess(n):\n    return n", "guess(n):\n    return 'n'"))
    holds(world, "main.py", "shapes.py")


@pytest.mark.parametrize(
    "body", ["self.x = 'a'", "global unit\n        unit = 'a'", "def g():\n            nonlocal k\n            k = 1"]
)
def test_a_body_that_binds_something_outside_itself_concerns_importers(world: World, body: str) -> None:
    text = "unit = 1\nclass C:\n    def f(self) -> None:\n        k = 0\n        {}\n"
    world.write("base.py", text.format("pass"))
    world.check()
    world.write("base.py", text.format(body))
    holds(world, "base.py", "main.py", "shapes.py")


def test_a_signature_concerns_importers_and_theirs(world: World) -> None:
    world.write("base.py", "unit = ''\n")
    holds(world, "base.py", "main.py", "shapes.py")


def test_a_module_that_appears_or_goes_concerns_those_it_answers(world: World) -> None:
    world.write("alone.py", "import later\nlater.x\n")
    holds(world, "alone.py")
    world.write("later.py", "x = 1\n")
    holds(world, "alone.py", "later.py")
    world.remove("later.py")
    holds(world, "alone.py")


def test_a_module_that_answers_first_concerns_importers(world: World) -> None:
    world.write("base/__init__.py", "unit = ''\n")
    holds(world, "base/__init__.py", "main.py", "shapes.py")


@pytest.mark.parametrize("name", [".mypy_cache/x.json", "__pycache__/base.cpython-311.pyc", "run.log", "base.py.swp"])
def test_what_no_import_finds_concerns_nobody(world: World, name: str) -> None:
    world.write("alone.py", "import later\n")  # looked for in vain, in all folders
    world.check()
    world.write(name, "")
    assert not world.known().needs_database
    holds(world)


def test_files_that_add_folders_concern_all(world: World) -> None:
    world.write("more.pth", "")
    assert world.known().needs_database


def test_a_submodule_that_is_imported_by_name(world: World) -> None:
    world.write("pack/__init__.py", "")
    world.write("pack/sub.py", "z = 1\n")
    world.write("alone.py", "from pack import sub\nz: str = sub.z\n")
    world.check()
    world.write("pack/sub.py", "z = ''\n")
    holds(world, "alone.py", "pack/sub.py")


def test_what_could_be_meant_depends_on_what_is_there(world: World) -> None:
    world.write("alone.py", "import shape\n")
    world.check()
    world.write("shaper.py", "")
    world.remove("shapes.py")
    holds(world, "alone.py", "main.py", "shaper.py")


def test_lines_of_other_files_are_those_of_now(world: World) -> None:
    world.write("base.py", "def f(a: int) -> None: ...\n")
    world.write("alone.py", "import base\nbase.f('')\n")
    world.check()
    world.write("base.py", "# moved\ndef f(a: int) -> None: ...\n")
    found, _ = world.check()
    assert found == world.check(kept=False)[0]


def test_settings_are_part_of_what_it_holds_for(world: World) -> None:
    found, made = world.check(**{"invalid-assignment": "warn"})
    assert len(made) == 4
    assert found == world.check(kept=False, **{"invalid-assignment": "warn"})[0]
    holds(world)  # both are kept side by side


def test_a_settings_file_that_moves_changes_nothing(world: World) -> None:
    world.write("pyproject.toml", "[tool.pebre]\n")
    world.remove("pebre.toml")
    holds(world)


def test_files_that_import_each_other(tmp_path: Path) -> None:
    world = World(
        tmp_path, {"a.py": "import b\nx = 1\n", "b.py": "import a\ny: int = a.x\n", "c.py": "import a\na.x\n"}
    )
    world.check()
    world.write("b.py", "import a\ny: str = a.x\n")
    holds(world, "a.py", "b.py", "c.py")


def damaged(value: bytes, rng: random.Random) -> bytes:
    """A value cut, flipped, emptied, of another version, or replaced."""
    kind = rng.randrange(5)
    if kind == 0:
        return value[: rng.randrange(len(value) + 1)]
    if kind == 1 and value:
        at = rng.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << rng.randrange(8)]) + value[at + 1 :]
    if kind == 2:  # as another version might write it: a field more or less, or of another kind
        try:
            fields = msgspec.msgpack.decode(value)
        except ValueError:  # it was damaged before
            return b""
        return msgspec.msgpack.encode(rng.choice([[fields, 1], [*fields][1:], [*fields][::-1], {"fields": fields}]))
    return b"" if kind == 3 else rng.randbytes(30)


def damage(folder: Path, rng: random.Random, *, sums: bool) -> None:
    """Damage every row of a store; `sums`: so that it is still well-formed as far as the store can tell."""
    rows = store.Store(str(folder))
    connection = rows._open()
    assert connection is not None
    for key, value in connection.execute("SELECT key, value FROM rows").fetchall():
        now = damaged(value, rng)
        connection.execute("UPDATE rows SET value = ? WHERE key = ?", (now, key))
        if sums:
            connection.execute("UPDATE rows SET sum = ? WHERE key = ?", (store.digest(key, now), key))
    rows.close()


def test_damaged_rows_are_misses(world: World, tmp_path: Path) -> None:
    expected = world.check(kept=False)[0]
    for seed in range(5):
        damage(tmp_path, random.Random(seed), sums=False)
        assert world.check()[0] == expected
        holds(world)


def test_rows_that_were_forged_stop_nothing(world: World, tmp_path: Path) -> None:
    for seed in range(20):
        damage(tmp_path, random.Random(seed), sums=True)
        assert len(world.check()[0]) == len(FILES)


@pytest.mark.long
def test_ten_thousand_damages(world: World, tmp_path: Path) -> None:
    expected = world.check(kept=False)[0]
    for seed in range(2_000):  # of five rows
        damage(tmp_path, random.Random(seed), sums=False)
        assert world.check()[0] == expected


def edit(world: World, texts: dict[str, str], rng: random.Random) -> None:
    path = rng.choice(sorted(texts))
    if rng.random() < 0.1:
        world.remove(path)
        del texts[path]
    else:
        texts[path] = edits.mutate(texts[path], rng)
        world.write(path, texts[path])
    for name in ("shapes.py", "other.py"):
        if name not in texts and rng.random() < 0.5:
            texts[name] = edits.SHAPES if name == "shapes.py" else edits.OTHER
            world.write(name, texts[name])


def run(folder: Path, seed: int, n_edits: int) -> None:
    rng = random.Random(seed)
    texts = {"main.py": edits.MAIN, "shapes.py": edits.SHAPES, "other.py": edits.OTHER}
    world = World(folder, texts)
    for _ in range(n_edits):
        assert world.check()[0] == world.check(kept=False)[0]
        for _ in range(rng.randrange(1, 3)):
            if texts:
                edit(world, texts, rng)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_edits_a_run_finds_what_one_without_a_store_finds(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_after_many_edits_a_run_finds_what_one_without_a_store_finds(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 40)
