"""The process's own streams, kept for the protocol alone; threads with room; the client's life.

In:  file descriptors 0, 1 and 2 as the process was started with; the client's process id.
Out: two descriptors that only the edge knows; whether the client is alive.
Always
  - after `take`, what prints to descriptor 1 lands on 2 (Python, C code, children), and what reads
    descriptor 0 sees its end;
  - nothing here starts, signals or waits for another process.
Does not know: messages.
"""

from __future__ import annotations

import os
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

STACK = 256 << 20  # bytes; only pages that are touched count
PIPE = 1 << 20  # bytes; a system gives 64 KB, less than the report on a file with 400 findings

_here = threading.local()


def fill() -> None:
    """Open nothing where the process was started without a stream, so that no file gets its descriptor."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest that is free: this one
    if None in (sys.stdin, sys.stdout, sys.stderr):
        nothing = open(os.devnull, "r+", encoding="utf-8")  # noqa: SIM115  # as long as the process
        sys.stdin = sys.stdin or nothing
        sys.stdout = sys.stdout or nothing
        sys.stderr = sys.stderr or nothing


def let_go() -> None:
    """Write nothing more to standard output, where nobody reads it or there is no room; nor when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def take() -> tuple[int, int]:
    """The descriptors to read the client from and to write to it."""
    fill()
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    _widen(outward)
    return inward, outward


def _widen(outward: int) -> None:
    """Let a pipe hold a large answer, so that the writer need not wait for the client half-way. Linux has this."""
    try:
        import fcntl

        fcntl.fcntl(outward, fcntl.F_SETPIPE_SZ, PIPE)  # type: ignore[attr-defined,unused-ignore]  # not on all systems
    except (ImportError, AttributeError, OSError):  # another system, a socket, a file, or more than the user may have
        pass


def start_thread(run: Callable[[], None], name: str, stack: int = 0) -> threading.Thread:
    """Start a daemon thread, with `stack` bytes of stack or as much of it as the system grants."""

    def body() -> None:
        _here.stack = stack
        run()

    while True:
        thread = threading.Thread(target=body, name=name, daemon=True)
        try:
            before = threading.stack_size(stack)
            try:
                thread.start()
            finally:
                threading.stack_size(before)
            return thread
        except (RuntimeError, ValueError):
            if stack < 1 << 20:
                raise
            stack //= 2


def stack() -> int:
    """Bytes of stack that `start_thread` gave the calling thread; 0 if it is none of those."""
    found: int = getattr(_here, "stack", 0)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs. True when that cannot be told."""
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Ended, but its parent has not taken notice; only told where there is /proc."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as status:
            return status.read(512).rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False


def _is_alive_on_windows(pid: int) -> bool:
    if sys.platform != "win32":
        return True
    import ctypes

    synchronize, still_running = 0x00100000, 0x00000102
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return bool(kernel.GetLastError() == 5)  # exists, but access is denied
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_running)
    finally:
        kernel.CloseHandle(handle)
