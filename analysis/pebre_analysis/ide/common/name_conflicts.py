"""Whether a new name would mean something else where it is put, or take over what others mean by it.

In:  the names that get it, the places where it will stand, the new name.
Out: a definition that it would run into; None if there is none.
Always
  - a name is in the way where the same scope or class has it, or a class above or below;
  - so is one between a place and the scope of what is meant there, and one that is read in that scope from further out,
    builtins too; what is not defined anywhere is not in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import identity, lookup, reference_search, subclasses, target, words
from pebre_analysis.semantic import definition, region, scope
from pebre_analysis.source import source_text
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_BARE: Final = (target.Role.READ, target.Role.BOUND, target.Role.PARAMETER, target.Role.ELSEWHERE)


def find(
    db: database.ProjectDatabase,
    meant: Iterable[identity.Identity],
    found: Sequence[reference_search.Found],
    name: str,
    paths: Sequence[str],
) -> definition.Definition | None:
    """See the module's docstring. `paths`: the files of the project."""
    scopes: dict[scope.Scope, None] = {}
    for each in meant:
        if not isinstance(each, identity.Name):
            continue
        if each.scope.kind == scope.CLASS:
            rival = _in_class(db, each.scope, name, paths)
        elif each.inner is not None:
            rival = _in_region(each.inner[0], name)
        else:
            scopes[each.scope] = None
            rival = _first(lookup.of_symbol(db, each.scope.symbol(name)))
        if rival is not None:
            return rival
    offsets = words.finder(name)
    for path in dict.fromkeys([each.path for each in found]):
        file = db.files.file(path)
        taken = [*offsets(source_text.source_text(db, file).text)]
        if taken:
            put = [each.range.start for each in found if each.path == path]
            rival = _first([*_taken_over(db, file, taken, scopes, name), *_hidden(db, file, put, scopes, name)])
            if rival is not None:
                return rival
    return None


def _first(found: Iterable[lookup.Origin]) -> definition.Definition | None:
    for each in found:
        own = each.star if isinstance(each, lookup.Starred) else each
        if isinstance(own, definition.Definition) and own.exists:
            return own
    return None


def _in_region(where: region.Region, name: str) -> definition.Definition | None:
    """What binds the name anywhere in a region, its lambdas and comprehensions too."""
    return next((where.definition(n) for n, each in enumerate(where.index.bindings) if each.place == name), None)


def _in_class(
    db: database.ProjectDatabase, inside: scope.Scope, name: str, paths: Sequence[str]
) -> definition.Definition | None:
    """The member of that name in a class, in those above and below it."""
    own = inside.definition
    literal = None if own is None else subclasses.literal_of(db, own)
    if literal is None:
        return member_of(db, inside, name)
    below = [subclasses.literal_of(db, each) for each in subclasses.all_below(db, literal, paths)]
    around = [base.literal for base in mro.of(db, literal) if base is not None]
    for each in (*around, *below):
        body = None if each is None else classes.scope(each)
        rival = None if body is None else member_of(db, body, name)
        if rival is not None:
            return rival
    return None


def member_of(db: database.ProjectDatabase, inside: scope.Scope, name: str) -> definition.Definition | None:
    """What gives a class a member, in its body or through `self`."""
    symbol = inside.symbol(name)
    return _first(lookup.of_symbol(db, symbol)) or _first(symbol.sites.get(db))


def _names(db: database.ProjectDatabase, file: files.File, places: Iterable[int]) -> Iterator[target.Target]:
    """The places where a name stands by itself."""
    for offset in places:
        at = target.at(db, file, offset)
        if at is not None and at.range.start == offset and at.role in _BARE and not isinstance(at.node, ir.Attribute):
            yield at


def _taken_over(
    db: database.ProjectDatabase, file: files.File, places: Iterable[int], scopes: Iterable[scope.Scope], name: str
) -> Iterator[lookup.Origin]:
    """What the name means where it stands already, seen from inside of a scope that gets it, from further out."""
    for at in _names(db, file, places):
        for inside in scopes:
            between = _between(at.region.scope, inside)
            if between is not None and not any(lookup.of_symbol(db, each.symbol(name)) for each in between):
                if _in_region(at.region, name) is None:
                    yield from lookup.around(db, inside, name)


def _hidden(
    db: database.ProjectDatabase, file: files.File, places: Iterable[int], scopes: Iterable[scope.Scope], name: str
) -> Iterator[lookup.Origin]:
    """What would be meant in place of it where it will stand."""
    for at in _names(db, file, places):
        for inside in scopes:
            for each in _between(at.region.scope, inside) or ():
                yield from lookup.of_symbol(db, each.symbol(name))
            rival = _in_region(at.region, name) if at.region.is_body else None
            if rival is not None:
                yield rival


def _between(inner: scope.Scope, outer: scope.Scope) -> list[scope.Scope] | None:
    """The scopes from the inner one up to the outer one, this left out; None if it is not around it."""
    found: list[scope.Scope] = []
    at: scope.Scope | None = inner
    while at is not None and at is not outer:
        found.append(at)
        at = at.parent
    return None if at is None else found
