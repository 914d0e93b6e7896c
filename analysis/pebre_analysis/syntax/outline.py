"""`outline(db, file)`: a file as its chunks, brought up to date in proportion to the edit.

Always
  - the outline is a function of the text and the kind of file alone;
  - a chunk that the edit does not touch is the same object as before, also inside a split chunk; if
    only the encoding or a read error changed, the outline itself is;
  - an outline that was kept on disk is the one that would be made; then nothing that makes one is imported;
  - the cells of a notebook are cut one by one: nothing left open in one reaches into the next.
Does not know: trees, scopes, names.
"""

from __future__ import annotations

from collections.abc import Sequence

from pebre_analysis.engine import query
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, notebook, source_text
from pebre_analysis.source import text as texts
from pebre_analysis.syntax import chunk, chunk_cache, outlined


@query.query(files.File, reuse=True)
def outline(db: source_db.Db, file: files.File, previous: outlined.Outline | None) -> outlined.Outline:
    """The outline of a file."""
    source = source_text.source_text(db, file)
    cache = chunk_cache.of(db)
    if source.cells is not None:
        return of_cells(source.text, source.cells, cache, previous)
    context = chunk.STUB if file.is_stub else 0
    if previous is None or previous.context != context:
        return _made(file, source, context, cache)
    from pebre_analysis.syntax import incremental

    edit, file.edit = file.edit, None  # it holds a text that nobody else needs
    return incremental.update(previous, source.blocks, cache, edit, db.check_cancelled)


def passing(db: source_db.Db, file: files.File) -> outlined.Outline:
    """The outline of a file, for one look: nothing of it is held."""
    source = source_text.source_text(db, file)
    cache = chunk_cache.ChunkCache()
    cache.code = chunk_cache.of(db).code
    if source.cells is not None:
        return of_cells(source.text, source.cells, cache, None)
    return _made(file, source, chunk.STUB if file.is_stub else 0, cache)


def _made(file: files.File, source: texts.SourceText, context: int, cache: chunk_cache.ChunkCache) -> outlined.Outline:
    """An outline without one before it."""
    if cache.code is not None:
        found = cache.code.outline(file.path, source.blocks, context, cache)
        if found is not None:
            return found
    from pebre_analysis.syntax import incremental

    return incremental.build(source.blocks, context, cache, keeps_text=True)


def of_cells(
    text: str, cells: Sequence[notebook.Cell], cache: chunk_cache.ChunkCache, previous: outlined.Outline | None
) -> outlined.Outline:
    """The outline of a notebook whose cells are joined in `text`."""
    if previous is not None and previous.context != chunk.CELL:
        previous = None
    old = () if previous is None else previous.cells
    if previous is not None and text == previous.text and len(old) == len(cells):
        return previous
    from pebre_analysis.syntax import incremental

    known = {cell.text: cell for cell in old}
    found: list[outlined.Outline] = []
    for n, place in enumerate(cells):
        source = text[place.start : place.end]
        cell = known.get(source)
        if cell is None and len(old) == len(cells):
            cell = incremental.update(old[n], source, cache)
        elif cell is None:
            cell = incremental.build(source, chunk.CELL, cache)
        found.append(cell)
    return outlined.Outline(
        text,
        chunk.CELL,
        tuple([part for cell in found for part in cell.chunks]),
        tuple([place.start + at for place, cell in zip(cells, found, strict=True) for at in cell.starts]),
        1 + sum([cell.n_lines - 1 for cell in found]),
        cells=tuple(found),
    )
