"""Giving a name another spelling wherever it is written.

In:  a file, an offset, the new name.
Out: the edits, and what the user should know; or the reason why there are none.
Always
  - what others define is not renamed, nor a member that a base of a library has too, nor what cannot be found out;
  - a member that a base or derived class shares is renamed in all of them;
  - a parameter that callers may pass by name is renamed in all methods that override each other;
  - uses on values of unknown type are left alone and counted;
  - a name that something else has where it would be put is refused.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import (
    edits,
    identity,
    lookup,
    name_conflicts,
    parameter_family,
    promised_members,
    reference_search,
    subclasses,
    target,
)
from pebre_analysis.ide.common import navigation as places_of
from pebre_analysis.modules import module, resolve
from pebre_analysis.semantic import definition, navigation, scope, symbols, use_def
from pebre_analysis.source import ranges, source_text
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import typed_dicts

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


_IMPORTS: Final = (use_def.IMPORT, use_def.IMPORT_FROM)


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """The word that would be renamed; or, for the user, why it is not."""

    range: ranges.TextRange
    refusal: str = ""


class Renamed(msgspec.Struct, frozen=True, gc=False):
    """`unknown`: how many uses of the name could not be told, and are left. `libraries`: methods of libraries, as
    `Class.method`, that go on calling their parameter so. `is_partial`: files that may name it were not searched.
    `refusal`: why there are no edits."""

    edits: tuple[edits.Edit, ...] = ()
    unknown: int = 0
    libraries: tuple[str, ...] = ()
    is_partial: bool = False
    refusal: str = ""


def prepare(db: database.ProjectDatabase, file: files.File, offset: int) -> Prepared:
    """The word that would be renamed."""
    at = target.at(db, file, offset)
    found = _wanted(db, at)
    if at is None or isinstance(found, str):
        return Prepared(ranges.TextRange(offset, offset), str(found))
    return Prepared(at.range)


def rename(
    db: database.ProjectDatabase, file: files.File, offset: int, name: str, paths: Iterable[str], is_all: bool = True
) -> Renamed:
    """The edits that give what is at the offset another name. `is_all`: no other files than `paths` may name it."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return Renamed(refusal=f"`{name}` is not a name in Python")
    wanted = _wanted(db, target.at(db, file, offset))
    if isinstance(wanted, str):
        return Renamed(refusal=wanted)
    paths = list(paths)
    promised = _refusal_of_others(db, wanted, paths)
    if promised:
        return Renamed(refusal=promised)
    places = dict.fromkeys([file, *db.files.several(paths)])
    libraries = _with_relatives(db, wanted, paths)
    while True:
        wanted.unknown = 0
        named = list(reference_search.search(db, wanted, places, with_mentions=True))
        further = _also_renamed(wanted)
        if not further:
            break
        wanted.meant += further
        refusal = _refusal(db, wanted) or _refusal_of_others(db, wanted, paths)
        if refusal:
            return Renamed(refusal=refusal)
    rival = name_conflicts.find(db, wanted.meant, named, name, paths)
    if rival is not None:
        return Renamed(refusal=f"`{name}` is taken: {_place(db, rival)}")
    found = [edits.Edit(each.path, each.range, name) for each in named]
    found += [edits.Edit(path, where, name) for path, where in _told_names(db, wanted)]
    return Renamed(tuple(found), wanted.unknown, libraries, wanted.only_in is None and not is_all)


def _place(db: database.ProjectDatabase, found: definition.Definition) -> str:
    """Where something is defined, for people."""
    file = found.scope.file
    where = places_of.definition_ranges(db, found)
    line = 0 if where is None else source_text.line_index(db, file).line_at(where[1].start) + 1
    return f"{file.name}, line {line}" if line else file.name


def _with_relatives(
    db: database.ProjectDatabase, wanted: reference_search.Wanted, paths: Iterable[str]
) -> tuple[str, ...]:
    """A parameter is renamed with those that callers take for it; gives what cannot be renamed along."""
    libraries: dict[str, None] = {}
    for each in wanted.meant:
        family = parameter_family.of(db, each, paths)
        if family is not None:
            wanted.meant = tuple(dict.fromkeys((*wanted.meant, *family.names)))
            wanted.functions.update(family.functions)
            libraries.update(dict.fromkeys(family.libraries))
    return tuple(libraries)


def _also_renamed(wanted: reference_search.Wanted) -> tuple[identity.Identity, ...]:
    """Names that were found to stand for what is renamed: what imports it, what overrides it. They are renamed too,
    and so is what else they stand for.
    """
    meant = dict.fromkeys(wanted.meant)
    found = dict.fromkeys(each for each in wanted.same if isinstance(each, identity.Name) and each.name == wanted.word)
    return tuple([each for each in found if each not in meant and each.inner is None])


def _told_names(
    db: database.ProjectDatabase, wanted: reference_search.Wanted
) -> Iterator[tuple[str, ranges.TextRange]]:
    """Where what is assigned is told its name in a text: `T = TypeVar("T")`."""
    for each in wanted.meant:
        if not isinstance(each, identity.Name) or each.inner is not None or each.scope.kind == scope.FUNCTION:
            continue
        for where, number in symbols.bound_as(each.scope, each.name):
            node = where.index.bindings[number].node
            value = node.value if isinstance(node, ir.Assign) else None
            told = value.args[0].value if isinstance(value, ir.Call) and value.args else None
            if isinstance(told, ir.Str) and told.value == wanted.word and told.content_at >= 0:
                start = navigation.span(where, told.n).start + told.content_at
                yield each.scope.file.path, ranges.TextRange(start, start + len(wanted.word))


def _follow_imports(db: database.ProjectDatabase, wanted: reference_search.Wanted) -> bool:
    """Whether all imports that give the name lead somewhere; what they lead to must be called the same, so it is meant
    as well: on each system another module may give it.
    """
    meant = dict.fromkeys(wanted.meant)
    pending = list(meant)
    while pending:
        each = pending.pop()
        if not isinstance(each, identity.Name) or each.inner is not None or each.name != wanted.word:
            continue
        for own in _imports_of(each):
            behind = lookup.behind(db, own, resolve.Mode.TYPING)
            if not behind:
                return False
            for further in identity.chain(db, behind):
                if further not in meant:
                    meant[further] = None
                    pending.append(further)
    if len(meant) > len(wanted.meant):
        wanted.meant = tuple(meant)
        wanted.only_in = None
    return True


def _imports_of(name: identity.Name) -> Iterator[definition.Definition]:
    """The imports in its scope that bind it without giving it another name."""
    body = name.scope.body if name.scope.kind == scope.FUNCTION else None
    if body is not None:
        found = [(body, n) for n, each in enumerate(body.index.bindings) if each.place == name.name and not each.scope]
    else:
        found = list(symbols.bound_as(name.scope, name.name))
    for where, number in found:
        if where.index.bindings[number].kind in _IMPORTS:
            own = where.definition(number)
            if not identity.is_alias(own, name.name):
                yield own


def _wanted(db: database.ProjectDatabase, at: target.Target | None) -> reference_search.Wanted | str:
    """What is to be renamed, or why it is not."""
    if at is None:
        return "no name is here"
    wanted = reference_search.wanted(db, at)
    if wanted is None:
        return f"it is not known where `{at.word}` comes from"
    return _refusal(db, wanted) or wanted


def _refusal(db: database.ProjectDatabase, wanted: reference_search.Wanted) -> str:
    """Why what is looked for cannot be renamed; empty if it can."""
    word = wanted.word
    if not _follow_imports(db, wanted):
        return f"it is not known where `{word}` comes from"
    if any(isinstance(each, module.Module) for each in wanted.meant):
        return f"`{word}` is a module: rename its file instead"
    if word.startswith("__") and word.endswith("__"):
        return f"`{word}` means something to Python"
    if not any(isinstance(each, identity.Name) and each.name == word for each in wanted.meant):
        return f"`{word}` is made by something that is no name"
    if not reference_search.is_ours(db, wanted):
        return f"`{word}` is not defined in this project"
    own = [literal for each in wanted.meant if (literal := promised_members.class_of(db, each)) is not None]
    if any(typed_dicts.is_typed_dict(db, each) for each in own):
        return f"`{word}` is a key: the texts that name it are not searched for"
    return promised_members.refusal(db, word, own)


def _refusal_of_others(db: database.ProjectDatabase, wanted: reference_search.Wanted, paths: Sequence[str]) -> str:
    """The same for the sake of classes that inherit a member, one may have a base in a library as well; and of calls
    that hand a value of any of them to one."""
    own = [literal for each in wanted.meant if (literal := promised_members.class_of(db, each)) is not None]
    below = [subclasses.literal_of(db, each) for literal in own for each in subclasses.all_below(db, literal, paths)]
    family = [*own, *[each for each in below if each is not None]]
    places = db.files.several(paths)
    return promised_members.refusal(db, wanted.word, family) or promised_members.refusal_of_arguments(
        db, wanted.word, family, places
    )
