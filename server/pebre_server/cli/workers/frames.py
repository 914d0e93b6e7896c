"""What the processes of one run say to each other, over a pipe each way.

A message is its length (4 bytes, the lowest first) and a record in MessagePack; what is cut off or too long is an
`EOFError`, what is no such record a `msgspec.MsgspecError`. Paths are bytes, since a name on the disk need not be text.
"""

from __future__ import annotations

from typing import IO, Final, TypeAlias

import msgspec

from pebre_analysis.project import parts


class Begin(msgspec.Struct, frozen=True, tag=True):
    """To a worker, first. `words`: of the command line; `memory_limit`: MB, 0 for none; `keeps`: what is found is kept
    for the next run."""

    words: tuple[str, ...]
    memory_limit: int
    keeps: bool


class Check(msgspec.Struct, frozen=True, tag=True):
    """To a worker: check this file. It answers with `Found`, in the order it was asked."""

    path: bytes


class Finish(msgspec.Struct, frozen=True, tag=True):
    """To a worker: there is nothing more to check. It answers with `Told`, and ends. `elsewhere`: files that other
    processes tell of."""

    elsewhere: tuple[bytes, ...]


class Found(msgspec.Struct, frozen=True, tag=True):
    """From a worker: what it found in a file, as `findings` keeps it; None if that cannot be sent."""

    found: bytes | None


class Told(msgspec.Struct, frozen=True, tag=True):
    """From a worker: all that it found, and what it was made of; None if that cannot be kept, or is not to be."""

    part: parts.Part | None


Order: TypeAlias = Begin | Check | Finish
Answer: TypeAlias = Found | Told

ORDERS: Final[msgspec.msgpack.Decoder[Order]] = msgspec.msgpack.Decoder(Order)
ANSWERS: Final[msgspec.msgpack.Decoder[Answer]] = msgspec.msgpack.Decoder(Answer)
_LONGEST: Final = 1 << 28  # bytes; the part of a project of a thousand files is one or two MB
_encode: Final = msgspec.msgpack.Encoder().encode


def send(to: IO[bytes], message: Order | Answer) -> None:
    """Write a message. What has words that are no UTF-8 in it is refused with a `UnicodeEncodeError`."""
    body = _encode(message)
    to.write(len(body).to_bytes(4, "little") + body)
    to.flush()


def receive(source: IO[bytes]) -> bytes:
    """The record of the next message; `EOFError` at the end, also in the middle of one."""
    head = source.read(4)
    length = int.from_bytes(head, "little")
    if len(head) < 4 or length > _LONGEST:
        raise EOFError
    body = source.read(length)
    if len(body) < length:
        raise EOFError
    return body


def encoded(path: str) -> bytes:
    """A path as it is sent."""
    return path.encode("utf-8", "surrogatepass")


def decoded(path: bytes) -> str:
    """A path that was sent."""
    return path.decode("utf-8", "surrogatepass")
