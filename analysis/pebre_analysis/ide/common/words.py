"""Words in a text: where one stands as a whole one, and which one stands at a place.

Always: a text without the word costs a search for its letters, about 1 ms for 2 MB. A pattern that begins with a look
behind would be tried at each character, and take ten times as long.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+")
_BEHIND: Final = re.compile(r"[ \t]+([^\W\d]\w*)(?![\w\"'])")
_BEFORE: Final = re.compile(r"(?<!\w)([^\W\d]\w*)[ \t]+\Z")
# Words that may stand beside a name: keywords, some of them only at some places, or only in Python 2.
_BESIDE_NAMES: Final = frozenset((*keyword.kwlist, "match", "case", "type", "print", "exec"))
_RARE: Final = 3  # code points of a word whose letters hardly stand elsewhere: a pattern is worth its 0.1 ms for others
_LONGEST: Final = 1_000  # code points of a word that is looked at
_LONGEST_BESIDE: Final = 40  # code points before a word that are looked at; a longer one beside it says nothing
# In a line that looks like a comment: a type, what a long f-string puts in, the end of another sort of line.
_CODE_IN_COMMENT: Final = re.compile(r"type:|[{\r]")


class Word(NamedTuple):
    """Where a word begins and ends."""

    start: int
    end: int


def at(text: str, offset: int) -> Word | None:
    """The word that holds the offset, or ends there, if it can be a name."""
    if not 0 <= offset <= len(text):
        return None
    start = offset
    floor = max(0, offset - _LONGEST)
    while start > floor and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    match = _WORD.match(text, start, offset + _LONGEST)
    if match is None or not match[0].isidentifier():
        return None
    return Word(match.start(), match.end())


def around(text: str, offset: int, reach: int) -> Iterator[int]:
    """Where words begin, in order, in lines that are not further away than `reach`."""
    start = text.rfind("\n", 0, max(offset - reach, 0)) + 1
    for match in _WORD.finditer(text, start, offset + reach):
        if match[0].isidentifier():
            yield match.start()


def finder(word: str) -> Callable[[str], Iterator[int]]:
    """Gives the offsets of the word in any text, in order."""
    length = len(word)
    if length < _RARE:
        pattern = re.compile(rf"{re.escape(word)}(?!\w)")
        return lambda text: (at for match in pattern.finditer(text) if not _continues(text, (at := match.start()) - 1))

    def places(text: str) -> Iterator[int]:
        start = text.find(word)
        while start >= 0:
            end = start + length
            if not (_continues(text, start - 1) or _continues(text, end)):
                yield start
            start = text.find(word, end)

    return places


def _continues(text: str, beside: int) -> bool:
    """Whether what stands beside a word, if the text has that place, belongs to it."""
    return 0 <= beside < len(text) and (text[beside].isalnum() or text[beside] == "_")


def is_in_comment(text: str, offset: int) -> bool:
    """Whether the offset surely is in a comment that is no type, or in a line of a long string that looks like one."""
    start = text.rfind("\n", 0, offset) + 1
    begin = text.find("#", start, offset)
    if begin < 0:
        return False
    code = text[start:begin]
    return not ("'" in code or '"' in code or "\r" in code) and not _CODE_IN_COMMENT.search(text, begin, offset)


def is_prose(text: str, start: int, end: int) -> bool:
    """Whether a word stands beside one that is no keyword, as names in code never do."""
    if text[start:end] in _BESIDE_NAMES:
        return False
    behind = _BEHIND.match(text, end)
    if behind is not None and behind[1] not in _BESIDE_NAMES:
        return True
    before = _BEFORE.search(text, max(0, start - _LONGEST_BESIDE), start)
    return before is not None and before[1] not in _BESIDE_NAMES
