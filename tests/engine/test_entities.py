"""Entities: made by one query, known by name, kept across its reruns."""

from __future__ import annotations

import gc
import weakref

import pytest

from pebre_analysis.engine import cancel, cells, durability, entity, errors, events, inputs, query
from tests.engine.common import Db, Field, at_rest, heard


class Source(inputs.Input):
    """Text of the form `name=value name=value`."""

    __slots__ = ("name", "text")

    def __init__(self, text: str, name: str = "m", durable: durability.Durability = durability.LOW) -> None:
        super().__init__()
        self.name = name
        self.text = cells.Cell(text, durable)

    def debug_name(self) -> str:
        return self.name


class Part(entity.Entity):
    __slots__ = ("extra", "name", "value")

    def __init__(self, db: Db, name: str, value: str) -> None:
        super().__init__(db)
        self.name = name
        self.value = cells.Cell(value)
        self.extra = cells.Cell(len(value))

    def debug_name(self) -> str:
        return self.name


@query.query(Source)
def stripped(db: Db, source: Source) -> str:
    return source.text.get(db).strip()


@query.query(Source, reuse=True, no_eq=True)
def parts(db: Db, source: Source, previous: dict[str, Part] | None) -> dict[str, Part]:
    old = previous or {}
    made: dict[str, Part] = {}
    for word in stripped(db, source).split():
        name, _, value = word.partition("=")
        if name in old:
            made[name] = part = old[name]
            db.commit(part.value, value)
            db.commit(part.extra, len(value))
        else:
            made[name] = Part(db, name, value)
    for name, part in old.items():
        if name not in made:
            db.retire(part)
    if "boom" in made:
        raise ValueError("boom")
    return made


@query.query(Part)
def value(db: Db, part: Part) -> str:
    return part.value.get(db)


@query.query(Part)
def loud(db: Db, part: Part) -> str:
    return value(db, part).upper()


@query.query(Part)
def extra(db: Db, part: Part) -> int:
    return part.extra.get(db)


@query.query(Source)
def all_values(db: Db, source: Source) -> str:
    return " ".join(loud(db, part) for part in parts(db, source).values())


def test_only_readers_of_the_changed_entity_run() -> None:
    db, source = Db(), Source("a=x b=y")
    found = parts(db, source)
    assert [loud(db, part) for part in found.values()] == ["X", "Y"]
    db.set(source.text, "a=x b=z")
    with db.record() as ran:
        assert [loud(db, part) for part in found.values()] == ["X", "Z"]
    assert ran == ["stripped(m)", "parts(m)", "value(b)", "loud(b)"]


def test_the_owner_runs_first_whoever_is_asked() -> None:
    db, source = Db(), Source("a=x b=y")
    a = parts(db, source)["a"]
    loud(db, a)
    db.set(source.text, "a=x b=z")
    with db.record() as ran:
        assert loud(db, a) == "X"
    assert ran == ["stripped(m)", "parts(m)"]


def test_nothing_runs_if_what_the_owner_read_is_equal() -> None:
    db, source = Db(), Source("a=x")
    a = parts(db, source)["a"]
    loud(db, a)
    db.set(source.text, "a=x ")
    with db.record() as ran:
        loud(db, a)
    assert ran == ["stripped(m)"]


def test_only_readers_of_the_changed_cell_run() -> None:
    db, source = Db(), Source("a=x")
    a = parts(db, source)["a"]
    assert (value(db, a), extra(db, a)) == ("x", 1)
    db.set(source.text, "a=y")
    with db.record() as ran:
        assert (value(db, a), extra(db, a)) == ("y", 1)
    assert ran == ["stripped(m)", "parts(m)", "value(a)"]


def test_an_insertion_before_others_keeps_them() -> None:
    db, source = Db(), Source("b=y c=z")
    before = parts(db, source)
    db.set(source.text, "a=x b=y c=z")
    after = parts(db, source)
    assert [after[name] for name in "bc"] == [before[name] for name in "bc"]


def test_an_equal_committed_value_keeps_the_old_object() -> None:
    class Listed(entity.Entity):
        __slots__ = ("letters",)

        def __init__(self, db: Db, letters: tuple[str, ...]) -> None:
            super().__init__(db)
            self.letters = cells.Cell(letters)

    @query.query(Source, reuse=True)
    def listed(db: Db, source: Source, previous: Listed | None) -> Listed:
        letters = tuple(source.text.get(db))
        if previous is None:
            return Listed(db, letters)
        db.commit(previous.letters, letters)
        return previous

    db, source = Db(), Source("ab")
    made = listed(db, source)
    first = made.letters.get(db)
    db.set(source.text, "ab")
    assert made.letters.get(db) is first
    db.set(source.text, "abc")
    assert made.letters.get(db) == ("a", "b", "c")


def test_a_retired_entity_drops_its_memos_and_reruns_its_readers() -> None:
    db, source = Db(debug=False), Source("a=x b=y")
    b = parts(db, source)["b"]
    assert all_values(db, source) == "X Y"
    db.set(source.text, "a=x")
    with db.record() as ran:
        assert all_values(db, source) == "X"
    assert ran == ["stripped(m)", "parts(m)", "all_values(m)"]
    assert b.is_dead()
    assert b.memos is Part.blank_memos


def test_a_name_that_comes_back_is_a_new_entity() -> None:
    db, source = Db(), Source("a=x b=y")
    first = parts(db, source)["b"]
    db.set(source.text, "a=x")
    parts(db, source)
    db.set(source.text, "a=x b=y")
    assert parts(db, source)["b"] is not first
    assert all_values(db, source) == "X Y"


def test_using_a_retired_entity_is_an_error_in_debug_mode() -> None:
    db, source = Db(debug=True), Source("a=x b=y")
    b = parts(db, source)["b"]
    loud(db, b)
    db.set(source.text, "a=x")
    with pytest.raises(errors.DeadEntityError, match=r"loud\(b\)"):
        loud(db, b)
    with pytest.raises(errors.DeadEntityError):
        b.value.get(db)


def test_using_a_retired_entity_in_production_gives_its_last_value_for_one_revision() -> None:
    db, source = Db(debug=False), Source("a=x b=y")
    b = parts(db, source)["b"]
    loud(db, b)

    @query.query(Field)
    def holder(db: Db, field: Field) -> str:
        return loud(db, b)

    field = Field()
    db.set(source.text, "a=x")
    with heard(db, events.DeadEntityUsed) as used:
        assert holder(db, field) == "Y"
    assert used
    db.set(field.number, 1)
    with db.record() as ran:
        holder(db, field)
    assert "holder(x)" in ran


def test_retired_entities_are_freed() -> None:
    db, source = Db(), Source("a=x b=y")
    for part in parts(db, source).values():
        loud(db, part)
    gone = weakref.ref(parts(db, source)["b"])
    del part
    gc.disable()
    try:
        db.set(source.text, "a=x")
        parts(db, source)
        assert gone() is None
    finally:
        gc.enable()


def test_retirement_cascades_to_entities_owned_by_queries_of_the_entity() -> None:
    class Letter(entity.Entity):
        __slots__ = ("shape",)

        def __init__(self, db: Db, shape: str) -> None:
            super().__init__(db)
            self.shape = cells.Cell(shape)

    @query.query(Part, reuse=True)
    def letters(db: Db, part: Part, previous: list[Letter] | None) -> list[Letter]:
        return [Letter(db, shape) for shape in value(db, part)]

    db, source = Db(), Source("a=x b=yz")
    made = letters(db, parts(db, source)["b"])
    db.set(source.text, "a=x")
    parts(db, source)
    assert [letter.is_dead() for letter in made] == [True, True]


def test_owners_can_depend_on_entities_of_other_owners() -> None:
    @query.query(Part, reuse=True)
    def copies(db: Db, part: Part, previous: Part | None) -> Part:
        text = value(db, part)
        if previous is None:
            return Part(db, "copy", text)
        db.commit(previous.value, text)
        return previous

    for check in (False, True):
        db, source = Db(check_suspects=check), Source("a=x b=y")
        copied = [copies(db, part) for part in parts(db, source).values()]
        assert [loud(db, each) for each in copied] == ["X", "Y"]
        db.set(source.text, "a=x b=z")
        with db.record() as ran:
            assert [loud(db, each) for each in copied] == ["X", "Z"]
        assert ran == ["stripped(m)", "parts(m)", "value(b)", "copies(b)", "value(copy)", "loud(copy)"]
        db.synthetic_write(durability.HIGH)
        db.set(source.text, "a=w b=z")
        assert [loud(db, each) for each in copied] == ["W", "Z"]


def test_the_owner_is_proven_before_its_cells_are_read() -> None:
    """A durable owner is looked at, too, when something less durable changed."""
    db, source, other = Db(), Source("a=x", durable=durability.HIGH), Field()
    a = parts(db, source)["a"]
    assert loud(db, a) == "X"
    db.set(other.number, 1)
    with db.record() as ran:
        assert loud(db, a) == "X"
    assert ran == []
    db.set(source.text, "a=y")
    assert loud(db, a) == "Y"


def test_entities_become_as_durable_as_their_owner() -> None:
    db, source = Db(), Source("a=x", durable=durability.HIGH)
    a = parts(db, source)["a"]
    loud(db, a)
    assert a.value.durability == durability.HIGH
    db.set(source.text, "a=x", durability.LOW)
    assert loud(db, a) == "X"
    assert a.value.durability == durability.LOW
    db.set(source.text, "a=y")
    assert loud(db, a) == "Y"
    db.set(source.text, "a=z", durability.HIGH)
    assert loud(db, a) == "Z"
    assert a.value.durability == durability.HIGH


def test_cells_are_read_outside_of_queries_up_to_date() -> None:
    db, source = Db(), Source("a=x")
    a = parts(db, source)["a"]
    db.set(source.text, "a=y")
    assert a.value.get(db) == "y"


def test_an_owner_that_raises_changes_nothing() -> None:
    db, source = Db(), Source("a=x b=y")
    a = parts(db, source)["a"]
    loud(db, a)
    db.set(source.text, "a=z boom=1")
    with pytest.raises(ValueError, match="boom"):
        parts(db, source)
    assert (a.value.value, a.is_dead()) == ("x", False)
    with pytest.raises(ValueError, match="boom"):
        loud(db, a)
    db.set(source.text, "a=x b=y")
    with db.record() as ran:
        assert loud(db, a) == "X"
    assert "loud(a)" not in ran


def test_an_owner_that_raises_does_not_hinder_others() -> None:
    db, bad, good = Db(), Source("a=x"), Source("a=x", "n")
    a = parts(db, good)["a"]
    parts(db, bad)
    loud(db, a)
    with db.batch():
        db.set(bad.text, "boom=1")
        db.set(good.text, "a=y")
    with heard(db, events.OwnerFailed) as failed:
        assert loud(db, a) == "Y"
    assert len(failed) == 1


def test_after_a_change_of_many_files_owners_run_when_they_are_asked_for() -> None:
    db = Db()
    sources = [Source("a=x", f"m{n}") for n in range(20)]
    found = [parts(db, source)["a"] for source in sources]
    assert [loud(db, part) for part in found] == ["X"] * 20
    with db.batch():
        for source in sources:
            db.set(source.text, "a=y")
    with db.record() as ran:
        assert loud(db, found[3]) == "Y"
    assert ran == ["stripped(m3)", "parts(m3)", "value(a)", "loud(a)"]
    assert db.settle(10) == 10
    assert [loud(db, part) for part in found] == ["Y"] * 20
    assert not db.pending_owners
    assert db.epoch == db.true_epoch


def test_an_owner_that_is_cancelled_changes_nothing() -> None:
    db, source = Db(), Source("a=x b=y")
    a = parts(db, source)["a"]
    loud(db, a)
    db.set(source.text, "a=z")

    def cancel_late(event: events.Event) -> None:
        if isinstance(event, events.DidExecute):  # stripped is done, parts goes on and asks nothing more
            db.request_cancel()

    stop = db.listen(cancel_late)
    with pytest.raises(cancel.Cancelled):
        loud(db, a)
    stop()
    db.clear_cancel()
    assert at_rest(db)
    assert loud(db, a) == "Z"


def test_entities_are_made_inside_queries_only() -> None:
    with pytest.raises(errors.EngineError, match="inside a query"):
        Part(Db(), "a", "x")


def test_cells_are_committed_by_their_owner_only() -> None:
    db, source, field = Db(), Source("a=x"), Field()
    a = parts(db, source)["a"]

    @query.query(Field)
    def meddling(db: Db, field: Field) -> None:
        db.commit(a.value, "q")

    @query.query(Field)
    def lost(db: Db, field: Field) -> None:
        db.commit(field.number, 5)

    with pytest.raises(errors.EngineError, match="belongs to another"):
        meddling(db, field)
    with pytest.raises(errors.EngineError, match="no field of an entity"):
        lost(db, field)
    with pytest.raises(errors.EngineError, match="only inside"):
        db.commit(a.value, "q")
    with pytest.raises(errors.EngineError, match="written by its owner"):
        db.set(a.value, "q")
    with pytest.raises(errors.EngineError, match="only inside"):
        db.retire(a)


def test_others_do_not_see_what_an_owner_is_making() -> None:
    @query.query(Source, reuse=True)
    def impatient(db: Db, source: Source, previous: Part | None) -> Part:
        text = source.text.get(db)
        part = previous or Part(db, "p", text)
        db.commit(part.value, text)
        value(db, part)
        return part

    db, source = Db(), Source("x")
    with pytest.raises(errors.EngineError, match="before its owner"):
        impatient(db, source)


def test_an_owner_reads_what_it_has_committed() -> None:
    @query.query(Source, reuse=True)
    def owner(db: Db, source: Source, previous: Part | None) -> Part:
        text = source.text.get(db)
        if previous is None:
            return Part(db, "p", text)
        db.commit(previous.value, text)
        assert previous.value.get(db) == text
        return previous

    db, source = Db(), Source("x")
    part = owner(db, source)
    db.set(source.text, "y")
    assert value(db, part) == "y"
    memo = source.memos[owner.ingredient.index]
    assert memo.edges == (source.text,)


def test_an_evictable_query_cannot_own_entities() -> None:
    @query.query(Source, lru=query.Lru(1))
    def forgetful(db: Db, source: Source) -> Part:
        return Part(db, "p", "x")

    with pytest.raises(TypeError, match="lru"):
        forgetful(Db(), Source("x"))
