"""The dependency graph as plain lists."""

from __future__ import annotations

from pebre_analysis.engine import graph, memo, profile, query
from tests.engine.common import Db
from tests.engine.formulas import Node, ask
from tests.engine.test_profile import Text, everything


def shown(found: graph.Graph) -> dict[str, list[str]]:
    names = [f"{found.kinds[kind]}({name})" for kind, name in zip(found.kind_of, found.names, strict=True)]
    return {
        name: sorted(names[n] for n in found.targets[found.starts[at] : found.starts[at + 1]])
        for at, name in enumerate(names)
    }


def test_nodes_are_memos_and_cells_of_inputs() -> None:
    db, text = Db(), Text("a=x b=y")
    everything(db, text)
    assert shown(graph.of(db)) == {
        "Text.text(t)": [],
        "stripped(t)": ["Text.text(t)"],
        "words(t)": ["stripped(t)"],
        "shout(a)": ["words(t)"],
        "shout(b)": ["words(t)"],
        "everything(t)": ["shout(a)", "shout(b)", "words(t)"],
    }


def test_a_cycle_has_one_record() -> None:
    db = Db()
    a, b = Node("a"), Node("b")
    a.reads(db, b)
    b.reads(db, a, 3)
    ask(db, a)
    found = shown(graph.of(db))
    assert found["fix(a)"] == found["fix(b)"] == ["cycle()"]
    assert found["cycle()"] == ["Node.items(a)", "Node.items(b)"]


def test_an_input_that_no_query_is_keyed_by_has_its_name() -> None:
    class Settings(Text):
        __slots__ = ()

    class Kitchen(Db):
        settings: Settings

    @query.query(Text)
    def with_settings(db: Kitchen, text: Text) -> str:
        return text.text.get(db) + db.settings.text.get(db)

    db, text = Kitchen(), Text("a")
    db.settings = Settings("b")
    with_settings(db, text)
    assert shown(graph.of(db))["with_settings(t)"] == ["Settings.text(t)", "Text.text(t)"]
    db.set(db.settings.text, "c")
    with profile.Profile(db) as seen:
        with_settings(db, text)
    assert [step.text for step in seen.because(seen.runs[0])] == ["Settings(t).text was written"]


def test_a_key_that_is_listed_nowhere_has_its_name() -> None:
    class Place(memo.Keyed):
        __slots__ = ()

        def debug_name(self) -> str:
            return "somewhere"

    @query.query(Place)
    def looked_at(db: Db, place: Place) -> str:
        return text.text.get(db)

    @query.query(Text)
    def looking(db: Db, text: Text) -> str:
        return looked_at(db, place)

    db, text, place = Db(), Text("a"), Place()
    looking(db, text)
    assert shown(graph.of(db)) == {
        "looking(t)": ["looked_at(somewhere)"],
        "looked_at(somewhere)": ["Text.text(t)"],
        "Text.text(t)": [],
    }
