"""What the client was told about documents when they were open before, while the analysis is not up yet.

In:  folders, the editor's settings, what an earlier session kept (`project.recall`).
Out: for a document, the bytes it was told, if they are what it would be told again; else None. Likewise what was shown
     at a place.
Always
  - imports no analysis;
  - a document that is not what is on the disk makes all of it unsure: then there is nothing;
  - the disk is looked at anew after a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.ide.common import client_settings, kept_hovers, words
from pebre_analysis.project import discover, recall, remembered, rule_names
from pebre_analysis.source import paths, system

_HOLDS: Final = 1_000_000_000  # ns for which a look at the disk counts
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Reopened:
    """See the module's text. `of_folders`: settings of single folders."""

    def __init__(
        self,
        disk: system.System,
        folders: Sequence[str],
        settings: Mapping[str, object],
        of_folders: Mapping[str, Mapping[str, object]],
    ) -> None:
        self._disk = disk
        self._folders = list(dict.fromkeys(disk.normalise(folder) for folder in folders))
        self._settings = settings
        self._of_folders = {disk.normalise(folder): own for folder, own in of_folders.items()}
        self._store: store.Store | None = None
        self._known: dict[str, tuple[int, recall.Recall]] = {}  # by folder, with the time of the look
        self._saved: dict[str, str] = {}  # texts of documents that were on the disk at the last look, by path

    def told(self, path: str, form: bytes, documents: Mapping[str, str]) -> bytes | None:
        """The JSON list that was told about a document. `documents`: the texts of all that are open, by path."""
        found = self._find(path, form, documents)
        if found is None:
            return None
        try:
            _LIST.decode(found)
        except (msgspec.MsgspecError, RecursionError):
            return None
        return found

    def hover(self, path: str, offset: int, documents: Mapping[str, str]) -> kept_hovers.Shown | None:
        """What a hover showed at a place; None if that is not known, whatever it was."""
        word = words.at(documents.get(path, ""), offset)
        found = self._find(path, kept_hovers.FORM, documents) if word is not None else None
        if word is None or found is None:
            return None
        return kept_hovers.find(found, word, self._disk)

    def _find(self, path: str, form: bytes, documents: Mapping[str, str]) -> bytes | None:
        folder = self._folder(path)
        known = self._recall(folder) if folder is not None else None
        found = known.find(path, form) if known is not None else None
        if found is None or not all(self._is_saved(each, text) for each, text in documents.items()):
            return None
        return found

    def _is_saved(self, path: str, text: str) -> bool:
        folder = self._folder(path)
        known = self._recall(folder) if folder is not None else None
        if known is not None and self._saved.get(path) != text and known.text(path) == text:
            self._saved[path] = text
        return known is not None and self._saved.get(path) == text

    def _folder(self, path: str) -> str | None:
        above = [folder for folder in self._folders if paths.is_below(path, folder)]
        return max(above, key=len, default=None)

    def _recall(self, folder: str) -> recall.Recall:
        known = self._known.get(folder)
        now = self._disk.now()
        if known is None or not known[0] <= now < known[0] + _HOLDS:
            self._saved.clear()
            if self._store is None:
                self._store = remembered.open_store(self._disk, remembered.BRIEF)
            layer = client_settings.layer(self._of_folders.get(folder, self._settings), folder)
            project = discover.discover(self._disk, folder, [layer], rule_names.RuleNames())
            known = self._known[folder] = now, remembered.open_recall(self._disk, project, self._store)
        return known[1]

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
