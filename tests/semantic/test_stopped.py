"""Linking a file again can be stopped while its code is read; what was known stays."""

from __future__ import annotations

from types import ModuleType

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.semantic import builder, chunks, dump, link_flow
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.source import overrides
from pebre_analysis.syntax import chunk, lowering, semantic_errors
from pebre_analysis.types import check
from tests.harness import project


def test_who_is_stopped_while_reading_goes_on_with_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "def f(): ...\n\ndef g(): ...\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    index = db.run(semantic_index.semantic_index, db, file)
    overrides.set_text(db, file, text.replace("def g", "def a(): ...\n\ndef b(): ...\n\ndef g"))
    use_def_of, read = chunks.use_def_of, []

    def stop_after(part: chunk.Chunk) -> object:
        read.append(part.text)
        db.request_cancel()
        return use_def_of(part)

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
