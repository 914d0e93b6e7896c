"""What ran, what it cost and why it ran again."""

from __future__ import annotations

from collections.abc import Iterator

from pebre_analysis.engine import cells, entity, inputs, profile, query
from tests.engine.common import Db, Field
from tests.engine.formulas import Node, ask


class Text(inputs.Input):
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = cells.Cell(text)

    def debug_name(self) -> str:
        return "t"


class Word(entity.Entity):
    __slots__ = ("meaning", "name")

    def __init__(self, db: Db, name: str, meaning: str) -> None:
        super().__init__(db)
        self.name = name
        self.meaning = cells.Cell(meaning)

    def debug_name(self) -> str:
        return self.name


@query.query(Text)
def stripped(db: Db, text: Text) -> str:
    return text.text.get(db).strip()


@query.query(Text, reuse=True)
def words(db: Db, text: Text, previous: dict[str, Word] | None) -> dict[str, Word]:
    found: dict[str, Word] = {}
    old = previous or {}
    for pair in stripped(db, text).split():
        name, _, meaning = pair.partition("=")
        if name in old:
            db.commit(old[name].meaning, meaning)
        found[name] = old[name] if name in old else Word(db, name, meaning)
    for name in old.keys() - found.keys():
        db.retire(old[name])
    return found


@query.query(Word)
def shout(db: Db, word: Word) -> str:
    return word.meaning.get(db).upper()


@query.query(Text)
def everything(db: Db, text: Text) -> str:
    return " ".join(shout(db, word) for word in words(db, text).values())


def ticks() -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += 1.0


def test_runs_have_times_and_callers() -> None:
    db, text = Db(), Text("a=x")
    clock = ticks()
    with profile.Profile(db, lambda: next(clock)) as seen:
        everything(db, text)
    shown = [(run.memo.debug_name(), run.caller, run.seconds, run.own_seconds) for run in seen.runs]
    assert shown == [
        ("everything(t)", -1, 7.0, 3.0),
        ("words(t)", 0, 3.0, 2.0),
        ("stripped(t)", 1, 1.0, 1.0),
        ("shout(a)", 0, 1.0, 1.0),
    ]
    assert seen.seconds == 7.0
    assert [run.memo.debug_name() for run in seen.slowest(2)] == ["everything(t)", "words(t)"]
    assert (db.listeners, db.triggers) == ((), {})


def test_totals_count_runs_hits_and_what_was_verified() -> None:
    @query.query(Field)
    def low(db: Db, field: Field) -> int:
        return field.number.get(db)

    @query.query(Field)
    def twice(db: Db, field: Field) -> int:
        return low(db, field) + low(db, field) + low(db, field)

    db, field, other = Db(), Field(1), Field(2, "y")
    with profile.Profile(db) as seen:
        twice(db, field)
        low(db, other)
    found = {each.name: (each.runs, each.reads, each.hits, each.verified) for each in seen.totals()}
    assert found == {"low": (2, 3, 2, 0), "twice": (1, 0, 0, 0)}
    db.synthetic_write(2)  # type: ignore[arg-type]  # HIGH
    with profile.Profile(db) as seen:
        twice(db, field)
    assert [(each.name, each.runs, each.verified) for each in seen.totals()] == [("low", 0, 1), ("twice", 0, 1)]


def test_a_run_is_explained_back_to_what_was_written() -> None:
    db, text = Db(), Text("a=x b=y")
    everything(db, text)
    db.set(text.text, "a=x b=z")
    with profile.Profile(db) as seen:
        everything(db, text)
        chains = {run.memo.debug_name(): [step.text for step in seen.because(run)] for run in profile.reruns(seen)}
    assert chains == {
        "stripped(t)": ["Text(t).text was written"],
        "words(t)": ["stripped(t) has another result", "Text(t).text was written"],
        "shout(b)": ["Word(b).meaning is another", "stripped(t) has another result", "Text(t).text was written"],
        "everything(t)": [
            "shout(b) has another result",
            "Word(b).meaning is another",
            "stripped(t) has another result",
            "Text(t).text was written",
        ],
    }
    assert [run.changed for run in profile.reruns(seen)] == [True, False, True, True]


def test_a_first_run_names_who_asked() -> None:
    db, text = Db(), Text("a=x")
    everything(db, text)
    db.set(text.text, "a=x b=y")
    with profile.Profile(db) as seen:
        everything(db, text)
    [first] = [run for run in seen.runs if run.first]
    assert [step.text for step in seen.because(first)] == [
        "it was asked for the first time, by everything(t)",
        "words(t) has another result",
        "stripped(t) has another result",
        "Text(t).text was written",
    ]
    other = Text("")
    with profile.Profile(db) as seen:
        stripped(db, other)
    assert [step.text for step in seen.because(seen.runs[0])] == ["it was asked for the first time, from outside"]


def test_an_untracked_query_explains_itself() -> None:
    @query.query(Field, untracked=True)
    def now(db: Db, field: Field) -> int:
        return 1

    db, field, other = Db(), Field(), Field(0, "y")
    now(db, field)
    db.set(other.number, 1)
    with profile.Profile(db) as seen:
        now(db, field)
        [run] = profile.reruns(seen)
        assert [step.text for step in seen.because(run)] == [
            "it reads what the engine cannot see, so it runs in every revision"
        ]


def test_a_cycle_is_explained_by_what_it_read_outside() -> None:
    db = Db()
    a, b, c = Node("a"), Node("b"), Node("c")
    a.reads(db, b)
    b.reads(db, a, c)
    c.reads(db, 3)
    ask(db, a)
    c.reads(db, 7)
    with profile.Profile(db) as seen:
        ask(db, a)
        chains = [seen.because(run) for run in profile.reruns(seen) if run.memo.debug_name() == "fix(a)"]
    assert [step.text for step in chains[-1]] == ["fix(c) has another result", "Node(c).items was written"]
