"""A later session knows which files hold a word without reading the others, as long as they are what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.ide import api
from pebre_analysis.ide.common import kept_words
from pebre_analysis.project import database, remembered
from pebre_analysis.source import system
from pebre_server.interface import Change
from tests.harness import project

FILES = {
    "a.py": "def helper(): ...\n",
    "b.py": "from a import helper\nhelper()\n",
    "c.py": "import b\nhelpers = 1\n",
    "d.py": "größe = 1\n",
}
SETTINGS: Mapping[str, object] = {
    "environment": {"python-version": "3.14", "python-platform": "linux", "typeshed": project.STUBS}
}


def path(name: str) -> str:
    return f"{project.ROOT}/{name}"


class World:
    """A project in memory; `folder`: of the cache, None for none."""

    def __init__(self, folder: Path | None, files: Mapping[str, str] = FILES) -> None:
        variables = {} if folder is None else {remembered.FOLDER: str(folder)}
        self.disk = system.MemorySystem(project.stub_files(), current_folder=project.ROOT, variables=variables)
        self.write("pebre.toml", "")
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        self.disk.write(path(name), text)

    def session(self, name: str = "a.py") -> Session:
        return Session(self, name)


class Session:
    """A host that has one document open."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.host = api.Host([project.ROOT], SETTINGS, print, world.disk)
        self.document = path(name)
        text = world.disk.read_bytes(self.document)
        assert isinstance(text, bytes)
        self.open(text.decode())
        self.host.line_index(self.document)

    @property
    def db(self) -> database.ProjectDatabase:
        return self.host._workspaces.all()[0].db

    def open(self, text: str) -> None:
        self.host.apply([Change("open", self.document, text, version=1)])

    def found(self, word: str = "helper") -> list[str]:
        """`file:offset` of what is found for the word in the open document."""
        offset = self.host.line_index(self.document).text.index(word)
        named = self.host.references(self.document, offset, True)
        return [f"{each.path.removeprefix(project.ROOT + '/')}:{each.range.start}" for each in named]

    def read_for(self, word: str = "helper") -> tuple[list[str], list[str]]:
        """The same, and the files of the project that were read for it."""
        before = len(self.world.disk.log)
        found = self.found(word)
        top = f"read {project.ROOT}/"
        return found, sorted(each.removeprefix(top) for each in self.world.disk.log[before:] if each.startswith(top))

    def leave(self) -> None:
        self.host.keep_words()
        self.host.close()


FOUND = ["a.py:4", "b.py:14", "b.py:21"]


def test_a_later_session_reads_only_what_it_finds(tmp_path: Path) -> None:
    world = World(tmp_path)
    session = world.session()
    assert session.read_for() == (FOUND, ["b.py", "c.py", "d.py"])
    session.leave()
    session = world.session()
    with session.db.record() as ran:
        assert session.read_for() == (FOUND, ["b.py"])
    words = [each for each in ran if each.startswith("word_hashes")]
    assert words == ["word_hashes(b.py)", "word_hashes(c.py)", "word_hashes(d.py)"]
    assert {"source_text(c.py)", "source_text(d.py)"}.isdisjoint(ran)


def test_what_changed_between_sessions_is_read(tmp_path: Path) -> None:
    world = World(tmp_path)
    session = world.session()
    session.found()
    session.leave()
    world.write("d.py", "from b import helper\n")
    world.write("e.py", "import a\na.helper\n")
    assert world.session().read_for() == ([*FOUND, "d.py:14", "e.py:11"], ["b.py", "d.py", "e.py"])


def test_what_changes_after_it_was_taken_over_is_read(tmp_path: Path) -> None:
    world = World(tmp_path)
    session = world.session()
    session.found()
    session.leave()
    session = world.session()
    session.found()
    world.write("c.py", "from a import helper\n")
    session.host.apply([Change("changed", path("c.py"))])
    assert session.found() == [*FOUND, "c.py:14"]
    session.host.apply([Change("open", path("d.py"), "from a import helper\n", version=1)])
    assert sorted(session.found()) == [*FOUND, "c.py:14", "d.py:14"]
    session.host.apply([Change("close", path("d.py"))])
    assert session.found() == [*FOUND, "c.py:14"]


def test_a_file_that_was_written_a_moment_ago_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    session = world.session()
    session.found()
    monkeypatch.setattr(world.disk, "now", lambda: 1)
    session.leave()
    assert world.session().read_for() == (FOUND, ["b.py", "c.py", "d.py"])


def test_nothing_is_kept_where_nobody_searched(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.session().leave()
    assert not world.session().db.searches.kept
    assert world.session().read_for()[1] == ["b.py", "c.py", "d.py"]


def test_no_more_is_kept_than_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_words, "MOST", 4 * (2 + 4))  # the words of a.py and b.py
    world = World(tmp_path)
    session = world.session("c.py")
    session.found("helpers")
    session.leave()
    assert world.session("c.py").read_for("helpers") == (["c.py:9"], ["d.py"])


@pytest.mark.parametrize("row", [b"", b"\xff", msgspec.msgpack.encode([["x"]]), msgspec.msgpack.encode({"a": 1})])
def test_a_row_that_cannot_be_read_is_a_miss(tmp_path: Path, row: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    session = world.session()
    session.found()
    monkeypatch.setattr(msgspec.msgpack, "encode", lambda value: row)
    session.leave()
    assert world.session().read_for() == (FOUND, ["b.py", "c.py", "d.py"])


LINES = st.lists(st.sampled_from(["from a import helper", "import a", "a.helper()", "x = 1", "größe = 2"]), max_size=3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["b.py", "c.py", "d.py", "e.py"]), LINES), max_size=5), st.booleans())
def test_answers_are_those_of_a_session_without_a_past(
    tmp_path_factory: pytest.TempPathFactory, changes: Sequence[tuple[str, list[str]]], is_told: bool
) -> None:
    world = World(tmp_path_factory.mktemp("cache"))
    session = world.session()
    session.found()
    session.leave()
    session = world.session() if is_told else None
    if session is not None:
        session.found()
    for name, lines in changes:
        world.write(name, "".join(f"{line}\n" for line in lines))
        if session is not None:
            session.host.apply([Change("changed", path(name))])
    found = (session or world.session()).found()
    texts = {**FILES, **{name: "".join(f"{line}\n" for line in lines) for name, lines in changes}}
    assert found == World(None, texts).session().found()
