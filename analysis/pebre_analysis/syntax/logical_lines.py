"""Text → its logical lines, in one pass of regular expressions.

In:  text and where to start, which must be the start of a line outside of brackets and strings.
Out: for each logical line, in order, (begin, offset, indent), the first two in code
     points from the text's start:
       begin   the end of the logical line before it; blank and comment lines stand from here on
       offset  where its first physical line starts (after a form feed, if it has one)
       indent  blanks before its first token; a tab counts one, as in parso
     and the end of the last logical line.
Always
  - the lines found from any line's `begin` on are those found from the start of the text, except
    after an open triple-quoted string (`open_string`);
  - strings (f-strings as in PEP 701), brackets, comments, backslashes, form feeds, CR, LF and CRLF
    are read as the tokenizer reads them; balanced text is never touched;
  - a byte order mark where a line begins is skipped, also inside the text: a chunk begins there;
  - work is linear in the text, whatever it holds.
Does not know: statements, indentation errors, trees.

Speed: 1.2 million physical lines of the standard library per second (CPython 3.11).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from pebre_analysis.syntax import lexical, literals, open_bracket

Line: TypeAlias = tuple[int, int, int]

_CODE: Final = r"""[^'"\#()\[\]{}\\\r\n]++"""


def _balanced(inside: str) -> str:
    return rf"[(\[{{](?:{inside})*+[)\]}}]"


_FLAT: Final = rf"{_CODE}|{literals.ON_A_LINE}"
# Brackets of one line, two deep: most brackets of most programs cost no step of the loops below. As there, they are
# counted, not paired by kind; patterns for each kind took six times as long to compile.
_BRACKETS: Final = _balanced(rf"{_FLAT}|{_balanced(_FLAT)}")

_FIRST: Final = re.compile(
    rf"\ufeff?+{literals.BLANK_LINES}(?:[ \t]*+\f)*+(?P<indent>[ \t]*+)(?P<end>(?:\#[^\r\n]*+)?\Z)?", re.X
)
_OUTSIDE: Final = re.compile(
    rf"""(?:[^'"\#(\[{{\\\r\n]++|{literals.STRING}|{_BRACKETS}|{literals.ESCAPED})*+
    (?:(?:\#[^\r\n]*+)?
        (?:({literals.LINE_END})\ufeff?+{literals.BLANK_LINES}(?:[ \t]*+\f)*+([ \t]*+)((?:\#[^\r\n]*+)?\Z)?
          |(\Z))
      |([(\[{{])
      |(['"]))""",
    re.X,
)
_LINE_END: Final = 1
_INDENT: Final = 2
_OPEN: Final = 5
_QUOTE: Final = 6
_INSIDE: Final = re.compile(
    rf"""(?:{_CODE}|{literals.STRING}|{_BRACKETS}|\#[^\r\n]*+|{literals.ESCAPED}
      |{literals.LINE_END}(?![ \t\f]*+{lexical.BREAK.pattern}))*+
    (?:([(\[{{])|([)\]}}])|(['"])|({literals.LINE_END}))?""",
    re.X,
)


_FEW: Final = 63  # one less than the lines after which it is asked whether to stop: a power of two


class Scan:
    """What one pass found.

    `end`: the end of the last logical line, `start` if there is none. `open_string`: offset of a
    triple-quoted string that is never closed, else -1. `opened`: offsets of the lines that were left
    open. `reaches`: (offset of a line, how far the text was read to know its end), for lines where
    that lies beyond their end.
    """

    __slots__ = ("end", "lines", "open_string", "opened", "reaches")

    def __init__(self, start: int) -> None:
        self.lines: list[Line] = []
        self.end = start
        self.open_string = -1
        self.opened: list[int] = []
        self.reaches: list[tuple[int, int]] = []


def scan(
    text: str,
    start: int = 0,
    end: int | None = None,
    until: int | None = None,
    check: Callable[[], object] | None = None,
) -> Scan:
    """The logical lines of `text[start:end]`; the last one is the first whose offset is not before `until`.

    `check` is called now and then and may raise.
    """
    if end is None:
        end = len(text)
    if until is None:
        until = end + 1
    found = Scan(start)
    first = _FIRST.match(text, start, end)
    if first is None or first["end"] is not None:
        return found
    at, column = first.span("indent")
    lines = found.lines
    append = lines.append
    append((start, at, column - at))
    if at >= until:
        return found
    at = column
    unclosed: set[int] = set()  # brackets known to be open up to `limit`
    limit = 0
    kind: int | None = None
    while True:
        for match in _OUTSIDE.finditer(text, at, end):
            kind = match.lastindex
            if kind == _INDENT:
                at, column = match.span(_INDENT)
                append((match.end(_LINE_END), at, column - at))
                if at >= until:
                    return found
                if check is not None and not len(lines) & _FEW:
                    check()
            elif kind == _OPEN:
                at = match.start(_OPEN)
                break
            elif kind == _QUOTE:
                at = match.start(_QUOTE)
                break
            else:
                found.end = match.end(_LINE_END)
                if found.end < 0:
                    found.end = end
                return found
        if kind == _QUOTE:
            after, reach = literals.after_string(text, at, end)
            if after < 0:
                found.open_string = at
                found.end = end
                return found
            if reach > after:
                found.reaches.append((lines[-1][1], reach + open_bracket.LOOK_AHEAD))
            at = after
            continue
        opened = at
        if opened not in unclosed:
            at, stop, reach, still_open = _after_bracket(text, opened, end)
            if reach > at:
                found.reaches.append((lines[-1][1], reach + open_bracket.LOOK_AHEAD))
            if at >= 0:
                continue
            if stop < 0:
                found.open_string = ~stop
                found.end = end
                return found
            limit = stop
            unclosed.update(still_open)
        line = lines[-1]
        ended = open_bracket.end_of_statement(text, opened + 1, limit, end, line[2])
        found.opened.append(line[1])
        found.reaches.append((line[1], limit + open_bracket.LOOK_AHEAD))
        if ended is None:
            found.end = end
            return found
        append(ended)
        if ended[1] >= until:
            return found
        at = ended[1] + ended[2]


def scan_between(
    text: str,
    borders: Sequence[int],
    start: int = 0,
    until: int | None = None,
    check: Callable[[], object] | None = None,
) -> Scan:
    """`scan`, but whatever is open at one of the `borders` (ascending starts of lines) ends there."""
    found = Scan(start)
    for border in (*borders[bisect_right(borders, start) :], len(text)):
        part = scan(text, start, border, until, check)
        found.lines += part.lines
        found.opened += part.opened
        found.reaches += part.reaches
        found.open_string = part.open_string
        if part.lines:
            found.end = part.end
            if until is not None and part.lines[-1][1] >= until:
                break
        start = border
    return found


def _after_bracket(text: str, at: int, end: int) -> tuple[int, int, int, list[int]]:
    """(after, stop, reach, still open): the end of the brackets that open at `at`.

    If they are open at the end, or before a line that begins with a keyword which cannot stand in
    brackets, `after` is -1, `stop` is that place, and the brackets still open there are listed; if
    a triple-quoted string without end comes first, `stop` is the complement of its offset.
    Brackets are counted, not paired by kind, so what is open after a later restart is known.
    """
    still_open: list[int] = [at]
    reach = -1
    at += 1
    while True:
        for match in _INSIDE.finditer(text, at, end):
            kind = match.lastindex
            if kind == 1:
                still_open.append(match.end() - 1)
            elif kind == 2:
                still_open.pop()
                if not still_open:
                    return match.end(), 0, reach, still_open
            elif kind == 3:
                at = match.end() - 1
                break
            else:
                return -1, match.end(), reach, still_open
        after, looked = literals.after_string(text, at, end)
        if after < 0:
            return -1, ~at, reach, still_open
        if looked > after:
            reach = max(reach, looked)
        at = after
