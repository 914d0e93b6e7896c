"""What is offered in imports, and names that would have to be imported."""

import pytest

from pebre_analysis.ide import completion
from pebre_analysis.memory import budget
from tests.ide import harness
from tests.ide.test_completion import check, complete

FILES = """
    #- pkg/__init__.py
    value = 1
    def helper(): ...
    #- pkg/inner.py
    #- pkg/deep/__init__.py
    #- main.py
    """


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("import pk<|>", ["pkg"]),
        ("import pkg.<|>", ["deep", "inner"]),
        ("from pkg.d<|>", ["deep"]),
        ("from pkg <|>", ["import"]),
        ("from pkg import <|>", ["helper", "value", "deep", "inner"]),
        ("from pkg import (value, he<|>", ["helper"]),
        ("from pkg import (\n        value,\n        in<|>\n    )", ["inner"]),
        ("from pkg import value as <|>", []),
    ],
)
def test_imports(typed: str, expected: list[str]) -> None:
    check(FILES + typed, *expected)


def test_what_a_module_imports_for_itself_comes_late() -> None:
    source = """
        #- pkg/__init__.py
        from __future__ import annotations
        import sys
        from pkg.inner import thing
        value = 1
        #- pkg/inner.py
        thing = 1
        #- main.py
        from pkg import <|>
        """
    found = [each.label for each in complete(source)[1].items if not each.label.startswith("__")]
    assert found == ["thing", "value", "inner", "sys"]


def test_relative_imports() -> None:
    check("#- pkg/__init__.py\nvalue = 1\n#- pkg/other.py\n#- pkg/mod.py\nfrom . import <|>", "value", "mod", "other")
    check("#- pkg/__init__.py\n#- pkg/other.py\nthing = 1\n#- pkg/mod.py\nfrom .other import <|>", "thing")
    check("#- pkg/__init__.py\n#- pkg/other.py\n#- pkg/mod.py\nfrom .o<|>", "other")


SHAPES = """
#- shapes.py
class Circle:
    \"\"\"Round.\"\"\"
def circumference(): ...
#- pkg/__init__.py
#- pkg/circular.py
#- main.py
"""


def to_import(source: str) -> tuple[harness.Project, completion.Completions]:
    at = harness.Project(f"{SHAPES}{source}")
    path, offset = at.cursor
    at.open("main.py", at.host.line_index(path).text)
    at.host.completion(path, offset, True)
    at.host.pause()  # libraries are looked through when nobody waits
    return at, at.host.completion(path, offset, True)


def taken(source: str, label: str) -> str:
    """The text after the item was taken."""
    at, found = to_import(source)
    n = next(n for n, each in enumerate(found.items) if each.label == label)
    path, offset = at.cursor
    text = at.host.line_index(path).text
    text = text[: found.word.start] + found.items[n].label + text[offset:]
    for edit in at.host.completion_edits(found.number, n):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return text


def offered_imports(source: str) -> list[str]:
    return [f"{each.detail}:{each.label}" for each in to_import(source)[1].items if each.choice is not None]


def test_names_of_other_modules_come_behind_those_that_are_there() -> None:
    found = to_import("circle = 1\ncir<|>")[1]
    assert [each.label for each in found.items] == ["circle", "Circle", "circular", "circumference"]
    assert offered_imports("cir<|>") == ["shapes:Circle", "pkg:circular", "shapes:circumference"]


def test_the_import_is_written_with_the_name() -> None:
    assert taken("import sys\ncir<|>", "Circle") == "import sys\n\nfrom shapes import Circle\nCircle"
    assert taken("cached_pro<|>", "cached_property") == "from functools import cached_property\n\ncached_property"


def test_what_is_imported_already_is_not_offered_again() -> None:
    assert offered_imports("from shapes import Circle\nCircl<|>") == []


def test_details_of_what_would_be_imported() -> None:
    at, found = to_import("Circl<|>")
    assert at.host.completion_details(found.number, 0) == ("class Circle", "Round.")


def test_a_list_without_imports_so_far_says_that_it_is_cut() -> None:
    assert to_import("ci<|>")[1].is_cut
    assert not to_import("circum<|>")[1].is_cut
    at = harness.Project(f"{SHAPES}circum<|>")
    assert at.host.completion(*at.cursor, True).is_cut
    assert not at.host.completion(*at.cursor).is_cut


def test_a_process_that_holds_too_much_offers_imports_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget.process, "resident", lambda: 1 << 40)
    monkeypatch.setattr(budget, "DEFAULT", 1_000)
    assert offered_imports("circumf<|>") == ["shapes:circumference"]
    assert taken("cached_pro<|>", "cached_property") == "from functools import cached_property\n\ncached_property"


def test_behind_a_dot_nothing_is_imported() -> None:
    assert offered_imports("x = 1\nx.cir<|>") == []
