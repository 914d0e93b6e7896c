"""What the server says of itself: lines on standard error, and to the client when it listens.

In:  a level and one line of text, from any thread.
Out: the line, if the level asks for it.
Always
  - a reader of standard error that does not read never stops the server: the line is left out;
  - a line is cut at 4,000 characters, a traceback too.
Does not know: what is worth saying.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Levels as the protocol numbers message types.
ERROR, WARNING, INFO, DEBUG = 1, 2, 3, 4
LEVELS = {"error": ERROR, "warning": WARNING, "warn": WARNING, "info": INFO, "debug": DEBUG}
_NAMES = {ERROR: "error", WARNING: "warning", INFO: "info", DEBUG: "debug"}
_FRAMES = 40  # of a traceback that are shown: the last
_LONGEST = 4000  # below what a pipe takes in one piece


class Log:
    """One place for what is to be known later. `tell` passes a line on to the client."""

    def __init__(self, level: int = WARNING, fd: int = 2) -> None:
        self.level = level
        self.tell: Callable[[int, str], None] | None = None
        self._fd = fd
        self._said: set[str] = set()

    def error(self, text: str) -> None:
        """Something of ours failed."""
        self._say(ERROR, text)

    def warning(self, text: str) -> None:
        """Something of theirs is odd; we go on."""
        self._say(WARNING, text)

    def info(self, text: str) -> None:
        """What was done: started, configured, ended."""
        self._say(INFO, text)

    def debug(self, text: str) -> None:
        """Each message and its time."""
        self._say(DEBUG, text)

    def fault(self, what: str, fault: BaseException) -> None:
        """Something of ours raised: all that is known of it."""
        import traceback  # not before there is one

        try:
            text = "".join(traceback.format_exception(fault, limit=-_FRAMES))
        except Exception:  # a fault that cannot even be shown
            text = f"{type(fault)}"
        self._say(ERROR, f"internal error in {what}\n{text}")

    def once(self, key: str, text: str) -> None:
        """A warning that is not repeated for the same key."""
        if key not in self._said and len(self._said) < 1000:
            self._said.add(key)
            self._say(WARNING, text)

    def _say(self, level: int, text: str) -> None:
        if level > self.level:
            return
        text = text if len(text) <= _LONGEST else text[: _LONGEST // 2] + "\n...\n" + text[-_LONGEST // 2 :]
        self._write(f"pebre {_NAMES[level]}: {text}\n".encode("utf-8", "backslashreplace")[:4096])
        if self.tell is not None:
            self.tell(level, text)

    def _write(self, line: bytes) -> None:
        try:
            if _has_room(self._fd):
                os.write(self._fd, line)
        except OSError:
            pass  # nobody listens there


def _has_room(fd: int) -> bool:
    """Whether 4 KB can be written without waiting."""
    import select  # most sessions have nothing to say

    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(fd, select.POLLOUT)
        return bool(poll.poll(0))
    return True
