"""`python -m tests.dev wear FOLDER FILE [N]`: does the server's process grow while somebody types for a day?

As `growth`, over the protocol: N edits (20,000 if not said) of an open document as a client sends them, each followed
by its diagnostics, with a long rest after each thousand. The resident size is told after each of them, always of the
first text, and how often another process took the place of the one before. The exit code says whether it grew by more
than a twentieth since the first rest.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pebre_analysis.source import lines
from tests.dev import edits, growth, resting_server
from tests.server.client import PULL, Client

SETTLED = resting_server.REST + 1.5  # seconds in which a process does nothing whose long rest is over
_ALWAYS = 600.0  # seconds for an answer
_Range = tuple[int, int, int, int, str]


def main(words: Sequence[str]) -> int:
    options = growth.arguments("wear", __doc__).parse_args(words)
    path = Path(options.folder, options.file).resolve()
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        client = Client(command=[sys.executable, "-m", "tests.dev.resting_server"])
        try:
            found = list(_typed(client, Path(options.folder).resolve(), path.as_uri(), text, options.n_edits))
        finally:
            client.kill()
    return int(found[-1] > growth.LIMIT * found[0])


def _typed(client: Client, folder: Path, uri: str, text: str, n_edits: int) -> Sequence[int]:
    """Resident bytes after each thousand edits."""
    general = {"positionEncodings": ["utf-32"]}
    client.begin({**PULL, "general": general}, rootUri=folder.as_uri(), initializationOptions={"logLevel": "info"})
    client.open(text, uri)
    _diagnosed(client, uri)
    walk, version, refreshed, found = edits.Walk(text), 1, 0, []
    for n in range(1, n_edits + 1):
        before = walk.text
        rests = n % growth.REST == 0
        if rests:
            walk.step()
        version += 1
        client.change(version, changed_range(before, walk.back() if rests else walk.step()), uri=uri)
        _diagnosed(client, uri)
        if rests:
            _settled(client)
            while (asked := len(client.all("workspace/diagnostic/refresh"))) > refreshed:
                refreshed = asked
                _diagnosed(client, uri)
                _settled(client)
            found.append(_resident(client))
            renewed = sum("begins anew" in each["message"] for each in client.all("window/logMessage"))
            print(f"{n} edits: resident {found[-1] / 1e6:.1f} MB, process {renewed + 1}", flush=True)
        elif n % 100 == 0:
            time.sleep(0.4)
    return found


def _diagnosed(client: Client, uri: str) -> None:
    asked = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    client.result(asked, _ALWAYS)
    if len(client.messages) > 1_000:  # looked through for each answer
        client.messages[:] = [each for each in client.messages if "method" in each]


def changed_range(old: str, new: str) -> _Range:
    """The edit that makes one text of another."""
    start = _n_equal(old, new)
    same = _n_equal(old[start:][::-1], new[start:][::-1])
    index = lines.LineIndex(old)
    first = index.position(start, lines.Encoding.UTF32)
    last = index.position(len(old) - same, lines.Encoding.UTF32)
    return (*first, *last, new[start : len(new) - same])


def _n_equal(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _settled(client: Client) -> None:
    """A long rest, and what follows from it, are over."""
    process = Path(f"/proc/{client.process.pid}/stat")
    spent, since = [""], time.monotonic()
    while time.monotonic() < since + SETTLED:
        time.sleep(0.25)
        now = process.read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        if now != spent:
            spent, since = now, time.monotonic()


def _resident(client: Client) -> int:
    statm = Path(f"/proc/{client.process.pid}/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE")
