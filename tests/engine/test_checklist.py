"""Single behaviours of the checklist in README.md that the random graphs have by chance only."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import cancel, cells, entity, errors, events, inputs, interned, query
from tests.engine.common import Db, Field, at_rest
from tests.engine.formulas import Node, ask


def world(db: Db, shape: dict[str, str]) -> dict[str, Node]:
    """Nodes by name; each reads those named, and the numbers."""
    nodes = {name: Node(name) for name in shape}
    for name, reads in shape.items():
        nodes[name].reads(db, *(nodes[word] if word in nodes else int(word) for word in reads.split()))
    return nodes


SHAPES = {
    "a fork": {"a": "b c", "b": "a 1", "c": "a 2"},
    "a fork that meets": {"a": "b c", "b": "d 1", "c": "d 2", "d": "a 3"},
    "layers": {"a": "b", "b": "c a", "c": "d b", "d": "c 4"},
    "nested": {"a": "b", "b": "c", "c": "b a 5"},
    "nested, the inner one first": {"a": "b a", "b": "c", "c": "b 1 d", "d": "a 6"},
    "nested twice": {"a": "b 1", "b": "c", "c": "d", "d": "c b a 7"},
    "heads that are no heads in the next turn": {"a": "b", "b": "c d", "c": "b", "d": "a c 8"},
    "an inner one that is done at once": {"a": "b 9", "b": "c a", "c": "b"},
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_every_member_of_any_shape_agrees_and_follows_edits(shape: str) -> None:
    for first in SHAPES[shape]:
        db = Db(check_suspects=True)
        nodes = world(db, SHAPES[shape])
        greatest = max(int(word) for reads in SHAPES[shape].values() for word in reads.split() if word.isdigit())
        top = Node("top", "panic").reads(db, nodes[first])
        assert ask(db, top) == greatest
        assert {ask(db, node) for node in nodes.values()} == {greatest}
        changed = nodes[first]
        changed.reads(db, *changed.items.value, 50)
        assert ask(db, top) == 50
        assert {ask(db, node) for node in nodes.values()} == {50}
        assert at_rest(db)


def test_a_member_that_is_done_early_is_run_again_while_others_change() -> None:
    """`slow` grows turn by turn; `early` is what it will be after one, and reads `slow` in the last ones only."""

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def slow(db: Db, field: Field) -> int:
        return min(slow(db, field) + 1, 4 + early(db, field))

    @query.query(Field, cycle_initial=lambda db, field: 0)
    def early(db: Db, field: Field) -> int:
        return field.number.get(db) if slow(db, field) >= 3 else 0

    for number in (0, 2):
        for of in (slow, early):
            db, field = Db(), Field(number)
            of(db, field)
            assert (slow(db, field), early(db, field)) == (4 + number, number)
            db.set(field.number, number + 1)
            assert (early(db, field), slow(db, field)) == (number + 1, 5 + number)
            assert at_rest(db)


def test_after_a_panic_in_a_cycle_nothing_stands_cancelled() -> None:
    db = Db()
    nodes = world(db, {"a": "b", "b": "a 3"})
    nodes["a"].kind = nodes["b"].kind = "panic"
    with pytest.raises(errors.CycleError):
        ask(db, nodes["a"])
    db.request_cancel()
    with pytest.raises(cancel.Cancelled):
        ask(db, nodes["b"])
    db.clear_cancel()
    nodes["a"].reads(db, 1)
    assert ask(db, nodes["b"]) == 3
    assert at_rest(db)


class Part(entity.Entity):
    """Holds an input and another entity."""

    __slots__ = ("above", "of")

    def __init__(self, db: Db, of: Field, above: Part | None) -> None:
        super().__init__(db)
        self.of = cells.Cell(of)
        self.above = cells.Cell(above)


@query.query(Field, reuse=True)
def parts(db: Db, field: Field, previous: list[Part] | None) -> list[Part]:
    made = list(previous or ())[: field.number.get(db)]
    for gone in (previous or [])[len(made) :]:
        db.retire(gone)
    while len(made) < field.number.get(db):
        made.append(Part(db, field, made[-1] if made else None))
    return made


@query.query(Part)
def depth(db: Db, part: Part) -> int:
    above = part.above.get(db)
    return part.of.get(db).a.get(db) + (0 if above is None else depth(db, above))


def test_entities_may_hold_inputs_and_other_entities() -> None:
    db, field = Db(), Field(3, a=1)
    assert [depth(db, part) for part in parts(db, field)] == [1, 2, 3]
    db.set(field.a, 2)
    assert [depth(db, part) for part in parts(db, field)] == [2, 4, 6]
    db.set(field.number, 2)
    with db.record() as ran:
        assert [depth(db, part) for part in parts(db, field)] == [2, 4]
    assert ran == ["parts(x)"]


def test_a_listing_holds_what_was_not_asked_about_in_this_revision() -> None:
    db, field = Db(), Field(2, a=1)
    parts(db, field)
    db.set(field.number, 3)
    [listed] = [info for info in db.ingredients() if info.name == "Part"]
    assert listed.count == 2


class Pair(inputs.Input):
    __slots__ = ()


class Anything(interned.Interned):
    __slots__ = ("what",)
    what: object


def test_names_may_be_made_of_anything_that_is_compared() -> None:
    db, pair = Db(), Pair()
    fields: list[object] = ["a", b"a", 1, 1.0, True, None, ("a", 1), ("a", True), frozenset("a"), pair, Pair, len]
    names = [Anything.intern(db, field) for field in fields]
    assert len(set(names)) == len(fields)
    assert [Anything.intern(db, field) for field in fields] == names
    name = Anything.intern(db, names[0])  # one in another
    assert Anything.intern(db, Anything.intern(db, "a")) is name


def test_a_stopped_run_leaves_nothing_that_counts() -> None:
    @query.query(Field)
    def inner(db: Db, field: Field) -> int:
        return field.number.get(db)

    @query.query(Field)
    def outer(db: Db, field: Field) -> int:
        found = inner(db, field)
        db.check_cancelled()
        return found

    db, field = Db(), Field(1)

    def stop_after(event: events.Event) -> None:
        if isinstance(event, events.DidExecute) and event.memo.query is inner.ingredient:
            db.request_cancel()

    ending = db.listen(stop_after)
    with pytest.raises(cancel.Cancelled):
        outer(db, field)
    ending()
    db.clear_cancel()
    listed = {info.name: info.n_values for info in db.ingredients()}
    assert listed == {"Field": 1, "inner": 1, "outer": 0}
    assert at_rest(db)
    with db.record() as ran:
        assert outer(db, field) == 1
    assert ran == ["outer(x)"]
