"""A body that was edited: only what the edit touches is inferred, or what looks at that."""

from __future__ import annotations

import gc

import pytest

from pebre_analysis.semantic import body_versions
from pebre_analysis.types.infer import slices
from tests.harness.bodies import Watched

BODY = "one = given + 1\ntwo = double(one)\nthree = given\nreturn three\n"


def begun(body: str, header: str = "def run(given: int):") -> Watched:
    """The first edit infers the whole body and keeps its steps."""
    watched = Watched(f"{body}\nlast = 0\n", header=header)
    watched.edit("last = 0", "last = 1", "main.py")
    return watched


def test_a_statement_of_its_own() -> None:
    watched = begun(BODY)
    assert watched.edit("two =", "new = nowhere\n    two =", "main.py") == ["new"]
    assert watched.edit("nowhere", "nowhere + 1", "main.py") == ["new"]
    assert [(line, rule) for line, _, rule, _ in watched.found] == [(5, "unresolved-reference")]
    assert watched.edit("new = nowhere + 1\n", "\n", "main.py") == []
    assert watched.found == []


def test_what_looks_at_it_over_and_over() -> None:
    watched = begun(BODY)
    assert watched.edit("given + 1", "given + 22", "main.py") == ["one", "two"]
    assert watched.edit("three = given", "three = None", "main.py") == ["three", "three"]


def test_findings_move_with_their_statements() -> None:
    watched = begun("one: int = given\nnowhere\ntwo: int = ''\n(given := None)\nthree = one.nothing\n")
    before = [line for line, *_ in watched.found]
    assert len(before) == 4
    assert watched.edit("one:", "new = 1\n    one:", "main.py") == ["new"]
    assert [line for line, *_ in watched.found] == [line + 1 for line in before]


def test_a_name_that_becomes_one_of_the_function() -> None:
    watched = begun("one = double(given)\ntwo = given\n")
    assert watched.edit("two = given", "double = given", "main.py") == ["one", "double"]
    assert [rule for _, _, rule, _ in watched.found] == ["unresolved-reference"]


def test_a_call_that_returns_changes_nothing_behind_it() -> None:
    watched = begun(BODY)
    assert watched.edit("two =", "double(given)\n    two =", "main.py") == ["double"]
    ran = watched.edit("double(given)", "for each in (1, 2):\n        double(given + each)", "main.py")
    assert ran == ["each", "double"]


def test_one_that_does_not_return_ends_the_way() -> None:
    helper = "from typing import NoReturn\ndef die() -> NoReturn: ...\n"
    watched = Watched("one = given\nlast = 0\nreturn nowhere\n", helper)
    watched.edit("last = 0", "last = 1", "main.py")
    assert len(watched.found) == 1
    watched.edit("last = 1", "die()", "main.py")
    assert watched.found == []
    watched.edit("die()", "die", "main.py")
    assert len(watched.found) == 1


def test_a_test_concerns_what_it_narrows() -> None:
    body = "if given is None:\n    return 0\none = given + 1\ntwo = 1\nreturn one"
    watched = begun(body, "def run(given: int | None):")
    assert watched.found == []
    assert watched.edit("is None", "is not None", "main.py") == ["given", "one", "one"]
    assert [rule for _, _, rule, _ in watched.found] == ["unsupported-operator"]


def test_an_assertion_concerns_what_comes_behind_it() -> None:
    watched = begun("one = given\ntwo = given + 1\n", "def run(given: int | None):")
    assert len(watched.found) == 1
    assert watched.edit("two =", "assert given is not None\n    two =", "main.py") == ["given", "two"]
    assert watched.found == []


def test_a_case_concerns_those_that_come_after_it() -> None:
    case, rest = "case int(one):\n        pass", "case _:\n        two = given"
    watched = begun(f"match given:\n    {case}\n    {rest}\nthree = 1\n", "def run(given: int | str):")
    inside, others = case.replace("\n", "\n    "), rest.replace("\n", "\n    ")
    ran = watched.edit(f"{inside}\n        {others}", f"{others}\n        {inside}", "main.py")
    assert "three" not in ran
    assert ran.count("two") >= 1


def test_a_loop_concerns_what_it_carries_round() -> None:
    watched = begun("total = 0\nother = 1\nfor each in (1, 2):\n    total = total + each\nreturn total")
    assert watched.edit("total + each", "total + 1", "main.py") == ["total", "total"]
    assert watched.edit("other = 1", "other = 2", "main.py") == ["other"]


def test_a_container_takes_what_is_put_in_further_down() -> None:
    watched = begun("found = []\ntwo = found\nother = given\nfound.append(given)\n")
    assert watched.edit("append(given)", "append('')", "main.py") == ["found", "two", "found"]
    assert watched.edit("other = given", "other = print(found)", "main.py") == ["found", "two", "other", "found"]


def test_a_declaration_concerns_what_is_assigned_later() -> None:
    watched = begun("one: int\ntwo = given\none = given\n")
    assert watched.edit("one: int", "one: str", "main.py") == ["one", "one"]
    assert len(watched.found) == 1


def test_what_is_written_elsewhere_meanwhile_counts() -> None:
    watched = begun(BODY)
    watched.edit("n: int", "n: str")
    watched.edit("three = given", "three = given + 1", "main.py")
    watched.texts["helper.py"] = watched.texts["helper.py"].replace("n: str", "n: int")
    assert watched.edit("-> int", "-> float") != []
    assert watched.found == []


@pytest.mark.parametrize("other", ["def run(given: str):", "def run(given: int, more=1):", "async def run(given):"])
def test_a_header_and_a_body_at_once(other: str) -> None:
    watched = begun(BODY)
    watched.edit("def run(given: int):\n    one = given + 1", f"{other}\n    one = given + 2", "main.py")
    watched.edit("one = given + 2", "one = 3", "main.py")


def test_a_body_that_becomes_a_generator() -> None:
    watched = begun(BODY, "def run(given: int) -> int:")
    watched.edit("last = 1", "yield 1", "main.py")
    watched.edit("yield 1", "last = 2", "main.py")


@pytest.mark.parametrize("inside", ["class Inner:\n    size = given", "global double", "type Alias = list[int]"])
def test_bodies_with_scopes_of_their_own_are_inferred_whole(inside: str) -> None:
    watched = begun(f"{inside}\none = given\n")
    assert "one" in watched.edit("last = 1", "last = 2", "main.py")


CLASS = """\
from helper import double

class Box:
    def __init__(self, given: int) -> None:
        self.one = double(given)
        self.two = given
        self.three = [self.two]
        last = 0

    def get(self):
        return self.one, self.two, self.three
"""


def begun_class() -> Watched:
    watched = Watched(text=CLASS, debug=False)
    for number in range(3):
        watched.edit(f"last = {number}", f"last = {number + 1}", "main.py")
    return watched


def test_attributes_that_are_set_elsewhere_in_the_body_stand() -> None:
    watched = begun_class()
    assert watched.definitions == []
    watched.edit("self.two = given", "self.two = str(given)", "main.py")
    assert watched.definitions == ["self.two", "self.three"]


def test_an_attribute_stands_only_if_what_it_reads_does() -> None:
    watched = begun_class()
    watched.edit("-> int", "-> str")
    assert watched.definitions == ["self.one"]
    watched.edit("last = 3", "last = 4", "main.py")
    assert watched.definitions == []


def test_what_definitions_gave_is_proven_in_debug_mode() -> None:
    watched = Watched(text=CLASS)
    for old, new in (("last = 0", "last = 1"), ("last = 1", "double(given)"), ("double(given)", "last = self.one")):
        watched.edit(old, new, "main.py")


def test_few_definitions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "MAX_KEPT", 1)
    watched = begun_class()
    assert len(watched.db.memos.slices) == 1


def test_a_body_before_the_last_edit_is_forgotten() -> None:
    watched = begun(BODY)
    before = sum(isinstance(each, body_versions.Version) for each in gc.get_objects())
    for n in range(20):
        watched.edit(f"given + {n + 1}", f"given + {n + 2}", "main.py")
    gc.collect()
    assert sum(isinstance(each, body_versions.Version) for each in gc.get_objects()) <= before + 1


def test_few_bodies_and_numbers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_versions, "MAX_NUMBERS", 1)
    monkeypatch.setattr(body_versions, "MAX_BODIES", 1)
    watched = begun_class()
    assert len(watched.db.memos.versions.table) < 100
