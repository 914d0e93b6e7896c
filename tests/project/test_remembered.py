"""For which pebre rows are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pebre_analysis.project import remembered
from pebre_analysis.source import system
from pebre_analysis.syntax import kept_code


def test_what_is_installed_in_the_meantime_is_not_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "parts" / "__init__.py"
    code.parent.mkdir()
    code.write_text("old = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(remembered, "_PARTS", ("parts",))
    monkeypatch.setattr(remembered, "_stamps", {})

    def rows() -> kept_code.KeptCode:
        return remembered.open_code(system.OsSystem(variables={remembered.FOLDER: str(tmp_path / "rows")}))

    content = bytes(16)
    before = rows()
    before.keep_beside("kind", "/a.py", content, b"value")
    before.flush()
    code.write_text("new_and_longer = 1\n", encoding="utf-8")
    assert rows().find_beside("kind", "/a.py", content) == b"value"  # by the process that runs the old code
    remembered._stamps.clear()
    assert rows().find_beside("kind", "/a.py", content) is None  # by the next one
