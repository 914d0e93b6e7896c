"""Inlining variables: what comes out, and what is refused."""

import pytest

from tests.ide.test_code_actions import applied, offered


def inlined(source: str) -> str:
    changed = applied(source, "Inline variable")
    compile(changed, "main.py", "exec", dont_inherit=True)
    return changed


def test_the_value_takes_the_place_of_the_name() -> None:
    assert inlined("def f(a):\n    x<|> = a\n    return x, x\n") == "def f(a):\n    return a, a\n"
    assert inlined("def f(a):\n    x = g(a)\n    return <|>x\n") == "def f(a):\n    return g(a)\n"


def test_parentheses_where_they_are_needed() -> None:
    assert (
        inlined("def f(a):\n    x<|> = a + 1\n    return x * 2, h(x)\n")
        == "def f(a):\n    return (a + 1) * 2, h(a + 1)\n"
    )
    assert inlined("def f(a):\n    x<|> = 1\n    return x.real\n") == "def f(a):\n    return (1).real\n"
    assert inlined("def f(a):\n    x<|> = 1, 2\n    return h(x)\n") == "def f(a):\n    return h((1, 2))\n"
    assert inlined("def f(a):\n    x<|> = (a +\n      1)\n    return x\n") == "def f(a):\n    return (a +\n      1)\n"


def test_a_comment_stays_and_a_suite_is_not_left_empty() -> None:
    assert inlined("def f(a):\n    x<|> = a  # why\n    return x\n") == "def f(a):\n    # why\n    return a\n"
    source = "def f(a):\n    if a:\n        x<|> = a\n        return x\n"
    assert inlined(source) == "def f(a):\n    if a:\n        return a\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(a):\n    x<|> = a\n    x = 2\n    return x\n", "more than one value"),
        ("def f(a):\n    x<|> = a\n    a = 2\n    return x\n", "another value"),
        ("def f(a):\n    x<|> = g(a)\n    return x, x\n", "more than once"),
        ("def f(a):\n    x<|> = []\n    return x, x\n", "more than once"),
        ("def f(a):\n    x<|> = g(a)\n    g(1)\n    return x\n", "other code runs"),
        ("def f(a):\n    x<|> = g(a)\n    return h(), x\n", "other code runs"),
        ("def f(a):\n    x<|> = g(a)\n    return [x for _ in a]\n", "each element"),
        ("def f(a):\n    x<|> = g(a)\n    return a and x\n", "some ways"),
        ("def f(a):\n    x<|> = g(a)\n    while x:\n        pass\n", "again"),
        ("def f(a):\n    x<|> = a\n    return lambda: x\n", "inner function"),
        ("def f(a):\n    x<|>: int = a\n    return x\n", "declared"),
        ("def f(a):\n    if a:\n        x<|> = a\n    return x\n", "no value"),
        ("def f(a):\n    x<|> = a + 1\n    return f'{x}'\n", "text"),
        ("def f(a):\n    x<|> = y = a\n    return x\n", "all that is assigned"),
        ("def f(a):\n    x<|> = a\n    x += 1\n    return x\n", "more than one value"),
        ("def f(a):\n    x<|> = a\n    del x\n", "deleted"),
        ("def f(a):\n    x<|> = a; return x\n", "line"),
        ("def f(a):\n    x<|> = a\n", "not read"),
        ("def f(a):\n    global x\n    x<|> = a\n    return x\n", "own"),
        ("def f(a):\n    x<|> = g(a)  # type: ignore\n    return x\n", "comment"),
    ],
)
def test_what_is_not_sure_is_refused(source: str, reason: str) -> None:
    _, found = offered(source)
    [only] = [each for each in found if each.title.startswith("Inline")]
    assert reason in only.disabled
    assert not only.edits


def test_nothing_is_offered_for_what_is_no_variable_of_a_function() -> None:
    for source in ("x<|> = 1\nprint(x)\n", "def f(x):\n    return <|>x\n", "def f():\n    return <|>print\n"):
        assert not [each for each in offered(source)[1] if each.title.startswith("Inline")]
