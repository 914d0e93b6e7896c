"""Asks everything about one program in memory, in a process of its own: what it costs and what is said.

python -m tests.hard.ask < program
"""

from __future__ import annotations

import json
import resource
import sys

from pebre_analysis.ide import api
from tests.harness import project

PATH = f"{project.ROOT}/main.py"


def questions(text: str) -> dict[str, object]:
    """The answers about a text, and the CPU seconds and megabytes they took beyond those of an empty one."""
    disk = project.WithRealStubs({PATH: "x = [1]\nprint(x, {1: ''}, (1,))\n", f"{project.ROOT}/pebre.toml": ""})
    host = api.Host([project.ROOT], {}, lambda text: None, disk)
    host.diagnostics(PATH)
    before = resource.getrusage(resource.RUSAGE_SELF)
    host.apply([_Open(text)])
    diagnostics = host.diagnostics(PATH).flat()
    symbols = host.document_symbols(PATH)
    hovers = []
    lines = text.splitlines(keepends=True)
    at = len(text)
    for line in reversed(lines[-6:]):
        at -= len(line)
        found = host.hover(PATH, at + len(line) - len(line.lstrip()))
        hovers.append(found.markdown if found else None)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "megabytes": (after.ru_maxrss - before.ru_maxrss) / 1024,
        "diagnostics": [f"{each.rule}: {each.message}" for each in diagnostics],
        "symbols": [each.name for each in symbols],
        "hovers": hovers,
    }


class _Open:
    """The fields of the server's `Change`."""

    kind, path, cells, version, settings, folders, edit = "open", PATH, None, 1, None, (), None

    def __init__(self, text: str) -> None:
        self.text = text


if __name__ == "__main__":
    json.dump(questions(sys.stdin.read()), sys.stdout)
