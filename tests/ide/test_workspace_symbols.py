"""Symbols of the whole project, by a part of their name."""

import pytest

from pebre_analysis.ide.common import matching
from tests.harness import project
from tests.ide import harness

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


def test_only_files_with_such_a_name_are_parsed() -> None:
    at = harness.Project(SOURCE)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        at.host.workspace_symbols("SCALE")
    assert [each for each in ran if each.startswith("outline")] == ["outline(shapes.py)"]


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
