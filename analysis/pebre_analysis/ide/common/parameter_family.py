"""Parameters that whoever passes an argument by name takes for one: of the overloads of a function; of a method, those
that override it and those it overrides; of a function that is taken for a protocol, that of the protocol.

In:  a parameter, the project's files.
Out: the parameters of the project that must be called the same; methods of libraries that call theirs so too, which
     nobody here can rename.
Always
  - only a parameter that may be passed by name has relatives: not `self`, `*args`, those before a `/`;
  - nor do those of a constructor, and of what Python itself calls: each class has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import callbacks, identity, lookup, navigation, subclasses
from pebre_analysis.semantic import definition, scope, symbols, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import queries
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.types import kinds

_BY_NAME: Final = (ir.POSITIONAL_OR_KEYWORD, ir.KEYWORD_ONLY)


class Family(msgspec.Struct, frozen=True):
    """`names`: the parameter and its relatives. `functions`: what the functions are called.
    `libraries`: `Class.method` of each relative that is not the project's."""

    names: tuple[identity.Name, ...]
    functions: tuple[str, ...]
    libraries: tuple[str, ...] = ()


def of(db: database.ProjectDatabase, name: identity.Identity, paths: Iterable[str]) -> Family | None:
    """The family of a name; None of what is no parameter that can be passed by name."""
    if not isinstance(name, identity.Name) or name.inner is not None or name.scope.kind != scope.FUNCTION:
        return None
    own = name.scope.definition
    if own is None or not own.exists or not _takes(db, own, name.name):
        return None
    found: dict[definition.Definition, None] = {}
    libraries: dict[str, None] = {}
    searched = list(paths)
    pending = [own]
    while pending:
        each = pending.pop()
        if each in found or not _takes(db, each, name.name):
            continue
        if navigation.is_library(db, each.scope.file):
            libraries[f"{each.scope.name}.{each.name}"] = None
            continue
        found[each] = None
        pending += _related(db, each, name.name, searched)
    scopes = [each.body_scope for each in found]
    names = [identity.Name(each, name.name) for each in scopes if each is not None]
    functions = dict.fromkeys([own.name, *[each.name for each in found]])
    return Family(tuple(dict.fromkeys([name, *names])), tuple(functions), tuple(libraries))


def _related(
    db: database.ProjectDatabase, of: definition.Definition, name: str, paths: list[str]
) -> Iterator[definition.Definition]:
    """Functions that call a parameter so too: some that others are related to in turn."""
    yield from _forms(db, of)
    owner = identity.class_of(of)
    if owner is not None and not _is_called_by_python(of.name):
        yield from _methods(db, owner, of.name, paths)
    places = map(db.files.file, paths)
    if callbacks.is_of_protocol(db, of):
        yield from callbacks.functions_for(db, of, name, places)
    elif not of.name.startswith("__"):
        yield from callbacks.protocols_of(db, of, places)


def _is_called_by_python(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name != "__call__"


def _takes(db: database.ProjectDatabase, function: definition.Definition, name: str) -> bool:
    """Whether it has a parameter that callers may pass under this name."""
    node = function.binding.node
    if not isinstance(node, ir.FunctionDef):
        return False
    is_bound = identity.class_of(function) is not None and not (
        db.infer.function_facts(db, function).flags & queries.STATIC_METHOD
    )
    return any(
        each.name == name and each.kind in _BY_NAME and not (is_bound and n == 0) for n, each in enumerate(node.params)
    )


def _forms(db: database.ProjectDatabase, function: definition.Definition) -> dict[definition.Definition, None]:
    """A function, and what stands for it: its overloads, and what other ways bind to its name."""
    inside = function.scope
    if inside.kind == scope.FUNCTION:
        bound = _bound_beside(function)
        last: list[lookup.Origin] = [*bound[-1:]]
    else:
        bound = [where.definition(number) for where, number in symbols.bound_as(inside, function.name)]
        last = [each for each in lookup.of_symbol(db, inside.symbol(function.name)) if _is_function(each)]
    overloads = [
        each for each in bound if _is_function(each) and db.infer.function_facts(db, each).flags & queries.OVERLOAD
    ]
    if inside.kind == scope.FUNCTION and not overloads:
        return {function: None}
    found = dict.fromkeys([each for each in (*overloads, *last) if isinstance(each, definition.Definition)])
    return found if function in found else {function: None}


def _bound_beside(function: definition.Definition) -> list[definition.Definition]:
    """What is bound to the name of a function in a function, or in a class there."""
    return [
        function.region.definition(n)
        for n, each in enumerate(function.region.index.bindings)
        if each.place == function.place and each.scope == function.local_scope and each.kind == use_def.FUNCTION
    ]


def _is_function(origin: lookup.Origin) -> bool:
    return isinstance(origin, definition.Definition) and origin.exists and origin.kind == use_def.FUNCTION


def _methods(
    db: database.ProjectDatabase, inside: scope.Scope, name: str, paths: list[str]
) -> Iterator[definition.Definition]:
    """The methods of a name in a class, in classes above and below, and above and below these."""
    owner = inside.definition
    start = None if owner is None else subclasses.literal_of(db, owner)
    pending = [] if start is None else [start]
    seen = set(pending)
    while pending:
        db.check_cancelled()
        literal = pending.pop()
        body = classes.scope(literal)
        found = [] if body is None else lookup.of_symbol(db, body.symbol(name))
        own = [each for each in found if isinstance(each, definition.Definition) and _is_function(each)]
        if not own or body is None:
            continue  # it passes on what it inherits
        for each in own:
            yield from _forms(db, each)
        if not navigation.is_library(db, body.file):
            for further in _around(db, literal, paths):
                if further not in seen:
                    seen.add(further)
                    pending.append(further)


def _around(
    db: database.ProjectDatabase, literal: kinds.ClassLiteral, paths: list[str]
) -> Iterator[kinds.ClassLiteral]:
    for base in mro.of(db, literal)[1:]:
        if base is not None:
            yield base.literal
    for each in subclasses.all_below(db, literal, paths):
        below = subclasses.literal_of(db, each)
        if below is not None:
            yield below
