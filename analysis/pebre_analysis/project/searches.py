"""What is remembered of the words that were looked for in a project's files: the next search is quicker for it.

In:  whatever `ide.common.file_words` and `ide.common.uses` put there. Out: the same.
Always: nothing of it is part of an answer; all of it may go at any moment, and goes when memory is wanted.
"""

from __future__ import annotations

from typing import NamedTuple

from pebre_analysis.engine import interned
from pebre_analysis.source import files


class Asked:
    """A word that was looked for. `keys`: of what was found, which nobody else holds; `holding`: the files that hold it
    of those `searched` in a `revision`."""

    __slots__ = ("holding", "keys", "revision", "searched")

    def __init__(self) -> None:
        self.keys: dict[interned.Interned, None] = {}
        self.revision = 0
        self.searched: tuple[files.File, ...] = ()
        self.holding: list[files.File] = []


class Texts(NamedTuple):
    """Files that were looked through in a revision, with their texts."""

    revision: int
    places: tuple[files.File, ...]
    texts: list[tuple[files.File, str]]


class Searches:
    """asked: the words that were looked for last; texts: those that were looked through since the last rest."""

    __slots__ = ("asked", "texts")

    def __init__(self) -> None:
        self.asked: dict[str, Asked] = {}
        self.texts: Texts | None = None

    def forget(self) -> None:
        """Let go of what was found, and of what was looked through."""
        self.asked.clear()
        self.texts = None
