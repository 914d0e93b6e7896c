"""What is shown at the names around a place, kept for later sessions.

In:  where names begin, with the Markdown that is shown there. Out: bytes; what they say about a word.
Always
  - imports no analysis;
  - equal texts are kept once;
  - what is no such bytes, or was read from files that are others by now, says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.ide.common import words
from pebre_analysis.project import recall
from pebre_analysis.source import system

FORM: Final = b"hovers"  # of a row, see `recall.Fresh`


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What is shown at a word."""

    markdown: str
    range: words.Word


class _Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """`compiled`: files that docstrings were read from, with digests of their stats; `read`: others that only they were
    read from, with those of their contents. `starts` of words, and for each the number of its text."""

    compiled: tuple[tuple[str, bytes], ...]
    read: tuple[tuple[str, bytes], ...]
    starts: list[int]
    numbers: list[int]
    texts: list[str]


_ROW: Final = msgspec.msgpack.Decoder(_Row)
_encode: Final = msgspec.msgpack.Encoder().encode


def pack(shown: Mapping[int, str], compiled: Mapping[str, bytes], read: Mapping[str, bytes]) -> bytes:
    """`shown`: by where a word begins; others: see `_Row`."""
    numbers: dict[str, int] = {}
    starts = sorted(shown)
    number_of = [numbers.setdefault(shown[start], len(numbers)) for start in starts]
    return _encode(_Row(tuple(compiled.items()), tuple(read.items()), starts, number_of, list(numbers)))


def find(data: bytes, word: words.Word, disk: system.System) -> Shown | None:
    """What is known of a word."""
    row = _row(data)
    at = -1 if row is None or word.start not in row.starts else row.starts.index(word.start)
    return Shown(row.texts[row.numbers[at]], word) if row is not None and at >= 0 and _holds(row, disk) else None


class Held(NamedTuple):
    """All that is known, by where a word begins, and what it was read from as `pack` was told."""

    shown: dict[int, str]
    compiled: Mapping[str, bytes]
    read: Mapping[str, bytes]


def held(data: bytes, disk: system.System) -> Held | None:
    """What is known; None if it does not hold."""
    row = _row(data)
    if row is None or not _holds(row, disk):
        return None
    shown = {start: row.texts[number] for start, number in zip(row.starts, row.numbers, strict=True)}
    return Held(shown, dict(row.compiled), dict(row.read))


def _row(data: bytes) -> _Row | None:
    try:
        row = _ROW.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    is_sound = len(row.starts) == len(row.numbers) and all(0 <= each < len(row.texts) for each in row.numbers)
    return row if is_sound else None


def _holds(row: _Row, disk: system.System) -> bool:
    """Whether what it was read from is as it was."""
    return all(stamp(disk.stat(path)) == then for path, then in row.compiled) and all(
        recall.digest(disk.read_bytes(path)) == then for path, then in row.read
    )


def stamp(stat: system.Stat) -> bytes:
    """What stands for a state of a file."""
    return store.digest(repr(stat))
