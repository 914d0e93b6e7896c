"""Scoping compared with the standard `symtable` module."""

import pathlib
import sysconfig
import warnings

import pytest

from tests.semantic import symbol_tables
from tests.semantic.harness import Project

SAMPLE = """\
import os
from a import *
x = 1
class A(B, metaclass=M):
    __private = x
    def f(self, y, *args, z=x, **kw) -> int:
        global x
        x = y
        w: int = z
        def g():
            nonlocal w
            w = self.__private
            return [i + y for i in args if (last := i)]
        class L:
            y = y
            def h(self): return w, y
        return lambda a, b=y: a + b + kw
    [t for t in x]
    {k: v for k, v in x}
def f(n):
    for i in n:
        with n as (a, [b, *c]), i: pass
    try: import p.q as r, s.t
    except E as e: del n
    match n:
        case [u, {"k": v, **rest}] | C(u, kk=v) as rest: pass
    while (m := n()): m += 1
    return {(yield): await m async for m in n}
async def g():
    async with x as y: print(f"{y!r:{x}}")
    return (i for i in (j for j in y))
"""


def differences(text: str) -> list[str]:
    return symbol_tables.differences(text, Project(text).index())


def test_a_sample_of_every_construct() -> None:
    assert differences(SAMPLE.replace("{(yield): await m async for m in n}", "(yield)")) == []


def library_files() -> list[pathlib.Path]:
    return sorted(pathlib.Path(sysconfig.get_path("stdlib")).glob("*.py"))


@pytest.mark.parametrize("name", ["abc", "bisect", "contextlib", "functools", "keyword", "types"])
def test_a_library_module(name: str) -> None:
    path = pathlib.Path(sysconfig.get_path("stdlib")) / f"{name}.py"
    assert differences(path.read_text(encoding="utf-8")) == []


@pytest.mark.long
def test_the_whole_standard_library() -> None:
    found: dict[str, list[str]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in sorted(pathlib.Path(sysconfig.get_path("stdlib")).rglob("*.py")):
            if "site-packages" in path.parts:
                continue
            try:
                text = path.read_text(encoding="utf-8")
                compile(text, str(path), "exec")
            except (SyntaxError, ValueError):
                continue
            different = differences(text)
            if different:
                found[path.name] = different
    assert found == {}
