"""`python -m tests.dev growth FOLDER FILE [N]`: does memory grow while somebody types for a day?

N edits (20,000 if not said) are made in an open file: random ones, each taken back after a while, and each followed by
its diagnostics; after each thousand comes a rest. What a report counts, blocks in use and the resident size are told
at a twentieth of the way, when all that the file asks for is known, and at the end, always of the first text. The exit
code says whether any of them grew by more than a twentieth.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pebre_analysis.ide import api
from pebre_analysis.memory import process
from pebre_analysis.project import held
from tests.dev import edits, equal

LIMIT = 1.05
REST = 1_000  # edits after which nobody types for a minute: a quarter of an hour


def main(words: Sequence[str]) -> int:
    options = arguments("growth", __doc__).parse_args(words)
    folder, n_edits = options.folder, options.n_edits
    path = str(Path(folder, options.file))
    text = Path(path).read_text(encoding="utf-8")
    gc.disable()
    host = api.Host([folder], {}, lambda line: None)
    host.apply([equal.Change("open", path, text, version=1)])
    host.diagnostics(path)
    walk, before = edits.Walk(text), (0, 0, 0)
    for n in range(n_edits):
        host.apply([equal.Change("open", path, walk.step(), version=n + 2)])
        host.diagnostics(path)
        if n % 100 == 99:
            host.pause()
        if n % REST == REST - 1:
            _rest(host)
        if n + 1 in (n_edits // 20, n_edits):
            host.apply([equal.Change("open", path, walk.back(), version=n + 3)])
            host.diagnostics(path)
            found = _held(host)
            print(f"{n + 1} edits: {_said(found)}", flush=True)
            if n + 1 < n_edits:
                before = found
    return int(any(a > LIMIT * b for a, b in zip(found, before, strict=True)))


def arguments(name: str, description: str | None) -> argparse.ArgumentParser:
    """What is edited, and how often."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.dev {name}", description=description)
    parser.add_argument("folder")
    parser.add_argument("file")
    parser.add_argument("n_edits", nargs="?", type=int, default=20_000)
    return parser


def _held(host: api.Host) -> tuple[int, int, int]:
    """Bytes of the report, blocks in use, resident bytes."""
    _rest(host)
    found = sys.getallocatedblocks(), process.resident()
    return _reported(host), *found


def _rest(host: api.Host) -> None:
    """As where no other process can take the place of this one."""
    if host.idle():
        host.renew()


def _reported(host: api.Host) -> int:
    """Bytes of the report, which is made in a copy of the process: it takes 15 MB, and would leave holes."""
    reading, writing = os.pipe()
    if not os.fork():
        databases = [workspace.db for workspace in host._workspaces.loaded()]
        os.write(writing, str(sum(row.total for row in held.of(databases).rows)).encode())
        os._exit(0)
    os.close(writing)
    os.wait()
    with os.fdopen(reading) as told:
        return int(told.read())


def _said(found: tuple[int, int, int]) -> str:
    total, blocks, resident = found
    return f"report {total / 1e6:.2f} MB, {blocks} blocks, resident {resident / 1e6:.1f} MB"
