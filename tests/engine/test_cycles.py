"""Queries that need their own result: panic, and fixed points that agree whoever is asked first."""

from __future__ import annotations

import itertools

import pytest

from pebre_analysis.engine import errors, events, inputs, query
from tests.engine.common import Db, at_rest, heard
from tests.engine.formulas import Node, ask

# Panic


def test_a_query_that_needs_itself_names_the_way_back() -> None:
    db = Db()
    a, b, c = Node("a", "panic"), Node("b", "panic"), Node("c", "panic")
    a.reads(db, b)
    b.reads(db, c)
    c.reads(db, b)
    with pytest.raises(errors.CycleError) as caught:
        ask(db, a)
    assert str(caught.value) == "cycle: panic(b) → panic(c) → panic(b)"
    assert at_rest(db)


def test_a_panic_leaves_nothing_and_can_be_mended() -> None:
    db = Db()
    a, b = Node("a", "panic"), Node("b", "panic")
    a.reads(db, b)
    b.reads(db, a)
    for node in (a, b):
        with pytest.raises(errors.CycleError):
            ask(db, node)
    b.reads(db, 7)
    assert ask(db, a) == 7
    b.reads(db, a)
    with pytest.raises(errors.CycleError):
        ask(db, b)


def test_a_panic_deep_in_an_iteration_leaves_nothing() -> None:
    db = Db()
    head, bad = Node("head"), Node("bad", "panic")
    bad.reads(db, bad)
    head.reads(db, head, bad)
    with pytest.raises(errors.CycleError):
        ask(db, head)
    assert at_rest(db)
    bad.reads(db, 3)
    assert ask(db, head) == 3


def test_a_long_cycle_is_named_in_part() -> None:
    db = Db()
    nodes = [Node(f"n{k}", "panic") for k in range(200)]
    for node, following in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        node.reads(db, following)
    with pytest.raises(errors.CycleError) as caught:
        ask(db, nodes[0])
    assert "160 more" in str(caught.value)


# Fixed points


def test_a_query_converges_at_its_initial_value() -> None:
    db = Db()
    a = Node("a").reads(db)
    a.reads(db, a)
    with db.record() as ran:
        assert ask(db, a) == 0
    assert ran == ["fix(a)"]


def test_a_query_iterates_until_nothing_changes() -> None:
    db = Db()
    a = Node("a")
    a.reads(db, a, 5)
    with db.record() as ran:
        assert ask(db, a) == 5
    assert ran == ["fix(a)", "fix(a)"]


@pytest.mark.parametrize("first", range(3))
def test_members_agree_whoever_is_asked_first(first: int) -> None:
    db = Db()
    a, b, c = Node("a"), Node("b"), Node("c")
    a.reads(db, b, 1)
    b.reads(db, c, 2)
    c.reads(db, a, 3)
    nodes = [a, b, c]
    assert ask(db, nodes[first]) == 3
    with db.record() as ran:
        assert [ask(db, node) for node in nodes] == [3, 3, 3]
    assert ran == []
    assert at_rest(db)


@pytest.mark.parametrize("kinds", list(itertools.product(("fix", "panic"), repeat=3)))
def test_one_member_that_can_handle_the_cycle_is_enough(kinds: tuple[str, ...]) -> None:
    for first in range(3):
        db = Db()
        a, b, c = nodes = [Node(name, kind) for name, kind in zip("abc", kinds, strict=True)]
        a.reads(db, b, 1)
        b.reads(db, c, 2)
        c.reads(db, a, 3)
        if "fix" in kinds:
            assert ask(db, nodes[first]) == 3
            assert [ask(db, node) for node in nodes] == [3, 3, 3]
        else:
            with pytest.raises(errors.CycleError):
                ask(db, nodes[first])
        assert at_rest(db)


def test_the_head_is_the_smallest_name_whoever_is_asked_first() -> None:
    for first in ("b", "c", "a"):
        db = Db()
        nodes = {name: Node(name) for name in "abc"}
        nodes["a"].reads(db, nodes["b"], 1)
        nodes["b"].reads(db, nodes["c"])
        nodes["c"].reads(db, nodes["a"])
        with heard(db, events.DidFinishCycle) as finished:
            ask(db, nodes[first])
        assert [each.memo.debug_name() for each in finished if isinstance(each, events.DidFinishCycle)] == ["fix(a)"]


class Twin(inputs.Input):
    """Shown to people as all others of its class."""

    __slots__ = ("others", "path")

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.others: tuple[Twin, ...] = ()

    def name_path(self) -> str:
        return self.path


def _at_start(db: Db, twin: Twin) -> str:
    return ""


@query.query(Twin, cycle_initial=_at_start)
def met(db: Db, twin: Twin) -> str:
    """The members in the order they were met, which the head decides."""
    return (twin.path + "".join([met(db, other) for other in twin.others]))[:4]


def test_members_with_one_name_are_told_apart_by_their_paths() -> None:
    found: list[dict[str, str]] = []
    for first in "bca":
        db = Db()
        twins = {path: Twin(path) for path in "abc"}
        for path, other in ("ab", "bc", "ca"):
            twins[path].others = (twins[other],)
        met(db, twins[first])
        found.append({path: met(db, twin) for path, twin in twins.items()})
        assert at_rest(db)
    assert found[0] == found[1] == found[2]


def test_members_with_one_path_are_a_fault() -> None:
    db = Db()
    one, other = Twin("a"), Twin("a")
    one.others, other.others = (other,), (one,)
    with pytest.raises(errors.EngineError, match="two members of a cycle have one name path"):
        met(db, one)
    assert at_rest(db)


def test_an_inner_cycle_shares_the_fixed_point_of_the_outer_one() -> None:
    db = Db()
    a, b, c = Node("a"), Node("b"), Node("c")
    a.reads(db, b)
    b.reads(db, c, a)
    c.reads(db, b, c, 9)
    with heard(db, events.DidFinishCycle) as finished:
        assert ask(db, a) == 9
    [only] = finished
    assert isinstance(only, events.DidFinishCycle)
    assert (only.n_members, only.memo.debug_name()) == (3, "fix(a)")


def test_an_independent_inner_cycle_is_done_once() -> None:
    db = Db()
    outer, inner, leaf = Node("outer"), Node("inner"), Node("z")
    inner.reads(db, inner, 4)
    leaf.reads(db, inner)
    outer.reads(db, outer, leaf)
    with db.record() as ran:
        assert ask(db, outer) == 4
    assert ran.count("fix(inner)") == 2
    assert ran.count("fix(outer)") == 2


def test_deeply_nested_cycles_do_not_explode() -> None:
    db = Db()
    nodes = [Node(f"n{k:02}") for k in range(25)]
    for k, node in enumerate(nodes):
        # Each reads the next and all before: a head inside a head inside a head.
        node.reads(db, *nodes[k + 1 : k + 2], *nodes[: k + 1], k)
    with db.record() as ran:
        assert ask(db, nodes[0]) == 24
    assert len(ran) <= 25 * 4


def test_repeated_reads_of_a_provisional_result_do_not_explode() -> None:
    db = Db()
    head = Node("a")
    layer: list[Node | int] = [head, 1]
    for k in range(12):
        following = [Node(f"m{k}-{n}", "panic").reads(db, *layer) for n in range(3)]
        layer = list(following)
    head.reads(db, *layer)
    with db.record() as ran:
        assert ask(db, head) == 1
    assert len(ran) == 2 * 36 + 2


def test_a_sibling_cycle_is_not_disturbed() -> None:
    db = Db()
    a, b, c, d = Node("a"), Node("b"), Node("c"), Node("d")
    a.reads(db, b, c)
    b.reads(db, a, 1)
    c.reads(db, d)
    d.reads(db, c, 2)
    assert ask(db, a) == 2
    b.reads(db, a, 5)
    with db.record() as ran:
        assert ask(db, a) == 5
    assert set(ran) == {"fix(a)", "fix(b)"}


def test_a_cycle_that_comes_and_goes() -> None:
    db = Db()
    a, b = Node("a"), Node("b")
    a.reads(db, b, 1)
    b.reads(db, 7)
    top = Node("top", "panic").reads(db, a)
    assert ask(db, top) == 7
    for number in (3, 9):
        b.reads(db, a, number)
        assert ask(db, top) == number
        b.reads(db, number + 1)
        assert ask(db, top) == number + 1
    assert at_rest(db)
