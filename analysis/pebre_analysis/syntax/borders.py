"""Where chunks begin among the logical lines of one body: by the text near a line, never by a count.

In:  *items* of a body, in order: logical lines, and chunks that stand for all their lines.
Out: the items that begin a chunk, with the kinds of each chunk's first and last statement.
Rules
  - lines indented deeper than the body belong to the statement above;
  - a statement with a body is a chunk, with its decorators above; `else`, `elif`, `except` and
    `finally` continue it, `case` stands deeper;
  - runs of simple statements are cut before each one whose first line has a crc32 of 0 mod 8;
  - a statement left open, and one at another column than the chunk's, ends the chunk;
  - a line indented less than the body, but more than its header, is a mistake. If it begins a
    compound statement or a decorator, the body goes on at its column, as if its first line had
    been the mistake; else at the old one.
So whether a line begins a chunk depends on it, on the line of the body above it and on whether the
next line is deeper; and on lines above only where the indentation is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, TypeAlias
from zlib import crc32

from pebre_analysis.syntax import chunk

# (begin, offset, column, chunk): as a logical line's, None for a line; or a chunk that stands for its lines.
Item: TypeAlias = "tuple[int, int, int, chunk.Chunk | None]"

_WORD: Final = re.compile(r"[ \t]*+(?:@|async[ \t]+def\b|\w++)?")
_FIRST_LINE: Final = re.compile(r"[^\r\n]*+")
_KINDS: Final = {
    "@": chunk.DECORATOR,
    "def": chunk.DEFINITION,
    "class": chunk.DEFINITION,
    "async": chunk.BLOCK,
    "for": chunk.BLOCK,
    "if": chunk.BLOCK,
    "try": chunk.BLOCK,
    "while": chunk.BLOCK,
    "with": chunk.BLOCK,
    "elif": chunk.CONTINUATION,
    "else": chunk.CONTINUATION,
    "except": chunk.CONTINUATION,
    "finally": chunk.CONTINUATION,
}


class Border:
    """An item that begins a chunk."""

    __slots__ = ("head", "item", "tail")

    def __init__(self, item: int, head: int, tail: int) -> None:
        self.item = item  # index
        self.head = head
        self.tail = tail


def word(text: str, offset: int) -> str:
    """The word, `@` or `async def` that a line begins with; "" for anything else."""
    matched = _WORD.match(text, offset)
    return "" if matched is None else matched[0].lstrip(" \t")


def is_compound(text: str, offset: int) -> bool:
    """Whether a line begins, by its first word, a compound statement or a decorator."""
    found = word(text, offset)
    return found in _KINDS or found.startswith("async")


def kind(text: str, item: Item, has_body: bool) -> int:
    """What the statement is that an item's line begins."""
    found = word(text, item[1])
    known = _KINDS.get(found)
    if known is not None:
        return known
    if found.startswith("async"):
        return chunk.DEFINITION
    if has_body:
        return chunk.BLOCK
    line = _FIRST_LINE.match(text, item[1])
    encoded = b"" if line is None else line[0].strip().encode("utf-8", "surrogatepass")
    return chunk.SIMPLE if crc32(encoded) & 7 else chunk.CUT


def find(text: str, items: Sequence[Item], column: int, opened: Collection[int]) -> list[Border]:
    """The borders among the items of a body at `column`; the first item always is one.

    `opened`: offsets of the lines that were left open. No chunk among the items is followed by a deeper line.
    """
    if not items:
        return []
    level = _at_level(text, items, column)
    found: list[Border] = []
    border = Border(0, chunk.SIMPLE, chunk.SIMPLE)
    tail = -1
    at_column = -1  # of the chunk we are in
    for n in range(len(level) - 1):
        at = level[n]
        item = items[at]
        part = item[3]
        head = part.head if part is not None else kind(text, item, level[n + 1] - at > 1)
        if tail < 0 or item[2] != at_column or _begins(head, tail):
            border = Border(at, head, head)
            found.append(border)
            at_column = item[2]
        if part is not None:
            tail = part.tail
        elif head == chunk.CONTINUATION:
            tail = chunk.BLOCK
        elif head <= chunk.CUT:
            tail = chunk.OPEN if item[1] in opened else chunk.SIMPLE
        else:
            tail = head
        border.tail = tail
    return found


def _at_level(text: str, items: Sequence[Item], column: int) -> list[int]:
    """The items that stand in the body itself, the first one always, and the number of items."""
    if column and min([item[2] for item in items]) < column:
        level: list[int] = []
        for n, item in enumerate(items):
            if item[2] <= column:
                level.append(n)
                if item[2] < column and is_compound(text, item[1]):
                    column = item[2]
    else:
        level = [n for n, item in enumerate(items) if item[2] <= column]
    if not level or level[0]:
        level.insert(0, 0)
    level.append(len(items))
    return level


def _begins(head: int, tail: int) -> bool:
    """Whether a statement begins a chunk below one of kind `tail` at the same column."""
    if head == chunk.CONTINUATION:
        return tail != chunk.BLOCK
    if head in (chunk.DEFINITION, chunk.DECORATOR):
        return tail != chunk.DECORATOR
    return head != chunk.SIMPLE or tail != chunk.SIMPLE
