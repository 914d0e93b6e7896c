"""The types of `ty_extensions`, a module that exists for checkers only."""

import pytest

from tests.harness import project

pytestmark = pytest.mark.slow

TEXT = """\
from typing import reveal_type
from ty_extensions import AlwaysTruthy, Intersection, JustFloat, Not, Top, static_assert

class A: ...
class B: ...

def f(both: Intersection[A, B], other: Not[int], true: AlwaysTruthy, exact: JustFloat, top: Top[list[int]], flag: bool):
    reveal_type(both)
    reveal_type(other)
    reveal_type(true)
    reveal_type(exact)
    reveal_type(top)
    static_assert(2 > 1)
    static_assert(1 > 2)
    static_assert(flag)
"""


def test_forms_and_assertions() -> None:
    found = project.checked({"main.py": TEXT}, real_typeshed=True)["main.py"]
    assert [(line, message) for line, _, rule, message in found if rule == "revealed-type"] == [
        (8, "Revealed type: `A & B`"),
        (9, "Revealed type: `~int`"),
        (10, "Revealed type: `AlwaysTruthy`"),
        (11, "Revealed type: `float`"),
        (12, "Revealed type: `list[int]`"),
    ]
    assert [(line, rule) for line, _, rule, _ in found if rule != "revealed-type"] == [
        (14, "static-assert-error"),
        (15, "static-assert-error"),
    ]
