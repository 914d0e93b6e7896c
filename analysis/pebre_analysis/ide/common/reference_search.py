"""All places where something is named: one file or the whole project.

In:  a target, and the files to look in.
Out: `Found` places in order of files and offsets, with how each uses the name; and how many words of the same
     spelling could not be told because the type of their value is not known.
Always
  - only words of the same spelling are looked at, each by what it means where it stands;
  - a name that only one function can see is looked for in its file alone; alone, in the text of that function.
Cost: reading every file that may hold the word; of these, parsing and linking; types only for attributes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import (
    file_words,
    identity,
    lookup,
    mentions,
    navigation,
    origins,
    sieve,
    target,
    uses,
    words,
)
from pebre_analysis.modules import module
from pebre_analysis.semantic import navigation as semantic_navigation
from pebre_analysis.semantic import occurrence, scope
from pebre_analysis.source import files, ranges

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Found(msgspec.Struct, frozen=True, gc=False):
    """One place. `writes`: the name is given a value there. `declares`: there it is defined."""

    path: str
    range: ranges.TextRange
    writes: bool
    declares: bool


class Wanted:
    """What is looked for: its spelling and identities. `only_in`: the one file that can name it, None for all."""

    def __init__(
        self, word: str, meant: tuple[identity.Identity, ...], is_member: bool, only_in: files.File | None
    ) -> None:
        self.word = word
        self.meant = meant
        self.is_member = is_member
        self.only_in = only_in
        self.functions: set[str] = set()  # names of those of which parameters are looked for
        self.unknown = 0  # places that could not be told
        self.same: dict[identity.Identity, None] = {}  # what the places that were found mean
        self.known: dict[tuple[lookup.Origin, ...], list[identity.Identity]] = {}  # many places have the same origins
        self._families: dict[identity.Name, identity.Family] = {}
        self.is_library: Callable[[files.File], bool] | None = None  # if nothing that is looked for is in one

    def family(self, db: database.ProjectDatabase, of: identity.Name) -> identity.Family:
        """The classes with which one that is looked for shares its member."""
        found = self._families.get(of)
        if found is None:
            found = self._families[of] = identity.Family(db, of)
        return found


def wanted(db: database.ProjectDatabase, at: target.Target) -> Wanted | None:
    """What the word at a target means, to be looked for; None if nothing is known of it."""
    found = origins.of_target(db, at)
    identities = identity.chain(db, found)
    if not identities:
        return None
    if any(identity.is_alias(each, at.word) for each in found):
        identities = identities[:1]
    spelled = [each for each in identities if _spelling(each) == at.word] or identities[:1]
    names = [each for each in spelled if isinstance(each, identity.Name)]
    is_member = any(each.scope.kind == scope.CLASS for each in names)
    is_local = bool(names) and all(_is_local(each) for each in names)
    return Wanted(at.word, tuple(spelled), is_member, at.file if is_local else None)


def _spelling(of: identity.Identity) -> str:
    return of.name.rpartition(".")[2] if isinstance(of, module.Module) else of.name


def _is_local(of: identity.Name) -> bool:
    """Whether no other file can mean the name."""
    if of.inner is not None:
        return True
    return of.scope.kind == scope.FUNCTION and not sieve.is_argument(of.scope.body, of.name)


def search(
    db: database.ProjectDatabase, of: Wanted, places: Iterable[files.File], with_mentions: bool = False
) -> Iterator[Found]:
    """The places in the files, in order. `with_mentions`: also those in `__all__`, `__slots__`, roles of docstrings."""
    offsets = words.finder(of.word)
    parts = sieve.Sieve(db, of.word, of.meant).parts
    home, within = _function(of)
    of.is_library = functools.cache(partial(navigation.is_library, db)) if is_ours(db, of) else None
    if of.only_in is not None:
        places = [file for file in places if file is of.only_in]
    for file, text in file_words.holding(db, places, of.word):
        written = list(offsets(text))
        here = parts(file, text) & sieve.parts_in(text, written, of.word)
        named: dict[int, uses.Use] = {}
        if within is not None and file is home:
            here -= {sieve.ALONE, sieve.IN_CLASS}
            named = {each.offset: each for each in uses.alone_within(db, file, of.word, within)}
        named.update((each.offset, each) for each in uses.of_file(db, file, of.word, here))
        for offset in written if with_mentions else sorted(named):
            use = named.get(offset)
            found = None if use is None else _found(db, of, file, use)
            if found is None and with_mentions and (within is None or within.contains(offset)):
                found = _mentioned(db, of, file, offset)
            if found is not None:
                yield found


def _function(of: Wanted) -> tuple[files.File | None, ranges.TextRange | None]:
    """Where alone the word can stand for what is looked for, if that is a name of one function: its chunk's text."""
    found: dict[occurrence.Occurrence, files.File] = {}
    for each in of.meant:
        if not isinstance(each, identity.Name) or each.name != of.word:
            return None, None
        if each.inner is not None:
            found[each.inner[0].occurrence] = each.scope.file
        elif each.scope.kind == scope.FUNCTION and each.scope.occurrence is not None:
            found[each.scope.occurrence] = each.scope.file
        else:
            return None, None
    if len(found) != 1:
        return None, None
    [(only, file)] = found.items()
    start = semantic_navigation.start_of(only)
    return file, ranges.TextRange(start, start + only.chunk.length)


def _found(db: database.ProjectDatabase, of: Wanted, file: files.File, use: uses.Use) -> Found | None:
    identities = of.known.get(use.origins)
    if identities is None:
        identities = of.known[use.origins] = identity.chain(db, use.origins, of.is_library)
    if not identities:
        if use.of_unknown is not None:
            of.unknown += use.of_unknown in of.functions if use.of_unknown else of.is_member
        return None
    if not any(_is_same(db, of, each) for each in identities):
        return None
    of.same.update(dict.fromkeys(identities))
    where = ranges.TextRange(use.offset, use.offset + len(of.word))
    return Found(file.path, where, use.writes, use.declares)


def _mentioned(db: database.ProjectDatabase, of: Wanted, file: files.File, offset: int) -> Found | None:
    identities = identity.chain(db, mentions.at(db, file, offset, of.word), of.is_library)
    if not any(_is_same(db, of, each) for each in identities):
        return None
    return Found(file.path, ranges.TextRange(offset, offset + len(of.word)), False, False)


def _is_same(db: database.ProjectDatabase, of: Wanted, other: identity.Identity) -> bool:
    if other in of.meant:
        return True
    return of.is_member and any(
        isinstance(each, identity.Name) and of.family(db, each).shares(db, other) for each in of.meant
    )


def is_ours(db: database.ProjectDatabase, of: Wanted) -> bool:
    """Whether all that is looked for belongs to the project's own files."""
    found = [each.file if isinstance(each, module.Module) else each.scope.file for each in of.meant]
    return all(file is not None and not navigation.is_library(db, file) for file in found)
