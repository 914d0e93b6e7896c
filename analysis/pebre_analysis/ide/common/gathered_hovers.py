"""Finds out what a hover shows at the names around a place, a few at a time.

In:  a database, a path, where the client looked. Out: what `recall` keeps of it; None if there is nothing but what was
     kept last.
Always
  - whoever is stopped goes on from there; after a change it begins anew;
  - what was found depends on the text of every file that was read for anything, and on every folder: documentation is
    looked for in more files than types are, and the surfaces of files do not show it.
What the client saw comes first, it was worked out already; then the nearest names, up to REACH characters away. Each
place may take ALLOWANCE seconds of CPU, which is enough for a hundred names or for all. As the place moves on more are
known, up to MOST. In a long rest those of the whole file are found out, for ALLOWANCE_OF_FILE: 1,300 lines take 0.8 s;
without any, when the client takes its leave, only what it saw.
What an earlier session kept, and still holds, counts as known.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pebre_analysis.ide.common import kept_hovers, words
from pebre_analysis.project import recall

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import system

REACH: Final = 4_000
ALLOWANCE: Final = 0.3
ALLOWANCE_OF_FILE: Final = 2.0
MOST: Final = 20_000
Rest: TypeAlias = Literal["none", "short", "long"]


def _nothing() -> None:
    return None


class Hovers:
    """See the module's text."""

    def __init__(self) -> None:
        self._begin(_nothing, 0, "")

    def _begin(self, db: Callable[[], database.ProjectDatabase | None], revision: int, path: str) -> None:
        self._of = db, revision, path
        self._found: dict[int, str | None] = {}
        self._texts: dict[str, str] = {}  # each once
        self._others: set[str] = set()
        self._compiled: dict[str, bytes] = {}
        self._read: set[str] = set()
        self._known_read: dict[str, bytes] = {}  # what an earlier session read, as it is
        self._is_new = False
        self._is_whole = False  # nothing of the file is left to be found out
        self._place = -1
        self._spent = 0.0  # on that place

    def gather(
        self, db: database.ProjectDatabase, known: recall.Recall, path: str, offset: int,
        seen: Sequence[int] = (), rest: Rest = "short",
    ) -> recall.Fresh | None:  # fmt: skip
        """See the module's text. May be stopped like a query.

        known: what earlier sessions kept, as far as it holds; path and offset: where the client looked last, seen:
        where it was shown something in that file before.
        """
        from pebre_analysis.ide import hover
        from pebre_analysis.source import source_text

        of, revision, last = self._of
        is_other = of() is not db or revision != db.revision or last != path
        if is_other or len(self._found) > MOST:
            self._begin(weakref.ref(db), db.revision, path)
            if is_other:
                self._take(known.row(path, kept_hovers.FORM), db.system)
        if self._is_whole and not self._is_new:
            return None
        if offset != self._place:
            self._place, self._spent = offset, 0.0
        file = db.files.file(path)
        text = source_text.source_text(db, file).text
        allowed = {"none": 0.0, "short": ALLOWANCE, "long": ALLOWANCE_OF_FILE}[rest]
        first = [word.start for each in seen if (word := words.at(text, each)) is not None]
        reach = len(text) if rest == "long" else REACH
        others = sorted(words.around(text, offset, reach), key=lambda start: abs(start - offset))
        begun = time.thread_time() - self._spent
        try:
            for n, start in enumerate((*first, *others)):
                if start not in self._found:
                    if n >= len(first) and time.thread_time() - begun > allowed:
                        break
                    db.check_cancelled()
                    shown = hover.hover(db, file, start)
                    self._found[start] = None if shown is None else self._text(shown.markdown)
                    self._is_new = self._is_new or shown is not None
            else:
                self._is_whole = rest == "long"
        finally:
            self._spent = time.thread_time() - begun
            if self._is_new:
                self._note_files(db)
        if not self._is_new:
            self.are_kept()
            return None
        read = {**self._known_read, **{each: self._content(db, each) for each in sorted(self._read)}}
        if not all(read.values()) or any(read[each] != then for each, then in self._known_read.items()):
            self._begin(_nothing, 0, "")
            return None
        shown_at = {start: text for start, text in self._found.items() if text is not None}
        packed = kept_hovers.pack(shown_at, self._compiled, read)
        return recall.Fresh(packed, tuple(sorted(self._others)), True, kept_hovers.FORM)

    def are_kept(self) -> None:
        """What was gathered last was kept."""
        self._is_new = False
        if self._is_whole:
            self._found, self._texts = {}, {}

    def _take(self, row: recall.Row | None, disk: system.System) -> None:
        """Begin with what was kept."""
        held = None if row is None else kept_hovers.held(row.found, disk)
        if row is not None and held is not None:
            self._found = {start: self._text(text) for start, text in held.shown.items()}
            self._others = {path for path, _ in row.others}
            self._compiled = dict(held.compiled)
            self._known_read = dict(held.read)

    def _text(self, text: str) -> str:
        return self._texts.setdefault(text, text)

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
