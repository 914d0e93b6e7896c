"""Trees may go at any moment: with every tree dropped between any two queries the answers are the same."""

from pebre_analysis.engine import events
from pebre_analysis.syntax import dump, parsed, trees
from tests.harness import project
from tests.property import test_types_incremental as incremental

FILES = {"shapes.py": incremental.SHAPES, "main.py": incremental.MAIN, "other.py": incremental.OTHER}


def test_answers_without_any_tree_are_the_same() -> None:
    kept, dropped = project.open_project(FILES), project.open_project(FILES)
    n_drops = 0

    def drop(event: events.Event) -> None:
        nonlocal n_drops
        if isinstance(event, events.WillExecute | events.DidExecute):
            trees.of(dropped).clear()
            n_drops += 1

    dropped.listen(drop)
    for path in FILES:
        file = dropped.files.file(f"{project.ROOT}/{path}")
        for _, part, tree in dropped.run(parsed.parsed_module, dropped, file).load():
            assert tree is not None
            trees.of(dropped).clear()  # in the middle of loading, too
            assert dump.dump(parsed.lowered_of(part), part.text)
        assert incremental.state(dropped, path) == incremental.state(kept, path)
    assert n_drops > 100
    assert len(trees.of(dropped)) == 0
