"""Functions, and classes of stubs, that nobody asked about are linked by name alone; who asks in any order finds what
an eager link finds."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
import typeshed_client

import pebre_analysis
from pebre_analysis.semantic import chunks, link_first, update
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.scope import CLASS
from pebre_analysis.syntax import split
from tests.semantic import random_edits
from tests.semantic.harness import Project

FLOWS = """
import sys
from m import *
x = 1
x.a = 2
def before(p=x, q=x.a):
    return later

x = "s"
@dec(x)
def after(p=x, q=x.a, r=unknown):
    class Inner:
        def deep(self):
            self.z = 1
    def nested():
        nonlocal p
        p = 1
    return nested

class A[T]:
    x = x

    @dec(x)
    def one(self, p=x, q=after, r=A) -> T:
        self.one_set = 1
        self.others.extend(p)

    y = one

    def one(self, p=y, q=one, r=T): ...

    @staticmethod
    def quiet(self):
        self.never = 1

    class B:
        x = x

        def two(self, p=x, q=y) -> T:
            self . spaced = 1
            self.\\
                broken = 2

        v = two
        w = two

    def three(self, p=B, q=x):
        (self.left, self.right) = p

    u = one

if sys.version_info > (3, 4):
    class InBranch:
        z = x
        def m(self, p=x, q=z):
            self.b = 1
        more = m
        lines = m
        of = m
        code = m
        to = m
        be = m
        split = m

    def in_branch(p=x): ...

if sys.platform == "linux":
    x = 7
    def on_linux(p=x, q=later): ...

    class L(A):
        v = x

        def one(self, p=x, q=v, r=on_linux): ...

        if x:
            def two(self, p=x, q=one, r=L):
                self.in_branch = 1

            x = 8

            def two(self, p=x, q=two): ...

            def three(self, p=two):
                return x.a
        else:
            def two(self, p=x, q=one): ...

            k = 1
            l = 1
            m = 1

        def four(self, p=x, q=two, r=k): ...

        n = o = 1

    def again(p=x, q=L): ...
elif x is None:
    def on_linux(p=x): ...

    def on_other(p=x, q=on_linux): ...

    raise SystemExit

    def behind_it(p=on_other): ...
else:
    try:
        def tried(p=x): ...

        x = 9

        def tried_again(p=x, q=tried): ...

        y = 1
        z = 1
        w = 1
    except OSError as error:
        def failed(p=x, q=tried_again, r=error): ...

        y = 2
        z = 2
        w = 2
        v = 2

def after_branches(p=x, q=on_linux, r=tried, s=failed): ...

class G:
    global x, of_class
    x = 3

    def of_class(self, p=x): ...

    def four(self, p=x, q=of_class): ...

    a = b = c = 1

    class H:
        def five(self, p=x): ...

    d = e = 1

x.a = 5
def last(p=x, q=x.a, r=of_class):
    import inside
    global made

def after_made(q=made): ...
from n import *
def behind(p=x, q=foreign): ...
"""

STUB_FLOWS = """
import sys
from typing import *
x: int
x.a = 2
class Empty: ...
@final
class Plain(Base, metaclass=x):
    y: int
    x: str = x
    def one(self, p=x, q=Plain, r=y, s=later) -> Plain: ...
    z = one
    @overload
    def two(self, p=z) -> x: ...
    @overload
    def two(self, p: x = ...) -> y: ...
    class Inner(Empty):
        x = x
        def deep(self, p=x, q=y, r=z) -> Plain: ...
        y = deep
        class Inmost:
            y = y
            def deepest(self, p=x, q=y) -> Inner: ...
    if sys.version_info >= (3, 9):
        def newer(self, p=Inner) -> x: ...
        v = newer
    elif sys.platform == "linux":
        def newer(self, p=two) -> x: ...
        class Branch:
            a = newer
            b = v
            def m(self, p=newer, q=v): ...
    else:
        newer: int
    w = newer

x = "s"
class Plain(Plain):
    y = Plain
    __slots__ = ("a", "b")
    def one(self, p=y, q=x, r=x.a) -> Plain: ...

class Generic1[T]:
    x: T
    class Within(Plain):
        x = x
        def m(self, p=T, q=x, r=Plain) -> T: ...
        def n[T](self, p=T) -> T: ...
    def o(self, p=Within) -> T: ...

if sys.version_info >= (3, 10):
    class Versioned:
        a = x
        def m(self, p=x, q=Plain, r=a) -> Versioned: ...
    x = 3
    class Versioned(Versioned):
        b = Versioned
        def m(self, p=x, q=b) -> Versioned: ...
    class More:
        c = Versioned
        def m(self, p=c): ...
else:
    class Versioned:
        d = Plain
        def m(self, p=x, q=d): ...
    x = 4
    class Older(Versioned):
        e = Versioned
        x = x
        f = 1
        g = 2

class Last(Versioned):
    a = More
    x = x
    def m(self, p=x, q=Older, r=a) -> Last: ...
del x
from m import *
class Behind:
    x = x
    foreign = foreign
    def m(self, p=foreign, q=x, r=unknown): ...
    y: int; z: int
    @property
    def wide(self) -> int:
        "Docs."
    @wide.setter
    def wide(self, value: x) -> None: ...
"""
_LINES = split.BODY_LINES


def _as_text(text: str, asked: random.Random | None, path: str) -> str:
    """All that is known of a file; `asked`: after questions about single names, in random order."""
    project = Project({path: text})
    index = project.index(path)
    if asked is None:
        assert all(each.pending is None for each in update.occurrences_of(index, settled=True))
    else:
        seen = [index.module]
        for _ in range(asked.randrange(60)):
            scope = asked.choice(seen)
            if asked.random() < 0.2:  # what is asked of a class may be its first question or its last
                seen += [each for each in scope.child_scopes() if each.own_body is None and each not in seen]
            if asked.random() < 0.1:
                assert scope.straight_calls.value is not None
            names = sorted(scope.names.value)
            if not names:
                continue
            name = asked.choice(names)
            state = scope.symbol(name).state.value
            for each in state.declarations if state is not None and asked.random() < 0.5 else ():
                assert each.exists
                assert each.region.entry.value is not None
                assert each.binding.place == name
            assert scope.symbol(name).sites.value is not None
    return random_edits.as_text(project, path)


def _check(text: str, monkeypatch: pytest.MonkeyPatch, seeds: range) -> None:
    for path in ("main.py", "main.pyi"):
        with monkeypatch.context() as patched:
            unknown = SimpleNamespace(**{**vars(chunks), "name_in": lambda part: ""})
            patched.setattr(link_first, "chunks", unknown)
            eager = _as_text(text, None, path)
        for seed in seeds:
            assert _as_text(text, random.Random(seed), path) == eager


@pytest.mark.parametrize("lines", [split.BODY_LINES, split.STUB_BODY_LINES])
def test_what_reaches_a_header_is_what_it_was_when_the_flow_passed(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "BODY_LINES", lines)
    _check(FLOWS, monkeypatch, range(8))
    _check(FLOWS.replace("x.a =", "x_a ="), monkeypatch, range(8))
    _check(STUB_FLOWS, monkeypatch, range(20))
    _check(STUB_FLOWS.replace("x.a =", "x_a ="), monkeypatch, range(8))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shelve", "_asyncio", "tarfile", "types", "enum"])
def test_stubs_of_the_standard_library(name: str) -> None:
    text = (Path(typeshed_client.__file__).parent / "typeshed" / f"{name}.pyi").read_text(encoding="utf-8")
    eager = _as_text(text, None, "main.pyi")
    for seed in range(2):
        assert _as_text(text, random.Random(seed), "main.pyi") == eager


def test_random_files(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    for n in range(30):
        monkeypatch.setattr(split, "BODY_LINES", split.STUB_BODY_LINES if n % 2 else _LINES)
        text = random_edits.random_file(rng)
        for _ in range(rng.randrange(3)):
            text = random_edits.random_edit(rng, text)
        _check(text, monkeypatch, range(2))


@pytest.mark.slow
def test_own_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((Path(pebre_analysis.__file__).parent / "semantic").glob("*.py"))
    for path in paths[::4]:
        _check(path.read_text(encoding="utf-8"), monkeypatch, range(1))


def test_only_what_is_asked_for_is_read() -> None:
    many = "".join([f"    def o{n}(self): ...\n" for n in range(12)])
    methods = "    def m(self):\n        self.a = 1\n    def n(self):\n        return self.a.b + self.a()\n"
    project = Project(f"def f(): ...\n\ndef g():\n    def h(): ...\n\nclass A:\n{methods}{many}")
    index = project.index()
    a = index.module.child_scopes()[2]
    assert _read(project) == []
    assert index.module.symbol("f").state.value is not None
    assert a.symbol("n").state.value is not None
    assert _read(project) == []
    assert index.module.symbol("g").state.value.declarations[0].binding.place == "g"
    assert a.symbol("a").sites.value
    assert _read(project) == ["g", "m"]
    assert [each.name for each in index.module.child_scopes()[1].child_scopes()] == ["h"]


def test_only_those_classes_of_a_stub_are_read() -> None:
    many = "".join([f"    def o{n}(self): ...\n    a{n}: int\n" for n in range(12)])
    inner = "    class C:\n        d: int\n" + many.replace("    ", "        ")
    project = Project({"main.pyi": f"class A:\n{many}{inner}\nclass B(A): ...\nclass C:\n    x: A\n    y: B\n"})
    index = project.index("main.pyi")
    a, b, _ = index.module.child_scopes()
    assert index.module.symbol("C").state.value is not None
    assert _classes_read(index) == []
    assert index.module.symbol("B").state.value.declarations[0].binding.place == "B"
    assert b.names.value == frozenset()
    assert _classes_read(index) == ["B"]
    assert a.symbol("a3").state.value is not None
    assert a.symbol("d").state.value is None
    assert _classes_read(index) == ["A", "B"]
    [c] = [each for each in a.child_scopes() if each.kind == CLASS]
    assert "d" in c.names.value
    assert _classes_read(index) == ["A", "B", "C"]


def _classes_read(index: SemanticIndex) -> list[str]:
    return sorted(
        each.regions[0].key
        for each in update.occurrences_of(index)
        if each.pending is None and each.index.scopes and each.index.scopes[0].is_class
    )


def _read(project: Project) -> list[str]:
    """The functions whose chunks were looked at."""
    stack: list[Occurrence] = [each for body in project.index().module.bodies for each in body]
    found: list[str] = []
    while stack:
        each = stack.pop()
        if each.pending is None and each.regions and each.index.scopes and not each.index.scopes[0].is_class:
            found.append(each.index.scopes[0].name)
        for group in each.groups:
            stack += group
    return sorted(found)
