"""ruff, mypy, pyright and import-linter run inside the test suite: no check exists only elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy import beside, tree

BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    """Run a tool of this environment in the project's root; its output is the failure's text."""
    done = subprocess.run(command, cwd=tree.ROOT, env=beside.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def test_ruff() -> None:
    run(str(BIN / "ruff"), "check", "--no-cache", ".")


def test_format() -> None:
    run(str(BIN / "ruff"), "format", "--check", "--quiet", "--no-cache", ".")


def test_layers() -> None:
    run(str(BIN / "lint-imports"), "--no-cache")


@pytest.mark.slow
@pytest.mark.beside("mypy")
def test_mypy() -> None:
    code, said = beside.finished("mypy")
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.beside("pyright")
def test_pyright() -> None:
    code, said = beside.finished("pyright")
    assert code == 0, said


def test_continuous_integration_calls_what_the_readme_says() -> None:
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    script = (tree.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert ".venv/bin/pytest" in readme
    assert ".venv/bin/pytest" in script
