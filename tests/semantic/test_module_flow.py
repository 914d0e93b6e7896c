"""What uses in module and class bodies see, and under what condition their statements run."""

import pytest

from pebre_analysis.semantic import dump, pending
from tests.semantic.harness import Project
from tests.semantic.uses import runs_when, sees

CASES = {
    "the last assignment counts": ("x = 1\nx = 2\n<|>x\n", "2"),
    "not bound yet": ("<|>x\nx = 1\n", "not bound before"),
    "a builtin": ("<|>print\n", "not bound before"),
    "if and else": ("if a: x = 1\nelse: x = 2\n<|>x\n", "1 ; 2"),
    "bound on one way only": ("if a: x = 1\n<|>x\n", "unbound ; 1"),
    "narrowed": ("x = 1\nif x is None:\n    <|>x\n", "1 if x is None"),
    "narrowed, the other way": ("x = 1\nif x is None: raise E\n<|>x\n", "1 if not x is None"),
    "a test of the version": (
        "import sys\nif sys.version_info >= (3, 8): x = 1\nelse: x = 2\n<|>x\n",
        "2 when sys.version_info >= (3, 8) ; 3 when not sys.version_info >= (3, 8)",
    ),
    "a call in a branch": (
        "x = 1\nif x is None: die()\n<|>x\n",
        "1 if not x is None ; 1 if x is None when die() returns",
    ),
    "import in try": ("try: import a\nexcept ImportError: a = None\n<|>a\n", "1 ; 2"),
    "a loop": ("x = 1\nfor i in a:\n    <|>x\n    x = i\n", "1 ; 4"),
    "a loop's variable afterwards": ("for i in a: pass\n<|>i\n", "unbound ; 1"),
    "two bindings in a loop": ("x = 1\nwhile a:\n    <|>x\n    x = 2\n    x = 3\n", "1 ; 4 ; 5"),
    "del": ("x = 1\ndel x\n<|>x\n", "unbound"),
    "with": ("with a: x = 1\n<|>x\n", "unbound when a swallows ; 1"),
    "match": ("match a:\n    case 1: x = 1\n    case _: x = 2\n<|>x\n", "2 ; 3"),
    "a match that may fail": (
        "match a:\n    case 1: x = 1\n<|>x\n",
        "unbound when nothing matches match a ; 2",
    ),
    "walrus": ("if (x := a): pass\n<|>x\n", "1"),
    "a member": ("x.a = 1\n<|>x.a\n", "1"),
    "a member is forgotten when the object is bound": ("x.a = 1\nx = 2\n<|>x.a\n", "not bound before"),
    "a narrowed member": ("import a\nif a.b is None: raise E\n<|>a.b\n", "member if not a.b is None"),
    "a comprehension sees the point where it stands": ("x = 1\n[<|>x for _ in a]\nx = 2\n", "1"),
    "a lambda sees the name when it runs": ("x = 1\nlambda: <|>x\n", "captured(when run)"),
    "a default sees the point where it stands": ("x = 1\ndef f(a=<|>x): pass\nx = 2\n", "1"),
    "a decorator": ("x = 1\n@<|>x\ndef f(): pass\n", "1"),
    "the base of a class": ("x = 1\nclass A(<|>x): pass\n", "1"),
    "a class reads itself": ("class A:\n    x = 1\n    y = <|>x\n", "2"),
    "a class reads the module": ("x = 1\nclass A:\n    y = <|>x\nx = 2\n", "outside: 1"),
    "a class binds maybe": ("x = 1\nclass A:\n    if a: x = 2\n    y = <|>x\n", "outer ; 3"),
    "a class in a class skips the outer one": (
        "x = 1\nclass A:\n    x = 2\n    class B:\n        y = <|>x\n",
        "outside: 1",
    ),
    "a comprehension in a class skips the class": ("x = 1\nclass A:\n    x = 2\n    y = [<|>x for _ in a]\n", "outer"),
    "the first iterable in a class does not": ("class A:\n    x = 2\n    y = [_ for _ in <|>x]\n", "2"),
    "a class's own name is not bound in its body": ("class A:\n    y = <|>A\n", "not bound before"),
    "a type parameter in a class body": ("class A[T]:\n    x: <|>T\n", "outside: 1"),
    "global in a class": ("class A:\n    global x\n    x = 1\n<|>x\n", "3"),
    "a star import over a name": ("x = 1\nfrom m import *\n<|>x\n", "star 2 over (1)"),
    "a star import over nothing": ("from m import *\n<|>x\n", "star 1 over (unbound)"),
    "bound after a star import": ("from m import *\nx = 1\n<|>x\n", "2"),
    "two star imports": ("from m import *\nfrom n import *\n<|>x\n", "star 2 over (star 1 over (unbound))"),
    "a star import seen from a class": ("from m import *\nclass A:\n    y = <|>x\n", "outside: star 1 over (unbound)"),
    "a star import on one way": ("if a: from m import *\n<|>x\n", "unbound ; star 1 over (unbound)"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_use_in_a_module_sees(name: str) -> None:
    source, expected = CASES[name]
    assert sees(source) == expected


def test_star_imports_on_many_ways_over_each_other_do_not_multiply() -> None:
    ways = "".join(f"if a: from m{n} import *\nelse: from n{n} import *\n" for n in range(40))
    state = Project(f"x = 1\n{ways}").scope("").symbol("x").state.value
    assert state is not None
    met, stack = 0, list(state.bindings)
    while stack:
        alternative = stack.pop()
        met += 1
        stack.extend(alternative.rest)
    assert met < 300
    assert len(state.stars) > 20
    assert not state.is_of_stars()  # the first line is still among them


REACH = {
    "a statement": ("<|>x = 1\n", "always"),
    "after a straight-line call": ("die()\n<|>x = 1\n", "always"),
    "after a call in the same branch": ("if a:\n    die()\n    <|>x = 1\n", "die() returns"),
    "in a static branch": ("if TYPE_CHECKING:\n    <|>x = 1\n", "TYPE_CHECKING"),
    "in a class in a static branch": ("if TYPE_CHECKING:\n    class A:\n        <|>x = 1\n", "TYPE_CHECKING"),
    "after a raise": ("raise E\n<|>x = 1\n", "never"),
    "after a raise in a class": ("class A:\n    raise E\n<|>x = 1\n", "never"),
    "after sys.platform decides": (
        "import sys\nif sys.platform == 'win32': raise E\n<|>x = 1\n",
        "not sys.platform == 'win32'",
    ),
}


@pytest.mark.parametrize("name", REACH)
def test_a_statement_of_a_module_runs_when(name: str) -> None:
    source, expected = REACH[name]
    assert runs_when(source) == expected


def test_straight_line_calls_are_listed_in_order() -> None:
    module = Project("a()\nif x: b()\nclass A:\n    c()\ny = d()\nawait e()\n").index().module
    assert [region.key for region in module.straight_calls.value] == ["a ( )", "await e ( )"]


def test_straight_line_calls_of_a_class() -> None:
    scope = Project("class A:\n    a()\n    if x: b()\n").scope("A")
    assert [region.key for region in scope.straight_calls.value] == ["a ( )"]


SCOPES = """\
import os
from typing import *
x: int = 1
class Box:
    width: int
    size = 1
    if x:
        def grow(self): ...
    else:
        def grow(self, by): ...
    def set(self, value):
        global last
        last = value
        self.value = value
        self.a.b = value
        def inner():
            nonlocal value
            value = 1
        class Local:
            y = value
    @staticmethod
    def make(box):
        box.value = 1
def f(): ...
def f(): ...
"""


def test_the_scopes_of_a_file() -> None:
    found = dump.dump_scopes(Project(SCOPES).index()).replace(" | stars * (star)", "")
    assert (
        found
        == """\
module
  Box: Box (class) | declared Box (class)
  f: f@1 (function) | declared f (function), f@1 (function)
  last: * (star) over [unbound] | also Box.set.last (assign)
  os: * (star) over [os (import)] | declared os (import)
  x: x (annotated) | declared x (annotated)
  class Box
    grow: Box.grow (function) ; Box.grow@1 (function) | declared Box.grow (function), Box.grow@1 (function)
    make: Box.make (function) | declared Box.make (function)
    set: Box.set (function) | declared Box.set (function)
    size: Box.size (assign)
    width: nothing | declared Box.width (annotated)
    self.value: Box.set.self.value (assign)
    function grow
      self: Box.grow.self (parameter)
    function grow#1
      by: Box.grow#1.by (parameter)
      self: Box.grow#1.self (parameter)
    function make
      box: Box.make.box (parameter)
    function set
      Local: Box.set.Local (class) | declared Box.set.Local (class)
      inner: Box.set.inner (function) | declared Box.set.inner (function)
      self: Box.set.self (parameter)
      value: Box.set.value (parameter) | also Box.set.inner.value (assign)
      class Local
        y: Box.set.<1>.y (assign)
      function inner
  function f
  function f#1"""
    )


def test_an_absent_name_has_no_state() -> None:
    assert Project("x = 1\n").index().module.symbol("y").state.value is None


def test_definitions_know_their_bodies() -> None:
    project = Project("class A:\n    def f(self): ...\n")
    definition = project.scope("A.f").definition
    assert definition is not None
    assert definition.body_scope is project.scope("A.f")
    assert definition.body_region is project.scope("A.f").body
    assert definition.scope is project.scope("A")
    assert project.scope("A.f").header is definition.region


def test_type_parameters_of_a_scope() -> None:
    project = Project("class A[T]:\n    def f[S, *Ts](self): ...\n")
    assert [each.place for each in project.scope("A").type_params()] == ["T"]
    assert [each.place for each in project.scope("A.f").type_params()] == ["S", "Ts"]


def test_of_too_many_member_places_a_statement_is_told_nothing() -> None:
    """Else each of many would be told of all before it."""
    regions = Project("a = f()\n" + "".join([f"a.b[{n}] = {n}\n" for n in range(400)])).index().regions.value
    told = [sum("[" in place for place, _ in region.entry.value.places) for region in regions]
    assert told[1:4] == [0, 1, 2]
    assert max(told) == pending.MAX_MEMBERS
    assert told[-1] == 0
