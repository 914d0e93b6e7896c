"""The second process, seen from the first.

In:  the order. Out: what it has told since the last time somebody listened.
Always
  - nothing here waits for it, but for the moment until one that was killed is gone;
  - one that cannot be started, ends, or says nothing is as good as none: the first process looks at all itself;
  - it is started anew, never forked, through the interpreter that runs this process, and ends with this one.
Not where a process cannot be started at once (Windows).
"""

from __future__ import annotations

import os
import signal
import sys

from pebre_server import env
from pebre_server.second import messages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.second.messages import Order

_MOST = 1 << 16  # bytes of an order: what a pipe holds, so that writing it does not wait
_PIECE = 1 << 16  # bytes read at once


class Second:
    """See the module's text."""

    def __init__(self, pid: int, inward: int, outward: int) -> None:
        self._pid = pid
        self._inward = inward
        self._outward = outward
        self._data = bytearray()
        self._is_stopped = False

    def listen(self) -> list[bytes]:
        """What it has told since the last time."""
        try:
            while piece := os.read(self._inward, _PIECE):
                self._data += piece
        except OSError:  # nothing more now, or ever
            pass
        return messages.split(self._data)

    def stop(self) -> None:
        """End it, without waiting for that: `close` follows."""
        if self._pid and not self._is_stopped:
            self._is_stopped = True
            os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """End it, and let go of what is left."""
        self.stop()
        if self._pid:
            pid, self._pid = self._pid, 0
            os.close(self._inward)
            os.close(self._outward)
            os.waitpid(pid, 0)


def start(order: Order) -> Second | None:
    """Start it; None where that cannot be."""
    body = messages.framed(messages.encode(order))
    if sys.platform == "win32" or not sys.executable or len(body) > _MOST:
        return None
    orders, outward = os.pipe()
    inward, answers = os.pipe()
    how = "-I" if sys.flags.isolated else "-P"  # never the current folder, as the workers of `check`
    words = [sys.executable, how, "-m", "pebre_server", messages.WORD]
    streams = [(os.POSIX_SPAWN_DUP2, orders, 0), (os.POSIX_SPAWN_DUP2, answers, 1)]
    try:
        pid = os.posix_spawn(sys.executable, words, env.inherited(), file_actions=streams, setpgroup=0)
        os.write(outward, body)
        os.set_blocking(inward, False)
    except (OSError, NotImplementedError):
        os.close(inward)
        os.close(outward)
        return None
    finally:
        os.close(orders)
        os.close(answers)
    return Second(pid, inward, outward)
