"""Which keyword a misspelt first word of a header was meant to be."""

from __future__ import annotations

from typing import Final

_WORDS: Final = ("if", "for", "while", "with", "match")


def keyword_meant(word: str, following: str, after: str) -> str:
    """The keyword one slip away from `word`, "" for none.

    `following` and `after` are the labels of the next two tokens; the line ends with `:` and a block follows.
    """
    if following == "NAME" and after in ("(", "[") and _is_slip(word, "def"):
        return "def"
    if following == "NAME" and after in ("(", "[", ":") and _is_slip(word, "class"):
        return "class"
    for keyword in _WORDS:
        if _is_slip(word, keyword):
            return keyword
    return ""


def _is_slip(word: str, meant: str) -> bool:
    """Do they differ by one letter too many, too few or wrong, or by two neighbours swapped?"""
    if word == meant or abs(len(word) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(word), len(meant)) and word[start] == meant[start]:
        start += 1
    rest, wanted = word[start:], meant[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    )
