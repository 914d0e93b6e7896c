"""ruff, mypy, pyright and import-linter run inside the test suite: no check exists only elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy import passed, tree

BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    """Run a tool of this environment in the project's root; its output is the failure's text."""
    environment = {**os.environ, "NO_COLOR": "1", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    done = subprocess.run(command, cwd=tree.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def test_ruff() -> None:
    run(str(BIN / "ruff"), "check", "--no-cache", ".")


def test_format() -> None:
    run(str(BIN / "ruff"), "format", "--check", "--quiet", "--no-cache", ".")


def test_layers() -> None:
    run(str(BIN / "lint-imports"), "--no-cache")


@pytest.mark.slow
def test_mypy() -> None:
    run(sys.executable, "-m", "mypy", "--no-error-summary")


@pytest.mark.slow
def test_pyright() -> None:
    files, record = passed.changed(tree.product_files())
    if files:
        run(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *map(str, files))
        passed.keep(record)


def test_continuous_integration_calls_what_the_readme_says() -> None:
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    script = (tree.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert ".venv/bin/pytest" in readme
    assert ".venv/bin/pytest" in script
