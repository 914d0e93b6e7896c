"""Functions that nobody asked about are linked by name alone; who asks in any order finds what an eager link finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import pebre_analysis
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.scope import Scope
from pebre_analysis.syntax import sketch, split
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


_LINES = split.BODY_LINES


def _as_text(text: str, asked: random.Random | None) -> str:
    """All that is known of a file; `asked`: after questions about single names, in random order."""
    project = Project(text)
    index = project.index()
    if asked is not None:
        questions = [(scope, name) for scope in _classes(index.module) for name in scope.names.value]
        asked.shuffle(questions)
        for scope, name in questions[: asked.randrange(len(questions) + 1)]:
            state = scope.symbol(name).state.value
            for each in state.declarations if state is not None and asked.random() < 0.5 else ():
                assert each.exists
                assert each.region.entry.value is not None
                assert each.binding.place == name
            assert scope.symbol(name).sites.value is not None
    return random_edits.as_text(project)


def _classes(scope: Scope) -> list[Scope]:
    found = [scope]
    for each in scope.child_scopes():
        if each.own_body is None:
            found += _classes(each)
    return found


def _check(text: str, monkeypatch: pytest.MonkeyPatch, seeds: range) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sketch, "function_name", lambda part: "")
        eager = _as_text(text, None)
    for seed in seeds:
        assert _as_text(text, random.Random(seed)) == eager


@pytest.mark.parametrize("lines", [split.BODY_LINES, split.STUB_BODY_LINES])
def test_what_reaches_a_header_is_what_it_was_when_the_flow_passed(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "BODY_LINES", lines)
    _check(FLOWS, monkeypatch, range(8))
    _check(FLOWS.replace("x.a =", "x_a ="), monkeypatch, range(8))


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
