"""Is what is kept between runs right, on real projects? `python -m tests.dev kept [--python ENVIRONMENT] FOLDER…`

For a copy of each folder: what a run with an empty cache says, a run with a full one, and one after an edit, must be
what runs without a cache say, byte by byte; and `--cache-verify` must find every row right. Exit code 1 if not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_EDIT = "\n\ndef added_here(n: int) -> str:\n    return n + lost_here\n"


class Project:
    """A copy of a folder that is checked again and again."""

    def __init__(self, folder: Path, scratch: Path, python: str) -> None:
        self.name = folder.name
        self.folder = scratch / "project" / folder.name
        shutil.copytree(folder, self.folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        self._variables = {**os.environ, "PEBRE_CACHE_DIR": str(scratch / "cache")}
        self._options = ["--project", str(self.folder), "--color", "never", *(["--python", python] if python else [])]

    def check(self, *words: str) -> tuple[bytes, bytes, float]:
        """Standard output with the exit code, the last line of standard error, CPU seconds."""
        before = os.times()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pebre_server", "check", *self._options, *words, str(self.folder)],
            cwd=self.folder, env=self._variables, capture_output=True, check=False,
        )  # fmt: skip
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        said = done.stderr.splitlines()
        return done.stdout + b"%d" % done.returncode, said[-1] if said else b"", spent

    def edit(self) -> None:
        """Change one file."""
        path = random.Random(self.name).choice(sorted(self.folder.rglob("*.py")))
        path.write_bytes(path.read_bytes() + _EDIT.encode())


def main(words: Sequence[str]) -> int:
    """See the module's text."""
    parser = argparse.ArgumentParser(prog="python -m tests.dev kept", description=__doc__)
    parser.add_argument("--python", default="", metavar="ENVIRONMENT")
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    options = parser.parse_args(words)
    return max([_holds(Path(folder), options.python) for folder in options.folders])


def _holds(folder: Path, python: str) -> int:
    """0 if all that is said about a folder is right."""
    with tempfile.TemporaryDirectory() as scratch:
        project = Project(folder, Path(scratch), python)
        without, _, alone = project.check("--no-cache")
        first, _, cold = project.check()
        second, _, warm = project.check()
        _, verified, _ = project.check("--cache-verify")
        project.edit()
        edited, _, again = project.check()
        wrong = []
        if not without == first == second:
            wrong.append("runs with and without a cache differ")
        right = verified.decode().removeprefix("cache: ").split(" of ")
        if right[0] != right[-1].split(" ")[0]:
            wrong.append(verified.decode())
        if edited != project.check("--no-cache")[0]:
            wrong.append("runs after an edit differ")
        costs = (
            f"without a cache {alone:.2f} s, cold {cold:.2f} s, warm {warm:.2f} s, after an edit {again:.2f} s of CPU"
        )
        n_lines = without.count(b"\n")
        print(f"{project.name}: {'; '.join(wrong) or verified.decode()}; {n_lines:,} lines said; {costs}", flush=True)
        return int(bool(wrong))
