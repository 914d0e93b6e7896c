"""Deep, long and repeated text: nothing recurses over it, and time grows with its length only."""

import time
from collections.abc import Callable

import pytest

from pebre_analysis.syntax import driver, errors, features, nodes
from tests.syntax import parsing


def _nested(header: str, body: str = "") -> Callable[[int], str]:
    """Blocks inside blocks; the text grows with the square of the depth, so that is bounded."""

    def make(n: int) -> str:
        depth = min(n, 1_000)
        return "".join(" " * i + header for i in range(depth)) + (" " * depth + body if body else "")

    return make


SHAPES: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "(" * n + ")" * n,
    "open parentheses": lambda n: "(" * n,
    "closing parentheses": lambda n: ")" * n,
    "lists": lambda n: "[" * n + "]" * n,
    "mixed open brackets": lambda n: "([{" * n,
    "calls": lambda n: "f(" * n + ")" * n,
    "open calls": lambda n: "f(" * n,
    "subscripts": lambda n: "a[" * n + "0" + "]" * n,
    "dicts": lambda n: "{1:" * n + "}" * n,
    "negations": lambda n: "-" * n + "1",
    "not": lambda n: "not " * n + "x",
    "lambdas": lambda n: "lambda: " * n + "x",
    "open lambdas": lambda n: "(lambda " * n,
    "conditionals": lambda n: "a if b else " * n + "c",
    "powers": lambda n: "a**" * n,
    "attributes": lambda n: "a" + ".b" * n,
    "sums": lambda n: "a" + "+b" * n,
    "ifs in a row": lambda n: "if " * n,
    "comprehensions": lambda n: "[x for " * n,
    "elif": lambda n: "if x:\n  a\n" + "elif y:\n  b\n" * n,
    "else if": lambda n: "if a:\n  b\n" + "else if c:\n  d\n" * n,
    "else without if": lambda n: "else:\n  a\n" * n,
    "decorators": lambda n: "@a\n" * n,
    "f-strings": lambda n: 'f"{' * n + "x" + '}"' * n,
    "open f-strings": lambda n: "f'{" * n,
    "open f-strings in lines": lambda n: 'f"{x\n' * n,
    "open triple f-strings in lines": lambda n: 'f"""{x\n' * n,
    "format specs": lambda n: 'f"' + "{x:" * n + "}" * n + '"',
    "braces in an f-string": lambda n: 'f"' + "{" * (2 * n + 1) + '"',
    "quotes": lambda n: '"' * n,
    "triple quotes": lambda n: '"""x' * (n + 1),
    "open brackets in lines": lambda n: "x = (\ny = [\n" * n,
    "open headers": lambda n: "def f(\n" * n,
    "missing commas": lambda n: "f(" + "a b " * n + ")",
    "bad characters": lambda n: "f(" + "$ a " * n + ")",
    "bad statements": lambda n: "x $;" * n,
    "bad indents": lambda n: "".join(" " * (i % 50) + "x = = 3\n" for i in range(n)),
    "keywords": lambda n: "return " * n,
    "async": lambda n: "async " * n,
    "backslashes": lambda n: "\\" * n,
    "continued lines": lambda n: "\\\n" * n,
    "blank lines": lambda n: "\n" * n,
    "patterns": lambda n: "match x:\n  case " + "[" * n + "]" * n + ": pass\n",
    "matches": lambda n: "match x:\n" * n,
    "dots": lambda n: "." * n,
    "colons": lambda n: "x:" * n,
    "stars": lambda n: "*" * n,
    "if blocks": _nested("if x:\n", "pass\n"),
    "unfinished try and for": lambda n: "".join(
        " " * i + ("try:\n" if i % 2 else "for x in y:\n") for i in range(min(n, 1_000))
    ) + "x\n",
    "unfinished def": _nested("def f():\n"),
    "match blocks": _nested("match x:\n"),
    "dedents to nowhere": lambda n: "if x:\n" + "".join(" " * i + "y\n" for i in range(min(n, 1_000), 0, -1)),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_thousand_levels(name: str) -> None:
    check(SHAPES[name](1_000))


@pytest.mark.long
@pytest.mark.parametrize("name", SHAPES)
def test_ten_thousand_levels(name: str) -> None:
    text = SHAPES[name](10_000)
    start = time.process_time()
    check(text)
    assert time.process_time() - start < 8  # at most 2 measured
    check(text[: len(text) // 2])


@pytest.mark.long
@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear(name: str) -> None:
    def cost(n: int) -> float:
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            driver.parser().parse(SHAPES[name](n))
            best = min(best, time.process_time() - start)
        return best

    small, large = cost(2_000), cost(8_000)
    assert large < 4 * small * 3 + 0.05


def check(text: str) -> None:
    parsed = parsing.parse(text)
    errors.found_in(parsed)
    features.newer_syntax(parsed)
    nodes.release(parsed.tree)
