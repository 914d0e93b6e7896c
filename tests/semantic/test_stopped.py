"""Linking a file can be stopped while its code is read, and while its flow is walked; what was known stays."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import ModuleType

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.semantic import builder, chunks, dump, link_flow
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.source import overrides
from pebre_analysis.syntax import chunk, ir, lowering, semantic_errors
from pebre_analysis.types import check
from tests.harness import project
from tests.semantic import random_edits
from tests.semantic.harness import Project


def test_who_is_stopped_while_reading_goes_on_with_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "def f(): ...\n\ndef g(): ...\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    index = db.run(semantic_index.semantic_index, db, file)
    overrides.set_text(db, file, text.replace("def g", "def a(): ...\n\ndef b(): ...\n\ndef g"))
    use_def_of, read = chunks.use_def_of, []

    def stop_after(part: chunk.Chunk, *rest: Callable[[], object]) -> object:
        found = use_def_of(part, *rest)
        read.append(part.text)
        db.request_cancel()
        return found

    monkeypatch.setattr(chunks, "use_def_of", stop_after)
    with pytest.raises(cancel.Cancelled):
        db.run(semantic_index.semantic_index, db, file)
    assert len(set(read)) == 1
    monkeypatch.undo()
    db.clear_cancel()
    assert db.run(semantic_index.semantic_index, db, file) is index
    assert set(index.module.own_children()) == {"f", "a", "b", "g"}


def test_what_was_done_of_a_chunk_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code is lowered, then indexed, then looked through for faults, and an edit may come between any two."""
    db = project.open_project({"main.py": "def f(): ...\n"})
    file = db.files.file(f"{project.ROOT}/main.py")
    index = db.run(semantic_index.semantic_index, db, file)
    db.run(index.flawed)
    overrides.set_text(db, file, "def f(): return 1\n")
    done: list[str] = []

    def stop_after(module: ModuleType, name: str) -> None:
        before = getattr(module, name)

        def work(part: chunk.Chunk, *rest: object) -> object:
            found = before(part, *rest)
            done.append(name)
            db.request_cancel()
            return found

        monkeypatch.setattr(module, name, work)

    stop_after(lowering, "form_of")
    stop_after(builder, "build")
    stop_after(semantic_errors, "find")
    for n in (1, 2):
        with pytest.raises(cancel.Cancelled):
            db.run(semantic_index.semantic_index, db, file)
        db.clear_cancel()
        assert done == ["form_of", "build"][:n]
    assert db.run(semantic_index.semantic_index, db, file) is index
    assert done == ["form_of", "build", "find"]


def test_the_first_walk_through_a_module_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join([f"class A{n}:\n    x = {n}\ny{n} = A{n}.x\n" for n in range(40)])
    db, fresh = (project.open_project({"main.py": text}) for _ in range(2))
    file = db.files.file(f"{project.ROOT}/main.py")
    run, walked = link_flow.LinkFlow.run, []

    def stop_at_third(self: link_flow.LinkFlow, occurrence: Occurrence) -> None:
        walked.append(occurrence)
        run(self, occurrence)
        if len(walked) == 3:
            db.request_cancel()

    db.run(semantic_index.semantic_index, db, file)
    monkeypatch.setattr(link_flow.LinkFlow, "run", stop_at_third)
    with pytest.raises(cancel.Cancelled):
        db.run(check.check_file, db, file)
    assert len(walked) == 3
    monkeypatch.undo()
    db.clear_cancel()
    index = db.run(semantic_index.semantic_index, db, file)
    assert index.flow is None
    db.run(check.check_file, db, file)
    like = fresh.run(semantic_index.semantic_index, fresh, fresh.files.file(file.path))
    fresh.run(check.check_file, fresh, like.file)
    assert db.run(dump.dump_uses, index) == fresh.run(dump.dump_uses, like)


def test_a_walk_after_an_edit_is_stopped_and_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks behind the edit that were done before the request are not walked again."""
    text = "\n".join(["x = 0", *[f"if x:\n    y{n} = x\nelse:\n    y{n} = 1" for n in range(20)], ""])
    edited = text.replace("x = 0", "x = 1\nx = 2")
    stopped, straight = Project(text), Project(text)
    for each in (stopped, straight):
        random_edits.as_text(each)
        each.edit(edited)
    index = stopped.index
    walked, block = [], link_flow.LinkFlow.block

    def stop_at_third(self: link_flow.LinkFlow, of: ir.Block) -> None:
        if not self.depth:
            walked.append(self.occurrence)
            if len(walked) == 3:
                stopped.db.request_cancel()
        block(self, of)

    monkeypatch.setattr(link_flow.LinkFlow, "block", stop_at_third)
    with pytest.raises(cancel.Cancelled):
        index()
    assert len(walked) == 3
    stopped.db.clear_cancel()
    first = index()
    assert first.owed is None
    monkeypatch.undo()
    assert len(set(walked)) == len(walked) == 21
    assert random_edits.as_text(stopped) == random_edits.as_text(straight) == random_edits.as_text(Project(edited))


def test_the_first_link_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its chunks are not read again."""
    text = "".join([f"if x{n}:\n    y = {n}\n" for n in range(10)])
    here, fresh = Project(text), Project(text)
    form_of, lowered = lowering.form_of, []

    def stop_after_two(part: chunk.Chunk, *rest: Callable[[], object]) -> ir.Lowered:
        found = form_of(part, *rest)
        lowered.append(part)
        if len(lowered) == 2:
            here.db.request_cancel()
        return found

    monkeypatch.setattr(lowering, "form_of", stop_after_two)
    with pytest.raises(cancel.Cancelled):
        here.index()
    assert len(lowered) == 2
    here.db.clear_cancel()
    here.index()
    assert len(lowered) == len(set(lowered)) == 10
    monkeypatch.undo()
    assert random_edits.as_text(here) == random_edits.as_text(fresh)


@pytest.mark.parametrize("seed", range(8))
def test_an_index_that_was_stopped_again_and_again_equals_a_fresh_one(seed: int) -> None:
    rng = random.Random(seed)
    random_edits.check(random_edits.random_file(rng), rng, 10, stops=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(400))
def test_so_does_one_after_many_edits(seed: int) -> None:
    rng = random.Random(2000 + seed)
    random_edits.check(random_edits.random_file(rng), rng, 25, stops=True)
