"""A worker: checks the files its parent names, until there are none left.

In:  orders on standard input. Out: answers on standard output; nothing else gets there.
Always: it ends with its parent, whatever it is doing then. A fault ends it, with a traceback on standard error, and the
parent checks the file instead.
"""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
from collections.abc import Collection
from typing import IO

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.project import parts, recall, remembered
from pebre_analysis.source import system
from pebre_server.cli import arguments, findings, setup
from pebre_server.cli.workers import frames
from pebre_server.protocol import stdio


def run() -> int:
    """Work until the parent has no more; the exit code."""
    inward, outward = stdio.take()
    gc.disable()
    orders: queue.SimpleQueue[frames.Order] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(os.fdopen(inward, "rb"), orders), daemon=True).start()
    answers = os.fdopen(outward, "wb")
    begin = orders.get()
    assert isinstance(begin, frames.Begin)
    worker = _Worker(begin)
    try:
        while isinstance(order := orders.get(), frames.Check):
            frames.send(answers, frames.Found(worker.check(frames.decoded(order.path))))
        assert isinstance(order, frames.Finish)
        _tell(answers, worker.part(set(map(frames.decoded, order.elsewhere))))
    except BrokenPipeError:
        os._exit(1)  # the parent is gone
    return 0


def _listen(parent: IO[bytes], orders: queue.SimpleQueue[frames.Order]) -> None:
    try:
        while True:
            orders.put(frames.ORDERS.decode(frames.receive(parent)))
    except (EOFError, OSError, msgspec.MsgspecError):
        os._exit(1)  # the parent is gone


def _tell(answers: IO[bytes], part: parts.Part | None) -> None:
    try:
        frames.send(answers, frames.Told(part))
    except UnicodeEncodeError:  # of what names a file that is no UTF-8 nothing is kept
        frames.send(answers, frames.Told(None))


class _Worker:
    def __init__(self, begin: frames.Begin) -> None:
        disk = system.OsSystem()
        options = arguments.parse(begin.words)
        options.memory_limit = begin.memory_limit or None
        project = setup.project(disk, options, options.paths)
        known = remembered.open_recall(disk, project, store.Store(None)) if begin.keeps else None
        self._finder = findings.Finder(disk, project, known, lambda text: print(text, file=sys.stderr))

    def check(self, path: str) -> bytes | None:
        return recall.packed(self._finder.made(path))

    def part(self, elsewhere: Collection[str]) -> parts.Part | None:
        return self._finder.part(elsewhere)
