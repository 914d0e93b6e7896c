"""The names behind a dot: what `value.name` may be.

In:  the type of a value.
Out: names in no order, each with its definition where there is one, and the class or module that has it.
Always
  - of a union, what every part has that is known and not `None`; of one that nobody declared, what any of them has;
  - the closest class of the MRO that binds, declares or assigns a name counts;
  - types say which classes there are; of the members only the tables are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pebre_analysis.ide.common import attributes, names_in_scope
from pebre_analysis.modules import listing, resolve
from pebre_analysis.semantic import definition, scope, symbols
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, known, mro, type_variables, unknowns

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Named(NamedTuple):
    """Where a name comes from: its definition (None for a submodule or a field made by a call), and how far up."""

    definition: definition.Definition | None
    distance: int
    is_module: bool = False


def names(db: database.ProjectDatabase, value: kinds.Type) -> dict[str, Named]:
    """See the module's docstring."""
    parts = attributes.parts(value)
    known = [part for part in parts if not isinstance(part, kinds.Dynamic)]
    found: dict[str, Named] | None = None
    for part in [part for part in known if not _is_none(db, part)] or known:
        own = _of_part(db, part)
        if found is None:
            found = own
        elif unknowns.is_undeclared(value):
            found = {**own, **found}
        else:
            found = {name: each for name, each in found.items() if name in own}
    return found or {}


def _is_none(db: database.ProjectDatabase, part: kinds.Type) -> bool:
    cls = part.cls if isinstance(part, kinds.Instance) else None
    return cls is not None and cls.literal.name == "NoneType"


def _of_part(db: database.ProjectDatabase, part: kinds.Type) -> dict[str, Named]:
    if isinstance(part, kinds.Module):
        return of_module(db, part)
    if isinstance(part, kinds.TypeVar):
        part = type_variables.upper_bound(db, part)
    if isinstance(part, kinds.Super):
        return _behind(db, part)
    literal = _class_held(db, part.of) if isinstance(part, kinds.SubclassOf) else classes.of_value(db, part)
    if literal is not None:
        found = _of_class(db, mro.of(db, literal), with_instance=False)
        meta = classes.metaclass(db, literal)
        if meta is not None:
            for name, each in _of_class(db, mro.of(db, meta.literal), with_instance=True).items():
                found.setdefault(name, Named(each.definition, each.distance + 100))
        return found
    cls = classes.of_instance(db, part)
    return {} if cls is None else _of_class(db, mro.of(db, cls.literal), with_instance=True)


def _class_held(db: database.ProjectDatabase, of: kinds.Type) -> kinds.ClassLiteral | None:
    """The class of which `type[…]` holds one below."""
    if isinstance(of, kinds.TypeVar):
        of = type_variables.upper_bound(db, of)
    cls = classes.of_instance(db, of)
    return classes.of_value(db, of) if cls is None else cls.literal


def _behind(db: database.ProjectDatabase, part: kinds.Super) -> dict[str, Named]:
    """What `super()` reaches: the order of the owner from behind the pivot."""
    owner = part.owner.of if isinstance(part.owner, kinds.SubclassOf) else part.owner
    literal = _class_held(db, owner)
    pivot = classes.of_value(db, part.pivot)
    order = mro.of(db, literal) if literal is not None else ()
    at = next((n for n, base in enumerate(order) if base is not None and base.literal is pivot), -1)
    return _of_class(db, order[at + 1 :], with_instance=False)


def _of_class(db: database.ProjectDatabase, order: mro.Order, *, with_instance: bool) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for distance, base in enumerate(order):
        if base is None:
            continue
        if base.literal.kind != kinds.STATEMENT:
            for field in db.infer.synthesised(db, base.literal.anchor).fields:
                found.setdefault(field.name, Named(field.definition, distance))
            continue
        body = classes.scope(base.literal)
        if body is None:
            continue
        for name, own in names_in_scope.of_scope(body).items():
            found.setdefault(name, Named(own, distance))
        for name, own in assigned(body, of_class=not with_instance).items():
            found.setdefault(name, Named(own, distance))
    return found


def assigned(body: scope.Scope, *, of_class: bool = False) -> dict[str, definition.Definition]:
    """The attributes that methods assign through their first parameter; `of_class`: those where that is the class."""
    found: dict[str, definition.Definition] = {}
    body.settle()
    for method in body.child_scopes():
        region = method.body
        if region is None:
            continue
        method.settle()
        attributes = region.occurrence.index.attributes.get(region.number, ())
        if not attributes or symbols.is_static(method) or (of_class and not symbols.is_of_class(method)):
            continue
        for name, number in attributes:
            found.setdefault(name, region.definition(number))
    return found


def of_module(db: database.ProjectDatabase, module: kinds.Module) -> dict[str, Named]:
    """The names of a module, the modules in it, and what every module has."""
    found: dict[str, Named] = {}
    if module.module.file is not None:
        for name, own in names_in_scope.of_module(db, module.module.file).items():
            found[name] = Named(own, 0)
    if module.module.is_package:
        for name in listing.submodules(db, resolve.request(db, module.module.name)):
            found.setdefault(name, Named(None, 1, True))
    made = known.literal(db, "ModuleType", "types")
    if made is not None:
        for name, each in _of_class(db, mro.of(db, made), with_instance=True).items():
            found.setdefault(name, Named(each.definition, 100))
    return found
