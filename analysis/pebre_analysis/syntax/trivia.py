"""Suppressions: comments that ask for silence, by the logical line they belong to.

In:  a chunk.
Out: its `# type: ignore` and `# pebre: ignore` comments. Offsets are code points from the chunk's
     start. Of a split chunk only the shell's: members have their own.
Always
  - a comment inside the brackets of a statement, or after it, belongs to that statement's logical
    line; one that stands alone belongs to the next.
Cost: suppressions are kept on the chunk; a chunk without the word `ignore` costs one search.
`# type: T` comments are annotations; the lowering reads them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from pebre_analysis.syntax import chunk, comments, logical_lines, suppression

_IGNORE: Final = re.compile(
    r"\#[ \t]*(?P<tool>type|pebre):[ \t]*ignore(?![\w-])(?:[ \t]*\[(?P<rules>[^\]#\r\n]*)\]|(?![ \t]*\[))", re.X
)
_RULE: Final = re.compile(r"[^\s,]+")


_ASKED: Final = re.compile(r"\#[ \t]*(?:type|pebre):[ \t]*ignore")


def may_suppress(part: chunk.Chunk) -> bool:
    """May it have comments that ask for silence, well-formed or not? True may be a false alarm: it may be a string."""
    return "ignore" in part.text and _ASKED.search(part.text) is not None


def suppressions(part: chunk.Chunk) -> tuple[suppression.Suppression, ...]:
    """The suppressions of a chunk, by place."""
    found = part.suppressions
    if found is None:
        found = part.suppressions = tuple(_find(part)) if "ignore" in part.text else ()
    return found


def logical_line(part: chunk.Chunk, at: int) -> tuple[int, int] | None:
    """Where the logical line that holds an offset of a chunk starts, and where it ends, without its line end; None
    where none is, or where it belongs to a member of the chunk."""
    text = part.text
    for start, end in [(0, len(text))] if part.shell is None else part.shell.pieces(len(text)):
        if start <= at <= end:
            scanned = logical_lines.scan(text, start, end)
            n = bisect_right(scanned.lines, at, key=_offset) - 1
            if n >= 0 and at <= _end(scanned.lines, n, scanned.end):
                return _bounds(text, scanned.lines, n, scanned.end)
    return None


def in_comment(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches in a comment that begin it or follow white space; others are quoted in a sentence."""
    for match in pattern.finditer(text, start, end):
        if match.start() == start or text[match.start() - 1].isspace():
            yield match


def _find(part: chunk.Chunk) -> Iterator[suppression.Suppression]:
    text = part.text
    pieces = [(0, len(text))] if part.shell is None else part.shell.pieces(len(text))
    for start, end in pieces:
        if text.find("ignore", start, end) < 0:
            continue
        lines: list[logical_lines.Line] | None = None
        last_end = 0
        for at, stop in comments.between(text, start, end):
            for match in in_comment(_IGNORE, text, at, stop):
                if lines is None:
                    scanned = logical_lines.scan(text, start, end)
                    lines, last_end = scanned.lines, scanned.end
                yield _suppression(text, match, at, lines, last_end)


def _suppression(
    text: str, match: re.Match[str], comment: int, lines: list[logical_lines.Line], last_end: int
) -> suppression.Suppression:
    named = match["rules"]
    rules = None
    if named is not None:
        rules = tuple([suppression.Rule(rule[0], *rule.span()) for rule in _RULE.finditer(text, *match.span("rules"))])
    n = bisect_right(lines, comment, key=_offset) - 1
    stands_alone = n < 0 or comment >= _end(lines, n, last_end)
    if stands_alone:
        n += 1
    line_start = line_end = len(text)
    if n < len(lines):
        line_start, line_end = _bounds(text, lines, n, last_end)
    return suppression.Suppression(match["tool"], rules, match.start(), match.end(), line_start, line_end, stands_alone)


def _bounds(text: str, lines: list[logical_lines.Line], n: int, last_end: int) -> tuple[int, int]:
    """Where the n-th logical line starts and ends, without its line end."""
    start, end = lines[n][1], _end(lines, n, last_end)
    return start, start + len(text[start:end].rstrip("\r\n"))


def _offset(line: logical_lines.Line) -> int:
    return line[1]


def _end(lines: list[logical_lines.Line], n: int, last_end: int) -> int:
    """Where the n-th logical line ends, its line end included."""
    return lines[n + 1][0] if n + 1 < len(lines) else last_end
