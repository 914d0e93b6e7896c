"""Where a statement ends whose bracket is never closed, so that it costs a statement and not the file.

A bracket that is still open at the end of the text, or before a line that begins with a keyword
which cannot stand inside brackets, ends its statement at the first later line that is not indented
more than the statement and looks like one (`name =`, `name(`, `@`, a keyword), or at the line with
that keyword if none comes before. Text whose brackets are closed is never touched.

Out: offsets in the text. A pure function of the text.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.syntax import lexical, literals

# How far past a place the rules above may look.
LOOK_AHEAD: Final = 200

_INSIDE: Final = re.compile(rf"""(?:[^'"\#\r\n\\]++|{literals.STRING}|\#[^\r\n]*+|{literals.ESCAPED})*+""", re.X)
_LINE: Final = re.compile(rf"{literals.LINE_END}(?:[ \t]*+\f)*+([ \t]*+)(?=(\#|[\r\n]|\Z)?)", re.X)
_STATEMENT: Final = re.compile(rf"{lexical.BREAK.pattern}|{lexical.STATEMENT.pattern}", re.X)


def end_of_statement(text: str, at: int, limit: int, end: int, indent: int) -> tuple[int, int, int] | None:
    """The line that follows the statement whose bracket, opened before `at`, is not closed before `limit`.

    `limit` is the start of a line, or `end`. `indent` is the statement's. None: it goes on to `end`.
    """
    begin = -1  # of the blank and comment lines before the line we are at
    while True:
        inside = _INSIDE.match(text, at, end)
        if inside is not None:
            at = inside.end()
        if at >= end:
            return None
        if text[at] in "\"'":
            at, _ = literals.after_string(text, at, end)
            if at < 0:
                return None
            continue
        line = _LINE.match(text, at, end)
        if line is None:
            return None
        at, column = line.span(1)
        if line[2] is not None:
            if begin < 0:
                begin = at
        elif at >= limit or (column - at <= indent and _STATEMENT.match(text, column, end)):
            return (at if begin < 0 else begin, at, column - at)
        else:
            begin = -1
