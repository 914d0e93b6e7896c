"""What a word means at the places of a file: found once, and again where something that it hangs on has changed.

In:  a file, a word, a part of its places (`sieve`).
Out: `Use`s in order of offsets, without those of which nothing is known.
Always: only what a use needs is inferred, in order, so that what one needs of its region the next one finds.
Cost: parsing and linking; types for attributes and arguments. The answers for the last words are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pebre_analysis.engine import interned, query
from pebre_analysis.ide.common import file_words, lookup, origins, sieve, target, words
from pebre_analysis.project import database
from pebre_analysis.source import files, ranges, source_text
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds


class Place(interned.Interned):
    """The places of a word in a file that belong to a part; `is_open`: somebody may type there."""

    __slots__ = ("file", "is_open", "part", "word")

    file: files.File
    is_open: bool
    part: int
    word: str


class Use(NamedTuple):
    """One place. `writes`: the word is given a value there. `declares`: there it is defined. Where no origins are known
    `of_unknown` is what has a value of unknown type: the attribute "" itself, the method that takes the argument."""

    offset: int
    origins: tuple[lookup.Origin, ...]
    writes: bool
    declares: bool
    of_unknown: str | None


def of_file(db: database.ProjectDatabase, file: files.File, word: str, parts: set[int]) -> Sequence[Use]:
    """The uses of a word in a file, of these parts."""
    held = file_words.asked(db, word).keys
    found: list[Use] = []
    for part in parts:
        key = Place.intern(db, file, file.is_open, part, word)
        held[key] = None
        found += uses(db, key)
    found.sort(key=_offset)
    return found


def alone_within(db: database.ProjectDatabase, file: files.File, word: str, within: ranges.TextRange) -> list[Use]:
    """The uses of a word that stands alone in a part of a file. Not held: it is for one function."""
    text = source_text.source_text(db, file).text
    places = [offset for offset in words.finder(word)(text) if within.contains(offset)]
    return _uses(db, file, word, [each for each in places if sieve.stands_alone(text, each, word)], file.is_open)


def _offset(use: Use) -> int:
    return use.offset


@query.query(Place)
def uses(db: database.ProjectDatabase, place: Place) -> tuple[Use, ...]:
    """The uses of one part."""
    file, word = place.file, place.word
    text = source_text.source_text(db, file).text
    places = words.finder(word)(text)
    part = (offset for offset in places if sieve.is_of_part(db, file, text, offset, word, place.part))
    return tuple(_uses(db, file, word, part, place.is_open))


def _uses(
    db: database.ProjectDatabase, file: files.File, word: str, offsets: Iterable[int], is_open: bool
) -> list[Use]:
    text = source_text.source_text(db, file).text
    bodies = origins.Bodies()
    found: list[Use] = []
    for offset in offsets:
        if _is_no_name(text, offset, word, is_open):
            continue
        at = target.at(db, file, offset, bodies)
        if at is None or at.range.start != offset:
            continue
        own = tuple(origins.of_target(db, at))
        of_unknown = None if own else _of_unknown(db, at)
        if own or of_unknown is not None:
            writes = _writes(at)
            found.append(Use(offset, own, writes, writes and at.role is not target.Role.ATTRIBUTE, of_unknown))
    return found


def _is_no_name(text: str, offset: int, word: str, is_open: bool) -> bool:
    """Whether a look at the line says that the word names nothing, so nobody has to parse it. Where somebody types,
    code may look like prose for a while."""
    return words.is_in_comment(text, offset) or (not is_open and words.is_prose(text, offset, offset + len(word)))


def _of_unknown(db: database.ProjectDatabase, at: target.Target) -> str | None:
    """See `Use`."""
    node: ir.Node | None = at.node
    called = ""
    if at.role is target.Role.KEYWORD and isinstance(at.parent, ir.Call):
        node = at.parent.func
        called = node.attr if isinstance(node, ir.Attribute) else ""
    elif at.role is not target.Role.ATTRIBUTE:
        return None
    if isinstance(node, ir.Attribute) and isinstance(origins.value_of(db, at, node.value), kinds.Dynamic):
        return called
    return None


def _writes(at: target.Target) -> bool:
    if at.role in (target.Role.BOUND, target.Role.PARAMETER, target.Role.MEMBER):
        return True
    if isinstance(at.parent, ir.AugAssign) and at.parent.target is at.node:
        return True
    return origins.binding_at(at.region, at.node.n) is not None
