"""Behind many tests of one name its type is exact or unknown, and it costs no more than it must."""

import pytest

from pebre_analysis.semantic import flow_numbers, states
from pebre_analysis.types.algebra import relation
from pebre_analysis.types.narrow import constraint
from tests.harness import project
from tests.types import counting

N = 150
NEVER = "from typing import Never\n\ndef never(x: Never) -> None: ...\n"
MEMBERS = "import enum\n\nclass E(enum.Enum):\n" + "".join(f"    M{at} = {at}\n" for at in range(N))
TEXTS = "from typing import Literal\n\nS = Literal[" + ", ".join(f"'s{at}'" for at in range(N)) + "]\n"
CLASSES = "".join(f"class C{at}:\n    v{at}: int\n" for at in range(N))
ANY_CLASS = " | ".join(f"C{at}" for at in range(N))
CASES = {
    "elif is": (MEMBERS, "x: E", "    {el}if x is E.M{at}: return\n", "    else: never(x)\n"),
    "if is": (MEMBERS, "x: E", "    if x is E.M{at}: return\n", "    never(x)\n"),
    "if ==": (MEMBERS, "x: E", "    if x == E.M{at}: return\n", "    never(x)\n"),
    "match": (MEMBERS, "x: E", "        case E.M{at}: pass\n", "        case _: never(x)\n"),
    "texts": (TEXTS, "x: S", "    if x == 's{at}': return\n", "    never(x)\n"),
    "classes": (CLASSES, f"x: {ANY_CLASS}", "    if isinstance(x, C{at}): return x.v{at}\n", "    never(x)\n"),
}  # fmt: skip


def text_of(case: str, n: int) -> str:
    """A function that tests its argument for `n` of all that it may be; then `never` takes what is left."""
    header, parameter, test, rest = CASES[case]
    tests = "".join(test.format(at=at, el="el" if at else "") for at in range(n))
    match = "    match x:\n" if case == "match" else ""
    return f"{NEVER}{header}\ndef f({parameter}):\n{match}{tests}{rest}"


@pytest.mark.parametrize("case", CASES)
def test_where_all_is_tested_for_nothing_is_left(case: str) -> None:
    assert project.report(project.open_project({"main.py": text_of(case, N)}), "main.py") == []


@pytest.mark.parametrize("case", CASES)
def test_what_was_not_tested_for_is_left(case: str) -> None:
    found = project.report(project.open_project({"main.py": text_of(case, N - 1)}), "main.py")
    assert [rule for _, _, rule, _ in found] == ["invalid-argument-type"]
    assert f"{N - 1}" in found[0][3]


def test_what_many_ways_share_is_known_where_they_meet() -> None:
    before = "".join(f"    if x == 's{at}': return\n" for at in range(100))
    ways = "".join(f"    {'el' if at else ''}if c({at}):\n        assert x != 's{100 + at}'\n" for at in range(20))
    text = f"{NEVER}{TEXTS}\ndef f(x: S, c) -> None:\n{before}{ways}    y: Literal['s{N}'] = x\n"
    [found] = project.report(project.open_project({"main.py": text}), "main.py")
    assert "'s99'" not in found[3].replace('"', "'")
    assert "'s100'" in found[3].replace('"', "'")


def test_behind_too_many_tests_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "MAX_CONSTRAINTS", 4)
    monkeypatch.setattr(states, "MAX_GOING_ON", 3)
    texts = "Literal['a', 'b', " + ", ".join(f"'many{at}'" for at in range(40)) + "]"
    tests = "".join(f"    if x == 'many{at}': return\n" for at in range(40))
    text = f"from typing import Literal\n\ndef f(x: {texts}) -> None:\n{tests}    reveal_type(x)\n    x.y\n"
    found = project.report(project.open_project({"main.py": text}), "main.py")
    assert [message for *_, rule, message in found if rule == "revealed-type"] == ["Revealed type: `Unknown`"]
    assert not [rule for *_, rule, _ in found if rule == "unresolved-attribute"]


def test_nor_in_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_numbers, "MAX_TESTS", 30)
    rounds = "".join(f"if x is None:\n    x = {at}\n" for at in range(20))
    text = f"class A: ...\ndef g() -> A | None: ...\nx = g()\n{rounds}reveal_type(x)\n"
    found = project.report(project.open_project({"main.py": text}), "main.py")
    [revealed] = [message for *_, rule, message in found if rule == "revealed-type"]
    assert revealed.startswith("Revealed type: `Unknown | ")
    assert "A" not in revealed


def test_tests_that_are_applied_in_a_module_do_not_grow_with_the_cube_of_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["x = None\n" + "".join(f"if x is None:\n    x = {at}\n" for at in range(n)) for n in (40, 80)]
    one, two = counting.calls(monkeypatch, constraint, "apply", texts)
    assert two < 2.2 * one


def test_a_union_of_classes_is_told_apart_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "".join(f"class D{at}:\n    v{at}: int\n" for at in range(n))
        + f"def f(x: {' | '.join(f'D{at}' for at in range(n))}) -> None:\n"
        + "".join(f"    if isinstance(x, D{at}):\n        x.v{at}\n        return\n" for at in range(n))
        for n in (40, 80)
    ]
    one, two = counting.calls(monkeypatch, relation, "has_relation", texts)
    assert two < 6 * one
