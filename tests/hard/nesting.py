"""Programs that nest one thing in itself, as deep as wanted. Each ends with `after = 1`, which must be found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

AFTER: Final = "after = 1\n"


def _around(before: str, core: str, behind: str) -> Callable[[int], str]:
    return lambda depth: before * depth + core + behind * depth + "\n"


def _blocks(header: str) -> Callable[[int], str]:
    """Blocks inside each other; `{}` in the header is the depth."""

    def make(depth: int) -> str:
        lines = [" " * n + header.format(n) for n in range(depth)]
        return "\n".join([*lines, " " * depth + "pass\n"])

    return make


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "parentheses": _around("(", "1", ")"),
    "lists": _around("[", "1", "]"),
    "dicts": _around("{1: ", "1", "}"),
    "calls": lambda depth: "def f(x): return x\n" + "f(" * depth + "1" + ")" * depth + "\n",
    "subscripts": lambda depth: "x = [0]\n" + "x[" * depth + "0" + "]" * depth + "\n",
    "unary": lambda depth: "y = " + "-" * depth + "1\n",
    "not": lambda depth: "y = " + "not " * depth + "1\n",
    "lambda": lambda depth: "y = " + "lambda: " * depth + "1\n",
    "conditional": lambda depth: "c = 1\ny = " + "1 if c else " * depth + "1\n",
    "sum": lambda depth: "y = " + "1 + " * depth + "1\n",
    "text sum": lambda depth: "y = " + "'a' + " * depth + "'a'\n",
    "and": lambda depth: "c = input()\ny = " + "c and " * depth + "1\n",
    "comparison": lambda depth: "y = " + "1 < " * depth + "1\n",
    "attributes": lambda depth: "class A:\n    a: 'A'\ny = A()" + ".a" * depth + "\n",
    "call chain": lambda depth: "class A:\n    def a(self) -> 'A': ...\ny = A()" + ".a()" * depth + "\n",
    "own call chain": lambda depth: "class A:\n    def a(self): return self\ny = A()" + ".a()" * depth + "\n",
    "comprehensions": lambda depth: "y = " + "[" * depth + "1" + " for x in 'a']" * depth + "\n",
    "f-strings": lambda depth: "y = " + 'f"{' * depth + "1" + '}"' * depth + "\n",
    "annotation": lambda depth: "y: " + "list[" * depth + "int" + "]" * depth + "\n",
    "annotation in a string": lambda depth: "y: '" + "list[" * depth + "int" + "]" * depth + "'\n",
    "open brackets": lambda depth: "y = " + "(" * depth + "\n\n",
    "open calls": lambda depth: "y = " + "f(" * depth + "\n\n",
    "targets": lambda depth: "[" * depth + "x" + "]" * depth + " = 1\n",
    "patterns": lambda depth: "match input():\n    case " + "[" * depth + "x" + "]" * depth + ": pass\n",
    "if": _blocks("if input():"),
    "while": _blocks("while input():"),
    "def": _blocks("def f{}():"),
    "class": _blocks("class C{}:"),
    "try": _blocks("try:"),
    "with": _blocks("with open('x') as f:"),
    "elif": lambda depth: (
        "x = input()\nif x == 'a': y = 0\n" + "".join(f"elif x == '{n}': y = {n}\n" for n in range(depth))
    ),
    "decorators": lambda depth: "def d(f): return f\n" + "@d\n" * depth + "def f(): pass\n",
}
BLOCKS: Final = ("if", "while", "def", "class", "try", "with")  # their size grows with the square of the depth
DEPTHS: Final = (100, 300, 1_000, 10_000)


def program(shape: str, depth: int) -> str:
    return SHAPES[shape](depth) + AFTER
