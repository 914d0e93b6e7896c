"""Statements of function bodies, known again after an edit by what they say and see."""

from __future__ import annotations

import pytest

from pebre_analysis.semantic import body_alignment, body_flow, body_prints, use_def
from pebre_analysis.syntax import visit
from tests.semantic import harness


class Body:
    """`def f(a, b): …` with these lines; `names`: its statements by what they bind first, else by their class."""

    def __init__(self, lines: str, table: body_flow.Table, header: str = "def f(a, b):") -> None:
        text = f"{header}\n" + "".join(f"    {line}\n" for line in lines.splitlines())
        region = harness.Project(text).scope("f").body
        assert region is not None
        index = region.index
        assert isinstance(index, use_def.BodyIndex)
        found = body_prints.of_body(region.lowered, index, table)
        self.is_known = found is not None
        if found is not None:
            self.prints = found
            classes = {each.n: type(each).__name__ for each in visit.statements_in_region(region.lowered)}
            self.names = {
                step: index.bindings[found.made[step][0]].place if found.made[step] else classes[step]
                for step in found.order
            }


def stay(before: str, after: str, header: str = "def f(a, b):", new_header: str | None = None) -> list[str] | None:
    """The statements that stay, in their order after the edit."""
    table = body_flow.Table()
    old, new = Body(before, table, header), Body(after, table, new_header or header)
    found = body_alignment.align(old.prints, new.prints)
    return None if found is None else [new.names[step] for step in new.prints.order if step in found.stays]


LINES = "x = a\ny = x + 1\nz = b\nreturn y\n"


def test_a_new_statement_leaves_all_others() -> None:
    assert stay(LINES, f"new = a\n{LINES}") == ["x", "y", "z", "Return"]
    assert stay(LINES, LINES.replace("z =", "new = y\nz =")) == ["x", "y", "z", "Return"]
    assert stay(LINES, LINES.replace("z = b\n", "")) == ["x", "y", "Return"]


def test_what_leads_to_a_changed_one_does_not_stay() -> None:
    assert stay(LINES, LINES.replace("x = a", "x = b")) == ["z"]
    assert stay(LINES, LINES.replace("x + 1", "x + 2")) == ["x", "z"]


def test_a_binding_in_between_concerns_those_that_see_it() -> None:
    assert stay(LINES, LINES.replace("z =", "y = b\nz =")) == ["x", "y", "z"]
    assert stay(LINES, LINES.replace("z =", "if b:\n    y = b\nz =")) == ["x", "y", "z"]


def test_operators_count() -> None:
    assert stay("x = a < b == 1", "x = a < b != 1") == []
    assert stay("x = a + b - 1", "x = a + b + 1") == []
    assert stay("x = a and b", "x = a or b") == []


def test_a_call_alone_concerns_nothing_behind_it() -> None:
    assert stay(LINES, f"a(b)\n{LINES}") == ["x", "y", "z", "Return"]
    assert stay(LINES, f"for each in b:\n    a(each)\n{LINES}") == ["x", "y", "z", "Return"]


@pytest.mark.parametrize("ends", ["return", "raise b"])
def test_what_may_not_be_reached_does(ends: str) -> None:
    assert stay(LINES, f"if a is None:\n    {ends}\n{LINES}") == ["z"]


def test_a_test_is_known_by_what_it_says() -> None:
    lines = "if a is None:\n    x = a\nelse:\n    y = a\nz = b"
    assert stay(lines, f"new = 1\n{lines}") == ["If", "Branch", "x", "y", "z"]
    assert stay(lines, lines.replace("is None", "is not None")) == ["If", "z"]


def test_loops() -> None:
    lines = "x = 0\ny = 0\nfor i in b:\n    x = x + i\n    z = y\nreturn x"
    assert stay(lines, lines.replace("z = y", "z = i")) == ["x", "y", "i", "x", "Return"]
    assert stay(lines, lines.replace("x + i", "i")) == ["x", "y", "i", "z"]
    assert stay(lines, lines.replace("z = y", "z = y\n    y = i")) == ["x", "y", "i", "x", "Return"]


def test_what_is_put_into_a_container_is_part_of_it() -> None:
    lines = "x = []\nx.append(a)\ny = b"
    assert stay(lines, lines.replace("append(a)", "append(b)")) == ["y"]
    assert stay(lines, f"{lines}\nb(x)") == ["y"]
    assert stay("x = [a]\ny = b", "x = [a]\ndef g(): return x\ny = b") == ["y"]


def test_tests_that_come_later_in_their_expression() -> None:
    lines = "x = a if a is not None else b\ny = [e for e in b if e]\nz = a"
    assert stay(lines, f"new = 1\n{lines}") == ["x", "e", "z"]  # the second binds `e` first
    assert stay(lines, lines.replace("is not None", "is None")) == ["e", "z"]


def test_lambdas_see_what_is_bound_when_they_run() -> None:
    lines = "x = a\ny = lambda: x\nz = b"
    assert stay(lines, f"{lines}\nw = b") == ["x", "x", "z"]  # the lambda has an `x` of its own
    assert stay(lines, f"{lines}\nx = b") == ["x", "z"]


def test_equal_statements_may_change_places() -> None:
    assert stay("a(b)\nx = a\na(b)", "x = a\na(b)") == ["x", "ExprStmt"]


def test_other_parameters_are_another_body() -> None:
    assert stay(LINES, LINES, new_header="def f(a, b, c):") is None
    assert stay(LINES, LINES, new_header="def f(b, a):") is None
    assert stay(LINES, f"{LINES}yield a\n") is None


@pytest.mark.parametrize("line", ["class C: pass", "global g", "type T = a"])
def test_bodies_with_scopes_of_another_kind_are_not_compared(line: str) -> None:
    assert not Body(line, body_flow.Table()).is_known
