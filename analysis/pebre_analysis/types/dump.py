"""The inferred types of a file as text, for `pebre dump types` and for people who look inside.

In:  a database and a file. Out: one line per expression in source order: place, source, type.
"""

from __future__ import annotations

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import files
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.types import db as types_db
from pebre_analysis.types import display, positions
from pebre_analysis.types.infer import results

_WIDTH = 40


def types(db: types_db.Db, file: files.File) -> str:
    """See the module's docstring. Lines and columns count from 1."""
    outline = outlines.outline(db, file)
    rows: list[tuple[int, int, str]] = []
    for region in semantic_index.semantic_index(db, file).regions.get(db):
        start = positions.start_of(outline, region.occurrence)
        spans = region.lowered.spans
        for n, ty in enumerate(results.infer_region(db, region).types):
            if ty is not None:
                low, high = start + spans[2 * n], start + spans[2 * n + 1]
                source = " ".join(outline.text[low:high].split())
                shown = source if len(source) <= _WIDTH else source[: _WIDTH - 1] + "…"
                line = outline.line_of(low)
                place = f"{line + 1}:{low - outline.line_start(line) + 1}"
                rows.append((low, -high, f"{place:>9}  {shown:<{_WIDTH}}  {display.text(db, ty)}"))
    return "".join(f"{row}\n" for _, _, row in sorted(rows))
