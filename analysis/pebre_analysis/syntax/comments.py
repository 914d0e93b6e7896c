"""Where the comments of a text are. What is inside a string is no comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pebre_analysis.syntax import literals

_SKIP: Final = re.compile(rf"""(?:[^'"\#\\]++|{literals.STRING}|{literals.ESCAPED})*+""", re.X)
_COMMENT: Final = re.compile(r"#[^\r\n]*+")


def between(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The comments between `start`, which is outside of strings, and `end`: each from `#` to its line's end."""
    at = start
    if end is None:
        end = len(text)
    while True:
        skipped = _SKIP.match(text, at, end)
        if skipped is not None:
            at = skipped.end()
        if at >= end:
            return
        if text[at] == "#":
            found = _COMMENT.match(text, at, end)
            assert found is not None
            yield found.span()
            at = found.end()
        else:
            at, _ = literals.after_string(text, at, end)
            if at < 0:
                return


def end_of_code(text: str) -> int:
    """Where the last statement of a text ends: without comments, blanks, line ends and semicolons below."""
    end = len(text.rstrip())
    last = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
    if text.find("#", last, end) < 0:
        return len(text[:end].rstrip("; \t\f"))
    for start, stop in reversed(list(between(text))):
        if text[stop:end].strip():
            break
        end = start
    return len(text[:end].rstrip("; \t\f\r\n"))
