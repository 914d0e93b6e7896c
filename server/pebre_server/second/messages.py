"""What the two processes say to each other: one order, then any number of findings.

A message is its length (4 bytes, the lowest first) and that many bytes: of the order a record in MessagePack, of a
finding what the analysis packs and unpacks itself.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

WORD: Final = "_second"  # the command that starts the second process; not for people


class Order(msgspec.Struct, frozen=True):
    """Look at this file. `digest`: of the text that is to be found there; `settings`, `of_folders`: as the client
    wrote them."""

    path: bytes
    digest: bytes
    folders: tuple[bytes, ...]
    settings: dict[str, Any]  # JSON
    of_folders: list[tuple[bytes, dict[str, Any]]]


ORDER: Final = msgspec.msgpack.Decoder(Order)
encode: Final = msgspec.msgpack.Encoder().encode


def framed(body: bytes) -> bytes:
    """A message as it is sent."""
    return len(body).to_bytes(4, "little") + body


def split(data: bytearray) -> list[bytes]:
    """The messages that are whole, which go from `data`."""
    found: list[bytes] = []
    at = 0
    while len(data) >= at + 4:
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        if len(data) < end:
            break
        found.append(bytes(data[at + 4 : end]))
        at = end
    del data[:at]
    return found


def written(path: str) -> bytes:
    """A path as it is sent: a name on the disk need not be text."""
    return path.encode("utf-8", "surrogatepass")


def read(path: bytes) -> str:
    """A path that was sent."""
    return path.decode("utf-8", "surrogatepass")
