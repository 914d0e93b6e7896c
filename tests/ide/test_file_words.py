"""Which words are in which files: a search at rest opens only the files that may hold its word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.ide.common import file_words
from tests.harness import project
from tests.ide import harness

SOURCE = """
#- a.py
def hel<|>per(): ...
#- b.py
from a import helper
helper()
#- c.py
import b
helpers = 1
"""


def searched(at: harness.Project) -> list[str]:
    """`path:line` of each reference to what is at the cursor."""
    found = at.host.references(*at.cursor, True)
    return [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] for each in found]


def recorded(at: harness.Project) -> tuple[list[str], list[str]]:
    """The same, and the queries about texts that ran for it."""
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = searched(at)
    return found, [each for each in ran if each.startswith(("word_hashes", "source_text"))]


def test_words_are_taken_down_at_rest_after_a_search() -> None:
    at = harness.Project(SOURCE)
    at.open("a.py", "def helper(): ...\n")
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        at.host.pause()
    assert not [each for each in ran if each.startswith("word_hashes")]
    assert searched(at) == ["a.py:1", "b.py:1", "b.py:2"]
    with db.record() as ran:
        at.host.pause()
    assert ran == ["word_hashes(b.py)", "word_hashes(c.py)"]
    assert recorded(at) == (["a.py:1", "b.py:1", "b.py:2"], [])


def test_what_changed_since_is_looked_at_again() -> None:
    at = harness.Project(SOURCE)
    at.open("b.py", "from a import helper\n")
    searched(at)
    at.host.pause()
    at.write("c.py", "from a import helper\n")
    assert recorded(at) == (["a.py:1", "b.py:1", "c.py:1"], ["source_text(c.py)", "word_hashes(c.py)"])
    at.open("b.py", "", 2)
    assert recorded(at) == (["a.py:1", "c.py:1"], ["source_text(b.py)"])
    at.close("b.py")
    at.write("d.py", "from a import helper\n", "created")
    found, ran = recorded(at)
    assert found == ["a.py:1", "b.py:1", "b.py:2", "c.py:1", "d.py:1"]
    assert sorted(ran) == ["source_text(b.py)", "source_text(d.py)"]
    at.open("a.py", "def helper(): ...\n")
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        at.host.pause()
    assert [each for each in ran if each.startswith("word_hashes")] == [
        "word_hashes(b.py)", "word_hashes(c.py)", "word_hashes(d.py)",  # that of c.py went when a document was closed
    ]  # fmt: skip


WORDS = st.sampled_from(["ab", "a", "abc", "Ab", "größe", "_ab", "ab1"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=4), WORDS)
def test_files_with_the_word_are_among_those_that_may_hold_it(texts: list[list[str]], word: str) -> None:
    db = project.open_project({f"f{n}.py": " ".join(text) for n, text in enumerate(texts)})
    places = [f"{project.ROOT}/f{n}.py" for n in range(len(texts))]
    files = [db.files.file(path) for path in places]
    before = [file for file, _ in db.run(lambda: list(file_words.holding(db, files, word)))]
    db.run(file_words.prepare, db, places)
    after = [file for file, _ in db.run(lambda: list(file_words.holding(db, files, word)))]
    assert after == [file for file, text in zip(files, texts, strict=True) if word in text]
    assert set(after) <= set(before)
