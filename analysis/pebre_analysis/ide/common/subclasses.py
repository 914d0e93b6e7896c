"""The classes of a project that are made of a class.

In:  a class, the project's files.
Out: definitions of classes, in order of files and offsets.
Always
  - only files that hold the class's name, or that of a class below it, are looked at closely; a class that is given
    another name on its way (`from m import A as B`) is found in them too, as far as the import's line holds the name;
  - a class that inherits from itself ends the search like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import file_words, words
from pebre_analysis.semantic import definition, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_MOST: Final = 2_000  # classes


def literal_of(db: database.ProjectDatabase, found: definition.Definition) -> kinds.ClassLiteral | None:
    """The class that a `class` statement makes."""
    if not found.exists or found.kind != use_def.CLASS:
        return None
    return build.class_literal(db, found, kinds.STATEMENT, found.name)


def direct(db: database.ProjectDatabase, of: kinds.ClassLiteral, places: Iterable[str]) -> list[definition.Definition]:
    """The classes that name it among their bases."""
    offsets = words.finder(of.name)
    found: list[definition.Definition] = []
    for file, text in file_words.holding(db, map(db.files.file, places), of.name):
        db.check_cancelled()
        if any(True for _ in offsets(text)):
            for each in classes_in(db, file):
                literal = literal_of(db, each)
                if literal is not None and any(base.literal is of for base in bases(db, literal)):
                    found.append(each)
    return found


def all_below(
    db: database.ProjectDatabase, of: kinds.ClassLiteral, places: Iterable[str]
) -> list[definition.Definition]:
    """The classes that are made of it, directly or not, nearest first."""
    paths = list(places)
    found: dict[definition.Definition, None] = {}
    pending = [of]
    while pending and len(found) < _MOST:
        for each in direct(db, pending.pop(0), paths):
            literal = literal_of(db, each)
            if each not in found and literal is not None and literal is not of:
                found[each] = None
                pending.append(literal)
    return list(found)


def bases(db: database.ProjectDatabase, literal: kinds.ClassLiteral) -> list[kinds.ClassType]:
    """The classes that a class names among its bases, as far as they are known."""
    return [base for base in classes.facts(db, literal).bases if base is not None]


def classes_in(db: database.ProjectDatabase, file: files.File) -> Iterator[definition.Definition]:
    """Every `class` statement of a file."""
    for region in semantic_index.semantic_index(db, file).regions.get(db):
        for number, binding in enumerate(region.index.bindings):
            if binding.kind == use_def.CLASS:
                yield region.definition(number)
