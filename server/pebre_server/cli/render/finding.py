"""One diagnostic ready to be printed: lines and columns instead of offsets.

Lines and columns count from 1, columns in code points; `end_column` is behind the last one.
Paths are absolute until `seen_from` makes them as the user would write them: relative to the current folder where
they lie below it.
"""

from __future__ import annotations

import msgspec

from pebre_analysis.source import paths


class Place(msgspec.Struct, frozen=True, gc=False):
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


class Related(msgspec.Struct, frozen=True, gc=False):
    place: Place
    message: str
    lines: tuple[str, ...]  # the source lines from `place.line` to `place.end_line`


class Finding(msgspec.Struct, frozen=True, gc=False):
    level: str  # "error" | "warning" | "info"
    rule: str
    message: str
    place: Place
    lines: tuple[tuple[int, str], ...]  # (number, text) of the source around it, for an excerpt
    notes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


def seen_from(folder: str, found: Finding) -> Finding:
    """The same with paths relative to a folder where they lie below it."""
    related = tuple([msgspec.structs.replace(each, place=_seen_from(folder, each.place)) for each in found.related])
    return msgspec.structs.replace(found, place=_seen_from(folder, found.place), related=related)


def _seen_from(folder: str, place: Place) -> Place:
    return msgspec.structs.replace(place, path=paths.relative(place.path, folder) or place.path)
