"""One diagnostic ready to be printed: lines and columns instead of offsets.

Lines and columns count from 1, columns in code points; `end_column` is behind the last one.
Paths are as the user would write them: relative to the current folder where they lie below it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None  # n-th code cell of a notebook, from 1; the line is then the cell's

    @property
    def text(self) -> str:
        """`path:line:column`, with the cell of a notebook between."""
        cell = f":cell {self.cell}" if self.cell is not None else ""
        return f"{self.path}{cell}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    place: Place
    message: str
    lines: tuple[str, ...]  # the source lines from `place.line` to `place.end_line`


@dataclass(frozen=True, slots=True)
class Finding:
    level: str  # "error" | "warning" | "info"
    rule: str
    message: str
    place: Place
    lines: tuple[tuple[int, str], ...]  # (number, text) of the source around it, for an excerpt
    notes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
