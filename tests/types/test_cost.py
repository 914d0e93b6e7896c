"""What inference costs grows no faster than it must; counted in steps, not in time."""

import pytest

from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import call, protocols, relation, union
from tests.harness import project


def steps(monkeypatch: pytest.MonkeyPatch, text: str, *, freeze_all: bool) -> int:
    """How many conjunctions of types are built to check the text: the unit that large unions are narrowed by."""
    built = 0
    plain = union._Conjunction.__init__

    def counted(self: union._Conjunction, *args: object) -> None:
        nonlocal built
        built += 1
        plain(self, *args)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patched:
        patched.setattr(union._Conjunction, "__init__", counted)
        assert project.report(project.open_project({"main.py": text}, freeze_all=freeze_all), "main.py") == []
    return built


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
    one, two = (steps(monkeypatch, union_told_apart(n, 3, "if"), freeze_all=freeze_all) for n in (6, 12))
    assert two < 3 * one


@pytest.mark.parametrize("freeze_all", [False, True])
def test_each_test_of_a_chain_is_applied_once(monkeypatch: pytest.MonkeyPatch, freeze_all: bool) -> None:
    one, two = (steps(monkeypatch, union_told_apart(8, n, "elif"), freeze_all=freeze_all) for n in (3, 6))
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
    asked = 0
    plain = relation.is_redundant

    def counted(*args: object) -> bool:
        nonlocal asked
        asked += 1
        return plain(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(relation, "is_redundant", counted)
    found = []
    for n in (20, 40, 80):
        asked = 0
        assert project.report(project.open_project({"main.py": tagged(n)}), "main.py") == []
        found.append(asked)
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


def pairs_looked_at(monkeypatch: pytest.MonkeyPatch, n: int) -> int:
    """How often the members of a protocol are gone through, to solve for its variables or to find whether all fit."""
    looked = 0
    names = protocols.member_names

    def counted(*args: object) -> tuple[str, ...]:
        nonlocal looked
        looked += 1
        return names(*args)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patched:
        patched.setattr(protocols, "member_names", counted)
        assert project.report(project.open_project({"main.py": tangle(n)}), "main.py") == []
    return looked


def test_protocols_that_speak_of_each_other_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (pairs_looked_at(monkeypatch, n) for n in (3, 6))
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
    asked = 0
    plain = relation._decide

    def counted(db: queries.Db, source: kinds.Type, target: kinds.Type, how: int) -> bool:
        nonlocal asked
        asked += 1
        return plain(db, source, target, how)

    monkeypatch.setattr(relation, "_decide", counted)
    found: list[int] = []
    for n in (3, 6):
        asked = 0
        assert project.report(project.open_project({"main.py": nested_alias(n)}), "main.py") == []
        found.append(asked)
    assert found[1] < 4 * found[0]


def unions_in_unions(n: int) -> str:
    """Two types that say the same, each of `n` unions that stand in each other, in another order."""
    left, right = "int | str", "str | int"
    for _ in range(n):
        left, right = f"list[{left}] | set[{left}]", f"set[{right}] | list[{right}]"
    return f"def f(x: list[{left}] | list[{right}]) -> None:\n    x\n"


def test_unions_in_unions_are_compared_once_for_each_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    plain = relation._equivalent

    def counted(
        db: queries.Db,
        left: kinds.Type,
        right: kinds.Type,
        found: dict[tuple[kinds.Type, kinds.Type], bool],
    ) -> bool:
        nonlocal asked
        asked += 1
        return plain(db, left, right, found)

    monkeypatch.setattr(relation, "_equivalent", counted)
    counts: list[int] = []
    for n in (3, 6):
        asked = 0
        assert project.report(project.open_project({"main.py": unions_in_unions(n)}), "main.py") == []
        counts.append(asked)
    assert counts[1] < 3 * counts[0]


def lambdas_in_lambdas(n: int) -> str:
    """Calls of an overloaded function, each in the lambda that the one around it is given."""
    header = "from typing import Callable, overload\n\n"
    forms = "".join(f"@overload\ndef pick(f: Callable[[{name}], int]) -> int: ...\n" for name in ("str", "int"))
    return f"{header}{forms}def pick(f): return f(1)\n\nx = {'pick(lambda t: ' * n}t + 1{')' * n}\n"


def test_lambdas_in_lambdas_are_not_inferred_for_all_that_may_be_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    called = 0
    plain = call.call

    def counted(*args: object) -> call.CallResult:
        nonlocal called
        called += 1
        return plain(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(call, "call", counted)
    counts: list[int] = []
    for n in (6, 12):
        called = 0
        assert project.report(project.open_project({"main.py": lambdas_in_lambdas(n)}), "main.py") == []
        counts.append(called)
    assert counts[1] < 4 * counts[0]


@pytest.mark.parametrize("n", [40, 80])
def test_of_a_union_with_too_many_parts_no_more_is_compared(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    compared = 0
    plain = relation.is_redundant

    def counted(db: queries.Db, source: kinds.Type, target: kinds.Type) -> bool:
        nonlocal compared
        compared += 1
        return plain(db, source, target)

    classes = "".join(f"class C{at}: ...\n" for at in range(n))
    text = f"{classes}x = [{', '.join(f'C{at}()' for at in range(n))}]\nreveal_type(x)\n"
    monkeypatch.setattr(union, "MAX_PARTS", 16)
    monkeypatch.setattr(relation, "is_redundant", counted)
    found = project.report(project.open_project({"main.py": text}), "main.py")
    assert [each[3] for each in found if each[2] == "revealed-type"] == ["Revealed type: `list[Unknown]`"]
    assert compared < 4 * 16 * 17
