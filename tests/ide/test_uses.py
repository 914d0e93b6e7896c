"""What words mean is found once: a second search asks about what changed since, and finds what a fresh one does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.project import relief
from tests.harness import project
from tests.ide import harness

SOURCE = """
#- a.py
class Box:
    def op<|>en(self): return 1
    def other(self): return 2
#- b.py
from a import Box
def f(box: Box): return box.open()
#- c.py
open = 1
"""


def searched(at: harness.Project) -> tuple[list[str], list[str]]:
    """`path:line` of each reference to what is at the cursor, and the queries that ran for it."""
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(*at.cursor, True)
    return [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] for each in found], ran


def test_a_second_search_asks_nothing() -> None:
    at = harness.Project(SOURCE)
    found, ran = searched(at)
    assert found == ["a.py:2", "b.py:2"]
    assert [each for each in ran if each.startswith("uses")] != []
    assert searched(at) == (found, [])


def test_after_an_edit_only_what_it_concerns_is_asked_again() -> None:
    at = harness.Project(SOURCE)
    at.open("c.py", "open = 2\n")
    found, _ = searched(at)
    at.open("c.py", "open = 3\n", 2)
    assert searched(at) == (found, [
        "source_text(c.py)", "outline(c.py)", "semantic_index(c.py)", "uses(c.py, True, 2, open)",
    ])  # fmt: skip
    at.write("a.py", at.host.line_index(at.cursor[0]).text.replace("return 2", "return 3"))
    assert searched(at) == (found, [
        "source_text(a.py)", "outline(a.py)", "semantic_index(a.py)", "uses(a.py, False, 3, open)",
    ])  # fmt: skip


def test_what_was_found_is_let_go_with_all_that_saves_time() -> None:
    at = harness.Project(SOURCE)
    found, _ = searched(at)
    db = at.host._workspaces.all()[0].db
    assert list(db.searches.asked) == ["open"]
    relief.drop_leftovers(db)
    assert not db.searches.asked
    assert searched(at)[0] == found


PIECES = [
    "x = 1", "x: int = 2", "del x", "class x: ...", "def x(): ...", "def f(x=1, *a, **k): return x, a, k", "import b",
    "class A:\n    x = 1", "class A:\n    def x(self, y=1):\n        self.x = y\n        x = 2\n        return x",
    "class A:\n    @property\n    def x(self): return 1\n    @x.setter\n    def x(self, y): ...",
    "class A:\n    def __init__(self):\n        self.x = 1\n    def f(self):\n        self.x: int = 2",
    "class B(A):\n    x = 2", "class B:\n    def f(self): return A().x", "from a import x", "from a import x as y",
    "from a import *", "from b import *", "from b import A, x", "import a", "import a as b", "a.x", "b.x", "a.A.x",
    "A().x", "f(x=1)", "B().f(x=2)", "A().x(y=3)", "B().x", "if x:\n    x = A()", "def g(a: A): return a.x",
    "def g(x):\n    a = [A(), x]\n    for each in a: a = each.x",
]  # fmt: skip
Edit = tuple[int, int, str, int]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=2, max_size=4), min_size=3, max_size=3),
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from(PIECES), st.booleans()), min_size=1, max_size=4
    ),
)
def test_after_any_edits_a_search_finds_what_a_fresh_one_finds(files: list[list[str]], edits: list[Edit]) -> None:
    def text_of(n: int) -> str:
        return "\n".join(files[n]) + "\n"

    def fresh() -> harness.Project:
        return harness.Project("".join(f"#- {name}.py\n{text_of(n)}" for n, name in enumerate("abc")))

    def found(at: harness.Project) -> dict[tuple[int, int], object]:
        return {
            (n, offset): [(each.path, each.range, each.writes) for each in at.host.references(path, offset, True)]
            for n, path in enumerate(f"{project.ROOT}/{name}.py" for name in "abc")
            for offset, letter in enumerate(text_of(n))
            if letter in "xA"
        }

    at = fresh()
    found(at)
    for n, place, piece, is_added in edits:
        if is_added:
            files[n].insert(place, piece)
        else:
            files[n][min(place, len(files[n]) - 1)] = piece
        at.write("abc"[n] + ".py", text_of(n))
        assert found(at) == found(fresh())
