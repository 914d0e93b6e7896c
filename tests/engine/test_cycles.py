"""Queries that need their own result: panic, fixed point, fallback."""

from __future__ import annotations

import itertools

import pytest

from pebre_analysis.engine import cancel, durability, errors, events, inputs, query
from tests.engine.common import Db, Field, Name, at_rest, heard
from tests.engine.formulas import CAP, Node, ask

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


# What a cycle depends on


def test_an_unchanged_cycle_is_proven_not_run() -> None:
    db, other = Db(), Field(durable=durability.HIGH)
    a, b = Node("a"), Node("b")
    a.reads(db, b, 1)
    b.reads(db, a, 2)
    assert ask(db, a) == 2
    for write in (lambda: db.set(other.number, 1), lambda: db.synthetic_write(durability.MEDIUM)):
        write()
        with db.record() as ran:
            assert (ask(db, b), ask(db, a)) == (2, 2)
        assert ran == []


def test_members_that_stay_equal_do_not_rerun_their_readers() -> None:
    db = Db()
    a, b = Node("a"), Node("b")
    a.reads(db, b, 10)
    b.reads(db, a, 2)
    top = Node("top", "panic").reads(db, b)
    assert ask(db, top) == 10
    b.reads(db, a, 3)
    with db.record() as ran:
        assert ask(db, top) == 10
    assert "panic(top)" not in ran
    a.reads(db, b, 11)
    assert ask(db, top) == 11


def test_a_read_made_in_one_iteration_only_is_a_dependency() -> None:
    """The head reads the field only while its guess is zero."""
    db, field = Db(), Field(4)

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, key: Field) -> int:
        return field.a.get(db) + 1 if head(db, key) == 0 else head(db, key)

    @query.query(Field)
    def top(db: Db, key: Field) -> int:
        return head(db, key)

    assert top(db, field) == 1
    db.set(field.a, 6)
    assert top(db, field) == 7


def test_reads_of_members_that_dropped_out_are_dependencies() -> None:
    db, field = Db(), Field(0, b=1)

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, key: Field) -> int:
        return member(db, key) if head(db, key) == 0 else head(db, key)

    @query.query(Field)
    def member(db: Db, key: Field) -> int:
        return max(head(db, key), key.b.get(db))

    assert head(db, field) == 1
    db.set(field.b, 2)
    assert head(db, field) == 2


def test_reads_of_the_cycle_functions_are_dependencies() -> None:
    db, start, step = Db(), Field(3, "start"), Field(10, "step")

    @query.query(Field)
    def number(db: Db, field: Field) -> int:
        return field.number.get(db)

    @query.query(
        Field,
        cycle_initial=lambda db, field: number(db, start),
        cycle_recover=lambda db, field, last, new, iteration: number(db, step) if iteration > 1 else new,
    )
    def counting(db: Db, field: Field) -> int:
        return min(counting(db, field) + 1, number(db, step))

    field = Field()
    assert counting(db, field) == 10
    db.set(step.number, 20)
    assert counting(db, field) == 20
    db.set(start.number, 30)
    assert counting(db, field) == 20
    with db.record() as ran:
        db.set(start.number, 31)
        counting(db, field)
    assert "number(start)" in ran
    assert "counting(x)" in ran


def test_a_cycle_function_may_not_read_the_cycle() -> None:
    db, field = Db(), Field()

    def start(db: Db, key: Field) -> int:
        return above(db, key)

    @query.query(Field, cycle_initial=start)
    def head(db: Db, key: Field) -> int:
        return above(db, key)

    @query.query(Field)
    def above(db: Db, key: Field) -> int:
        return head(db, key)

    with pytest.raises(errors.CycleError, match="a cycle function reads a member"):
        head(db, field)
    assert at_rest(db)


def test_durability_of_a_cycle_is_that_of_its_least_durable_read() -> None:
    db, other = Db(), Field()
    a, b = Node("a", durable=durability.HIGH), Node("b", durable=durability.HIGH)
    a.reads(db, b, 1)
    b.reads(db, a, 2)
    assert ask(db, a) == 2
    db.set(other.number, 1)
    with heard(db, events.DidVerify, events.WillExecute) as found:
        assert (ask(db, a), ask(db, b)) == (2, 2)
    assert found == []
    low = Node("low").reads(db, 5)
    b.reads(db, a, low)
    assert ask(db, a) == 5
    low.reads(db, 6)
    assert (ask(db, a), ask(db, b)) == (6, 6)


def test_a_provisional_result_is_never_seen_outside() -> None:
    """What reads a member during the iteration is provisional as well, and computed anew in the next."""
    db = Db()
    seen: list[int] = []

    @query.query(Field)
    def watcher(db: Db, field: Field) -> int:
        seen.append(head(db, field))
        return seen[-1]

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def head(db: Db, field: Field) -> int:
        return min(watcher(db, field) + 1, 4)

    field = Field()
    assert head(db, field) == 4
    assert seen == [0, 1, 2, 3, 4]
    assert watcher(db, field) == 4
    assert seen == [0, 1, 2, 3, 4]


# Limits and fallbacks


def test_widening_ends_an_iteration() -> None:
    db = Db()
    a = Node("a", "widen", plus=1)
    a.reads(db, a)
    with db.record() as ran:
        assert ask(db, a) == CAP
    assert len(ran) == 5


def test_a_cycle_that_does_not_converge_takes_its_fallback() -> None:
    db = Db()
    a, b = Node("a", "limit", plus=1), Node("b", "limit")
    a.reads(db, b)
    b.reads(db, a)
    for node in (a, b):
        with heard(db, events.CycleGaveUp) as gave_up:
            assert ask(db, node) == 100
        assert len(gave_up) == (1 if node is a else 0)
    assert at_rest(db)


def test_without_a_fallback_it_takes_its_initial_value() -> None:
    db = Db()
    a = Node("a", "fix", plus=1)
    a.reads(db, a)
    with db.record() as ran:
        assert ask(db, a) == 0
    assert len(ran) == 17


def test_members_without_fallback_are_computed_from_the_others() -> None:
    for first in range(2):
        db = Db()
        a, b = Node("a", "limit", plus=1), Node("b", "panic", plus=2)
        a.reads(db, b)
        b.reads(db, a)
        ask(db, (a, b)[first])
        assert (ask(db, a), ask(db, b)) == (100, 102)


@pytest.mark.parametrize("first", range(3))
def test_every_member_with_a_fallback_takes_it(first: int) -> None:
    db = Db()
    a, b, c = nodes = [Node("a", "fall"), Node("b", "fall"), Node("c", "panic")]
    a.reads(db, b, 1)
    b.reads(db, c, 2)
    c.reads(db, a, 103)
    with db.record() as ran:
        ask(db, nodes[first])
        assert [ask(db, node) for node in nodes] == [100, 100, 103]
    assert at_rest(db)
    assert len(ran) <= 4


def test_readers_outside_the_cycle_do_not_take_fallbacks() -> None:
    db = Db()
    a, b = Node("a", "fall"), Node("b", "fall")
    b.reads(db, b)
    a.reads(db, b, 120)
    assert ask(db, a) == 120


def test_a_fallback_is_left_when_the_cycle_is_broken() -> None:
    db = Db()
    a, b = Node("a", "fall"), Node("b", "fall")
    a.reads(db, b, 1)
    b.reads(db, a)
    assert ask(db, a) == 100
    b.reads(db, 7)
    assert (ask(db, a), ask(db, b)) == (7, 7)


def test_an_independent_cycle_met_in_the_last_round_converges_by_itself() -> None:
    db = Db()
    odd, calm = Node("odd", "limit"), Node("zz", "limit")

    @query.query(Field, cycle_initial=lambda db, field: 0, cycle_fallback=lambda db, field: 100)
    def restless(db: Db, field: Field) -> int:
        last = restless(db, field)
        return last + 1 if last < 100 else ask(db, calm)

    calm.reads(db, calm, 5)
    assert restless(db, Field()) == 100
    assert ask(db, calm) == 5
    assert odd.items.value == ()


# Exceptions and cancellation inside


def test_a_member_that_raises_may_be_caught_by_another() -> None:
    db = Db()

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def catching(db: Db, field: Field) -> int:
        try:
            return raising(db, field)
        except ValueError:
            return 50

    @query.query(Field)
    def raising(db: Db, field: Field) -> int:
        if catching(db, field) < field.number.get(db):
            raise ValueError
        return 60

    field = Field(10)
    assert catching(db, field) == 60
    db.set(field.number, 100)
    assert catching(db, field) == 50
    with pytest.raises(ValueError):  # noqa: PT011 - the class is all that is raised
        raising(db, field)
    assert at_rest(db)


def test_a_cancelled_cycle_starts_anew() -> None:
    for stop_at in range(1, 8):
        db = Db()
        a, b, c = Node("a"), Node("b"), Node("c")
        a.reads(db, b, 1)
        b.reads(db, c, a)
        c.reads(db, b, 7)
        count = itertools.count(1)

        def cancel_some(
            event: events.Event, db: Db = db, count: itertools.count[int] = count, stop_at: int = stop_at
        ) -> None:
            if isinstance(event, events.WillExecute) and next(count) == stop_at:
                db.request_cancel()

        stop = db.listen(cancel_some)
        with pytest.raises(cancel.Cancelled):
            ask(db, b)
        stop()
        db.clear_cancel()
        assert at_rest(db)
        with db.record() as ran:
            assert [ask(db, node) for node in (a, b, c)] == [7, 7, 7]
        assert ran


def test_evicted_members_are_computed_again() -> None:
    db, other = Db(), Field()

    @query.query(Field, cycle_initial=lambda db, field: 0, lru=query.Lru(1))
    def one(db: Db, field: Field) -> int:
        return max(two(db, field), field.number.get(db))

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def two(db: Db, field: Field) -> int:
        return one(db, field)

    @query.query(Field)
    def top(db: Db, field: Field) -> int:
        return two(db, field)

    fields = [Field(n, f"f{n}") for n in range(1, 4)]
    assert [top(db, field) for field in fields] == [1, 2, 3]
    db.evict()
    assert [one(db, field) for field in fields] == [1, 2, 3]
    db.set(other.number, 1)
    db.synthetic_write(durability.HIGH)
    with db.record() as ran:
        assert [top(db, field) for field in fields] == [1, 2, 3]
    assert ran == []


def test_members_may_be_interned_and_are_freed() -> None:
    db, field = Db(), Field(3)

    @query.query(Name, cycle_initial=lambda db, name: 0)
    def ring(db: Db, name: Name) -> int:
        number = int(name.text)
        following = Name.intern(db, str((number + 1) % 5))
        return max(ring(db, following), field.number.get(db) + number)

    @query.query(Field)
    def top(db: Db, field: Field) -> int:
        return ring(db, Name.intern(db, "2"))

    assert top(db, field) == 7
    db.set(field.number, 10)
    assert top(db, field) == 14
    assert len(db.interned[Name]) == 1
