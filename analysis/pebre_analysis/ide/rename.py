"""Giving a name another spelling wherever it is written.

In:  a file, an offset, the new name.
Out: the edits, and what the user should know; or the reason why there are none.
Always
  - what others define is not renamed, nor what cannot be found out;
  - a member that a base or derived class shares is renamed in all of them;
  - uses on values of unknown type are left alone and counted.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import edits, reference_search, target
from pebre_analysis.modules import module
from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """The word that would be renamed; or, for the user, why it is not."""

    range: ranges.TextRange
    refusal: str = ""


class Renamed(msgspec.Struct, frozen=True, gc=False):
    """`unknown`: how many uses of the name could not be told, and are left. `refusal`: why there are no edits."""

    edits: tuple[edits.Edit, ...] = ()
    unknown: int = 0
    refusal: str = ""


def prepare(db: database.ProjectDatabase, file: files.File, offset: int) -> Prepared:
    """The word that would be renamed."""
    at = target.at(db, file, offset)
    found = _wanted(db, at)
    if at is None or isinstance(found, str):
        return Prepared(ranges.TextRange(offset, offset), str(found))
    return Prepared(at.range)


def rename(db: database.ProjectDatabase, file: files.File, offset: int, name: str, paths: Iterable[str]) -> Renamed:
    """The edits that give what is at the offset another name."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return Renamed(refusal=f"`{name}` is not a name in Python")
    wanted = _wanted(db, target.at(db, file, offset))
    if isinstance(wanted, str):
        return Renamed(refusal=wanted)
    places = dict.fromkeys([file, *(db.files.file(path) for path in paths)])
    found = tuple(reference_search.search(db, wanted, places))
    return Renamed(tuple([edits.Edit(each.path, each.range, name) for each in found]), wanted.unknown)


def _wanted(db: database.ProjectDatabase, at: target.Target | None) -> reference_search.Wanted | str:
    """What is to be renamed, or why it is not."""
    if at is None:
        return "no name is here"
    wanted = reference_search.wanted(db, at)
    if wanted is None:
        return f"it is not known where `{at.word}` comes from"
    if any(isinstance(each, module.Module) for each in wanted.meant):
        return f"`{at.word}` is a module: rename its file instead"
    if at.word.startswith("__") and at.word.endswith("__"):
        return f"`{at.word}` means something to Python"
    if not reference_search.is_ours(db, wanted):
        return f"`{at.word}` is not defined in this project"
    return wanted
