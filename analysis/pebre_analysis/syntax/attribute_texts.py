"""Whether a chunk may set an attribute of some name, told from its text: most do not, and are not parsed for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from pebre_analysis.syntax import chunk

# What may stand between the dot and the name of an attribute; in brackets a comment too.
_BLANKS: Final = " \t\f\r\n\\"
_FAR: Final = 200
_DOT_AND_COMMENT: Final = re.compile(r"\.[ \t\f]*+\#")
# What stands right behind an attribute that is read.
_GOES_ON: Final = frozenset(".([")


def may_set(part: chunk.Chunk, name: str) -> bool:
    """May the chunk's code hold `….name = …` or the like? Told from the text: yes too often, never no too often."""
    if not part.may_hold(name):
        return False
    text = part.text
    if name not in text:
        return not text.isascii() and name in normalize("NFKC", text)
    at = text.find(name)
    size = len(name)
    while at > 0:
        before = text[at - 1]
        if before in _BLANKS:
            before = text[max(0, at - _FAR) : at].rstrip(_BLANKS)[-1:]
        if not before or before == "." or (before not in ",=(" and _DOT_AND_COMMENT.search(text) is not None):
            after = text[at + size : at + size + 1]
            if after not in _GOES_ON and not (after.isalnum() or after == "_"):
                return True
        at = text.find(name, at + size)
    return False
