"""Implementations, who calls whom, classes above and below."""

import pytest

from pebre_analysis.ide.common import subclasses, words
from tests.harness import project
from tests.ide import harness

SOURCE = """
#- base.py
class Base:
    def run(self): ...
    def stay(self): ...
#- one.py
from base import Base as B
class One(B):
    def run(self): ...
#- two.py
import one
class Two(one.One):
    def run(self): ...
def local():
    class Three(Two): ...
#- other.py
class Base: ...
class Four(Base):
    def run(self): ...
"""


def places(source: str) -> list[str]:
    at = harness.Project(source)
    return [
        at.marked(each.path, each.selection.start, each.selection.end) for each in at.host.implementation(*at.cursor)
    ]


def test_classes_below_a_class() -> None:
    source = SOURCE.replace("class Base:\n    def", "class <|>Base:\n    def")
    assert places(source) == ["one.py:2 One", "two.py:2 Two", "two.py:5 Three"]


def test_classes_below_a_class_that_has_another_name() -> None:
    source = """
#- base.py
from typing import Generic, TypeVar
T = TypeVar("T")
class Base<|>(Generic[T]): ...
x = Base()
OfInt = Base[int]
#- one.py
from base import OfInt
Again = OfInt
class One(OfInt): ...
#- two.py
import one
class Two(one.Again): ...
class x: ...
class Three(x): ...
"""
    assert places(source) == ["one.py:3 One", "two.py:2 Two"]


def test_methods_that_override_a_method() -> None:
    source = SOURCE.replace("def run(self): ...\n    def stay", "def <|>run(self): ...\n    def stay")
    assert places(source) == ["one.py:3 run", "two.py:3 run"]
    source = f"{SOURCE}#- main.py\nfrom base import Base\ndef f(b: Base): b.run<|>()\n"
    assert places(source) == ["one.py:3 run", "two.py:3 run"]


def test_what_nothing_overrides_is_its_own_implementation() -> None:
    assert places(SOURCE.replace("def stay", "def <|>stay")) == ["base.py:3 stay"]
    assert places("def f(): ...\n<|>f()\n") == ["main.py:1 f"]
    assert places("<|>\n") == []


def test_classes_that_inherit_from_each_other_end_the_search() -> None:
    assert places("class <|>A(B): ...\nclass B(A): ...\n") in (["main.py:2 B"], ["main.py:1 A"])


def types(source: str) -> tuple[list[str], list[str], list[str]]:
    at = harness.Project(source)
    found = at.host.prepare_types(*at.cursor), at.host.supertypes(*at.cursor), at.host.subtypes(*at.cursor)
    return tuple([f"{each.detail}.{each.name}" for each in items] for items in found)  # type: ignore[return-value]  # reason: three


def test_classes_above_and_below() -> None:
    source = SOURCE.replace("class One", "class <|>One")
    assert types(source) == (["one.One"], ["base.Base"], ["two.Two"])
    assert types(f"{SOURCE}#- main.py\nfrom one import One\n<|>One()\n") == types(source)
    assert types("class <|>A: ...\n") == (["main.A"], [], [])
    assert types("x = 1\n<|>x\n") == ([], [], [])


CALLS = """
#- lib.py
def helper(): ...
class Maker:
    def __init__(self):
        helper()
    def make(self):
        return helper
#- main.py
from lib import helper as h, Maker, helper
def first():
    h()
    helper(helper())
    def inner():
        helper()
    Maker().make()
helper()
"""


def test_who_calls_a_function() -> None:
    at = harness.Project(CALLS.replace("def helper", "def <|>helper"))
    found = at.host.incoming_calls(*at.cursor)
    assert [(each.item.name, each.item.kind, len(each.ranges)) for each in found] == [
        ("__init__", "method", 1),
        ("first", "function", 2),
        ("inner", "function", 1),
        ("main", "module", 1),
    ]
    [item] = at.host.prepare_calls(*at.cursor)
    assert (item.name, item.detail) == ("helper", "lib")


def test_what_a_function_calls() -> None:
    at = harness.Project(CALLS.replace("def first", "def <|>first"))
    found = at.host.outgoing_calls(*at.cursor)
    assert [(each.item.name, len(each.ranges)) for each in found] == [("helper", 3), ("Maker", 1), ("make", 1)]
    text = at.host.line_index(f"{project.ROOT}/main.py").text
    assert [text[span.start : span.end] for span in found[0].ranges] == ["h", "helper", "helper"]


def test_making_an_object_calls_what_its_class_does_then() -> None:
    at = harness.Project(CALLS.replace("class Maker", "class <|>Maker"))
    assert [each.item.name for each in at.host.outgoing_calls(*at.cursor)] == ["helper"]
    assert [each.item.name for each in at.host.incoming_calls(*at.cursor)] == ["first"]


@pytest.mark.parametrize(("text", "expected"), [
    ("class B(A): ...", True), ("class B(\n    x.A,  # it\n): ...", True),
    ("class B[T](C[T], metaclass=A):\n    x = 1", True), ("from m import A as B", True),
    ("from m import (A \\\n  as B)", True), ("B = A", True), ("B: type = (x . A)", True),
    ("class B:\n    def f(self, a: A): ...", False), ("class B:  # of all\n    x = m.A", True), ("x == A", False),
    ("import m.A", False), ("print(A())", False), ("class A:\n    x = 1", True),
])  # fmt: skip
def test_where_a_class_may_be_a_base(text: str, expected: bool) -> None:
    assert subclasses.may_be_base(text, "A", words.finder("A")(text)) is expected
