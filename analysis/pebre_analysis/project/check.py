"""Checking the files of a project one after the other.

In:  a project's database and paths.
Out: each path with its diagnostics, in the order given.
Always: a fault of pebre in one file is one `internal-error` diagnostic of that file; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pebre_analysis.project import database
from pebre_analysis.source import diagnostic
from pebre_analysis.types import check


def check_files(
    db: database.ProjectDatabase, paths: Iterable[str]
) -> Iterator[tuple[str, tuple[diagnostic.Diagnostic, ...]]]:
    """The diagnostics of each file."""
    for path in paths:
        yield path, check.check_file(db, db.files.file(path))
