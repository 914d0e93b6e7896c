"""A notebook as one Python text: its code cells, joined.

In:  the JSON of an `.ipynb` file (formats 3 and 4), or the cells an editor has open.
Out: the joined text and where each cell stands in it. Every cell ends in a newline there; what is
     not Python (magics, other languages) is blanked, so offsets inside a cell are those of the
     cell's own text. JSON that is no notebook is a `ReadError`.
Names are shared between cells from top to bottom. A construct left open in one cell (a bracket, a
string) must not swallow the next: whoever cuts the text into statements starts anew at each cell.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from pebre_analysis.source import magics, read_error

# Outputs (images) make notebooks large; they are skipped without being decoded.
MAX_NOTEBOOK_BYTES: Final = 50_000_000


class CellSource(msgspec.Struct, frozen=True, gc=False):
    """One code cell by itself. `index` counts all cells of the notebook; `id` is the file's or the editor's."""

    index: int
    id: str
    text: str


class NotebookText(msgspec.Struct, frozen=True, gc=False):
    """The code cells of a notebook that an editor has open, in order; what overrides a notebook's file."""

    cells: tuple[CellSource, ...]


class Cell(msgspec.Struct, frozen=True, gc=False):
    """Where a cell stands in the joined text: its own text up to `text_end`, its newline up to `end`."""

    index: int
    id: str
    start: int
    text_end: int
    end: int


def join(sources: Iterable[CellSource]) -> tuple[str, tuple[Cell, ...]]:
    """The joined text of the cells, and the place of each."""
    parts: list[str] = []
    cells: list[Cell] = []
    start = 0
    for source in sources:
        text = magics.blank(source.text)
        text_end = start + len(text)
        if not text.endswith(("\n", "\r")):
            text += "\n"
        parts.append(text)
        cells.append(Cell(source.index, source.id, start, text_end, start + len(text)))
        start += len(text)
    return "".join(parts), tuple(cells)


def cell_at(cells: Sequence[Cell], offset: int) -> tuple[Cell, int] | None:
    """The cell that holds an offset of the joined text, and the offset in that cell's own text.

    None when there are no cells. Between two cells the later one holds the offset; the newline that
    was added, and what lies past the end, count as the end of the cell's text.
    """
    if not cells:
        return None
    cell = cells[max(bisect.bisect_right(cells, offset, key=_start) - 1, 0)]
    return cell, min(max(offset, cell.start), cell.text_end) - cell.start


def parse(data: bytes | str) -> tuple[CellSource, ...] | read_error.ReadError:
    """The Python cells of a notebook's JSON; none if its kernel runs another language."""
    if isinstance(data, bytes):
        data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return read_error.ReadError(read_error.ReadErrorKind.NOTEBOOK, f"The file is not a notebook: {error}")
    metadata = document.metadata
    language = _text(metadata, "language_info", "name") or _text(metadata, "kernelspec", "language") or "python"
    if not _is_python(language):
        return ()
    cells = list(document.cells)
    for sheet in document.worksheets:
        cells.extend(sheet.cells)
    found: list[CellSource] = []
    for index, cell in enumerate(cells):
        if cell.cell_type != "code" or not _is_python(cell.language or language):
            continue
        identity = cell.id if isinstance(cell.id, str) else str(index)
        found.append(CellSource(index, identity, _joined(cell.input if cell.source is None else cell.source)))
    return tuple(found)


class _RawCell(msgspec.Struct, gc=False):
    """What is read of a cell. Fields are `Any`: they come from a file anybody may have written."""

    cell_type: Any = None
    id: Any = None
    source: Any = None
    input: Any = None  # the source in format 3
    language: Any = None  # of a cell in format 3


class _Sheet(msgspec.Struct, gc=False):
    cells: list[_RawCell] = []


class _Document(msgspec.Struct, gc=False):
    metadata: Any = None
    cells: list[_RawCell] = []
    worksheets: list[_Sheet] = []  # format 3


def _start(cell: Cell) -> int:
    return cell.start


def _is_python(language: object) -> bool:
    return isinstance(language, str) and language.lower() in ("python", "python3", "ipython", "ipython3")


def _text(value: object, *keys: str) -> str | None:
    """The string found under nested keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _joined(source: object) -> str:
    """A cell's source: one string, or a list of lines that keep their ends."""
    if isinstance(source, str):
        return source
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return ""
