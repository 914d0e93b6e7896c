"""What inference costs grows no faster than it must; counted in steps, not in time."""

import pytest

from pebre_analysis.types.algebra import call, protocols, relation, union
from tests.harness import project
from tests.types import counting


def conjunctions(monkeypatch: pytest.MonkeyPatch, texts: list[str], *, freeze_all: bool) -> list[int]:
    """How many conjunctions of types are built to check the texts: the unit that large unions are narrowed by."""
    return counting.calls(monkeypatch, union._Conjunction, "__init__", texts, freeze_all=freeze_all)


def union_told_apart(n_classes: int, n_tests: int, word: str) -> str:
    """A union of classes that is told apart by `isinstance`, one test after the other."""
    classes = "".join(f"class C{n}: ...\n" for n in range(n_classes))
    tests = "".join(
        f"    {word if n else 'if'} isinstance(x, C{n}):\n        x\n    {'' if word == 'if' else '# '}else: x\n"
        for n in range(n_tests)
    )
    return f"{classes}\ndef f(x: {' | '.join(f'C{n}' for n in range(n_classes))}) -> None:\n{tests}"


@pytest.mark.parametrize("freeze_all", [False, True])
def test_a_large_union_is_told_apart_in_steps_that_grow_with_its_parts(
    monkeypatch: pytest.MonkeyPatch, freeze_all: bool
) -> None:
    one, two = conjunctions(monkeypatch, [union_told_apart(n, 3, "if") for n in (6, 12)], freeze_all=freeze_all)
    assert two < 3 * one


@pytest.mark.parametrize("freeze_all", [False, True])
def test_each_test_of_a_chain_is_applied_once(monkeypatch: pytest.MonkeyPatch, freeze_all: bool) -> None:
    one, two = conjunctions(monkeypatch, [union_told_apart(8, n, "elif") for n in (3, 6)], freeze_all=freeze_all)
    assert two < 2.5 * one


def test_behind_many_tests_of_a_name_the_last_ones_count() -> None:
    classes = "class Node: ...\n" + "".join(f"class N{n}(Node):\n    v{n}: int\n" for n in range(150))
    tests = "".join(f"    {'el' if n else ''}if isinstance(x, N{n}): x.v{n}\n" for n in range(150))
    in_turn = "".join(f"    if isinstance(x, N{n}): return x.v{n}\n" for n in range(150))
    text = f"{classes}\ndef f(x: Node) -> None:\n{tests}\ndef g(x: Node) -> int:\n{in_turn}    return 1\n"
    assert project.report(project.open_project({"main.py": text}), "main.py") == []


def tagged(n: int) -> str:
    """A union of classes that is told apart by a constant that each has."""
    classes = "".join(f"class D{at}:\n    kind: Literal['s{at}']\n    v{at}: int\n" for at in range(n))
    tests = "".join(f"    {'el' if at else ''}if d.kind == 's{at}': d.v{at}\n" for at in range(n))
    union_ = " | ".join(f"D{at}" for at in range(n))
    return f"from typing import Literal\n{classes}\ndef f(d: {union_}) -> None:\n{tests}"


def test_what_a_test_leaves_of_a_union_is_not_compared_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    found = counting.calls(monkeypatch, relation, "is_redundant", [tagged(n) for n in (20, 40, 80)])
    assert found[2] < 5 * found[1] < 25 * found[0]


def tangle(n: int) -> str:
    """Protocols that speak of each other, and classes that have all that these ask for."""
    header = "from typing import Protocol, TypeVar\n\nT = TypeVar('T')\n"
    asked = "".join(
        f"class {name}{at}(Protocol[T]):\n"
        + "".join(f"    def m{to}(self) -> '{name}{to}[T]': ...\n" for to in range(n))
        for name in "PQ"
        for at in range(n)
    )
    offered = "".join(
        f"class C{at}:\n" + "".join(f"    def m{to}(self) -> 'C{to}': raise Exception\n" for to in range(n))
        for at in range(n)
    )
    uses = "def f(x: P0[T]) -> None: ...\ndef g(q: Q0[int], c: C0) -> None:\n    f(q)\n    f(c)\n"
    return header + asked + offered + uses


def test_protocols_that_speak_of_each_other_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # The members of a protocol are gone through to solve for its variables, or to find whether all fit.
    one, two = counting.calls(monkeypatch, protocols, "member_names", [tangle(n) for n in (3, 6)])
    assert two < 4 * one


def nested_alias(n: int) -> str:
    """An alias that names itself beside its argument, which is a union; in a union with the alias again."""
    classes = "".join(f"class C{at}: ...\n" for at in range(n))
    return (
        f"from typing import TypeVar\n\nT = TypeVar('T')\n{classes}\n"
        f"Nested = dict[str, 'Nested[T] | T']\n"
        f"Given = {' | '.join(f'C{at}' for at in range(n))}\n\n"
        "def f(x: dict[str, Given | Nested[Given]]) -> None:\n    x['a']\n"
    )


def test_what_an_alias_of_itself_stands_for_is_built_without_asking_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = counting.calls(monkeypatch, relation, "_decide", [nested_alias(n) for n in (3, 6)])
    assert two < 4 * one


def unions_in_unions(n: int) -> str:
    """Two types that say the same, each of `n` unions that stand in each other, in another order."""
    left, right = "int | str", "str | int"
    for _ in range(n):
        left, right = f"list[{left}] | set[{left}]", f"set[{right}] | list[{right}]"
    return f"def f(x: list[{left}] | list[{right}]) -> None:\n    x\n"


def test_unions_in_unions_are_compared_once_for_each_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = counting.calls(monkeypatch, relation, "_equivalent", [unions_in_unions(n) for n in (3, 6)])
    assert two < 3 * one


def lambdas_in_lambdas(n: int) -> str:
    """Calls of an overloaded function, each in the lambda that the one around it is given."""
    header = "from typing import Callable, overload\n\n"
    forms = "".join(f"@overload\ndef pick(f: Callable[[{name}], int]) -> int: ...\n" for name in ("str", "int"))
    return f"{header}{forms}def pick(f): return f(1)\n\nx = {'pick(lambda t: ' * n}t + 1{')' * n}\n"


def test_lambdas_in_lambdas_are_not_inferred_for_all_that_may_be_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = counting.calls(monkeypatch, call, "call", [lambdas_in_lambdas(n) for n in (6, 12)])
    assert two < 4 * one


@pytest.mark.parametrize("n", [40, 80])
def test_of_a_union_with_too_many_parts_no_more_is_compared(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    classes = "".join(f"class C{at}: ...\n" for at in range(n))
    text = f"{classes}x = [{', '.join(f'C{at}()' for at in range(n))}]\nreveal_type(x)\n"
    monkeypatch.setattr(union, "MAX_PARTS", 16)
    compared = counting.Calls(monkeypatch, relation, "is_redundant")
    found = project.report(project.open_project({"main.py": text}), "main.py")
    assert [each[3] for each in found if each[2] == "revealed-type"] == ["Revealed type: `list[Unknown]`"]
    assert compared.n < 4 * 16 * 17
