"""A small project whose results are kept beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pebre_server.cli import findings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project; the current folder. The cache lies beside it."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "pebre.toml").write_text("")
    (project / "a.py").write_text("import b\nb.x + missing\n")
    (project / "b.py").write_text("x = 1\n")
    monkeypatch.chdir(project)
    monkeypatch.setenv("PEBRE_CACHE_DIR", str(tmp_path / "cache"))
    return project


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were checked, and not remembered."""
    found: list[str] = []
    make = findings.Finder.made

    def noting(self: findings.Finder, path: str) -> object:
        found.append(Path(path).name)
        return make(self, path)

    monkeypatch.setattr(findings.Finder, "made", noting)
    return found
