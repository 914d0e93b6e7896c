"""All places where something is named: one file or the whole project.

In:  a target, and the files to look in.
Out: `Found` places in order of files and offsets, with how each uses the name; and how many words of the same
     spelling could not be told because the type of their value is not known.
Always
  - only words of the same spelling are looked at, each by what it means where it stands;
  - a name that only one function can see is looked for in its file alone.
Cost: reading every file that may hold the word; of these, parsing and linking; types only for attributes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import file_words, identity, lookup, mentions, navigation, origins, sieve, target, words
from pebre_analysis.modules import module
from pebre_analysis.semantic import scope
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds

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
        self.bodies = origins.Bodies()
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
    """The places in the files, in order. `with_mentions`: those in `__all__` and in roles of docstrings too."""
    offsets = words.finder(of.word)
    of.bodies = origins.Bodies()
    may_mean = sieve.Sieve(db, of.word, of.meant).passes
    of.is_library = functools.cache(partial(navigation.is_library, db)) if is_ours(db, of) else None
    if of.only_in is not None:
        places = [file for file in places if file is of.only_in]
    for file, text in file_words.holding(db, places, of.word):
        for offset in offsets(text):
            is_name = not _is_no_name(text, offset, of.word, file.is_open) and may_mean(file, text, offset)
            found = _at(db, of, file, offset) if is_name else None
            if found is None and with_mentions:
                found = _mentioned(db, of, file, offset)
            if found is not None:
                yield found


def _is_no_name(text: str, offset: int, word: str, is_open: bool) -> bool:
    """Whether a look at the line says that the word names nothing, so nobody has to parse it. Where somebody types,
    code may look like prose for a while."""
    return words.is_in_comment(text, offset) or (not is_open and words.is_prose(text, offset, offset + len(word)))


def _at(db: database.ProjectDatabase, of: Wanted, file: files.File, offset: int) -> Found | None:
    at = target.at(db, file, offset, of.bodies)
    if at is None or at.range.start != offset:
        return None
    found = tuple(origins.of_target(db, at))
    identities = of.known.get(found)
    if identities is None:
        identities = of.known[found] = identity.chain(db, found, of.is_library)
    if not identities:
        of.unknown += _is_unknown(db, of, at)
        return None
    if not any(_is_same(db, of, each) for each in identities):
        return None
    of.same.update(dict.fromkeys(identities))
    writes = _writes(at)
    return Found(file.path, at.range, writes, writes and at.role is not target.Role.ATTRIBUTE)


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


def _is_unknown(db: database.ProjectDatabase, of: Wanted, at: target.Target) -> bool:
    """Whether the place may mean what is looked for: an attribute, or an argument of a method, of an unknown value."""
    node: ir.Node | None = at.node
    if at.role is target.Role.KEYWORD and isinstance(at.parent, ir.Call):
        node = at.parent.func
        if not isinstance(node, ir.Attribute) or node.attr not in of.functions:
            return False
    elif not of.is_member or at.role is not target.Role.ATTRIBUTE:
        return False
    return isinstance(node, ir.Attribute) and isinstance(origins.value_of(db, at, node.value), kinds.Dynamic)


def _writes(at: target.Target) -> bool:
    if at.role in (target.Role.BOUND, target.Role.PARAMETER, target.Role.MEMBER):
        return True
    if isinstance(at.parent, ir.AugAssign) and at.parent.target is at.node:
        return True
    return origins.binding_at(at.region, at.node.n) is not None


def is_ours(db: database.ProjectDatabase, of: Wanted) -> bool:
    """Whether all that is looked for belongs to the project's own files."""
    found = [each.file if isinstance(each, module.Module) else each.scope.file for each in of.meant]
    return all(file is not None and not navigation.is_library(db, file) for file in found)
