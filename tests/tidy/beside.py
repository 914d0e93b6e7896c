"""Tools that take longer than all else: they run beside the other tests, which one process runs one by one.

In:  the name of a tool, one of TOOLS. Out: whether it found fault, and what it said.
Always: what was started is not started again; when the session ends, nothing is left.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tests.tidy import passed, tree


class Task(NamedTuple):
    """Words for a tool, none if there is nothing to do; and what to do if it finds no fault."""

    words: Sequence[str]
    when_right: Callable[[], None] = lambda: None


_RUNNING: Final[dict[str, tuple[subprocess.Popen[str], Task]]] = {}


def environment() -> dict[str, str]:
    """With it tools write plain text."""
    return {**os.environ, "NO_COLOR": "1", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


def start(tool: str) -> None:
    """Let it run, if there is something for it to do."""
    if tool in _RUNNING:
        return
    task = TOOLS[tool]()
    if task.words:
        process = subprocess.Popen(
            [sys.executable, "-m", tool, *task.words],
            cwd=tree.ROOT,
            env=environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        _RUNNING[tool] = process, task


def finished(tool: str) -> tuple[int, str]:
    """Its exit code and what it said, when it has come to its end; 0 where there was nothing to do."""
    start(tool)
    if tool not in _RUNNING:
        return 0, ""
    process, task = _RUNNING.pop(tool)
    said, _ = process.communicate()
    if process.returncode == 0:
        task.when_right()
    return process.returncode, said


def end() -> None:
    """End what nobody waited for."""
    while _RUNNING:
        _, (process, _) = _RUNNING.popitem()
        process.kill()
        process.communicate()


def _mypy() -> Task:
    return Task(["--no-error-summary"])


def _pyright() -> Task:
    files, record = passed.changed(tree.product_files())  # as they are now, whatever happens to them meanwhile
    words = ["--pythonpath", sys.executable, *map(str, files)] if files else []
    return Task(words, lambda: passed.keep(record))


TOOLS: Final[dict[str, Callable[[], Task]]] = {"mypy": _mypy, "pyright": _pyright}
