"""The dependency graph as plain lists."""

from __future__ import annotations

from pebre_analysis.engine import graph
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
