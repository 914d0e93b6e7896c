"""Finds out what a hover shows at the names around a place, a few at a time.

In:  a database, a path, an offset. Out: what `recall` keeps of it; None if there is nothing but what was kept last.
Always
  - whoever is stopped goes on from there; after a change it begins anew;
  - what was found depends on the text of every file that was read for anything, and on every folder: documentation is
    looked for in more files than types are, and the surfaces of files do not show it.
The nearest names come first, up to REACH characters away; for each place it may take ALLOWANCE seconds of CPU, which is
enough for a hundred names or for all. As the place moves on more are known, up to MOST.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import kept_hovers, words
from pebre_analysis.project import recall

if TYPE_CHECKING:
    from pebre_analysis.project import database

REACH: Final = 4_000
ALLOWANCE: Final = 0.3
MOST: Final = 2_000


def _nothing() -> None:
    return None


class Hovers:
    """See the module's text."""

    def __init__(self) -> None:
        self._begin(_nothing, 0, "")

    def _begin(self, db: Callable[[], database.ProjectDatabase | None], revision: int, path: str) -> None:
        self._of = db, revision, path
        self._found: dict[int, str | None] = {}
        self._others: set[str] = set()
        self._compiled: dict[str, bytes] = {}
        self._read: set[str] = set()
        self._is_new = False
        self._place = -1
        self._spent = 0.0  # on that place

    def gather(self, db: database.ProjectDatabase, path: str, offset: int) -> recall.Fresh | None:
        """See the module's text. May be stopped like a query."""
        from pebre_analysis.ide import hover
        from pebre_analysis.source import source_text

        of, revision, last = self._of
        if of() is not db or revision != db.revision or last != path or len(self._found) > MOST:
            self._begin(weakref.ref(db), db.revision, path)
        if offset != self._place:
            self._place, self._spent = offset, 0.0
        file = db.files.file(path)
        begun = time.thread_time() - self._spent
        starts = words.around(source_text.source_text(db, file).text, offset, REACH)
        try:
            for start in sorted(starts, key=lambda each: abs(each - offset)):
                if time.thread_time() - begun > ALLOWANCE:
                    break
                if start not in self._found:
                    db.check_cancelled()
                    shown = hover.hover(db, file, start)
                    self._found[start] = None if shown is None else shown.markdown
                    self._is_new = True
        finally:
            self._spent = time.thread_time() - begun
            if self._is_new:
                self._note_files(db)
        if not self._is_new:
            return None
        contents = {each: self._content(db, each) for each in sorted(self._read)}
        if not all(contents.values()):
            return None
        shown_at = {start: text for start, text in self._found.items() if text is not None}
        packed = kept_hovers.pack(shown_at, self._compiled, contents)
        return recall.Fresh(packed, tuple(sorted(self._others)), True, kept_hovers.FORM)

    def are_kept(self) -> None:
        """What was gathered last was kept."""
        self._is_new = False

    def _note_files(self, db: database.ProjectDatabase) -> None:
        """What was found may depend on these."""
        from pebre_analysis.engine import contents
        from pebre_analysis.ide.common import compiled_docs, docs

        for file in db.files:
            values = [each.value for each in contents.memos(file)]
            for each in values:
                if isinstance(each, compiled_docs.Docs):
                    self._compiled[file.path] = each.stamp
            if file.seen is None or not recall.is_module(file):
                continue
            if recall.is_asked_about(file):
                self._others.add(file.path)
            elif any(isinstance(each, docs.ModuleDoc) for each in values):
                self._read.add(file.path)
        self._read -= self._others

    def _content(self, db: database.ProjectDatabase, path: str) -> bytes:
        """A digest of what a file holds, if that is what was seen of it; else empty."""
        from pebre_analysis.source import source_text

        file = db.files.file(path)
        data = source_text.read(db, file)
        return recall.digest(data) if source_text.fingerprint(data) == file.seen else b""
