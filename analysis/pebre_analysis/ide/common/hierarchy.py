"""A function, class or module as a line of a hierarchy that an editor shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import names_in_scope, navigation
from pebre_analysis.modules import reverse
from pebre_analysis.semantic import definition
from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


class Item(msgspec.Struct, frozen=True, gc=False):
    """`kind` is a word of the server's list; `detail`: the module; `selection`: the name in `range`, all of it."""

    name: str
    kind: str
    detail: str
    path: str
    range: ranges.TextRange
    selection: ranges.TextRange


def of_definition(db: database.ProjectDatabase, found: definition.Definition) -> Item | None:
    """None if it is gone."""
    where = navigation.definition_ranges(db, found)
    if where is None:
        return None
    file = found.scope.file
    return Item(found.name, names_in_scope.kind_of(found, found.name), _module(db, file), file.path, *where)


def of_file(db: database.ProjectDatabase, file: files.File) -> Item:
    """A file's own code."""
    start = ranges.TextRange(0, 0)
    return Item(_module(db, file) or file.path.rpartition("/")[2], "module", "", file.path, start, start)


def _module(db: database.ProjectDatabase, file: files.File) -> str:
    found = reverse.file_to_module(db, file)
    return "" if found is None else found.name
