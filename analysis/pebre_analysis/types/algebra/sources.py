"""What the algebra asks of the layers below: where a class or function stands and which scope it opens.

In:  definitions and scopes.
Out: entities and names.
Always: names, kinds and parents of entities are part of their identity, so asking for them records no edge;
what a scope holds is read through cells and does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.modules import reverse, standard
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.source import files

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.types import queries


def enclosing(definition: definitions.Definition) -> scopes.Scope:
    """The scope in whose code the definition stands; a class for its methods, also inside functions."""
    body = definition.body_scope
    if body is not None and body.parent is not None:
        return body.parent
    return definition.scope


def owner_class(definition: definitions.Definition) -> definitions.Definition | None:
    """The class in whose body the definition stands, if it stands in one."""
    scope = enclosing(definition)
    return scope.definition if scope.kind == scopes.CLASS else None


def outer_definitions(scope: scopes.Scope | None) -> list[definitions.Definition]:
    """The `class` and `def` statements around code of this scope, innermost first, its own included."""
    found: list[definitions.Definition] = []
    while scope is not None:
        definition = scope.definition
        if definition is not None:
            found.append(definition)
        scope = scope.parent
    return found


def names(db: queries.Db, scope: scopes.Scope) -> frozenset[str]:
    return scope.names.get(db)


def file(definition: definitions.Definition) -> files.File:
    return definition.scope.file


def stdlib_file(db: queries.Db, module: str) -> files.File | None:
    """The stub of a standard library module, whatever else has that name."""
    return standard.file(db, module)


def module_name(db: queries.Db, definition: definitions.Definition) -> str:
    """The module in which the definition stands, "" when it is on no search path."""
    found = reverse.file_to_module(db, file(definition))
    return "" if found is None else found.name


def class_definitions(db: queries.Db, scope: scopes.Scope) -> list[definitions.Definition]:
    """Every binding and declaration made by the class body itself, in source order."""
    owner = scope.definition
    if owner is None or scope.kind != scopes.CLASS:
        return []
    if owner.scope.kind == scopes.FUNCTION:
        return _nested_definitions(db, owner)
    found: list[definitions.Definition] = []
    for region in scope.statements.get(db):
        region.code.get(db)
        found.extend(region.definition(number) for number, each in enumerate(region.index.bindings) if each.scope == 0)
    return found


def set_on_creation(db: queries.Db, scope: scopes.Scope) -> frozenset[str]:
    """Names of the attributes that the `__init__` of a class assigns through `self`."""
    found: set[str] = set()
    for each in class_definitions(db, scope):
        body = each.body_scope.body if each.name == "__init__" and each.body_scope is not None else None
        if body is not None:
            body.code.get(db)
            index = body.index
            assert isinstance(index, use_def.BodyIndex)
            found.update(name for name, _ in index.attributes)
    return frozenset(found)


def _nested_definitions(db: queries.Db, owner: definitions.Definition) -> list[definitions.Definition]:
    """Of a class that stands in a function: its body belongs to the function's region."""
    region = owner.region
    region.code.get(db)
    node = owner.binding.node
    for number, local in enumerate(region.index.scopes):
        if local.kind == use_def.CLASS_SCOPE and local.n == node.n:
            return [region.definition(at) for at, each in enumerate(region.index.bindings) if each.scope == number]
    return []
