"""What is in a folder, as a query: so that looking something up asks the disk once per folder.

An import that finds nothing depends on the listings of the folders it looked in, and not on Files
for each of the names it tried.
"""

from __future__ import annotations

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, read_error, system


class Listing(msgspec.Struct, frozen=True, gc=False):
    """The entries of a folder by name, sorted; empty, with an error, for what is no readable folder."""

    entries: dict[str, system.Kind]
    error: read_error.ReadError | None = None


@query.query(files.File)
def listing(db: source_db.Db, folder: files.File) -> Listing:
    """What is in `folder`."""
    status = folder.status.get(db)
    folder.revision.get(db)
    if status is not files.FileStatus.DIRECTORY:
        return Listing({}, system.not_a_file(system.Kind.MISSING))
    found = read(db, folder.path)
    folder.seen = found
    return found


def read(db: source_db.Db, path: str) -> Listing:
    """What is in a folder now; not tracked."""
    entries = db.system.list_dir(path)
    return Listing({}, entries) if isinstance(entries, read_error.ReadError) else Listing(dict(entries))
