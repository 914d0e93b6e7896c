"""The process begins anew: the same client on the same streams, and fresh memory.

Whatever was read and forgotten leaves holes in Python's memory that it cannot give back: small blocks live all over
the arenas. A process that has just begun has none.

In:  the client's two descriptors, and bytes that the next one shall know.
Out: those bytes, in the process that follows; what called is gone by then.
Always
  - the id of the process stays, its parent and its streams too: what the client wrote and nobody read is there;
  - nothing happens where a process cannot replace itself (Windows), nor where the program on the disk is no longer the
    one that runs: an update shall not meet what its predecessor handed over.
Does not know: what the bytes mean.
Source: `execve` of POSIX, which keeps descriptors that are inheritable, and ends all other threads.
"""

from __future__ import annotations

import os
import sys

from pebre_server import env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def _stamp() -> tuple[int, int] | None:
    """What changes when the program is installed again."""
    try:
        found = os.stat(__file__)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


_BEGUN_AS = _stamp()


def is_possible() -> bool:
    """Whether this process can be followed by another run of the same program."""
    return os.name == "posix" and bool(sys.executable) and _BEGUN_AS is not None and _stamp() == _BEGUN_AS


def begin_anew(inward: int, outward: int, handed: bytes) -> NoReturn:
    """Replace this process. Raises OSError, and has done nothing, if the system refuses."""
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(handed)
        file.flush()
        os.set_inheritable(file.fileno(), True)
        kept = [(number, os.dup(number)) for number in (0, 1)]
        try:
            os.dup2(inward, 0)
            os.dup2(outward, 1)
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], env.handing(file.fileno()))
        finally:  # only where that failed
            for number, before in kept:
                os.dup2(before, number)
                os.close(before)


def handed() -> bytes | None:
    """What the process before this one left, the first time this is asked; None for one that nobody ran before."""
    descriptor = env.handed()
    if descriptor is None:
        return None
    try:
        with os.fdopen(descriptor, "rb") as file:
            file.seek(0)
            return file.read()
    except (OSError, ValueError):
        return None
