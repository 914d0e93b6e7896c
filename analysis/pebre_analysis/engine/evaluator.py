"""Threads with a large stack, for evaluation of any depth.

One thread evaluates at a time: whoever starts another one waits for it. A thread that its maker gave as much stack
is adopted, and evaluates itself: a fresh one for each question costs 0.1 ms and two changes of threads.
"""

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

STACK_BYTES: Final = 256 * 1024 * 1024
# Frames of any kind. The dearest way to recurse that was measured (through the key function of a sort, CPython 3.11)
# takes 4.5 kB of stack for two of them, so the limit is met before the end of the stack.
RECURSION_LIMIT: Final = 100_000
QUERIES_PER_THREAD: Final = 20_000
QUERIES_ELSEWHERE: Final = 60  # on a thread we did not make, whose stack and recursion limit may be small
FILL: Final = 0.8  # part of a thread's budget after which a query goes on in a fresh one
MAX_HOPS: Final = 8

T = TypeVar("T")

_starting = threading.Lock()
_here = threading.local()


def adopt(stack_bytes: int) -> None:
    """The calling thread has so much stack; if that is enough, it evaluates what it asks for itself from now on."""
    _here.is_roomy = stack_bytes >= STACK_BYTES
    _allow_depth()


def is_adopted() -> bool:
    """Whether the calling thread has a large stack of its own."""
    return getattr(_here, "is_roomy", False)


def run_on_large_stack(work: Callable[[], T], interrupt: Callable[[], None], name: str = "pebre-evaluator") -> T:
    """Run `work` in a fresh thread, wait for it, give its result or raise what it raised.

    interrupt: called if the waiting is cut off (by Ctrl-C), to make `work` end soon.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:  # carried over to the thread that waits
            errors.append(error)

    _allow_depth()
    with _starting:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=body, name=name, daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    try:
        thread.join()
    except BaseException:
        interrupt()
        thread.join()
        raise
    if errors:
        try:
            raise errors[0]
        finally:
            errors.clear()  # no reference cycle through the traceback
    return results[0]


def _allow_depth() -> None:
    if sys.getrecursionlimit() < RECURSION_LIMIT:
        sys.setrecursionlimit(RECURSION_LIMIT)
