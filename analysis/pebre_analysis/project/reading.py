"""What was read of code, kept for later runs and sessions.

In:  a database whose table of chunks has a place for it (`chunk_cache.ChunkCache.code`). Out: rows in that.
Always: of each file one row, which names the content it is of; `syntax.kept_code` says what is in it.
"""

from __future__ import annotations

from collections.abc import Callable

from pebre_analysis.engine import contents
from pebre_analysis.project import database
from pebre_analysis.semantic import chunks
from pebre_analysis.syntax import chunk_cache, outlined


def _never() -> bool:
    return False


def keep(db: database.ProjectDatabase, is_enough: Callable[[], bool] = _never) -> None:
    """Keep what was read, until `is_enough`. May be stopped like a query. Files that are done by then are kept."""
    code = chunk_cache.of(db).code
    if code is None:
        return
    try:
        for file in list(db.files):
            if is_enough():
                break
            found = [each.value for each in contents.memos(file) if isinstance(each.value, outlined.Outline)]
            if found:
                chunks.keep(found[0], file.path, code, db.check_cancelled)
    finally:
        code.flush()
