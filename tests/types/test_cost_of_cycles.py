"""What asks about itself in many ways costs no more than it must; counted in steps, not in time."""

import pytest

from pebre_analysis.types.algebra import relation, union
from pebre_analysis.types.infer import growth
from tests.harness import project
from tests.types import counting


def compared(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    """How many questions about two types are decided, and unions made, to check the text."""
    with monkeypatch.context() as patched:
        asked = [counting.Calls(patched, relation, "_decide"), counting.Calls(patched, union, "of")]
        assert project.report(project.open_project({"main.py": text}), "main.py") == []
    return sum(each.n for each in asked)


def ring(n: int, value: str) -> str:
    """Functions whose results are made of each other's."""
    return "".join(
        f"def f{at}(a):\n    if a: return None\n    return {value.format(one=(at + 1) % n, two=(at + 2) % n)}\n"
        for at in range(n)
    )


@pytest.mark.parametrize("value", ["(f{one}(a), 1)", "(f{one}(a), f{two}(a))", "[f{one}(a), f{two}(a)]"])
def test_results_of_a_ring_of_functions(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    one, two = (compared(monkeypatch, ring(n, value)) for n in (8, 16))
    assert two < 8 * one


def test_what_is_in_a_tuple_is_not_put_together_for_a_class_that_is_no_base_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert compared(monkeypatch, ring(10, "(f{one}(a), 'text')")) < 10_000  # not 350,000


def test_of_a_deep_and_large_result_the_outer_parts_are_known() -> None:
    text = ring(16, "(f{one}(a), f{two}(a))") + "reveal_type(f0(1))\n"
    found = project.report(project.open_project({"main.py": text}), "main.py")
    [revealed] = [message for *_, rule, message in found if rule == "revealed-type"]
    assert revealed.startswith("Revealed type: `None | tuple[")
    assert len(revealed) < 500


def test_containers_that_are_put_into_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    n = 12
    displays = "".join(f"    a{at} = []\n" for at in range(n))
    filled = "".join(f"    a{at}.append(a{(at + 1) % n})\n" for at in range(n))
    text = f"def f():\n{displays}{filled}    return a0\n"
    [turns] = counting.calls(monkeypatch, growth, "_holding", [text])
    assert turns < 2_000
