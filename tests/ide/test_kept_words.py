"""A later session knows which files hold a word without reading the others, as long as they are what they were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.engine import cancel
from pebre_analysis.ide.common import file_words
from pebre_analysis.project import kept_facts
from pebre_server.interface import Change
from tests.harness import project
from tests.ide import sessions

FILES = {
    "a.py": "def helper(): ...\n",
    "b.py": "from a import helper\nhelper()\n",
    "c.py": "import b\nhelpers = 1\n",
    "d.py": "größe = 1\n",
}


def found(of: sessions.Session, word: str = "helper") -> list[str]:
    """`file:offset` of what is found for the word in the open document."""
    offset = of.host.line_index(of.document).text.index(word)
    named = of.host.references(of.document, offset, True)
    return [f"{each.path.removeprefix(project.ROOT + '/')}:{each.range.start}" for each in named]


def read_for(of: sessions.Session, word: str = "helper") -> tuple[list[str], list[str]]:
    """The same, and the files that were read for it."""
    return of.reading(lambda: found(of, word))


FOUND = ["a.py:4", "b.py:14", "b.py:21"]


def searched(folder: Path) -> sessions.World:
    """A project in which a session has searched and left."""
    world = sessions.World(folder, FILES)
    session = world.session()
    found(session)
    session.leave()
    return world


def test_a_later_session_reads_only_what_it_finds(tmp_path: Path) -> None:
    world = sessions.World(tmp_path, FILES)
    session = world.session()
    assert read_for(session) == (FOUND, ["b.py", "c.py", "d.py"])
    session.leave()
    session = world.session()
    with session.db.record() as ran:
        assert read_for(session) == (FOUND, ["b.py"])
    words = [each for each in ran if each.startswith("word_hashes")]
    assert words == ["word_hashes(b.py)", "word_hashes(c.py)", "word_hashes(d.py)"]
    assert {"source_text(c.py)", "source_text(d.py)"}.isdisjoint(ran)


def test_what_changed_between_sessions_is_read(tmp_path: Path) -> None:
    world = searched(tmp_path)
    world.write("d.py", "from b import helper\n")
    world.write("e.py", "import a\na.helper\n")
    assert read_for(world.session()) == ([*FOUND, "d.py:14", "e.py:11"], ["b.py", "d.py", "e.py"])


def test_what_changes_after_it_was_taken_over_is_read(tmp_path: Path) -> None:
    world = searched(tmp_path)
    session = world.session()
    found(session)
    world.write("c.py", "from a import helper\n")
    session.host.apply([Change("changed", sessions.path("c.py"))])
    assert found(session) == [*FOUND, "c.py:14"]
    session.host.apply([Change("open", sessions.path("d.py"), "from a import helper\n", version=1)])
    assert sorted(found(session)) == [*FOUND, "c.py:14", "d.py:14"]
    session.host.apply([Change("close", sessions.path("d.py"))])
    assert found(session) == [*FOUND, "c.py:14"]


def test_a_file_that_was_written_a_moment_ago_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = sessions.World(tmp_path, FILES)
    session = world.session()
    found(session)
    monkeypatch.setattr(world.disk, "now", lambda: 1)
    session.leave()
    assert read_for(world.session()) == (FOUND, ["b.py", "c.py", "d.py"])


def test_what_is_kept_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = searched(tmp_path)
    written: list[object] = []
    encode = kept_facts._encode
    monkeypatch.setattr(kept_facts, "_encode", lambda rows: written.append(rows) or encode(rows))
    session = world.session()
    found(session)
    session.host.keep_facts()
    assert not written
    world.write("e.py", "import a\na.helper\n")
    session.host.apply([Change("created", sessions.path("e.py"))])
    found(session)
    for _ in range(3):
        session.host.keep_facts()
    assert len(written) == 1
    session.host.close()
    assert read_for(world.session()) == ([*FOUND, "e.py:11"], ["b.py", "e.py"])


def test_nothing_is_kept_where_nobody_searched(tmp_path: Path) -> None:
    world = sessions.World(tmp_path, FILES)
    world.session().leave()
    assert not world.session().db.facts
    assert read_for(world.session())[1] == ["b.py", "c.py", "d.py"]


def test_no_more_is_kept_than_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_facts, "MOST", 4 * (2 + 4))  # the words of a.py and b.py
    world = sessions.World(tmp_path, FILES)
    session = world.session("c.py")
    found(session, "helpers")
    session.leave()
    assert read_for(world.session("c.py"), "helpers") == (["c.py:9"], ["d.py"])


@pytest.mark.parametrize("row", [b"", b"\xff", msgspec.msgpack.encode([["x"]]), msgspec.msgpack.encode({"a": 1})])
def test_a_row_that_cannot_be_read_is_a_miss(tmp_path: Path, row: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    world = sessions.World(tmp_path, FILES)
    session = world.session()
    found(session)
    monkeypatch.setattr(kept_facts, "_encode", lambda rows: row)
    session.leave()
    assert read_for(world.session()) == (FOUND, ["b.py", "c.py", "d.py"])


LINES = st.lists(st.sampled_from(["from a import helper", "import a", "a.helper()", "x = 1", "größe = 2"]), max_size=3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["b.py", "c.py", "d.py", "e.py"]), LINES), max_size=5), st.booleans())
def test_answers_are_those_of_a_session_without_a_past(
    tmp_path_factory: pytest.TempPathFactory, changes: Sequence[tuple[str, list[str]]], is_told: bool
) -> None:
    world = searched(tmp_path_factory.mktemp("cache"))
    session = world.session() if is_told else None
    if session is not None:
        found(session)
    for name, lines in changes:
        world.write(name, "".join(f"{line}\n" for line in lines))
        if session is not None:
            session.host.apply([Change("changed", sessions.path(name))])
    answers = found(session or world.session())
    texts = {**FILES, **{name: "".join(f"{line}\n" for line in lines) for name, lines in changes}}
    assert answers == found(sessions.World(None, texts).session())


def test_who_is_stopped_goes_on_with_what_was_kept(tmp_path: Path) -> None:
    world = searched(tmp_path)
    session = world.session()
    db = session.db
    checked = 0

    def check() -> None:
        nonlocal checked
        checked += 1
        if checked == 2:
            raise cancel.Cancelled

    places = [db.files.file(sessions.path(name)) for name in FILES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "check_cancelled", check)
        with pytest.raises(cancel.Cancelled):
            db.run(lambda: list(file_words.holding(db, places, "helper")))
    world.write("d.py", "from a import helper\n")
    session.host.apply([Change("changed", sessions.path("d.py"))])
    assert read_for(session) == ([*FOUND, "d.py:14"], ["b.py", "d.py"])
