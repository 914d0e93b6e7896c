"""What is shown above definitions: how often each is named.

In:  a file. Out: the places of its classes, functions and methods; what is said of one is found
(`references`) when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide import document_symbols
from pebre_analysis.ide.common import outline_symbols

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files, ranges

_SHOWN: Final = frozenset(("class", "function", "method", "property", "constructor", "enum", "protocol"))
_HOLDS: Final = frozenset(("class", "enum", "protocol"))


def code_lens(db: database.ProjectDatabase, file: files.File) -> list[ranges.TextRange]:
    """The names of what is defined, those inside functions left out."""
    return list(_names(document_symbols.document_symbols(db, file)))


def _names(found: Iterable[outline_symbols.Symbol]) -> Iterator[ranges.TextRange]:
    for each in found:
        if each.kind in _SHOWN:
            yield each.selection
        if each.kind in _HOLDS:
            yield from _names(each.children)
