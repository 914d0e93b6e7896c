"""Message bodies out of a stream of bytes, and back.

In:  a function that reads at most n bytes and gives none at the end of the stream.
Out: bodies, one by one; None at the end of the stream.
Always
  - header names count in any case, unknown headers are skipped, a bare newline ends a line too;
  - after rubbish, a wrong length or a body that is too long, reading goes on at the next
    `Content-Length`, even in the middle of a line;
  - no more is held than the body being read and one read ahead.
Does not know: JSON.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BODY = 256 << 20  # bytes
_MAX_LINE = 8192
_READ = 1 << 16
_READ_MOST = 1 << 20
_NAME = b"content-length"
_KEPT = 64  # bytes of a given-up line that may hold the start of a header


class TooLongError(Exception):
    """A body that is announced with more than MAX_BODY bytes; it is not read."""


def frame(*parts: bytes) -> bytes:
    """A body, given in parts, with its header: one copy."""
    return b"".join((b"Content-Length: %d\r\n\r\n" % sum(map(len, parts)), *parts))


class Frames:
    """The bodies in a stream."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._held = bytearray()
        self.is_between = True  # nothing of the next message was read

    def next(self) -> bytes | None:
        """The next body; raises TooLongError for one that is left out."""
        length = -1
        self.is_between = not self._held
        while (line := self._line()) is not None:
            at = line.lower().rfind(_NAME)
            if at >= 0:
                length = _number(line[at + len(_NAME) :], length)
            elif length >= 0 and not line.strip():
                if length > MAX_BODY:
                    raise TooLongError(f"a message of {length} bytes")
                return self._take(length)
        return None

    def again(self, body: bytes) -> None:
        """`body` was no message. If another header hides in it, reading goes on there."""
        at = body.lower().find(_NAME, 1)
        if at > 0:
            self._held[:0] = body[at:]

    def _line(self) -> bytes | None:
        held = self._held
        searched = 0
        while (end := held.find(b"\n", searched)) < 0:
            if len(held) > _MAX_LINE:
                end = len(held) - _KEPT
                break
            searched = len(held)
            if not self._more(_READ):
                return None
        else:
            end += 1
        line = bytes(held[:end])
        del held[:end]
        return line

    def _take(self, length: int) -> bytes | None:
        held = self._held
        while len(held) < length:
            if not self._more(min(max(_READ, length - len(held)), _READ_MOST)):
                return None
        body = bytes(held[:length])
        del held[:length]
        return body

    def _more(self, n: int) -> bool:
        data = self._read(n)
        self.is_between = False
        self._held += data
        return bool(data)


def _number(value: bytes, otherwise: int) -> int:
    """The number in ` : 123\r\n`."""
    digits = value.strip().removeprefix(b":").strip()
    return int(digits) if digits.isdigit() and len(digits) < 20 else otherwise
