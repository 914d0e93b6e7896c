"""An owner of entities that is stopped may keep what it did to them: its next run goes on from there."""

from __future__ import annotations

import itertools
import random

import pytest

from pebre_analysis.engine import cancel, cells, durability, entity, errors, events, inputs, memo, query, suspects
from tests.engine.common import Db, at_rest


class Source(inputs.Input):
    """Words, each a letter and a number: `a1 b2`."""

    __slots__ = ("text",)

    def __init__(self, text: str, durable: durability.Durability = durability.LOW) -> None:
        super().__init__()
        self.text = cells.Cell(text, durable)

    def debug_name(self) -> str:
        return "s"


class Letter(entity.Entity):
    __slots__ = ("name", "number")

    def __init__(self, db: Db, name: str, number: str) -> None:
        super().__init__(db)
        self.name = name
        self.number = cells.Cell(number)

    def debug_name(self) -> str:
        return self.name


class Table:
    """What `table` makes; which letters there are is known before their numbers are."""

    def __init__(self) -> None:
        self.letters: dict[str, Letter] = {}
        self.text = ""
        self.waiting: dict[str, str] = {}
        self.is_broken = False


@query.query(Source, reuse=True, no_eq=True)
def table(db: Db, source: Source, previous: Table | None) -> Table:
    text = source.text.get(db)
    if previous is not None and previous.is_broken:
        previous = None
    for old in list(db.stack[-1].owned or ()) if previous is None else ():
        if isinstance(old, Letter):
            db.retire(old)
    found = previous or Table()
    if text != found.text or previous is None:
        words = {word[0]: word[1:] for word in text.split()}
        for name in [*found.letters.keys() - words.keys()]:
            db.retire(found.letters.pop(name))
            found.waiting.pop(name, None)
        for name, number in sorted(words.items()):
            if name in found.letters:
                found.waiting[name] = number
            else:
                found.letters[name] = Letter(db, name, number)
        found.text = text
    try:
        for name, number in sorted(found.waiting.items()):
            check(db)
            db.commit(found.letters[name].number, number)
            del found.waiting[name]
            if previous is not None and number == "2":
                db.keep_so_far()
    except cancel.Cancelled:
        db.keep_unfinished()
        raise
    except FaultError:
        found.is_broken = True
        raise
    return found


class FaultError(Exception):
    """Something is wrong in a query."""


def check(db: Db) -> None:
    """Stop after as many steps as a test has said; or fail there."""
    n_steps = db.__dict__.get("n_steps")
    if n_steps is not None:
        db.__dict__["n_steps"] = n_steps - 1
        if not n_steps and db.__dict__.get("fails"):
            raise FaultError
        if not n_steps:
            db.request_cancel()
    db.check_cancelled()


@query.query(Letter)
def number(db: Db, letter: Letter) -> str:
    return letter.number.get(db)


@query.query(Source)
def joined(db: Db, source: Source) -> str:
    return " ".join(name + number(db, each) for name, each in sorted(table(db, source).letters.items()))


def stopped(db: Db, source: Source, n_steps: int) -> None:
    db.__dict__["n_steps"] = n_steps
    with pytest.raises(cancel.Cancelled):
        joined(db, source)
    assert at_rest(db)
    db.__dict__["n_steps"] = None
    db.clear_cancel()


def test_the_next_run_goes_on() -> None:
    db, source = Db(), Source("a1 b1 c1")
    letters = table(db, source).letters
    assert joined(db, source) == "a1 b1 c1"
    db.set(source.text, "a2 b2 d2")
    stopped(db, source, 1)
    assert table(db, source).letters is letters
    with db.record() as ran:
        assert joined(db, source) == "a2 b2 d2"
    assert ran == ["joined(s)", "number(a)", "number(b)", "number(d)"]


def test_no_cell_is_read_before_it_is_finished() -> None:
    db, source = Db(), Source("a1 b1")
    b = table(db, source).letters["b"]
    assert number(db, b) == "1"
    db.set(source.text, "a2 b2")
    stopped(db, source, 1)
    with db.record() as ran:
        assert number(db, b) == "2"
    assert ran == ["table(s)", "number(b)"]


def test_nor_if_the_text_is_again_what_it_was() -> None:
    db, source = Db(), Source("a1 b1")
    assert joined(db, source) == "a1 b1"
    db.set(source.text, "a2 b2 c2")
    stopped(db, source, 1)
    db.set(source.text, "a1 b1")
    assert joined(db, source) == "a1 b1"


def test_it_may_be_stopped_again_and_again() -> None:
    db, source = Db(), Source("a1 b1 c1")
    assert joined(db, source) == "a1 b1 c1"
    db.set(source.text, "a2 b2 c2")
    for _ in range(2):
        stopped(db, source, 1)
    assert joined(db, source) == "a2 b2 c2"
    with db.record() as ran:
        joined(db, source)
    assert not ran


def test_what_was_kept_so_far_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little is left to do when it is stopped."""
    db, source = Db(), Source("a1 b1 c1")
    assert joined(db, source) == "a1 b1 c1"
    told: list[memo.Edge] = []
    mark = suspects.mark_readers
    db.set(source.text, "a2 b3 c1")
    monkeypatch.setattr(suspects, "mark_readers", lambda db, edge: (told.append(edge), mark(db, edge)))
    stopped(db, source, 2)
    monkeypatch.undo()
    a, b, _ = table(db, source).letters.values()
    assert told == [a.number, b.number]


def test_what_was_kept_before_a_fault_is_not_believed() -> None:
    db, source = Db(), Source("a1 b1")
    assert joined(db, source) == "a1 b1"
    db.set(source.text, "a2 b3 c1")
    db.__dict__.update(n_steps=1, fails=True)
    faults: list[Exception] = []
    db.listen(lambda event: faults.append(event.error) if isinstance(event, events.OwnerFailed) else None)
    db.settle()
    assert [type(each) for each in faults] == [FaultError]
    db.set(source.text, "a1 b1")
    assert joined(db, source) == "a1 b1"


def test_what_is_left_by_whoever_has_nothing_to_go_on_from_is_a_fault() -> None:
    @query.query(Source, reuse=True)
    def first(db: Db, source: Source, previous: object) -> None:
        db.keep_unfinished()

    @query.query(Source)
    def forgetful(db: Db, source: Source) -> None:
        db.keep_unfinished()

    db, source = Db(), Source("a1")
    for each in (first, forgetful):
        with pytest.raises(errors.EngineError, match="unfinished"):
            each(db, source)


@pytest.mark.parametrize("durable", [durability.LOW, durability.MEDIUM, durability.HIGH])
def test_whatever_happens_answers_are_those_of_who_was_never_stopped(durable: durability.Durability) -> None:
    chance = random.Random(1)
    db, source = Db(check_suspects=True), Source("", durable)
    for _ in range(150):
        text = " ".join(letter + chance.choice("123") for letter in "abcdef" if chance.random() < 0.7)
        db.set(source.text, text)
        for n_steps in itertools.islice(iter(lambda: chance.randrange(6), 5), 3):
            db.__dict__["n_steps"] = n_steps
            db.__dict__["fails"] = chance.random() < 0.3
            try:
                assert joined(db, source) == text
            except (cancel.Cancelled, FaultError):
                db.clear_cancel()
            db.__dict__["n_steps"] = None
        if chance.random() < 0.7:
            assert joined(db, source) == text
