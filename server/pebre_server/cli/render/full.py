"""The form for people: the message, the source with the place marked, what is related, and hints.

Colours are ANSI and only used when asked for. Tabs are shown as four columns, long lines are cut
around the place.
"""

import unicodedata
from collections.abc import Iterable
from typing import TextIO

from pebre_server.cli.render import finding

MAX_WIDTH = 160  # columns of source shown of one line
_COLORS = {"error": "31", "warning": "33", "info": "36"}


class Style:
    """ANSI sequences, or nothing."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text


def render(findings: Iterable[finding.Finding], out: TextIO, color: bool = False) -> None:
    style = Style(color)
    for found in findings:
        out.write(_one(found, style))
        out.write("\n")


def _one(found: finding.Finding, style: Style) -> str:
    code = _COLORS[found.level]
    rows = [f"{style.paint(f'{found.level}[{found.rule}]', '1;' + code)}{style.paint(': ' + found.message, '1')}"]
    numbers = [number for number, _ in found.lines]
    numbers += [related.place.line for related in found.related]
    gutter = len(str(max(numbers, default=1)))
    bar = style.paint("|", "1;34")
    rows.append(f"{' ' * gutter}{style.paint('-->', '1;34')} {found.place.text}")
    rows += _excerpt(found.place, found.lines, gutter, bar, code, style)
    for related in found.related:
        rows.append(f"{' ' * gutter}{style.paint(':::', '1;34')} {related.place.text}: {related.message}")
        lines = tuple(enumerate(related.lines, related.place.line))
        rows += _excerpt(related.place, lines, gutter, bar, "34", style)
    rows += [f"{' ' * gutter} {style.paint('=', '1;34')} {note}" for note in found.notes]
    return "\n".join(rows) + "\n"


def _excerpt(
    place: finding.Place, lines: tuple[tuple[int, str], ...], gutter: int, bar: str, code: str, style: Style
) -> list[str]:
    if not lines:
        return []
    rows = [f"{' ' * gutter} {bar}"]
    for number, text in lines:
        first = place.column - 1 if number == place.line else 0
        last = place.end_column - 1 if number == place.end_line else len(text)
        marked = place.line <= number <= place.end_line
        shown, shift = _cut(text, first)
        rows.append(f"{style.paint(f'{number:>{gutter}}', '1;34')} {bar} {_expand(shown)}".rstrip())
        if marked and (number == place.line or text[:last].strip()):
            if number != place.line:
                first = len(text) - len(text.lstrip())
            before = _width(_expand(shown[: first - shift]))
            under = max(1, _width(_expand(shown[first - shift : last - shift])))
            rows.append(f"{' ' * gutter} {bar} {' ' * before}{style.paint('^' * under, '1;' + code)}")
    return rows


def _cut(text: str, column: int) -> tuple[str, int]:
    """At most MAX_WIDTH columns of the line around `column`, and how many were cut in front."""
    if len(text) <= MAX_WIDTH:
        return text, 0
    start = max(0, min(column - MAX_WIDTH // 2, len(text) - MAX_WIDTH))
    return text[start : start + MAX_WIDTH], start


def _expand(text: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns a terminal needs: wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
