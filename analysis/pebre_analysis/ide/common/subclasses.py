"""The classes of a project that are made of a class.

In:  a class, the project's files.
Out: definitions of classes, in order of files and offsets.
Always
  - only files that may name the class, or one below it, as a base are looked at closely; where it is given another
    name first (`from m import A as B`, `B = A`), all classes of the file, and of those with what `B = A[int]` names;
  - a class that inherits from itself ends the search like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.ide.common import file_words, words
from pebre_analysis.semantic import definition, symbols, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import files, source_text
from pebre_analysis.types import build, kinds
from pebre_analysis.types import db as types_db
from pebre_analysis.types.algebra import classes

if TYPE_CHECKING:
    from pebre_analysis.project import database

_MOST: Final = 2_000  # classes
_MOST_NAMES: Final = 50  # of one class
_LONGEST: Final = 500  # code points of a header before the name of a base
_END_OF_HEADER: Final = re.compile(r":[ \t]*(?:#[^\r\n]*)?[\r\n]")
_GIVEN: Final = re.compile(r"(?<![=<>!])=[\s(]*(?:\w+\s*\.\s*)*\Z")
_RENAMED: Final = re.compile(r"[\s\\]+as\b")


def literal_of(db: database.ProjectDatabase, found: definition.Definition) -> kinds.ClassLiteral | None:
    """The class that a `class` statement makes."""
    if not found.exists or found.kind != use_def.CLASS:
        return None
    return build.class_literal(db, found, kinds.STATEMENT, found.name)


def direct(db: database.ProjectDatabase, of: kinds.ClassLiteral, places: Iterable[str]) -> list[definition.Definition]:
    """The classes that name it among their bases."""
    searched = db.files.several(places)
    found: dict[files.File, list[definition.Definition]] = {}
    names = [of.name]
    for name in names:
        offsets = words.finder(name)
        given = re.compile(
            rf"^[ \t]*(\w+)[ \t]*(?::[^=\r\n]*)?=[\s(]*(?:\w+\s*\.\s*)*{re.escape(name)}\b(?!\s*[.(])", re.M
        )
        for file, text in file_words.holding(db, searched, name):
            db.check_cancelled()
            if may_be_base(text, name, offsets(text)):
                if file not in found:
                    found[file] = [each for each, named in classes_of(db, file) if of in named]
                others = [each for each in given.findall(text) if each not in names]
                names += dict.fromkeys(others[: max(0, _MOST_NAMES - len(names))])
    return [each for file in searched for each in found.get(file, ())]


def may_be_base(text: str, name: str, places: Iterable[int]) -> bool:
    """Whether a class may name another one among its bases, as far as the text shows; or give it another name first."""
    for offset in places:
        before = text[max(0, offset - _LONGEST) : offset]
        header = before.rfind("class")
        if header >= 0 and _END_OF_HEADER.search(before, header) is None:
            return True
        if _GIVEN.search(before) is not None or _RENAMED.match(text, offset + len(name)) is not None:
            return True
    return False


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


def bases(db: types_db.Db, literal: kinds.ClassLiteral) -> list[kinds.ClassType]:
    """The classes that a class names among its bases, as far as they are known."""
    return [base for base in classes.facts(db, literal).bases if base is not None]


@query.query(files.File)
def classes_of(
    db: types_db.Db, file: files.File
) -> tuple[tuple[definition.Definition, tuple[kinds.ClassLiteral, ...]], ...]:
    """Every `class` statement of a file, with the classes that it names among its bases."""
    if "class" not in source_text.source_text(db, file).text:
        return ()
    found: list[tuple[definition.Definition, tuple[kinds.ClassLiteral, ...]]] = []
    module = semantic_index.semantic_index(db, file).module
    for region in [each for body in module.bodies for each in symbols.regions_of(body, word="class")]:
        for number, binding in enumerate(region.index.bindings):
            if binding.kind == use_def.CLASS:
                db.check_cancelled()
                own = region.definition(number)
                literal = build.class_literal(db, own, kinds.STATEMENT, own.name)
                found.append((own, tuple([base.literal for base in bases(db, literal)])))
    return tuple(found)
