"""Linking a file again can be stopped while its code is read; what was known stays."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.semantic import chunks
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import chunk
from tests.harness import project


def test_who_is_stopped_while_reading_goes_on_with_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "def f(): ...\n\ndef g(): ...\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    index = db.run(semantic_index.semantic_index, db, file)
    db.set(file.override, text.replace("def g", "def a(): ...\n\ndef b(): ...\n\ndef g"))
    index_of, read = chunks.index_of, []

    def stop_after(part: chunk.Chunk) -> object:
        read.append(part.text)
        db.request_cancel()
        return index_of(part)

    monkeypatch.setattr(chunks, "index_of", stop_after)
    with pytest.raises(cancel.Cancelled):
        db.run(semantic_index.semantic_index, db, file)
    assert len(set(read)) == 1
    monkeypatch.undo()
    db.clear_cancel()
    assert db.run(semantic_index.semantic_index, db, file) is index
    assert set(index.module.own_children()) == {"f", "a", "b", "g"}
