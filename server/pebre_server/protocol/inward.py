"""The client's bytes, and a hold on them between two messages.

In:  the descriptor that the client writes to; from any other thread the wish to hold.
Out: bytes as they come; while held, none are taken.
Always
  - held is only who waits for the first byte of a message and finds none there: what the client writes from then on
    stays in the stream, for whoever reads it next;
  - a reader that has something to do refuses; who holds never waits longer than PATIENCE.
Does not know: messages. Where a stream cannot be waited for (Windows) nothing can be held.
"""

from __future__ import annotations

import os
import threading

if os.name == "posix":
    import select

PATIENCE = 1.0  # seconds until a reader that is at work counts as one that refused; it is with one message at most
_READING, _WANTED, _HELD = "reading", "wanted", "held"


class Inward:
    """Reads one descriptor, on one thread."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._state = _READING
        self._changed = threading.Condition()
        self._woken, self._wake = os.pipe() if os.name == "posix" else (-1, -1)

    def read(self, n: int, *, is_between: bool) -> bytes:
        """At most n bytes; none at the end of the stream. `is_between`: nothing of the next message was read."""
        while self._wake >= 0:
            ready, _, _ = select.select((self.descriptor, self._woken), (), ())
            if self._woken in ready:
                os.read(self._woken, 64)
                self._consider(is_free=is_between and self.descriptor not in ready)
            elif self.descriptor in ready:
                break
        return os.read(self.descriptor, n)

    def hold(self) -> bool:
        """Let the reader take nothing more until `release`; False if it has something to do. From another thread."""
        if self._wake < 0:
            return False
        with self._changed:
            self._state = _WANTED
            os.write(self._wake, b"!")
            self._changed.wait_for(lambda: self._state != _WANTED, PATIENCE)
            if self._state != _HELD:
                self._state = _READING
            return self._state == _HELD

    def release(self) -> None:
        """End a `hold`."""
        with self._changed:
            self._state = _READING
            self._changed.notify_all()

    def _consider(self, *, is_free: bool) -> None:
        with self._changed:
            if self._state != _WANTED:
                return
            self._state = _HELD if is_free else _READING
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._state != _HELD)
