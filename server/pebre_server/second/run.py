"""The second process, seen from inside: looks at one file from its end, and tells what it finds.

Always: it ends with the process that started it, whatever it is doing then; nothing is kept on the disk.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import Final

from pebre_server import bare_msgspec, lazy_modules
from pebre_server.protocol import stdio

_NICE: Final = 19  # where cores are few, all belong to others: above all to the process that started this one
_DEPTH: Final = 100_000  # Python frames, as in the server


def run() -> int:
    """Do as ordered; the exit code."""
    inward, outward = stdio.take()
    os.nice(_NICE)
    gc.disable()
    sys.setrecursionlimit(_DEPTH)
    bare_msgspec.load()
    lazy_modules.install("pebre_analysis")
    stdio.start_thread(lambda: _work(inward, outward), "analysis", stdio.STACK).join()
    return 0


def _work(inward: int, outward: int) -> None:
    from pebre_analysis.engine import evaluator
    from pebre_analysis.ide import api
    from pebre_server import interface
    from pebre_server.second import messages

    data = bytearray()
    while not (orders := messages.split(data)):
        piece = os.read(inward, 1 << 16)
        if not piece:
            return
        data += piece
    stdio.start_thread(lambda: _end_with(inward), "parent")
    order = messages.ORDER.decode(orders[0])
    evaluator.adopt(stdio.stack())
    host = api.Host([messages.read(each) for each in order.folders], order.settings, lambda text: None)
    own = [interface.Change("settings", messages.read(at), settings=each) for at, each in order.of_folders]
    if own:
        host.apply(own)

    def tell(found: bytes) -> None:
        rest = memoryview(messages.framed(found))
        while rest:
            rest = rest[os.write(outward, rest) :]

    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        host.tell_from_end(messages.read(order.path), order.digest, tell)
    os._exit(0)  # without taking apart what it holds


def _end_with(inward: int) -> None:
    os.read(inward, 1)  # nothing more comes
    os._exit(1)
