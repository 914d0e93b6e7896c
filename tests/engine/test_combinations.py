"""Features of the engine in combination: what stands between the files about each of them."""

from __future__ import annotations

import gc
import weakref

import pytest

from pebre_analysis.engine import cells, durability, entity, inputs, interned, query
from tests.engine.common import Db, Field, Name, at_rest
from tests.engine.formulas import Node, ask


class Pair(interned.Interned):
    __slots__ = ("field", "times")
    field: Field
    times: int


class Odd(str):
    """A name that clashes with every other one."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 1


class Item(entity.Entity):
    """Known by its name and which of that name it is."""

    __slots__ = ("nth", "of", "value")

    def __init__(self, db: Db, of: Name, nth: int, value: object) -> None:
        super().__init__(db)
        self.of = of
        self.nth = nth
        self.value: cells.Cell[object] = cells.Cell(value)

    def debug_name(self) -> str:
        return f"{self.of.text}{self.nth}"


class Text(inputs.Input):
    __slots__ = ("text",)

    def __init__(self, text: str, durable: durability.Durability = durability.LOW) -> None:
        super().__init__()
        self.text = cells.Cell(text, durable)


class Same(str):
    """A value that says it equals all others."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Different(str):
    """A value that says it equals none."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


WORDS: dict[str, type[str]] = {"same": Same, "different": Different}

Items = dict[tuple[str, int], Item]


@query.query(Text, reuse=True)
def items(db: Db, text: Text, previous: Items | None) -> Items:
    """Of `name=value` words."""
    old, made = previous or {}, dict[tuple[str, int], Item]()
    for word in text.text.get(db).split():
        name, _, value = word.partition("=")
        nth = sum(known == name for known, _ in made)
        given = WORDS.get(name, str)(value)
        if (name, nth) in old:
            db.commit(old[name, nth].value, given)
        made[name, nth] = old[name, nth] if (name, nth) in old else Item(db, Name.intern(db, name), nth, given)
    for key in old.keys() - made.keys():
        db.retire(old[key])
    return made


@query.query(Item)
def shown(db: Db, item: Item) -> str:
    return f"{item.of.text}{item.nth}={item.value.get(db)}"


def all_shown(db: Db, text: Text) -> list[str]:
    return [shown(db, item) for item in items(db, text).values()]


def test_several_arguments_are_one_interned_key() -> None:
    @query.query(Pair)
    def multiplied(db: Db, pair: Pair) -> int:
        return pair.field.number.get(db) * pair.times

    db, field = Db(), Field(2)
    two, three = Pair.intern(db, field, 2), Pair.intern(db, field, 3)
    with db.record() as ran:
        assert [multiplied(db, two), multiplied(db, three)] == [4, 6]
        assert multiplied(db, Pair.intern(db, field, 2)) == 4
    assert ran == ["multiplied(x, 2)", "multiplied(x, 3)"]
    db.set(field.number, 5)
    assert [multiplied(db, two), multiplied(db, three)] == [10, 15]


def test_names_with_equal_hashes_are_told_apart() -> None:
    db = Db()
    one, other = Name.intern(db, Odd("a")), Name.intern(db, Odd("b"))
    assert one is not other
    assert Name.intern(db, Odd("a")) is one


def test_entities_of_one_name_are_told_apart_by_their_number() -> None:
    db, text = Db(), Text("a=1 b=2 a=3")
    assert all_shown(db, text) == ["a0=1", "b0=2", "a1=3"]
    db.set(text.text, "a=1 b=2 a=4")
    with db.record() as ran:
        assert all_shown(db, text) == ["a0=1", "b0=2", "a1=4"]
    assert ran == ["items(Text)", "shown(a1)"]


def test_entities_may_hold_interned_objects() -> None:
    db, text = Db(), Text("a=1")
    [item] = items(db, text).values()
    name = weakref.ref(item.of)
    assert Name.intern(db, "a") is item.of
    db.set(text.text, "b=1")
    assert all_shown(db, text) == ["b0=1"]
    assert item.is_dead()
    del item
    gc.collect()
    assert name() is None


def test_a_wrong_eq_of_a_field_is_obeyed() -> None:
    db, text = Db(), Text("same=1 different=1 plain=1")
    all_shown(db, text)
    db.set(text.text, "same=2 different=1  plain=1")
    with db.record() as ran:
        assert all_shown(db, text) == ["same0=1", "different0=1", "plain0=1"]
    assert ran == ["items(Text)", "shown(different0)"]


def test_an_owner_that_becomes_frozen_keeps_its_entities() -> None:
    db, text = Db(), Text("a=1 b=2")
    before = items(db, text)
    all_shown(db, text)
    db.set(text.text, "a=1 b=3", durability.FROZEN)
    assert all_shown(db, text) == ["a0=1", "b0=3"]
    assert items(db, text)["a", 0] is before["a", 0]
    assert before["a", 0].value.durability == durability.FROZEN
    db.synthetic_write(durability.HIGH)
    with db.record() as ran:
        assert all_shown(db, text) == ["a0=1", "b0=3"]
    assert ran == []


def test_a_frozen_result_may_be_dropped_and_computed_again() -> None:
    @query.query(Field, lru=query.Lru(1))
    def frozen(db: Db, field: Field) -> list[int]:
        return [field.number.get(db)]

    db, one, two = Db(), Field(1, "x", durability.FROZEN), Field(2, "y", durability.FROZEN)
    assert (frozen(db, one), frozen(db, two)) == ([1], [2])
    assert db.evict() == 1
    with db.record() as ran:
        assert (frozen(db, one), frozen(db, two)) == ([1], [2])
    assert ran == ["frozen(x)"]


@pytest.mark.parametrize("durable", [durability.LOW, durability.MEDIUM, durability.HIGH])
def test_keys_of_any_durability_are_freed(durable: durability.Durability) -> None:
    @query.query(Name)
    def length(db: Db, name: Name) -> int:
        return len(name.text)

    @query.query(Field)
    def of_number(db: Db, field: Field) -> int:
        return length(db, Name.intern(db, "a" * field.number.get(db)))

    db, field = Db(), Field(0, "x", durable)
    for number in range(50):
        db.set(field.number, number)
        assert of_number(db, field) == number
    assert len(db.interned[Name]) == 1


def test_a_query_that_raises_leaves_no_interned_object() -> None:
    @query.query(Name)
    def fails(db: Db, name: Name) -> int:
        raise ValueError(name.text)

    db = Db()
    with pytest.raises(ValueError, match="a"):
        fails(db, Name.intern(db, "a"))
    gc.collect()
    assert len(db.interned[Name]) == 0
    assert at_rest(db)


class Rule(interned.Interned):
    __slots__ = ("text", "place")
    text: Text
    place: int


def test_a_left_recursive_grammar_is_parsed() -> None:
    """sum := sum "+" digit | digit; the end of the longest match, or -1."""

    @query.query(Rule, cycle_initial=lambda db, rule: -1, cycle_recover=lambda db, rule, last, new, n: max(last, new))
    def end_of_sum(db: Db, rule: Rule) -> int:
        text = rule.text.text.get(db)
        left = end_of_sum(db, Rule.intern(db, rule.text, rule.place))
        if left >= 0 and text[left : left + 1] == "+" and text[left + 1 : left + 2].isdigit():
            return left + 2
        return rule.place + 1 if left < 0 and text[rule.place : rule.place + 1].isdigit() else left

    db, text = Db(), Text("1+2+3*4")
    start = Rule.intern(db, text, 0)
    assert end_of_sum(db, start) == 5
    db.set(text.text, "1+2+3+4")
    assert end_of_sum(db, start) == 7
    db.set(text.text, "x")
    assert end_of_sum(db, start) == -1


class Seed(inputs.Input):
    __slots__ = ("limit",)

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = cells.Cell(limit)


class Step(entity.Entity):
    __slots__ = ("number",)

    def __init__(self, db: Db, number: int) -> None:
        super().__init__(db)
        self.number = cells.Cell(number)


def test_entities_made_in_an_iteration_that_was_thrown_away_are_never_seen() -> None:
    born: list[weakref.ref[Step]] = []

    @query.query(Seed, cycle_initial=lambda db, seed: 0)
    def counted(db: Db, seed: Seed) -> int:
        return min(len(steps(db, seed)) + 1, seed.limit.get(db))

    @query.query(Seed, reuse=True, cycle_initial=lambda db, seed: {})
    def steps(db: Db, seed: Seed, previous: dict[int, Step] | None) -> dict[int, Step]:
        made: dict[int, Step] = {}
        for number in range(counted(db, seed)):
            made[number] = previous[number] if previous and number in previous else Step(db, number)
            born.append(weakref.ref(made[number]))
        for number, step in (previous or {}).items():
            if number not in made:
                db.retire(step)
        return made

    @query.query(Step)
    def doubled(db: Db, step: Step) -> int:
        return 2 * step.number.get(db)

    db, seed = Db(), Seed(3)
    found = steps(db, seed)
    assert [doubled(db, step) for step in found.values()] == [0, 2, 4]
    assert at_rest(db)
    gc.collect()
    assert {step() for step in born} - {None} == set(found.values())
    db.set(seed.limit, 2)
    assert [doubled(db, step) for step in steps(db, seed).values()] == [0, 2]
    assert found[2].is_dead()
    assert not found[0].is_dead()


def test_a_cycle_may_read_entities_of_others() -> None:
    @query.query(Node, cycle_initial=lambda db, node: 0)
    def around(db: Db, node: Node) -> int:
        inner = around(db, node)
        return max([inner, *(int(str(item.value.get(db))) for item in items(db, text).values())])

    db, text, node = Db(), Text("a=1 b=5"), Node("n")
    assert around(db, node) == 5
    db.set(text.text, "a=1 b=3")
    assert around(db, node) == 3
    assert ask(db, node) == 0
    assert at_rest(db)
