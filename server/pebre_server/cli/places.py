"""Diagnostics as findings: offsets become lines and columns, with the source around them.

In:  the database, a path, its diagnostics. Out: `finding.Finding`.
Always: lines and columns count from 1, columns in code points; in a notebook lines are the cell's. Paths are
absolute: `finding.seen_from` makes them what the user would write.
"""

from __future__ import annotations

from pebre_analysis.project import database
from pebre_analysis.source import diagnostic, lines, notebook, ranges, source_text
from pebre_server.cli.render import finding

_CONTEXT = 2  # lines of source shown above and below
_CODE_POINTS = lines.Encoding.UTF32


class Locator:
    """The places of one file."""

    def __init__(self, db: database.ProjectDatabase, path: str) -> None:
        self.db = db
        file = db.files.file(path)
        self.path = path
        self.source = source_text.source_text(db, file)
        self.cells = self.source.cells
        self.index = source_text.line_index(db, file)

    def found(self, found: diagnostic.Diagnostic) -> finding.Finding:
        level = {"error": "error", "warn": "warning"}.get(found.level.value, "info")
        place, excerpt = self._locate(found.range, _CONTEXT)
        message, *notes = found.message.split("\n")
        related = []
        for each in found.related:
            other = self if each.place.file.path == self.path else Locator(self.db, each.place.file.path)
            there, source = other._locate(each.place.range, 0)
            related.append(finding.Related(there, each.message, tuple(line for _, line in source)))
        return finding.Finding(level, found.rule, message, place, excerpt, tuple(notes), tuple(related))

    def _locate(self, at: ranges.TextRange, context: int) -> tuple[finding.Place, tuple[tuple[int, str], ...]]:
        index, start, end, number = self.index, at.start, at.end, None
        if self.cells is not None:
            inside = notebook.cell_at(self.cells, start)
            if inside is not None:
                cell, start = inside
                end = max(start, min(at.end, cell.text_end) - cell.start)
                index = lines.LineIndex(self.source.text[cell.start : cell.text_end])
                number = self.cells.index(cell) + 1
        line, column = index.position(start, _CODE_POINTS)
        end_line, end_column = index.position(end, _CODE_POINTS)
        if end_line > line and end_column == 0:
            end_line, end_column = line, len(index.line_text(line))
        first = max(0, line - context)
        last = min(index.n_lines - 1, min(end_line, line + 5) + context)
        excerpt = tuple((n + 1, index.line_text(n)) for n in range(first, last + 1))
        while excerpt and not excerpt[-1][1].strip() and excerpt[-1][0] > end_line + 1:
            excerpt = excerpt[:-1]
        place = finding.Place(self.path, line + 1, column + 1, end_line + 1, max(end_column, 0) + 1, number)
        return place, excerpt
