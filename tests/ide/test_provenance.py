"""Where a type comes from, in the lines below what a hover shows."""

import pytest

from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.infer import expressions, region
from tests.ide import harness


def told(source: str) -> list[str]:
    """The lines below the block."""
    at = harness.Project(source)
    found = at.host.hover(*at.cursor)
    assert found is not None
    return [line.strip() for line in found.markdown.partition("\n```")[2].partition("\n---\n")[0].split("\n") if line]


def test_the_lines_that_gave_a_name_its_value() -> None:
    assert told("def f(a):\n    x = [1]  # note\n    return <|>x") == ["From line 2: `x = [1] # note`"]
    assert told("def f(a):\n    if a:\n        x = 1\n    else:\n        x = ''\n    return <|>x") == [
        "From line 3: `x = 1`", "From line 5: `x = ''`",
    ]  # fmt: skip
    assert told("for each in (1, 2):\n    print(ea<|>ch)") == ["From line 1: `for each in (1, 2):`"]
    assert told(
        "class A:\n    def __init__(self):\n        self.x = 1\n    def f(self):\n        return self.<|>x"
    ) == ["From line 3: `self.x = 1`"]
    assert told(
        "class A:\n    def __init__(self):\n        self.x = None\n    def set(self):\n        self.x = 1\nA().<|>x"
    ) == ["From line 3: `self.x = None`", "From line 5: `self.x = 1`"]
    assert told("x = '`'\nprint(<|>x)") == []
    for source in ("x<|> = 1", "def f(a):\n    return <|>a", "import sys\nprint(sy<|>s)", "def f(): ...\n<|>f()"):
        assert told(source) == []


def test_the_tests_that_narrowed_it() -> None:
    union = "def f(x: int | str | None, y):\n"
    assert told(f"{union}    if isinstance(x, str):\n        print(<|>x)") == [
        "Narrowed in line 2: `isinstance(x, str)`"
    ]
    assert told(f"{union}    if y or isinstance(x, str):\n        return\n    print(<|>x)") == [
        "Narrowed in line 2: not `isinstance(x, str)`"
    ]
    assert told(f"{union}    if x is None:\n        raise ValueError\n    if y:\n        print(<|>x)") == [
        "Narrowed in line 2: not `x is None`"
    ]
    assert told(f"{union}    match x:\n        case int():\n            print(<|>x)") == [
        "Narrowed in line 3: `case int()`"
    ]
    assert told(f"{union}    if isinstance(x, str):\n        pass\n    print(<|>x)") == []
    assert told(f"{union}    if y:\n        print(<|>x)") == []


def test_tests_of_a_module_narrow_too() -> None:
    source = "def f() -> int | None: ...\nx = f()\nif x is not None:\n    print(<|>x)\n"
    assert told(source) == ["From line 2: `x = f()`", "Narrowed in line 3: `x is not None`"]
    attribute = "class A:\n    x: int | None\ndef g(a: A):\n    assert a.x\n    print(a.<|>x)"
    assert told(attribute) == ["From line 2: `x: int | None`", "Narrowed in line 4: `a.x`"]


def test_it_is_told_from_what_was_inferred(monkeypatch: pytest.MonkeyPatch) -> None:
    at = harness.Project("""
        def step(x: int) -> int | str | None: ...
        def walk():
            x = step(1)
            while x is not None:
                if isinstance(x, str):
                    step(x)
                    continue
                print(<|>x)
                x = step(x)
                if step(x):
                    step(2)
    """)
    path, _ = at.cursor
    at.host.diagnostics(path)
    again: list[ir.Node] = []
    plain = expressions.HANDLERS[ir.Call]

    def call(r: region.RegionInference, node: ir.Expr, expected: kinds.Type | None) -> kinds.Type:
        again.append(node)
        return plain(r, node, expected)

    monkeypatch.setitem(expressions.HANDLERS, ir.Call, call)
    found = at.host.hover(*at.cursor)
    assert found is not None
    assert "Narrowed in line 5: not `isinstance(x, str)`" in found.markdown
    assert again == []
