"""What an earlier session told is told again exactly as long as it would be found again."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.ide import api
from pebre_analysis.ide.common import gathered_hovers, reopened
from pebre_analysis.project import remembered
from pebre_analysis.source import system
from pebre_server import interface
from pebre_server.cli import findings
from tests.harness import project
from tests.property import test_types_incremental as edits

FORM = b"form"
COLOURS = b"colours"
FILES = {
    "main.py": "import shapes\n\nprint(shapes.area(1))\nx: str = shapes.guess(2)\n",
    "shapes.py": "def area(n: int) -> int:\n    return n\n\ndef guess(n):\n    return n\n",
    "alone.py": "y: int = ''\n",
    "lost.py": "import nowhere\n",
}
SETTINGS: Mapping[str, object] = {
    "environment": {"python-version": "3.14", "python-platform": "linux", "typeshed": project.STUBS}
}


class World:
    """A project in memory, opened by one session after the other."""

    def __init__(self, folder: Path) -> None:
        variables = {remembered.FOLDER: str(folder)}
        self.disk = system.MemorySystem(project.stub_files(), current_folder=project.ROOT, variables=variables)
        self.write("pebre.toml", "")
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        self.disk.write(path(name), text)

    def text(self, name: str) -> str:
        data = self.disk.read_bytes(path(name))
        assert isinstance(data, bytes)
        return data.decode()

    def session(self, *names: str, looked: tuple[str, int] | None = None, **edited: str) -> dict[str, bytes]:
        """Open documents, say and keep what is found; `edited`: other texts, by name without suffix; `looked`: name
        of a file, and an offset in it."""
        host = api.Host([project.ROOT], SETTINGS, print, self.disk)
        told = []
        for name in names:
            text = edited.get(name.removesuffix(".py"), self.text(name))
            host.apply([interface.Change("open", path(name), text, version=1)])
            told += reports(host, name)
        host.keep(told, None if looked is None else (path(looked[0]), looked[1]))
        host.close()
        return {each.path: each.body for each in told if each.is_report}

    def check(self) -> None:
        """Check all files, as from the command line, and keep what is found."""
        host = api.Host([project.ROOT], SETTINGS, print, self.disk)
        meant = host._workspaces.of(path("main.py")).project
        kept = remembered.open_store(self.disk)
        finder = findings.Finder(self.disk, meant, remembered.open_recall(self.disk, meant, kept), print)
        for name in host.files():
            if finder.kept(name) is None:
                finder.made(name)
        finder.keep()
        kept.close()
        host.close()

    def told(self, name: str, form: bytes = FORM, **edited: str) -> bytes | None:
        """What a new session tells of a document when it is opened; `edited`: what else is open."""
        again = reopened.Reopened(self.disk, [project.ROOT], SETTINGS, {})
        texts = {path(name): self.text(name), **{path(f"{other}.py"): text for other, text in edited.items()}}
        found = again.told(path(name), form, texts)
        again.close()
        return found

    def shown(self, name: str) -> int:
        """At how many places of a document a new session knows what is shown; it is what is shown then."""
        again = reopened.Reopened(self.disk, [project.ROOT], SETTINGS, {})
        host = api.Host([project.ROOT], SETTINGS, print, self.disk)
        text = self.text(name)
        host.apply([interface.Change("open", path(name), text, version=1)])
        n_shown = 0
        for offset in range(len(text) + 1):
            found = again.hover(path(name), offset, {path(name): text})
            if found is not None:
                n_shown += 1
                fresh = host.hover(path(name), offset)
                assert fresh is not None
                assert fresh.range is not None
                assert (fresh.markdown, fresh.range.start, fresh.range.end) == (found.markdown, *found.range)
        again.close()
        host.close()
        return n_shown

    def holds(self, name: str) -> bool:
        """Whether something is told; it is what is found then, and so are the colours."""
        found, colours = self.told(name), self.told(name, COLOURS)
        host = api.Host([project.ROOT], SETTINGS, print, self.disk)
        host.apply([interface.Change("open", path(name), self.text(name), version=1)])
        assert found is None or found == body(host, name)
        assert colours is None or colours == tokens(host, name)
        host.close()
        return found is not None


def path(name: str) -> str:
    return f"{project.ROOT}/{name}"


def body(host: api.Host, name: str) -> bytes:
    """A JSON list for what is found in a file."""
    words = [f'"{each.rule} {each.range.start}"' for each in host.diagnostics(path(name)).flat()]
    return f"[{','.join(words)}]".encode()


def tokens(host: api.Host, name: str) -> bytes:
    """A JSON list for what the names of a file are."""
    return json.dumps([number for token in host.semantic_tokens(path(name), None) for number in token]).encode()


def reports(host: api.Host, name: str) -> list[interface.Told]:
    """Both, to be kept."""
    found = interface.Told(path(name), FORM, body(host, name))
    return [found, interface.Told(path(name), COLOURS, tokens(host, name), is_report=False)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.session(*FILES)
    return made


def test_what_was_told_is_told_again(world: World) -> None:
    assert world.told("alone.py") == b'["invalid-assignment 9"]'
    assert all(world.holds(name) and world.told(name, COLOURS) for name in FILES)


def test_nothing_is_told_of_what_was_not_open(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.session("main.py")
    assert world.holds("main.py")
    assert not world.holds("shapes.py")


def test_other_clients_are_not_told_the_same(world: World) -> None:
    assert world.told("main.py", b"another form") is None


def run(folder: Path, seed: int, n_sessions: int) -> int:
    """Sessions one after the other, in which files are edited, saved or not; how often something was told."""
    rng = random.Random(seed)
    world = World(folder)
    texts = {"main.py": edits.MAIN, "shapes.py": edits.SHAPES, "other.py": edits.OTHER}
    for name, text in texts.items():
        world.write(name, text)
    n_told = n_shown = 0
    for _ in range(n_sessions):
        n_told += sum([world.holds(name) for name in texts])
        n_shown += sum([world.shown(name) for name in texts])
        host = api.Host([project.ROOT], SETTINGS, print, world.disk)
        is_open = rng.sample(sorted(texts), rng.randrange(1, 4))
        for name in is_open:
            host.apply([interface.Change("open", path(name), texts[name], version=1)])
        for _ in range(rng.randrange(4)):
            name = rng.choice(sorted(texts))
            texts[name] = edits.mutate(texts[name], rng)
            if name in is_open:
                host.apply([interface.Change("open", path(name), texts[name], version=2)])
                body(host, name)
            if rng.random() < 0.8:
                world.write(name, texts[name])
                host.apply([interface.Change("saved" if name in is_open else "changed", path(name))])
            if rng.random() < 0.5:
                told = [told for each in is_open for told in reports(host, each)]
                host.keep(told, *looked(rng, texts))
        host.keep([interface.Told(path(each), FORM, body(host, each)) for each in is_open], *looked(rng, texts))
        host.close()
        if rng.random() < 0.3:
            world.check()
        texts = {name: world.text(name) for name in texts}
    return min(n_told, n_shown)


def looked(rng: random.Random, texts: Mapping[str, str]) -> tuple[tuple[str, int], list[int], gathered_hovers.Rest]:
    """A place in a file, by path, others in it, and whether there is time for all of it."""
    name = rng.choice(sorted(texts))
    at = rng.randrange(len(texts[name]) + 1)
    return (
        (path(name), at),
        [at * n % (len(texts[name]) + 1) for n in range(2, 2 + at % 3)],
        "long" if at % 4 == 0 else "short",
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_edits_nothing_else_is_told_than_what_is_found(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered_hovers, "REACH", 100)
    assert run(tmp_path, seed, 5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_after_many_edits_nothing_else_is_told_than_what_is_found(tmp_path: Path, seed: int) -> None:
    assert run(tmp_path, seed, 30)


def test_what_changed_on_the_disk_concerns_who_reaches_it(world: World) -> None:
    world.write("shapes.py", FILES["shapes.py"].replace("def guess(n):\n    return n", "def guess(n):\n    return ''"))
    assert not world.holds("main.py")
    assert not world.holds("shapes.py")
    assert world.holds("alone.py")


def test_a_module_that_appears_makes_all_unsure(world: World) -> None:
    world.write("nowhere.py", "")
    assert not world.holds("lost.py")


def test_while_something_is_not_saved_nothing_is_told(world: World) -> None:
    assert world.told("main.py", shapes="def area(n: str) -> str: ...\n") is None
    assert world.told("main.py", shapes=FILES["shapes.py"]) is not None
    assert world.told("main.py", another="new = 1\n") is None


def test_of_a_text_that_is_not_on_the_disk_nothing_is_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.session("shapes.py", "main.py", shapes="def area(n: str) -> str: ...\n")
    assert not world.holds("main.py")


def test_what_was_edited_and_saved_is_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path("main.py"), FILES["main.py"], version=1)])
    host.diagnostics(path("main.py"))
    edited = FILES["main.py"] + "y: int = ''\n"
    host.apply([interface.Change("open", path("main.py"), edited, version=2)])
    told = interface.Told(path("main.py"), FORM, body(host, "main.py"))
    host.keep([told])
    assert world.told("main.py") is None
    world.write("main.py", edited)
    host.apply([interface.Change("saved", path("main.py"))])
    host.keep([told])  # nothing was found anew, but the disk agrees now
    assert world.told("main.py") == told.body
    assert world.holds("main.py")


def test_a_disk_that_the_session_has_not_seen_is_not_believed(tmp_path: Path) -> None:
    world = World(tmp_path)
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    host.apply([interface.Change("open", path("lost.py"), FILES["lost.py"], version=1)])
    told = interface.Told(path("lost.py"), FORM, body(host, "lost.py"))
    world.write("nowhere.py", "")  # nobody has said so yet
    host.keep([told])
    assert not world.holds("lost.py")


def test_damaged_rows_are_told_to_nobody(world: World, tmp_path: Path) -> None:
    for value in (b"", b"[", b"\xc1", b'[{"a":1}', b"null"):
        with sqlite3.connect(tmp_path / store.NAME) as rows:
            for key, kind in rows.execute("SELECT key, kind FROM rows").fetchall():
                if kind == "told":
                    rows.execute(
                        "UPDATE rows SET value = ?, sum = ? WHERE key = ?", (value, store.digest(key, value), key)
                    )
        rows.close()
        assert world.told("alone.py") is None


def test_a_store_that_cannot_be_written_hinders_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    world = World(tmp_path / "file")  # no folder, and none can be made
    assert world.session("alone.py") == {path("alone.py"): b'["invalid-assignment 9"]'}
    assert world.told("alone.py") is None


def test_two_sessions_keep_beside_each_other(tmp_path: Path) -> None:
    world = World(tmp_path)
    hosts = [api.Host([project.ROOT], SETTINGS, print, world.disk) for _ in range(2)]
    for host, name in zip(hosts, ("main.py", "alone.py"), strict=True):
        host.apply([interface.Change("open", path(name), FILES[name], version=1)])
        host.diagnostics(path(name))
    for host, name in zip(hosts, ("main.py", "alone.py"), strict=True):
        host.keep([interface.Told(path(name), FORM, body(host, name))])
    assert world.holds("alone.py")  # the last one's; what the first one knew of other files may be lost
    world.holds("main.py")
