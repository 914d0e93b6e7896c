"""Programs that nobody would write: random, well-formed, full of cycles; two modules that import each other.

Names are few, so that they meet: a name is a class here, a function there, rebound in a loop, imported back. Whatever
such a program means, checking it ends, fails nowhere and says the same in any order of questions.
"""

from __future__ import annotations

import random
from collections.abc import Callable

NAMES = ("a", "b", "c", "item", "result", "self")
CLASSES = ("A", "B", "C", "Node", "Box")
TYPES = (
    "int", "str", "bool", "None", "object", "list[int]", "dict[str, A]", "tuple[int, ...]", "type[A]", "A | None",
    "Callable[[int], str]", "Literal[1, 'x']", "T", "Self", "'B'", "list[T]", "Box[int]", "Any", "Never",
)  # fmt: skip
DEPTH = 3
_IMPORTS = """\
from __future__ import annotations
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, Never, Protocol, Self, TypeVar, overload
import {other}
from {other} import *
from {other} import a as taken
T = TypeVar("T")
"""


class Program:
    """One module, line by line."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []

    def text(self, other: str) -> str:
        body = "\n".join(self.lines)
        return f"{_IMPORTS.format(other=other)}{self.start()}{body}\n"

    def start(self) -> str:
        """Most names mean something from the beginning."""
        rng = self.rng
        values = [
            "1",
            "'x'",
            "[1]",
            "{'k': A}",
            "None",
            "A()",
            "Box(1)",
            "(1, 'x')",
            "lambda x: x",
            "A",
            "print",
            "B().a",
        ]
        found = [
            "class Box(Generic[T]):\n    a: T\n    def __init__(self, a: T): self.a = a\n    def b(self): return self.a"
        ]
        for name in rng.sample(CLASSES[:4], 3):
            base = rng.choice(["", "(A)", "(Box[int])", "(Node)", "(Protocol)"])
            found.append(
                f"class {name}{base}:\n    a = {rng.choice(values)}\n    def b(self, c=None): return {self.expr(2)}"
            )
        found += [f"{name} = {rng.choice(values)}" for name in NAMES if rng.random() < 0.8]
        return "\n".join(found) + "\n"

    # ---- expressions ----

    def expr(self, depth: int = DEPTH) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.25:
            return rng.choice([*NAMES, *CLASSES, "1", "'x'", "None", "True", "[]", "{}", "()", "...", "taken", "1.5"])
        e = lambda: self.expr(depth - 1)  # noqa: E731 - a short name for the templates below
        forms: list[Callable[[], str]] = [
            lambda: f"({e()} {rng.choice(['+', '-', '*', '//', '|', '&', '<<', '@', '%'])} {e()})",
            lambda: f"({e()} {rng.choice(['==', '<', 'in', 'is', 'is not', 'not in', '!='])} {e()})",
            lambda: f"({e()} {rng.choice(['and', 'or'])} {e()})",
            lambda: f"(not {e()})",
            lambda: f"({e()} if {e()} else {e()})",
            lambda: f"[{e()}, {e()}]",
            lambda: f"({e()}, *{e()})",
            lambda: f"{{{e()}: {e()}, **{e()}}}",
            lambda: f"{e()}({e()})",
            lambda: f"{e()}({e()}, *{e()}, key={e()}, **{e()})",
            lambda: f"{e()}.{rng.choice(NAMES)}",
            lambda: f"{e()}[{e()}]",
            lambda: f"[{e()} for {rng.choice(NAMES)} in {e()} if {e()}]",
            lambda: f"{{{e()} for {rng.choice(NAMES)} in {e()}}}",
            lambda: f"(lambda {rng.choice(NAMES)}=1, *rest: {e()})",
            lambda: f"({rng.choice(NAMES)} := {e()})",
            lambda: f"f'{{{rng.choice(NAMES)}!r}}'",
            lambda: f"isinstance({rng.choice(NAMES)}, {rng.choice(['int', 'A', '(str, B)', 'list'])})",
            lambda: "super()",
            lambda: f"{rng.choice(CLASSES)}[{rng.choice(TYPES)}]",
        ]
        return rng.choice(forms)()

    def target(self) -> str:
        rng = self.rng
        return rng.choice([
            rng.choice(NAMES), f"{rng.choice(NAMES)}.{rng.choice(NAMES)}", f"{rng.choice(NAMES)}[0]",
            f"({rng.choice(NAMES)}, *{rng.choice(NAMES)})",
        ])  # fmt: skip

    # ---- statements ----

    def block(self, indent: str, depth: int, *, in_function: bool, in_loop: bool = False) -> None:
        for _ in range(self.rng.randrange(1, 4)):
            self.statement(indent, depth, in_function=in_function, in_loop=in_loop)

    def statement(self, indent: str, depth: int, *, in_function: bool, in_loop: bool) -> None:
        rng = self.rng
        add = lambda line: self.lines.append(indent + line)  # noqa: E731 - a short name for the many uses below
        inner = indent + "    "

        def body(*, function: bool = in_function, loop: bool = in_loop) -> None:
            self.block(inner, depth - 1, in_function=function, in_loop=loop)

        kind = rng.randrange(20 if depth > 0 else 9)
        if kind < 3:
            add(f"{self.target()} = {self.expr()}")
        elif kind == 3:
            add(f"{rng.choice(NAMES)}: {rng.choice(TYPES)} = {self.expr()}")
        elif kind == 4:
            add(f"{rng.choice(NAMES)} {rng.choice(['+=', '|=', '-='])} {self.expr()}")
        elif kind == 5:
            add(self.expr())
        elif kind == 6:
            add(rng.choice([f"del {rng.choice(NAMES)}", f"assert {self.expr()}", "pass", f"raise {self.expr()}"]))
        elif kind == 7 and in_function:
            add(rng.choice([f"return {self.expr()}", f"yield {self.expr()}", f"yield from {self.expr()}"]))
        elif kind == 8 and in_loop:
            add(rng.choice(["break", "continue"]))
        elif kind in (9, 10):
            add(f"if {self.expr()}:")
            body()
            if rng.random() < 0.5:
                add("else:")
                body()
        elif kind == 11:
            add(f"while {self.expr()}:")
            body(loop=True)
        elif kind == 12:
            add(f"for {self.target()} in {self.expr()}:")
            body(loop=True)
        elif kind == 13:
            add("try:")
            body()
            add(f"except {rng.choice(['ValueError', 'A', '(B, C)', self.expr(1)])} as {rng.choice(NAMES)}:")
            body()
            if rng.random() < 0.4:
                add("finally:")
                body(loop=False)
        elif kind == 14:
            add(f"with {self.expr()} as {self.target()}:")
            body()
        elif kind == 15:
            add(f"match {self.expr()}:")
            for _ in range(rng.randrange(1, 3)):
                self.lines.append(f"{inner}case {self.pattern()} if {self.expr(1)}:")
                self.block(inner + "    ", depth - 1, in_function=in_function, in_loop=in_loop)
        elif kind == 16:
            self.function(indent, depth, "")
        elif kind in (17, 18):
            self.class_(indent, depth)
        else:
            add(f"{rng.choice(NAMES)} = {self.expr()}")

    def pattern(self) -> str:
        rng = self.rng
        name = rng.choice(NAMES)
        return rng.choice([
            "1", "'x'", "None", f"[{name}, *_]", f"{{'k': {name}}}", f"{rng.choice(CLASSES)}(a={name})",
            f"int() as {name}", "1 | 2 | str()", f"({name}, 1)",
        ])  # fmt: skip

    def function(self, indent: str, depth: int, first: str) -> None:
        rng = self.rng
        if rng.random() < 0.3:
            decorators = ["staticmethod", "classmethod", "property", self.expr(1)]
            self.lines.append(f"{indent}@{rng.choice(decorators)}")
        names = rng.sample([each for each in NAMES if each != first], rng.randrange(3))
        parts = [first] if first else []
        parts += [each if rng.random() < 0.4 else f"{each}: {rng.choice(TYPES)} = {self.expr(1)}" for each in names]
        seen_default = False
        for at, part in enumerate(parts):
            seen_default = seen_default or "=" in part
            if seen_default and "=" not in part:
                parts[at] = f"{part}=1"
        if rng.random() < 0.3:
            parts.append(rng.choice(["*args: int", "**kwargs: str", "*, key: T"]))
        returns = f" -> {rng.choice(TYPES)}" if rng.random() < 0.4 else ""
        word = "async def" if rng.random() < 0.15 else "def"
        self.lines.append(f"{indent}{word} {rng.choice(NAMES)}({', '.join(parts)}){returns}:")
        if word == "def":
            self.block(indent + "    ", depth - 1, in_function=True)
        else:
            self.lines.append(f"{indent}    return await {self.expr(1)}")

    def class_(self, indent: str, depth: int) -> None:
        rng = self.rng
        bases = rng.sample([*CLASSES, "Generic[T]", "Protocol", "list[int]", "Exception", "Box[T]"], rng.randrange(3))
        if rng.random() < 0.2:
            bases.append(f"metaclass={rng.choice(['type', 'A'])}")
        self.lines.append(f"{indent}class {rng.choice(CLASSES)}({', '.join(bases)}):")
        inner = indent + "    "
        for _ in range(rng.randrange(1, 4)):
            if rng.random() < 0.6:
                self.function(inner, depth, "self")
            else:
                self.lines.append(f"{inner}{rng.choice(NAMES)}: {rng.choice(TYPES)} = {self.expr(1)}")


def program(seed: int, n_statements: int = 12) -> dict[str, str]:
    """Two modules by path."""
    rng = random.Random(seed)
    found: dict[str, str] = {}
    for name, other in (("one", "two"), ("two", "one")):
        made = Program(rng)
        for _ in range(n_statements):
            made.statement("", DEPTH, in_function=False, in_loop=False)
        found[f"{name}.py"] = made.text(other)
    return found
