"""A statement taken out of a text, so that what is left is a program.

In:  a text, the range of a statement in it.
Out: edits.
Always
  - comments directly above a statement of a module, and one behind it, go along;
  - what may be all that a suite has becomes `pass`;
  - of the blank lines above and below, those of one side stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import edits, import_statements, reshape
from pebre_analysis.source import ranges
from pebre_analysis.syntax import outline

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_HEADER: Final = re.compile(r":[ \t]*(?:#.*)?\Z")


def is_alone_in_lines(text: str, where: ranges.TextRange) -> bool:
    """Whether nothing but a comment shares its lines."""
    rest = text[where.end : reshape.line_end(text, where.end)].strip()
    start = reshape.line_start(text, where.start)
    above = text[reshape.line_start(text, start - 1) : start].rstrip("\r\n") if start else ""
    is_continued = above.endswith("\\") and "#" not in above
    return not is_continued and reshape.begins_line(text, where.start) and rest[:1] in ("", "#")


def of_statement(
    text: str, path: str, where: ranges.TextRange, *, is_block: bool, gone: Sequence[ranges.TextRange] = ()
) -> edits.Edit:
    """The edit that takes a statement out, which is alone in its lines. `is_block`: blank lines part it from others.
    `gone`: the statements that are taken out with it."""
    start, end = reshape.line_start(text, where.start), reshape.line_end(text, where.end)
    indent = text[start : where.start]
    below = _code_below(text, reshape.after_line(text, end), gone)
    is_last = below is None or len(below) < len(indent)
    if indent and is_last and _is_first(text, start, indent, gone) and _is_first(text, start, indent, ()):
        return edits.Edit(path, ranges.TextRange(where.start, end), "pass")
    start = reshape.above_comments(text, start)
    end = reshape.after_line(text, end)
    if is_block and is_last:
        start = _above_blank(text, start)
    elif is_block or not _holds_above(text, start, gone):
        end = behind_blank(text, end)
    return edits.Edit(path, ranges.TextRange(start, end), "")


def of_imports(db: database.ProjectDatabase, file: files.File, starts: Collection[int]) -> Iterator[edits.Edit]:
    """The edits that take names out of import statements, which are alone in their lines; where each begins."""
    text = outline.outline(db, file).text
    whole: list[ranges.TextRange] = []
    for written in import_statements.of_file(db, file):
        gone = [alias for alias in written.node.names if written.span(alias).start in starts]
        if gone and len(gone) < len(written.node.names):
            yield import_statements.without(text, file.path, written, gone)
        elif gone and is_alone_in_lines(text, written.range):
            whole.append(written.range)
    for each in whole:
        yield of_statement(text, file.path, each, is_block=False, gone=whole)


def _is_first(text: str, start: int, indent: str, gone: Sequence[ranges.TextRange]) -> bool:
    """Whether a header may be what stands above. Said of more than is so: a text in quotes may look like one."""
    while start:
        start = reshape.line_start(text, start - 1)
        line = text[start : reshape.line_end(text, start)]
        if _is_code(start, line, gone):
            return len(line) - len(line.lstrip(" \t")) < len(indent) or _HEADER.search(line) is not None
    return True


def _holds_above(text: str, start: int, gone: Sequence[ranges.TextRange]) -> bool:
    """Whether anything stands above that stays."""
    at = 0
    while at < start:
        line = text[at : reshape.line_end(text, at)]
        if line.lstrip().startswith("#") or _is_code(at, line, gone):
            return True
        at = reshape.after_line(text, at)
    return False


def _code_below(text: str, at: int, gone: Sequence[ranges.TextRange]) -> str | None:
    """The indentation of the next line of code; None if there is none."""
    while at < len(text):
        line = text[at : reshape.line_end(text, at)]
        if _is_code(at, line, gone):
            return line[: len(line) - len(line.lstrip(" \t"))]
        at = reshape.after_line(text, at)
    return None


def _is_code(start: int, line: str, gone: Sequence[ranges.TextRange]) -> bool:
    """Whether a line holds code that stays."""
    at = start + len(line) - len(line.lstrip())
    stays = all(not each.start <= at < each.end for each in gone)
    return stays and line.strip()[:1] not in ("", "#")


def behind_blank(text: str, at: int) -> int:
    """Behind the blank lines that begin there."""
    while at < len(text) and not text[at : reshape.line_end(text, at)].strip():
        at = reshape.after_line(text, at)
    return at


def _above_blank(text: str, at: int) -> int:
    """Where the blank lines above begin."""
    while at:
        before = reshape.line_start(text, at - 1)
        if text[before:at].strip():
            break
        at = before
    return at
