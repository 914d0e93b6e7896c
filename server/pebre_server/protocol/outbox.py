"""What waits to be written to the client: bounded, in order, stale parts replaced.

In:  framed messages, each perhaps with a key that says what it is the newest word on.
Out: the same, oldest first; None when the box is closed and empty. Whether all of it was written.
Always
  - of several waiting messages with one key only the last is written;
  - `put` with `wait` blocks while more than LIMIT bytes wait, until the box is closed;
  - without `wait` it never blocks: the reader of the client's messages must not.
Does not know: what the bytes mean, where they go.
"""

from __future__ import annotations

import threading
from collections import deque

LIMIT = 64 << 20  # bytes


class _Entry:
    __slots__ = ("framed", "key")

    def __init__(self, framed: bytes, key: str | None) -> None:
        self.framed = framed  # empty when replaced by a newer one
        self.key = key


class Outbox:
    """A queue of framed messages between the threads that answer and the one that writes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._entries: deque[_Entry] = deque()
        self._newest: dict[str, _Entry] = {}
        self._size = 0
        self._is_clear = True  # what was taken has been written
        self._closed = False
        self._changed = threading.Condition()

    def put(self, framed: bytes, *, wait: bool, key: str | None = None) -> None:
        """Queue a message; after `close` it is dropped."""
        entry = _Entry(framed, key)
        with self._changed:
            if wait:
                while self._size > self._limit and not self._closed:
                    self._changed.wait()
            if self._closed:
                return
            if key is not None:
                stale = self._newest.get(key)
                if stale is not None:
                    self._size -= len(stale.framed)
                    stale.framed = b""
                self._newest[key] = entry
            self._entries.append(entry)
            self._size += len(framed)
            self._changed.notify_all()

    def take(self) -> bytes | None:
        """Everything that waits up to 64 KB, or the oldest message; None when closed and empty."""
        with self._changed:
            self._is_clear = True
            self._changed.notify_all()
            while not self._entries:
                if self._closed:
                    return None
                self._changed.wait()
            parts: list[bytes] = []
            size = 0
            while self._entries and size < 1 << 16:
                entry = self._entries.popleft()
                parts.append(entry.framed)
                size += len(entry.framed)
                if entry.key is not None and self._newest.get(entry.key) is entry:
                    del self._newest[entry.key]
            self._size -= size
            self._is_clear = False
            self._changed.notify_all()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def wait_clear(self, seconds: float) -> bool:
        """Wait until nothing waits and who took the last has come for more; False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_clear and not self._entries, seconds)

    def close(self) -> None:
        """No more comes; what waits is still given out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
