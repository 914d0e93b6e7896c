"""When two words mean the same thing: what is counted as one for references, highlights and renaming.

In:  a target, or an origin.
Out: hashable identities. A name's is (scope, name), whichever of its bindings is meant; an attribute's is
     (class, name), whether the class body or a method gives it; a module's is the module.
Always
  - a word has the identities of all it stands for on its way through imports, nearest first: `y` of
    `from m import x as y` is the `y` of this file, and the `x` of `m`;
  - a method and the one it overrides are the same thing to whoever renames one: see `Family`.
Does not know: positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pebre_analysis.ide.common import lookup, origins, source_mapping, target
from pebre_analysis.modules import module, resolve
from pebre_analysis.semantic import definition, region, scope, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_MAX_STEPS: Final = 100  # imports on the way from a word to what it means
_CONSTRUCTORS: Final = ("__init__", "__new__")


class Name(NamedTuple):
    """A name of a scope, or an attribute of a class. `inner`: of a scope without an entity of its own (a lambda or
    comprehension), the region it stands in and its number there."""

    scope: scope.Scope
    name: str
    inner: tuple[region.Region, int] | None = None


Identity: TypeAlias = Name | module.Module


def of_target(db: database.ProjectDatabase, at: target.Target) -> list[Identity]:
    """What the word means, nearest first."""
    return chain(db, origins.of_target(db, at))


def chain(
    db: database.ProjectDatabase,
    found: Iterable[lookup.Origin],
    leaves_out: Callable[[files.File], bool] | None = None,
) -> list[Identity]:
    """The identities of origins, of what is behind them through imports, and of the source behind stubs, but for
    source that `leaves_out` names."""
    identities: dict[Identity, None] = {}
    seen: set[lookup.Origin] = set()
    pending = list(found)
    while pending and len(seen) < _MAX_STEPS:
        origin = pending.pop(0)
        if origin in seen:
            continue
        seen.add(origin)
        own = of_origin(origin)
        if own is not None:
            identities[own] = None
        pending += lookup.behind(db, origin, resolve.Mode.TYPING)
    for end in lookup.followed(db, list(seen)):
        for source in source_mapping.source_of(db, end, leaves_out=leaves_out):
            own = of_origin(source)
            if own is not None:
                identities[own] = None
    return list(identities)


def of_origin(origin: lookup.Origin) -> Identity | None:
    """The identity of one origin; None of what is gone, and of star imports, which name nothing."""
    if isinstance(origin, module.Module):
        return origin
    if isinstance(origin, lookup.Starred) or not origin.exists:
        return None
    prefix, dot, attribute = origin.place.rpartition(".")
    if not dot:
        if not origin.local_scope:
            return Name(_binding_scope(origin), origin.place)
        body = _class_body(origin)
        return (
            Name(body, origin.place) if body else Name(origin.scope, origin.place, (origin.region, origin.local_scope))
        )
    owner = origin.scope.parent
    if prefix.isidentifier() and owner is not None and owner.kind == scope.CLASS:
        return Name(owner, attribute)  # `self.x` in a method
    return Name(origin.scope, origin.place)


def _class_body(found: definition.Definition) -> scope.Scope | None:
    """The class in a function that binds a name; None if something else there does."""
    pending = [found.scope]
    while pending:
        at = pending.pop()
        if at.code_region is found.region and at.local_scope == found.local_scope:
            return at if at.kind == scope.CLASS else None
        at.settle()
        pending += [each for each in at.child_scopes() if each.code_region is found.region]
    return None


def class_of(found: definition.Definition) -> scope.Scope | None:
    """The class whose body binds it."""
    if found.local_scope:
        return _class_body(found)
    return found.scope if found.scope.kind == scope.CLASS else None


def _binding_scope(found: definition.Definition) -> scope.Scope:
    """The scope that has the name: `global` and `nonlocal` send it outwards."""
    at = found.scope
    flags = found.flags
    if flags & use_def.GLOBAL:
        return at.index.module
    if flags & use_def.NONLOCAL:
        above = at.parent
        while above is not None:
            if above.kind == scope.FUNCTION and found.place in above.index.names_of(above):
                return above
            above = above.parent
    return at


def is_alias(found: lookup.Origin, word: str) -> bool:
    """Whether the word is a name that an import gives to something called otherwise."""
    if not isinstance(found, definition.Definition) or not found.exists:
        return False
    node = found.binding.node
    aliases = node.names if isinstance(node, ir.ImportFrom) else (node,)
    return any(
        isinstance(each, ir.Alias) and each.n == found.binding.n and each.as_node is not None and each.name != word
        for each in aliases
    )


class Family:
    """The classes that share a member with one: what inherits from it, and what it inherits from; a constructor is that
    of its class alone. For one question."""

    def __init__(self, db: database.ProjectDatabase, of: Name) -> None:
        self.of = of
        above = [] if of.name in _CONSTRUCTORS or of.inner is not None else _above(db, of.scope)
        self._is_shared = bool(above)
        self._known: dict[scope.Scope, bool] = dict.fromkeys(above, True)

    def shares(self, db: database.ProjectDatabase, other: Identity) -> bool:
        """Whether an attribute of another class is the same member."""
        if not isinstance(other, Name) or other.name != self.of.name or other.inner is not None:
            return False
        found = self._known.get(other.scope)
        if found is None:
            found = self._known[other.scope] = self._is_shared and self.of.scope in _above(db, other.scope)
        return found


def _above(db: database.ProjectDatabase, of: scope.Scope) -> list[scope.Scope]:
    """The bodies of a class and of those it inherits from; empty of what is no class."""
    own = _class(db, of)
    bodies = [classes.scope(base.literal) for base in mro.of(db, own) if base is not None] if own is not None else []
    return [each for each in bodies if each is not None]


def _class(db: database.ProjectDatabase, of: scope.Scope) -> kinds.ClassLiteral | None:
    own = of.definition
    if of.kind != scope.CLASS or own is None or not own.exists:
        return None
    return build.class_literal(db, own, kinds.STATEMENT, own.name)
