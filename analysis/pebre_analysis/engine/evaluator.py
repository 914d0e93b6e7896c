"""Threads with a large stack, for evaluation of any depth.

One thread evaluates at a time: whoever starts another one waits for it.
"""

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

STACK_BYTES: Final = 256 * 1024 * 1024
RECURSION_LIMIT: Final = 2_000_000  # Python frames; the engine counts queries, which use several each
QUERIES_PER_THREAD: Final = 20_000  # 13 kB of stack each
QUERIES_ELSEWHERE: Final = 60  # on a thread we did not make, whose stack may be small
FILL: Final = 0.8  # part of a thread's budget after which a query goes on in a fresh one
MAX_HOPS: Final = 8

T = TypeVar("T")

_starting = threading.Lock()


def run_on_large_stack(work: Callable[[], T], name: str = "pebre-evaluator") -> T:
    """Run `work` in a fresh thread, wait for it, give its result or raise what it raised."""
    results: list[T] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:  # carried over to the thread that waits
            errors.append(error)

    if sys.getrecursionlimit() < RECURSION_LIMIT:
        sys.setrecursionlimit(RECURSION_LIMIT)
    with _starting:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=body, name=name, daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if errors:
        try:
            raise errors[0]
        finally:
            errors.clear()  # no reference cycle through the traceback
    return results[0]
