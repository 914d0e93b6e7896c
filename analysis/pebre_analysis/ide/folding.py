"""What can be folded away: suites, statements of several lines, imports, comments, marked regions.

In:  a file.
Out: `Fold`s by first line; lines count from 0. The last line of a fold is the last that is hidden.
Always: read from the logical lines alone, so broken code folds as it is indented; linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.source import source_text
from pebre_analysis.syntax import logical_lines

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files, lines

_IMPORT: Final = re.compile(r"(?:import|from)\b")
_STRING: Final = re.compile(r"[rRbBuU]*(?:\"|')")
_COMMENT: Final = re.compile(r"(?:^|(?<=\r))[ \t\f\v]*+#[^\r\n]*+", re.M)  # on a line of its own
_REGION: Final = re.compile(r"[ \t]*#[ \t]*(region|endregion)\b", re.I)


class Fold(msgspec.Struct, frozen=True, gc=False):
    """`kind`: "comment", "imports", "region", or "" for code."""

    start: int
    end: int
    kind: str = ""


def folding(db: database.ProjectDatabase, file: files.File) -> list[Fold]:
    """The folds of the file."""
    text = source_text.source_text(db, file).text
    index = source_text.line_index(db, file)
    scanned = logical_lines.scan(text)
    found = _code(text, index, scanned) + _comments(text, index)
    best: dict[int, Fold] = {}
    for fold in found:
        if fold.end > fold.start and (fold.start not in best or best[fold.start].end < fold.end):
            best[fold.start] = fold
    return [best[line] for line in sorted(best)]


def _code(text: str, index: lines.Lines, scanned: logical_lines.Scan) -> list[Fold]:
    found: list[Fold] = []
    opened: list[tuple[int, int]] = []  # (indent, line) of suites that may follow
    last = -1  # the last line of code so far
    imports: tuple[int, int] | None = None
    for number, (_, offset, indent) in enumerate(scanned.lines):
        end = scanned.lines[number + 1][0] if number + 1 < len(scanned.lines) else scanned.end
        line = index.line_at(offset)
        while opened and opened[-1][0] >= indent:
            found.append(Fold(opened.pop()[1], last))
        begin = offset + indent
        if _IMPORT.match(text, begin):
            if imports is None or imports[1] != indent:
                imports = (line, indent)
        elif imports is not None:
            found.append(Fold(imports[0], last, "imports"))
            imports = None
        last = index.line_at(max(offset, len(text[offset:end].rstrip()) + offset - 1))
        if last > line:
            is_docstring = _STRING.match(text, begin) is not None
            found.append(Fold(line, last, "comment" if is_docstring else ""))
        opened.append((indent, last))
    while opened:
        found.append(Fold(opened.pop()[1], last))
    if imports is not None:
        found.append(Fold(imports[0], last, "imports"))
    return found


def _comments(text: str, index: lines.Lines) -> list[Fold]:
    """Comments on lines of their own, two or more in a row; and what stands between `# region` and `# endregion`."""
    found: list[Fold] = []
    regions: list[int] = []
    first = last = -1
    for each in _COMMENT.finditer(text):
        line = index.line_at(each.start())
        mark = _REGION.match(each[0])
        if first >= 0 and (line != last + 1 or mark is not None):
            found.append(Fold(first, last, "comment"))
            first = -1
        if mark is None:
            first, last = line if first < 0 else first, line
        elif mark[1].lower() == "region":
            regions.append(line)
        elif regions:
            found.append(Fold(regions.pop(), line, "region"))
    if first >= 0:
        found.append(Fold(first, last, "comment"))
    return found
