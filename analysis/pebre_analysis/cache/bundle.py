"""Rows of bytes in one file that comes with the program and is never written again: the opposite of `store`.

In:  rows by keys of 16 bytes, a stamp of 16 bytes. Out: the bytes of a file; of such a file, the row of a key.
Always
  - equal rows make equal files;
  - a file with another stamp, one that is cut, or none at all, holds nothing; nothing here raises for what it is;
  - rows are compressed one by one, and only those that are asked for are read.
Does not know: what the rows mean. Nothing in them is ever run.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

_MAGIC: Final = b"pebre rows 1\n\0\0\0"
_KEY: Final = 16
_HEAD: Final = struct.Struct("<16s16sI")  # magic, stamp, how many rows
_PLACE: Final = struct.Struct("<II")  # where a row begins, behind the head and the table; its length
_ENTRY: Final = _KEY + _PLACE.size
_MOST: Final = 100_000  # rows
_LARGEST: Final = 16_000_000  # bytes of a row


def pack(rows: Mapping[bytes, bytes], stamp: bytes) -> bytes:
    """The file."""
    table: list[bytes] = []
    packed: list[bytes] = []
    at = 0
    for key in sorted(rows):
        packed.append(zlib.compress(rows[key], 9))
        table.append(key + _PLACE.pack(at, len(packed[-1])))
        at += len(packed[-1])
    return b"".join([_HEAD.pack(_MAGIC, stamp, len(table)), *table, *packed])


class Bundle:
    """Such a file. `read`: bytes of it from an offset on, as many as there are. `is_ours`: whether its stamp is the
    right one; asked once, and only if there is a file."""

    def __init__(self, read: Callable[[int, int], bytes], is_ours: Callable[[bytes], bool]) -> None:
        self._read = read
        self._is_ours = is_ours
        self._table: bytes | None = None  # not looked at yet

    def get(self, key: bytes) -> bytes | None:
        """The row of a key."""
        if self._table is None:
            self._table = self._read_table()
        at = self._table.find(key)
        while at >= 0 and at % _ENTRY:
            at = self._table.find(key, at + 1)
        if at < 0:
            return None
        start, length = _PLACE.unpack_from(self._table, at + _KEY)
        reader = zlib.decompressobj()
        try:
            row = reader.decompress(self._read(_HEAD.size + len(self._table) + start, length), _LARGEST)
        except zlib.error:
            return None
        return row if reader.eof else None

    def _read_table(self) -> bytes:
        head = self._read(0, _HEAD.size)
        if len(head) < _HEAD.size:
            return b""
        magic, stamp, count = _HEAD.unpack(head)
        if magic != _MAGIC or count > _MOST:
            return b""
        table = self._read(_HEAD.size, count * _ENTRY)
        return table if len(table) == count * _ENTRY and self._is_ours(stamp) else b""
