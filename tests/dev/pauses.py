"""`python -m tests.dev pauses FOLDER FILE`: how long does a key wait for what is going on when it comes?

Again and again (`--edits`) a random edit of the open file is made, and its diagnostics are asked for; after a random
while the next key comes, and what runs is asked to stop: the diagnostics, or what is done at rest. Other files
(`--other`) are opened and closed on the way, so that there is something to give back. Told are the longest waits, in
CPU time of the process, so that other work on the machine does not count; and what the garbage collector did
meanwhile. The exit code says whether a key had to wait longer than 10 ms.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pebre_analysis.engine import cancel, evaluator
from pebre_analysis.ide import api
from tests.dev import edits, equal

LIMIT = 0.010  # seconds
_LATEST = 0.030  # seconds after which the next key comes


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.dev pauses", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("file")
    parser.add_argument("--other", action="append", default=[], help="may be repeated")
    parser.add_argument("--edits", type=int, default=2_000)
    options = parser.parse_args(words)
    paths = [str(Path(options.folder, each)) for each in (options.file, *options.other)]
    code: list[int] = []
    threading.stack_size(evaluator.STACK_BYTES)
    thread = threading.Thread(target=lambda: code.append(_measure(options.folder, *paths, n_edits=options.edits)))
    thread.start()
    thread.join()
    return code[0] if code else 1


def _measure(folder: str, path: str, *others: str, n_edits: int) -> int:
    evaluator.adopt(evaluator.STACK_BYTES)
    sys.setswitchinterval(0.001)
    gc.disable()
    collected: list[float] = []
    gc.callbacks.append(lambda phase, info: collected.append(time.process_time()))
    text = Path(path).read_text(encoding="utf-8")
    host = api.Host([folder], {}, lambda line: None)
    host.apply([equal.Change("open", path, text, version=1)])
    host.diagnostics(path)
    chance = random.Random(1)
    walk = edits.Walk(text)
    waits: dict[str, list[float]] = {"diagnostics": [], "rest": []}
    for n in range(n_edits):
        host.apply([equal.Change("open", path, walk.step(), version=n + 2)])
        _stopped(host, lambda: host.diagnostics(path), chance, waits["diagnostics"])
        for other in others if n % 50 == 0 else ():
            host.apply([equal.Change("open", other, Path(other).read_text(encoding="utf-8"), version=1)])
            host.diagnostics(other)
            host.apply([equal.Change("close", other)])
        if n % 10 == 0:
            _stopped(host, host.pause, chance, waits["rest"])
    for what, found in waits.items():
        if not found:
            print(f"a key never stops {what}")
            continue
        found.sort()
        middle, late = (found[len(found) * part // 1_000] for part in (500, 990))
        said = f"middle {1e3 * middle:.2f} ms, 99 % {1e3 * late:.2f}, longest {1e3 * found[-1]:.2f}"
        print(f"a key stops {what}, {len(found)} times: {said}", flush=True)
    pairs = [b - a for a, b in zip(collected[::2], collected[1::2], strict=False)]
    print(f"garbage collections: {len(pairs)}, together {1e3 * sum(pairs):.1f} ms")
    return int(
        max((wait for found in waits.values() for wait in found), default=0) > LIMIT or max(pairs, default=0) > LIMIT
    )


def _stopped(host: api.Host, work: Callable[[], object], chance: random.Random, waits: list[float]) -> None:
    """Do some work until a key comes; note how long that had to wait, if the work was not done before."""
    came: list[float] = []

    def key() -> None:
        came.append(time.process_time())
        host.request_cancel()

    timer = threading.Timer(chance.random() * _LATEST, key)
    timer.start()
    try:
        work()
    except cancel.Cancelled:
        waits.append(time.process_time() - came[0])
    else:
        timer.cancel()
        if came:
            waits.append(time.process_time() - came[0])
    timer.join()
    host.clear_cancel()
