"""How well a name fits letters that somebody typed to find it.

Out: a rank, lower is better; None if it does not fit.
Ranks: 0 the name itself, 1 in another case, 2 its beginning, 3 the beginnings of its words, 4 a part of it, 5 letters
of it in their order.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def rank(wanted: str, name: str) -> int | None:
    """See the module's docstring. Nothing typed fits everything."""
    if wanted == name:
        return 0
    typed, plain = wanted.casefold(), name.casefold()
    if typed == plain:
        return 1
    if plain.startswith(typed):
        return 2
    if typed in plain:
        return 4 if not _begins_words(typed, name) else 3
    if not is_in_order(typed, plain):
        return None
    return 3 if _begins_words(typed, name) else 5


def is_in_order(typed: str, plain: str) -> bool:
    """Whether the letters typed occur in a name in their order. Both are folded."""
    at = 0
    for letter in typed:
        at = plain.find(letter, at) + 1
        if not at:
            return False
    return True


def _begins_words(typed: str, name: str) -> bool:
    """Whether each letter goes on in a word of the name or begins the next one: `gN` or `geNa` in `getName`."""
    left = typed.replace("_", "")
    for word in _WORDS.findall(name):
        n = 0
        plain = word.casefold()
        while n < len(left) and n < len(plain) and left[n] == plain[n]:
            n += 1
        left = left[n:]
        if not n or not left:
            break
    return not left
