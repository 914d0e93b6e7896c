"""Programs that tie knots: classes, constructors, aliases, protocols, decorators and properties that need each other.

Few definitions, each of which names others without regard to what can come of it: a class whose `__new__` is the class
that makes it, an alias of itself, a decorator that is decorated by what it decorates. Checking such a program ends,
fails nowhere, and says the same in any order.
"""

from __future__ import annotations

import random

CLASSES = ("A", "B", "C", "D")
VALUES = ("f", "g", "h", "x")
_IMPORTS = """\
from __future__ import annotations
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Concatenate, Generic, NamedTuple, NewType, ParamSpec, Protocol, Self, TypedDict, TypeVar, overload
T = TypeVar("T", bound="A")
U = TypeVar("U", default="B")
P = ParamSpec("P")
"""  # noqa: E501 - as such programs are written
_NEW_SYNTAX = _IMPORTS.replace("from __future__ import annotations\n", "")
_SPECIAL = (
    "__new__", "__init__", "__call__", "__get__", "__set__", "__getattr__", "__getattribute__", "__getitem__",
    "__iter__", "__next__", "__enter__", "__exit__", "__eq__", "__add__", "__radd__", "__iadd__", "__bool__",
    "__len__", "__hash__",
    "__contains__", "__class_getitem__", "__init_subclass__", "__set_name__", "__neg__", "__await__", "__index__",
    "__instancecheck__", "__prepare__", "__mro_entries__", "__slots__", "__match_args__", "__or__", "__reversed__",
    "__delattr__", "__setattr__", "__post_init__", "a", "b",
)  # fmt: skip
_DECORATORS = (
    "property", "staticmethod", "classmethod", "dataclass", "overload", "A", "B()", "C.a", "f", "g(A)", "h", "x",
    "dataclass(frozen=A)", "A.b", "f()()",
)  # fmt: skip
_USES = (
    "{v}()", "{v}(1, key={w})", "{v}.a", "{v}.a.b()", "{v}[{w}]", "{v} + {w}", "{v} += {w}", "{v} < {w} in {v}",
    "with {v} as {w}: pass", "for {w} in {v}: pass", "not {v}", "isinstance({v}, {w})", "-{v}", "{v} | {w}",
    "{w} = {v}", "{v}, *{w} = {v}", "del {v}.a", "{v}.a = {w}", "[*{v}]", "{{**{v}}}", "assert {v}", "{v}()()()",
    "print(*{v}, **{w})", "match {v}:\n    case {c}(a={w}): pass\n    case {c}(): {w}", "{v} if {w} else {v}",
    "lambda {w}={v}: {w}({v})",
    "super({c}, {v}).a", "{v}.{w}", "[{w} for {w} in {v} if {v}({w})]",
)  # fmt: skip


class Knots:
    """One module, definition by definition."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def text(self) -> str:
        rng = self.rng
        imports = rng.choice((_IMPORTS, _NEW_SYNTAX))
        parts = [self.definition(name) for name in CLASSES for _ in range(rng.choice((1, 1, 1, 2)))]
        parts += [self.value(name) for name in VALUES]
        rng.shuffle(parts)
        uses = [
            use.format(v=self.one(), w=self.one(), c=rng.choice(CLASSES))
            for use in rng.sample(_USES, 6)
        ]  # fmt: skip
        return imports + "\n".join([*parts, *uses]) + "\n"

    def one(self) -> str:
        return self.rng.choice((*CLASSES, *VALUES))

    def value_of(self) -> str:
        rng = self.rng
        a, b = self.one(), self.one()
        return rng.choice((
            a, a, f"{a}()", f"{a}({b})", f"{a}.a", f"{a}().b", f"{a}[{b}]", f"{a} or {b}", f"({a}, {b})", f"[{a}]",
            f"lambda {a}: {b}", f"type({a})", f"super().{b}", f"{a} | {b}", f"{a} + {b}", "self", "None", "1",
            f"{{{a}: {b}}}", f"lambda: {a}()", f"type('{a}', ({b},), {{}})", f"field(default_factory={a})",
        ))  # fmt: skip

    def type_of(self) -> str:
        rng = self.rng
        a, b = rng.choice(CLASSES), self.one()
        return rng.choice((
            a, f'"{a}"', f'"{a} | {b}"', f'"type[{a}]"', f"list[{a}]", f'"{a}[{b}]"', f'"Callable[[{a}], {b}]"', "T",
            "Self", f'"Callable[P, {a}]"', f"tuple[{a}, ...]", f'"{b}"', f'"Callable[Concatenate[{a}, P], T]"',
            "Any", "U", "x",
            f'"{a}.a"', f'"type[{a} | T]"', "None", f'"list[{b}] | {a}"', f'"tuple[{a}, *{b}]"',
        ))  # fmt: skip

    def definition(self, name: str) -> str:
        rng = self.rng
        a, b = rng.choice(CLASSES), rng.choice(CLASSES)
        kind = rng.randrange(14)
        if kind == 0:
            return f"{name} = {self.value_of()}"
        if kind == 1:
            return f"type {name}{rng.choice(('', '[V]', '[V: A]', '[V = B]', '[**V]'))} = {self.type_of()}"
        if kind == 2:
            return f"{name} = NewType('{name}', {a})"
        if kind == 3:
            fields = rng.choice(("[]", f"[(a, {a})]", f"{{a: {a}}}", a))
            return f"{name} = {rng.choice(('NamedTuple', 'TypedDict'))}('{name}', {fields})"
        if kind == 4:
            return f"{name} = {rng.choice(('TypeVar', 'ParamSpec'))}('{name}', bound={self.type_of()})"
        bases = rng.choice((
            "", "", f"({a})", f"({a}, {b})", f"({a}[{b}])", "(Protocol)", "(Protocol[T])", f"(Generic[T], {a})",
            "(Enum)", "(TypedDict)", "(NamedTuple)", f"(metaclass={a})", f"({a}, metaclass={b})",
            f"({self.value_of()})",
            "[V](A)", "[V: B]", f"({a}[{name}])", f"(list[{name}])", f"(dict[{a}, {name}])", "(type)",
            "(property)", "(tuple)",
        ))  # fmt: skip
        decorator = f"@{rng.choice(_DECORATORS)}\n" if rng.random() < 0.25 else ""
        lines = [f"{decorator}class {name}{bases}:"]
        lines += [self.member() for _ in range(rng.randrange(1, 5))]
        return "\n".join(lines)

    def member(self) -> str:
        rng = self.rng
        name = rng.choice(_SPECIAL)
        kind = rng.randrange(5)
        if kind == 0:
            return f"    {name} = {self.value_of()}"
        if kind == 1:
            return f"    {name}: {self.type_of()}" + (f" = {self.value_of()}" if rng.random() < 0.4 else "")
        return self.function(name, "    ", "self")

    def function(self, name: str, indent: str, first: str) -> str:
        rng = self.rng
        lines = [f"{indent}@{rng.choice(_DECORATORS)}" for _ in range(rng.choice((0, 0, 1, 1, 2)))]
        more = rng.choice(
            ("", "a", f"a: {self.type_of()}", f"a={self.value_of()}", "*a, **b", "*a: P.args, **b: P.kwargs")
        )
        params = ", ".join([each for each in (first, more) if each])
        returns = f" -> {self.type_of()}" if rng.random() < 0.4 else ""
        lines.append(f"{indent}def {name}({params}){returns}:")
        if first and rng.random() < 0.3:
            lines.append(f"{indent}    self.{rng.choice(('a', 'b'))} = {self.value_of()}")
        lines.append(f"{indent}    return {self.value_of()}")
        return "\n".join(lines)

    def value(self, name: str) -> str:
        if self.rng.random() < 0.5:
            return f"{name} = {self.value_of()}"
        return self.function(name, "", "")


def program(seed: int) -> dict[str, str]:
    """One module, or two that import each other, by path."""
    rng = random.Random(seed)
    if rng.random() < 0.6:
        return {"one.py": Knots(rng).text()}
    found: dict[str, str] = {}
    for name, other in (("one", "two"), ("two", "one")):
        taken = rng.sample((*CLASSES, *VALUES), 3)
        imports = rng.choice((f"from {other} import {', '.join(taken)}\n", f"from {other} import *\n"))
        lines = Knots(rng).text()
        found[f"{name}.py"] = lines + imports if rng.random() < 0.5 or "__future__" in lines else imports + lines
    return found
