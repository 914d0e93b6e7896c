"""Values may be dropped; what is known of them stays."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import events, memo, query
from tests.engine.common import Db, Field, Name, heard


@query.query(Field, lru=query.Lru(2))
def tree(db: Db, field: Field) -> list[int]:
    return [field.number.get(db) // 2]


@query.query(Field)
def leaf(db: Db, field: Field) -> int:
    return tree(db, field)[0]


@query.query(Field, lru=query.Lru(10, weight=len))
def heavy(db: Db, field: Field) -> list[int]:
    return [0] * field.number.get(db)


def fields(*numbers: int) -> list[Field]:
    return [Field(number, f"f{n}") for n, number in enumerate(numbers)]


def held(db: Db, of: list[Field], asked: query.Query[Db, Field, list[int]]) -> list[str]:
    """Which values are there, found out by asking."""
    names: list[str] = []
    for field in of:
        with db.record() as ran:
            asked(db, field)
        if not ran:
            names.append(field.name)
    return names


def test_values_beyond_the_limit_go_at_the_next_revision() -> None:
    db, all_fields, other = Db(), fields(2, 4, 6, 8), Field()
    for field in all_fields:
        leaf(db, field)
    with heard(db, events.DidEvict) as evicted:
        for field in all_fields:
            tree(db, field)
        assert evicted == []
        db.set(other.number, 1)
    assert len(evicted) == 2


def test_the_least_recently_used_go_first() -> None:
    db, all_fields = Db(), fields(2, 4, 6)
    for field in all_fields:
        tree(db, field)
    tree(db, all_fields[0])
    assert db.evict() == 1
    db.set_lru(tree, 0)
    assert held(db, all_fields, tree) == ["f0", "f2"]


def test_values_can_be_dropped_within_a_revision() -> None:
    db, all_fields = Db(), fields(2, 4, 6)
    for field in all_fields:
        tree(db, field)
    before = db.revision
    assert db.evict() == 1
    assert db.revision == before
    with db.record() as ran:
        assert tree(db, all_fields[0]) == [1]
    assert ran == ["tree(f0)"]


def test_a_query_drops_by_itself_what_goes_beyond_twice_its_limit() -> None:
    @query.query(Field)
    def total(db: Db, field: Field) -> int:
        return sum(tree(db, each)[0] for each in many)

    db, many = Db(), fields(*range(100))
    with heard(db, events.DidEvict) as evicted:
        assert total(db, many[0]) == sum(n // 2 for n in range(100))
    assert len(evicted) >= 95
    assert db.revision == 1
    assert held(db, many[-2:], tree) == ["f98", "f99"]


def test_a_use_that_takes_the_fast_path_counts() -> None:
    db, all_fields = Db(), fields(2, 4, 6)
    memos = []
    for field in all_fields:
        tree(db, field)
        memos.append(field.memos[tree.ingredient.index])
    assert [each.hot == db.epoch for each in memos] == [True, True, True]
    leaf(db, all_fields[1])
    tree(db, all_fields[0])
    tree(db, all_fields[1])
    db.evict()
    assert [each.value is memo.NO_VALUE for each in memos] == [False, False, True]


def test_values_of_keys_that_are_gone_are_forgotten() -> None:
    @query.query(Name, lru=query.Lru(0))
    def shout(db: Db, name: Name) -> str:
        return name.text.upper()

    db = Db()
    for n in range(3000):
        shout(db, Name.intern(db, f"n{n}"))
    assert len(db.used) < 1500


def test_readers_are_proven_without_the_value() -> None:
    db, all_fields, other = Db(), fields(2, 4, 6), Field()
    for field in all_fields:
        leaf(db, field)
    db.set_lru(tree, 1)
    db.evict()
    db.set(other.number, 1)
    with db.record() as ran:
        assert [leaf(db, field) for field in all_fields] == [1, 2, 3]
    assert ran == []


def test_readers_are_not_rerun_because_a_value_was_computed_again() -> None:
    db, all_fields, other = Db(), fields(2, 4, 6), Field()
    for field in all_fields:
        leaf(db, field)
    db.evict()
    tree(db, all_fields[0])
    db.set(other.number, 1)
    db.synthetic_write(other.number.durability)
    with db.record() as ran:
        leaf(db, all_fields[0])
    assert ran == []


def test_readers_run_if_what_a_dropped_value_came_from_changed() -> None:
    db, all_fields = Db(), fields(2, 4, 6)
    for field in all_fields:
        leaf(db, field)
    db.evict()
    db.set(all_fields[0].number, 10)
    with db.record() as ran:
        assert leaf(db, all_fields[0]) == 5
    assert ran == ["leaf(f0)", "tree(f0)"]


def test_the_limit_can_be_changed_for_one_database() -> None:
    one, two = Db(), Db()
    of_one, of_two = fields(2, 4, 6), fields(2, 4, 6)
    one.set_lru(tree, 1)
    for a, b in zip(of_one, of_two, strict=True):
        tree(one, a)
        tree(two, b)
    assert (one.evict(), two.evict()) == (2, 1)


def test_a_limit_set_later_holds_for_what_is_there() -> None:
    db = Db()
    db.set_lru(tree, 0)
    for field in fields(*range(10)):
        tree(db, field)
    db.set_lru(tree, 3)
    assert db.evict() == 7


def test_limit_zero_drops_nothing() -> None:
    db = Db()
    db.set_lru(tree, 0)
    for field in fields(*range(10)):
        tree(db, field)
    assert db.evict() == 0


def test_values_are_weighed() -> None:
    db, all_fields = Db(), fields(6, 3, 2, 9)
    for field in all_fields[:3]:
        heavy(db, field)
    assert db.evict() == 1
    assert held(db, all_fields[1:3], heavy) == ["f1", "f2"]
    heavy(db, all_fields[3])
    assert db.evict() == 2
    assert held(db, all_fields[3:], heavy) == ["f3"]


def test_a_value_in_use_is_not_taken_away() -> None:
    @query.query(Field)
    def evicting(db: Db, field: Field) -> int:
        value = tree(db, field)
        db.set_lru(tree, 1)
        tree(db, other)
        db.evict()
        return value[0] + tree(db, field)[0]

    db, field, other = Db(), Field(4), Field(6, "y")
    assert evicting(db, field) == 4


def test_untracked_results_are_kept() -> None:
    clock = [1]

    @query.query(Field, lru=query.Lru(1))
    def now(db: Db, field: Field) -> int:
        db.report_untracked_read()
        return clock[0]

    db = Db()
    first, second = fields(1, 2)
    now(db, first)
    now(db, second)
    db.evict()
    clock[0] = 2
    assert (now(db, first), now(db, second)) == (1, 1)


def test_only_queries_declared_with_lru_have_a_limit() -> None:
    with pytest.raises(TypeError, match="without lru"):
        Db().set_lru(leaf, 3)
