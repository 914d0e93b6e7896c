"""What is selected step by step."""

from tests.ide import harness


def check(source: str, *expected: str) -> None:
    at = harness.Project(source)
    path, offset = at.cursor
    text = at.host.line_index(path).text
    assert [text[each.start : each.end] for each in at.host.selection_range(path, offset)] == list(expected)


def test_from_the_word_to_the_file() -> None:
    check(
        "def f():\n    return g(a.b<|>c, 1)\n",
        "bc",
        "a.bc",
        "g(a.bc, 1)",
        "return g(a.bc, 1)",
        "def f():\n    return g(a.bc, 1)",
        "def f():\n    return g(a.bc, 1)\n",
    )


def test_where_nothing_is() -> None:
    check("x = 1\n\n<|>\n", "x = 1\n\n\n")
