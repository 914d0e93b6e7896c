"""Symbols of the whole project, by a part of their name."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.ide import workspace_symbols
from pebre_analysis.ide.common import matching
from tests.harness import project
from tests.ide import harness, sessions

SOURCE = """
#- shapes.py
class Circle:
    radius = 1.0
    def get_area(self): ...
SCALE = 2
#- pkg/other.py
def circle(): ...
def area_of_circles():
    def getArea(): ...
text = '''
class Circle: not code
'''
"""


def found(wanted: str, source: str = SOURCE) -> list[str]:
    at = harness.Project(source)
    return [
        f"{each.path.removeprefix(project.ROOT + '/')} {each.container}.{each.name}".replace(" .", " ")
        for each in at.host.workspace_symbols(wanted)
    ]


def test_the_best_fit_comes_first() -> None:
    assert found("circle") == ["pkg/other.py circle", "shapes.py Circle", "pkg/other.py area_of_circles"]
    assert found("Circle")[:2] == ["shapes.py Circle", "pkg/other.py circle"]


def test_what_stands_in_classes_and_functions() -> None:
    assert found("getarea") == ["pkg/other.py area_of_circles.getArea", "shapes.py Circle.get_area"]
    assert found("radius") == ["shapes.py Circle.radius"]
    assert found("scale") == ["shapes.py SCALE"]


def test_letters_in_their_order() -> None:
    assert found("aoc") == ["pkg/other.py area_of_circles"]
    assert found("xyz") == []


def test_without_letters_everything_is_listed() -> None:
    assert len(found("")) == 8


def test_what_has_no_name_yet_is_not_listed() -> None:
    assert found("", "#- a.py\ndef (a): ...\nclass :\n    area: int\n") == ["a.py area"]


def parsed(at: harness.Project, wanted: str) -> list[str]:
    """The files that are parsed for a question."""
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        at.host.workspace_symbols(wanted)
    return [each for each in ran if each.startswith(("listed", "outline"))]


def test_only_files_with_such_a_name_are_parsed_and_only_once() -> None:
    at = harness.Project(SOURCE)
    assert parsed(at, "SCALE") == ["listed(shapes.py)"]
    assert parsed(at, "radius") == []
    assert parsed(at, "xyz") == []
    assert parsed(at, "area") == ["listed(pkg/other.py)"]


def test_after_a_rest_nothing_is_parsed() -> None:
    at = harness.Project(SOURCE)
    at.open("main.py", "scale = 1\n")
    at.host.workspace_symbols("nothing")
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        at.host.pause()
    assert sorted(each for each in ran if each.startswith("listed")) == ["listed(pkg/other.py)", "listed(shapes.py)"]
    assert parsed(at, "SCALE") == []
    at.open("main.py", "scale = 2\n", 2)
    assert parsed(at, "SCALE") == ["outline(main.py)"], "of an open document there is no list"
    at.write("shapes.py", "def scaled(): ...\n")
    assert parsed(at, "scale") == ["listed(shapes.py)"]
    assert [each.name for each in at.host.workspace_symbols("scale")] == ["scale", "scaled"]


def test_a_later_session_reads_nothing(tmp_path: Path) -> None:
    files = {"main.py": "x = 1\n", "shapes.py": "class Circle:\n    radius = 1\n", "other.py": "circle = 2\n"}
    world = sessions.World(tmp_path, files)
    session = world.session("main.py")
    found = session.host.workspace_symbols("circle")
    assert [each.name for each in found] == ["circle", "Circle"]
    session.leave()
    session = world.session("main.py")
    assert session.reading(lambda: session.host.workspace_symbols("circle")) == (found, [])
    world.write("other.py", "")
    again = world.session("main.py")
    answer, read = again.reading(lambda: again.host.workspace_symbols("circle"))
    assert ([each.name for each in answer], read) == (["Circle"], ["other.py"])


NAMES = st.sampled_from(["area", "Area", "a_rea", "x", "arena", "rae"])
CODE = st.lists(
    st.one_of(
        st.builds("{} = 1\n".format, NAMES),
        st.builds("def {}(a): b = 1\n".format, NAMES),
        st.builds("class {}:\n    {}: int\n    def __init__(self):\n        self.{} = 1\n".format, NAMES, NAMES, NAMES),
        st.builds("'''\nclass {}:\n'''\n".format, NAMES),
        st.builds("if x:\n    def {}():\n        class {}: ...\n".format, NAMES, NAMES),
        st.builds("def (a): ...\nclass :\n    {}: int\n".format, NAMES),
    ),
    max_size=5,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(CODE, min_size=1, max_size=3), st.sampled_from(["area", "a", "ar", "Area", "x", "e", ""]))
def test_all_ways_find_the_same(texts: list[str], wanted: str) -> None:
    at = harness.Project("".join(f"#- f{n}.py\n{text}" for n, text in enumerate(texts)) + "#- main.py\n")
    first = at.host.workspace_symbols(wanted)
    at.open("main.py", "")
    at.host.pause()
    assert at.host.workspace_symbols(wanted) == first
    for n, text in enumerate(texts):
        at.open(f"f{n}.py", text)
    assert at.host.workspace_symbols(wanted) == first


def test_a_long_list_is_cut_behind_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_symbols, "MAX_SYMBOLS", 3)
    monkeypatch.setattr(workspace_symbols, "_AT_ONCE", 2)
    lines = "".join(f"def other_area_{n}(): ...\n" for n in range(9))
    source = f"#- a.py\n{lines}area_of = 1\n#- b.py\narea = 1\n#- c.py\nclass Area: ...\n"
    at = harness.Project(source)
    assert [each.name for each in at.host.workspace_symbols("area")] == ["area", "Area", "area_of"]
    assert parsed(harness.Project(source), "area") == ["listed(b.py)", "listed(c.py)", "listed(a.py)"]
    assert parsed(harness.Project(source + "#- d.py\nthe_other_area_n = 1\n"), "area")[-1] == "listed(a.py)"


def test_an_unsaved_text_counts() -> None:
    at = harness.Project(SOURCE)
    at.open("shapes.py", "class Square: ...\n")
    assert [each.name for each in at.host.workspace_symbols("square")] == ["Square"]


@pytest.mark.parametrize(
    ("wanted", "name", "rank"),
    [
        ("area", "area", 0),
        ("AREA", "area", 1),
        ("ar", "area", 2),
        ("gA", "getArea", 3),
        ("ga", "get_area", 3),
        ("htpr", "HTTPRequest", 5),
        ("req", "HTTPRequest", 4),
        ("gr", "get_area", 5),
        ("rg", "get_area", None),
        ("", "area", 2),
    ],
)
def test_ranks(wanted: str, name: str, rank: int | None) -> None:
    assert matching.rank(wanted, name) == rank
