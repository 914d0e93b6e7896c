"""Comments and casts that do nothing: taken away one by one, or all."""

import pytest

from pebre_analysis.source import diagnostic
from tests.harness import project
from tests.ide import harness
from tests.ide.test_code_actions import applied, titles

CAST = "from typing import cast\ndef f(a: int, b: bool):\n    "


@harness.with_all_line_ends
def all_fixed(source: str) -> str:
    source = harness.with_line_ends(source)
    at = harness.Project(f"#- main.py\n{source}")
    path = f"{project.ROOT}/main.py"
    found = at.host.code_actions(path, 0, 0, lambda kind: kind.startswith("source.fixAll"))
    for action in found:
        for edit in reversed(action.edits):
            source = source[: edit.range.start] + edit.text + source[edit.range.end :]
    return source


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("x = 1  # pebre: ignore[invalid-assignment]\n", "x = 1\n"),
        ("x = 1  # type: ignore\n", "x = 1\n"),
        ("x = 1  # pebre: ignore  # because\n", "x = 1  # because\n"),
        ("x = 1  # because  # pebre: ignore\n", "x = 1  # because\n"),
        ("# pebre: ignore\nx = 1\n", "x = 1\n"),
        ("x = y  # pebre: ignore[invalid-assignment, unresolved-reference]\n",
         "x = y  # pebre: ignore[unresolved-reference]\n"),
        ("x = y  # pebre: ignore[unresolved-reference, invalid-assignment]\n",
         "x = y  # pebre: ignore[unresolved-reference]\n"),
    ],
)  # fmt: skip
def test_a_comment_that_silences_nothing(line: str, left: str) -> None:
    assert applied(f"<|>{line}", "silences nothing") == left


def test_a_comment_that_is_needed_stays() -> None:
    assert titles("x = <|>y  # pebre: ignore\n") == []


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("return cast(int, a)", "return a"),
        ("return cast(int, a + 1) * 2", "return (a + 1) * 2"),
        ("return cast(val=a, typ=int)", "return a"),
        ("return cast('int', a)", "return a"),
    ],
)
def test_a_cast_to_the_same_type(line: str, left: str) -> None:
    assert applied(f"{CAST}<|>{line}\n", "Remove the cast") == f"{CAST}{left}\n"


def test_a_cast_with_a_comment_inside_stays() -> None:
    assert "Remove the cast" not in titles(f"{CAST}return <|>cast(  # why\n        int, a)\n")


def test_all_of_a_file() -> None:
    first = "x = cast(int, cast(int, a))  # pebre: ignore[empty-body]"
    source = f"{CAST}{first}\n    return cast(bool, b)\ny = 1  # type: ignore\n"
    once = all_fixed(source)
    assert once == f"{CAST}x = cast(int, a)\n    return b\ny = 1  # type: ignore\n"
    assert all_fixed(once) == f"{CAST}x = a\n    return b\ny = 1  # type: ignore\n"


def test_nothing_to_fix() -> None:
    assert all_fixed("x = 1\n") == "x = 1\n"


def test_an_editor_draws_what_does_nothing_in_another_colour() -> None:
    found = harness.Project("#- main.py\nx: int = ''\ny = 1  # pebre: ignore\n").host.diagnostics(
        f"{project.ROOT}/main.py"
    )
    assert [each.tags for each in found.flat()] == [(), (diagnostic.Tag.UNNECESSARY,)]
