"""What runs again after a change, and what does not."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import cells, durability, errors, inputs, query
from tests.engine.common import Db, Field, Name

calls = {"n": 0}


@query.query(Field)
def half(db: Db, field: Field) -> int:
    return field.number.get(db) // 2


@query.query(Field)
def text(db: Db, field: Field) -> str:
    return f"<{half(db, field)}>"


@query.query(Field)
def of_a(db: Db, field: Field) -> int:
    return field.a.get(db)


@query.query(Field, no_eq=True)
def never_equal(db: Db, field: Field) -> int:
    return half(db, field)


@query.query(Field)
def above_never_equal(db: Db, field: Field) -> int:
    return never_equal(db, field)


@query.query(Field)
def listed(db: Db, field: Field) -> tuple[int, ...]:
    return (half(db, field), 7)


@query.query(Field)
def either(db: Db, field: Field) -> int:
    """Reads b only while a is set."""
    return field.b.get(db) if field.a.get(db) else -1


@query.query(Field)
def constant(db: Db, field: Field) -> int:
    return 5


@query.query(Name)
def shout(db: Db, name: Name) -> str:
    return name.text.upper()


def test_a_query_is_computed_once() -> None:
    db, field = Db(), Field(4)
    with db.record() as ran:
        assert text(db, field) == "<2>"
        assert text(db, field) == "<2>"
    assert ran == ["text(x)", "half(x)"]


def test_a_change_reruns_what_read_it() -> None:
    db, field = Db(), Field(4)
    text(db, field)
    db.set(field.number, 8)
    with db.record() as ran:
        assert text(db, field) == "<4>"
    assert ran == ["half(x)", "text(x)"]


def test_an_equal_result_stops_the_reruns() -> None:
    db, field = Db(), Field(4)
    text(db, field)
    db.set(field.number, 5)
    with db.record() as ran:
        assert text(db, field) == "<2>"
    assert ran == ["half(x)"]


def test_an_unrelated_change_reruns_nothing() -> None:
    db, field, other = Db(), Field(4), Field(1, "y")
    text(db, field)
    text(db, other)
    db.set(other.number, 9)
    with db.record() as ran:
        text(db, field)
    assert ran == []


def test_only_readers_of_the_changed_cell_run() -> None:
    db, field = Db(), Field(4)
    half(db, field)
    of_a(db, field)
    db.set(field.a, 3)
    with db.record() as ran:
        half(db, field)
        of_a(db, field)
    assert ran == ["of_a(x)"]


def test_setting_an_equal_value_is_a_change() -> None:
    db, field = Db(), Field(4)
    text(db, field)
    before = db.revision
    assert db.set(field.number, 4) == 4
    assert db.revision == before + 1
    with db.record() as ran:
        text(db, field)
    assert ran == ["half(x)"]


def test_set_returns_the_old_value() -> None:
    db, field = Db(), Field(4)
    assert db.set(field.number, 8) == 4
    assert field.number.value == 8


def test_a_batch_is_one_revision() -> None:
    db, field = Db(), Field(4)
    before = db.revision
    with db.batch():
        db.set(field.number, 8)
        db.set(field.a, 8)
        with db.batch():
            db.set(field.b, 8)
    assert db.revision == before + 1


def test_a_query_inside_a_batch_sees_what_was_written_before_it() -> None:
    db, field = Db(), Field(4)
    assert half(db, field) == 2
    with db.batch():
        db.set(field.number, 8)
        assert half(db, field) == 4
        db.set(field.number, 20)
    assert half(db, field) == 10


def test_the_old_object_is_kept_when_the_result_is_equal() -> None:
    db, field = Db(), Field(4)
    first = listed(db, field)
    db.set(field.number, 5)
    assert listed(db, field) is first
    db.set(field.number, 8)
    second = listed(db, field)
    assert second == (4, 7)
    db.set(field.number, 9)
    assert listed(db, field) is second


def test_without_eq_every_rerun_is_a_change() -> None:
    db, field = Db(), Field(4)
    above_never_equal(db, field)
    db.set(field.number, 5)
    with db.record() as ran:
        above_never_equal(db, field)
    assert ran == ["half(x)"]  # half is equal: never_equal itself does not run
    db.set(field.number, 9)
    db.set(field.number, 4)
    with db.record() as ran:
        above_never_equal(db, field)
    assert ran == ["half(x)"]
    db.set(field.number, 8)
    with db.record() as ran:
        above_never_equal(db, field)
    assert ran == ["half(x)", "never_equal(x)", "above_never_equal(x)"]


def test_without_eq_an_equal_result_reruns_readers() -> None:
    @query.query(Field, no_eq=True)
    def sign(db: Db, field: Field) -> bool:
        return field.number.get(db) > 0

    @query.query(Field)
    def above(db: Db, field: Field) -> bool:
        return sign(db, field)

    db, field = Db(), Field(4)
    above(db, field)
    db.set(field.number, 5)
    with db.record() as ran:
        above(db, field)
    assert ran == ["sign(x)", "above(x)"]


def test_a_read_that_is_no_longer_made_is_no_longer_a_dependency() -> None:
    db, field = Db(), Field(a=1, b=1)
    either(db, field)
    db.set(field.a, 0)
    assert either(db, field) == -1
    db.set(field.b, 2)
    with db.record() as ran:
        assert either(db, field) == -1
    assert ran == []
    db.set(field.a, 1)
    assert either(db, field) == 2


def test_reads_are_verified_in_order() -> None:
    """A later read may only make sense if the earlier ones are unchanged."""

    @query.query(Field)
    def inverse(db: Db, field: Field) -> float:
        return 1 / field.b.get(db)

    @query.query(Field)
    def guarded(db: Db, field: Field) -> float:
        return inverse(db, field) if field.a.get(db) else 0.0

    db, field = Db(), Field(a=1, b=2)
    assert guarded(db, field) == 0.5
    with db.batch():
        db.set(field.a, 0)
        db.set(field.b, 0)
    with db.record() as ran:
        assert guarded(db, field) == 0.0
    assert ran == ["guarded(x)"]


def test_a_query_that_reads_nothing_never_runs_again() -> None:
    db, field = Db(), Field()
    constant(db, field)
    db.set(field.number, 1)
    db.synthetic_write(durability.HIGH)
    with db.record() as ran:
        constant(db, field)
    assert ran == []


def test_a_synthetic_write_proves_but_does_not_run() -> None:
    db, field = Db(), Field(4)
    text(db, field)
    for durable in (durability.LOW, durability.MEDIUM, durability.HIGH):
        db.synthetic_write(durable)
        with db.record() as ran:
            text(db, field)
        assert ran == []


def test_queries_on_interned_keys() -> None:
    db = Db()
    with db.record() as ran:
        assert shout(db, Name.intern(db, "a.b")) == "A.B"
    assert ran == ["shout(a.b)"]


def test_queries_of_a_base_class_take_keys_of_its_subclasses() -> None:
    class Special(Field):
        __slots__ = ()

    @query.query(Special)
    def of_special(db: Db, key: Special) -> int:
        return 100 + half(db, key)

    db, special = Db(), Special(6, "s")
    assert (half(db, special), of_special(db, special)) == (3, 103)
    db.set(special.number, 8)
    assert (of_special(db, special), half(db, special)) == (104, 4)


def test_a_query_declared_after_its_keys_were_made() -> None:
    db, field = Db(), Field(4)
    half(db, field)

    @query.query(Field)
    def late(db: Db, field: Field) -> int:
        return half(db, field) + 1

    assert late(db, field) == 3
    assert late(db, field) == 3


def test_an_input_may_be_made_inside_a_query() -> None:
    made: dict[str, Field] = {}

    @query.query(Field)
    def lazily(db: Db, field: Field) -> int:
        other = made.setdefault("other", Field(10, "other"))
        return half(db, other) + field.a.get(db)

    db, field = Db(), Field()
    before = db.revision
    assert lazily(db, field) == 5
    assert db.revision == before
    db.set(made["other"].number, 20)
    assert lazily(db, field) == 10


def test_the_last_result_is_handed_back_for_reuse() -> None:
    seen: list[int | None] = []

    @query.query(Field, reuse=True)
    def counting(db: Db, field: Field, previous: int | None) -> int:
        seen.append(previous)
        return field.number.get(db)

    db, field = Db(), Field(4)
    counting(db, field)
    db.set(field.number, 5)
    counting(db, field)
    assert seen == [None, 4]


def test_two_databases_share_queries_and_nothing_else() -> None:
    one, two = Db(), Db()
    a, b = Field(4, "a"), Field(40, "b")
    assert (text(one, a), text(two, b)) == ("<2>", "<20>")
    one.set(a.number, 6)
    with two.record() as ran:
        assert (text(one, a), text(two, b)) == ("<3>", "<20>")
    assert ran == []
    assert Name.intern(one, "n") is not Name.intern(two, "n")


def test_inputs_are_not_written_inside_queries() -> None:
    @query.query(Field)
    def writes(db: Db, field: Field) -> int:
        db.set(field.number, 1)
        return 1

    db, field = Db(), Field()
    with pytest.raises(errors.EngineError, match="inside a query"):
        writes(db, field)
    assert field.number.value == 0


def test_an_untracked_read_reruns_once_per_revision() -> None:
    clock = [1]

    @query.query(Field)
    def now(db: Db, field: Field) -> int:
        db.report_untracked_read()
        return clock[0]

    @query.query(Field)
    def above(db: Db, field: Field) -> int:
        return now(db, field)

    db, field = Db(), Field()
    with db.record() as ran:
        above(db, field)
        clock[0] = 2
        assert above(db, field) == 1
    assert ran == ["above(x)", "now(x)"]
    db.set(field.number, 1)
    with db.record() as ran:
        assert above(db, field) == 2
    assert ran == ["now(x)", "above(x)"]
    db.set(field.number, 2)
    with db.record() as ran:
        assert above(db, field) == 2
    assert ran == ["now(x)"]  # still compared


def test_a_query_may_be_declared_untracked() -> None:
    clock = [1]

    @query.query(Field, untracked=True)
    def now(db: Db, field: Field) -> int:
        return clock[0]

    db, field = Db(), Field()
    assert now(db, field) == 1
    clock[0] = 2
    assert now(db, field) == 1
    db.set(field.number, 1)
    assert now(db, field) == 2


def test_branching_on_hidden_state_is_found_out() -> None:
    hidden = [True]

    @query.query(Field)
    def impure(db: Db, field: Field) -> int:
        return half(db, field) if hidden[0] else 0

    db, field = Db(debug=True), Field(4)
    impure(db, field)
    hidden[0] = False
    db.set(field.number, 8)
    with pytest.raises(errors.ImpureQueryError, match=r"impure\(x\)"):
        impure(db, field)


def test_a_wrong_eq_is_obeyed() -> None:
    class AlwaysEqual:
        def __init__(self, number: int) -> None:
            self.number = number

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    @query.query(Field)
    def wrapped(db: Db, field: Field) -> AlwaysEqual:
        return AlwaysEqual(field.number.get(db))

    db, field = Db(), Field(4)
    first = wrapped(db, field)
    db.set(field.number, 5)
    assert wrapped(db, field) is first


def test_an_exception_leaves_no_result_and_may_be_caught() -> None:
    @query.query(Field)
    def inverse(db: Db, field: Field) -> int:
        return 12 // field.number.get(db)

    @query.query(Field)
    def forgiving(db: Db, field: Field) -> int:
        try:
            return inverse(db, field)
        except ZeroDivisionError:
            return -1

    db, field = Db(), Field(0)
    with pytest.raises(ZeroDivisionError):
        inverse(db, field)
    assert forgiving(db, field) == -1
    db.set(field.number, 3)
    assert forgiving(db, field) == 4
    assert inverse(db, field) == 4
    db.set(field.number, 0)
    assert forgiving(db, field) == -1
    db.set(field.a, 1)
    with db.record() as ran:
        assert forgiving(db, field) == -1
    assert ran == []


def test_a_cell_can_be_peeked_at_without_becoming_a_dependency() -> None:
    @query.query(Field)
    def peeking(db: Db, field: Field) -> int:
        return field.number.value

    db, field = Db(), Field(4)
    assert peeking(db, field) == 4
    db.set(field.number, 5)
    assert peeking(db, field) == 4


def test_a_hit_hands_out_the_stored_object() -> None:
    class Box(inputs.Input):
        __slots__ = ("content",)

        def __init__(self) -> None:
            super().__init__()
            self.content = cells.Cell([1])

    @query.query(Box)
    def content(db: Db, box: Box) -> list[int]:
        return [*box.content.get(db)]

    db, box = Db(), Box()
    assert content(db, box) is content(db, box)
