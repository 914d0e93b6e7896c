"""Bring Files in line with the disk: after a watcher's event, a save, or to be sure.

In:  paths where something may have happened. Any number of false alarms is fine.
Out: cells set where something did; True if any was. Everything found together is one revision.
Always
  - a file whose content was read and is still the same sets nothing, whatever its time stamp says;
  - a path nobody asked for makes no File, but its folder's listing is brought up to date;
  - a document open in the editor keeps the editor's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pebre_analysis.engine import cells, durability
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, folders, paths, source_text, system

V = TypeVar("V")


def sync_paths(db: source_db.Db, changed: Iterable[str]) -> bool:
    """Something happened at these paths: they were made, changed or removed, or are folders in which that happened.

    Content is compared even if time stamps agree.
    """
    pending: dict[str, bool] = {path: True for path in changed if paths.is_absolute(path)}
    return _sync(db, pending)


def sync_all(db: source_db.Db) -> bool:
    """Look at everything known, as after a pause in which nothing was watched. Time stamps are believed."""
    return _sync(db, {file.path: False for file in db.files if not file.is_virtual})


def restamp(db: source_db.Db) -> None:
    """Give all cells the durability that the roots say now."""
    with db.batch():
        for file in db.files:
            wanted = db.files.durability(file.path, file.stamp.kind)
            _set_durability(db, file.status, wanted)
            _set_durability(db, file.revision, wanted)
            if file.override.value is None:
                _set_durability(db, file.override, wanted)


def _set_durability(db: source_db.Db, cell: cells.Cell[V], wanted: durability.Durability) -> None:
    if cell.durability not in (wanted, durability.FROZEN):
        db.set(cell, cell.value, wanted)


def _sync(db: source_db.Db, pending: dict[str, bool]) -> bool:
    """`pending`: path → whether to compare content although the metadata agree."""
    done: set[str] = set()
    before = db.revision
    with db.batch():
        while pending:
            path, compare = pending.popitem()
            if path in done:
                continue
            done.add(path)
            stamp = db.system.stat(path)
            above = paths.parent(path)
            folder = db.files.known(above)
            if above not in done and above != path:
                if folder is None:
                    pending.setdefault(above, False)  # it may be new itself
                elif _is_stale(folder, path, stamp.kind):
                    pending[above] = True
            file = db.files.known(path)
            if file is not None and file.status.durability != durability.FROZEN:
                was = file.status.value
                if _sync_file(db, file, stamp, compare) and files.FileStatus.DIRECTORY in (was, file.status.value):
                    for inner in db.files.known_below(path):
                        pending.setdefault(inner.path, False)
    return db.revision != before


def _is_stale(folder: files.File, path: str, kind: system.Kind) -> bool:
    """Whether what is known of `folder` does not fit what now stands at `path` in it."""
    if folder.status.value is not files.FileStatus.DIRECTORY:
        return kind is not system.Kind.MISSING
    if not isinstance(folder.seen, folders.Listing):
        return False  # nobody has listed it
    # A dead link is in the listing as MISSING, as if it were not there.
    return folder.seen.entries.get(paths.name(path), system.Kind.MISSING) is not kind


def _sync_file(db: source_db.Db, file: files.File, stamp: system.Stat, compare: bool) -> bool:
    """Set the cells of `file` that differ from the disk; whether its status or content changed."""
    same_metadata = stamp == file.stamp
    file.stamp = stamp
    status = files.STATUS_OF_KIND[stamp.kind]
    if status is file.status.value:
        if (same_metadata and not compare) or not _content_changed(db, file, status):
            return False
        _keep_open_text(db, file)
        db.set(file.revision, file.revision.value + 1)
        return True
    _keep_open_text(db, file)
    wanted = db.files.durability(file.path, stamp.kind)
    db.set(file.status, status, wanted)
    db.set(file.revision, file.revision.value + 1, wanted)
    return True


def _content_changed(db: source_db.Db, file: files.File, status: files.FileStatus) -> bool:
    """Whether reading `file` now would give something else than what was read last."""
    if file.override.value is not None:
        file.seen = None  # whoever closes the document reads it anew
    if file.seen is None:
        return False  # nobody has read it
    if status is files.FileStatus.DIRECTORY:
        return folders.read(db, file.path) != file.seen
    if status is files.FileStatus.EXISTS:
        return source_text.fingerprint(source_text.read(db, file)) != file.seen
    return False


def _keep_open_text(db: source_db.Db, file: files.File) -> None:
    """The disk is about to differ from a document that had no override because it was equal."""
    if file.open_text is not None:
        db.set(file.override, file.open_text, durability.LOW)
        file.open_text = None
