"""`python -m tests.dev pauses FOLDER FILE`: how long does a key wait for what is going on when it comes?

Again and again (`--edits`) a random edit of the open file is made, and its diagnostics are asked for; after a random
while the next key comes, and what runs is asked to stop: the diagnostics, or what is done at rest (after 0.3 s), or,
now and then, after a long rest (a minute). Other files (`--other`) are opened and closed on the way, so that there is
something to give back. Told are the longest waits, in CPU time of the process, so that other work on the machine does
not count, and where it was when those keys came (`--where`); and each pass of the garbage collector, by what it came
into. The exit code says whether a key had to wait longer than 10 ms, or a pass came into anything but a long rest.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from pebre_analysis.engine import cancel, evaluator
from pebre_analysis.ide import api
from tests.dev import edits, equal

LIMIT: Final = 0.010  # seconds
_LATEST: Final = 0.030  # seconds after which the next key comes
_LATEST_IN_LONG_REST: Final = 1.0  # likewise
_FRAMES: Final = 8  # of the stack, innermost first
LONG_REST: Final = "a long rest"


class Wait(NamedTuple):
    """What a key waited for."""

    seconds: float
    where: str  # the stack when it came


class Pass(NamedTuple):
    """Of the garbage collector."""

    seconds: float
    generation: int
    into: str


class Collections:
    """Notes each pass of the garbage collector."""

    def __init__(self) -> None:
        self.passes: list[Pass] = []
        self.into = "the start"
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.process_time()
        else:
            self.passes.append(Pass(time.process_time() - self._began, info["generation"], self.into))


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.dev pauses", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("file")
    parser.add_argument("--other", action="append", default=[], help="may be repeated")
    parser.add_argument("--edits", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--where", type=int, default=0, metavar="N", help="tell it of the N longest")
    options = parser.parse_args(words)
    paths = [str(Path(options.folder, each)) for each in (options.file, *options.other)]
    found: list[tuple[dict[str, list[Wait]], list[Pass]]] = []
    threading.stack_size(evaluator.STACK_BYTES)
    thread = threading.Thread(
        target=lambda: found.append(_measure(options.folder, *paths, n_edits=options.edits, seed=options.seed))
    )
    thread.start()
    thread.join()
    return _tell(*found[0], options.where) if found else 1


def _measure(folder: str, path: str, *others: str, n_edits: int, seed: int) -> tuple[dict[str, list[Wait]], list[Pass]]:
    """The waits, by what was stopped, and the passes of the garbage collector."""
    evaluator.adopt(evaluator.STACK_BYTES)
    sys.setswitchinterval(0.001)
    gc.disable()
    collected = Collections()
    gc.callbacks.append(collected)
    text = Path(path).read_text(encoding="utf-8")
    host = api.Host([folder], {}, lambda line: None)
    host.apply([equal.Change("open", path, text, version=1)])
    host.diagnostics(path)
    chance = random.Random(seed)
    walk = edits.Walk(text)
    waits: dict[str, list[Wait]] = {}

    def stopped(what: str, work: Callable[[], object]) -> None:
        collected.into = what
        latest = _LATEST_IN_LONG_REST if what == LONG_REST else _LATEST
        waits.setdefault(what, []).extend(_stopped(host, work, chance.random() * latest))
        collected.into = "typing"

    for n in range(n_edits):
        host.apply([equal.Change("open", path, walk.step(), version=n + 2)])
        stopped("diagnostics", lambda: host.diagnostics(path))
        for other in others if n % 50 == 0 else ():
            host.apply([equal.Change("open", other, Path(other).read_text(encoding="utf-8"), version=1)])
            host.diagnostics(other)
            host.apply([equal.Change("close", other)])
        if n % 10 == 0:
            stopped("rest", host.pause)
        if n % 100 == 99:
            stopped(LONG_REST, host.idle)
    return waits, collected.passes


def _tell(waits: dict[str, list[Wait]], passes: list[Pass], n_where: int) -> int:
    for what, found in waits.items():
        if not found:
            print(f"a key never stops {what}")
            continue
        found.sort()
        middle, late, last = (found[len(found) * part // 1_000].seconds for part in (500, 990, 999))
        said = f"middle {1e3 * middle:.2f} ms, 99 % {1e3 * late:.2f}, 99.9 % {1e3 * last:.2f}"
        print(f"a key stops {what}, {len(found)} times: {said}, longest {1e3 * found[-1].seconds:.2f}", flush=True)
        for wait in found[-1 : -1 - n_where : -1]:
            print(f"    {1e3 * wait.seconds:.2f}: {wait.where}")
    for into, generation in sorted({(each.into, each.generation) for each in passes}):
        taken = [each.seconds for each in passes if (each.into, each.generation) == (into, generation)]
        said = f"generation {generation}, {len(taken)} times: longest {1e3 * max(taken):.1f} ms"
        print(f"the garbage collector comes into {into}, {said}")
    return int(
        any(wait.seconds > LIMIT for what, found in waits.items() if what != LONG_REST for wait in found)
        or any(each.into != LONG_REST for each in passes)
    )


def _stopped(host: api.Host, work: Callable[[], object], after: float) -> list[Wait]:
    """Do some work until a key comes; how long that had to wait, if the work was not done before."""
    came: list[tuple[float, str]] = []
    working = threading.get_ident()

    def key() -> None:
        frame = sys._current_frames().get(working)
        came.append((time.process_time(), _names(frame)))
        host.request_cancel()

    timer = threading.Timer(after, key)
    timer.start()
    with contextlib.suppress(cancel.Cancelled):
        work()
    ended = time.process_time()
    timer.cancel()
    timer.join()
    host.clear_cancel()
    return [Wait(ended - at, where) for at, where in came if at < ended]


def _names(frame: FrameType | None) -> str:
    """The innermost functions of a stack."""
    names: list[str] = []
    while frame is not None and len(names) < _FRAMES:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(names)
