"""What a place was declared to hold, and what a binding of it therefore has.

In:  a region's inference and the number of one of its bindings.
Out: the declared type or None; the type that the place has after the binding.
Method: the typing specification: a declaration sets the widest type; assignment narrows to the
assigned type where that fits. An assigned value of which nothing is known has the declared type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import (
    classes,
    generics,
    items,
    known,
    members,
    mro,
    relation,
    type_variables,
    typed_dicts,
    union,
)
from pebre_analysis.types.infer import annotation

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def of_binding(r: RegionInference, number: int) -> kinds.Type | None:
    """The declared type of the place that the binding binds, wherever the declaration stands."""
    record = r.index.bindings[number]
    if record.flags & use_def.DECLARES and record.kind == use_def.ANNOTATED:
        return of_annotation(r, record)
    place = record.place
    if "." in place or "[" in place:
        return None
    if r.in_function or record.scope != 0:
        if record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
            return None
        return _in_region(r, number, record)
    symbol = r.scope.symbol(place)
    state = symbol.state.get(r.db)
    found = []
    for definition in () if state is None else state.declarations:
        if definition.kind == use_def.ANNOTATED and not _comes_later(r, definition):
            ty = r.db.infer.definition_type(r.db, definition).declared
            if ty is not None:
                found.append(ty)
    return union.of(r.db, found) if found else None


def _comes_later(r: RegionInference, definition: Definition) -> bool:
    """Does the declaration surely stand further down? Of a value before it, it says nothing."""
    region = definition.region
    return region.key == r.region.key and region.scope is r.region.scope and region.nth > r.region.nth


def value_before(r: RegionInference, number: int) -> kinds.Type | None:
    """What the place of a bare declaration was given before by a statement of its own; None if by none, or if another
    declaration stands between."""
    record = r.index.bindings[number]
    if r.in_function:
        for at in range(number - 1, -1, -1):
            each = r.index.bindings[at]
            if each.place == record.place and each.scope == record.scope:
                return r.binding(at) if each.kind == use_def.ASSIGN else None
        return None
    region = r.region
    if not region.nth or region.key != record.place:
        return None
    known = region.scope.regions.get(region.key)
    before = known[region.nth - 1] if isinstance(known, list) else None
    if before is None:
        return None
    before.code.get(r.db)
    at = before.number_of(0, record.place, 0)
    if at < 0 or before.index.bindings[at].kind != use_def.ASSIGN:
        return None
    return r.db.infer.definition_type(r.db, before.definition(at)).binding


def declaration_of(r: RegionInference, number: int) -> Definition | None:
    """The annotation that says what the place of the binding may hold."""
    record = r.index.bindings[number]
    if r.in_function or record.scope != 0:
        for at in range(number - 1, -1, -1):
            each = r.index.bindings[at]
            if each.place == record.place and each.scope == record.scope and each.flags & use_def.DECLARES:
                return r.definition(at)
        return None
    state = r.scope.symbol(record.place).state.get(r.db)
    found = () if state is None else state.declarations
    return next((each for each in found if each.kind == use_def.ANNOTATED), None)


def _in_region(r: RegionInference, number: int, bound: use_def.Binding) -> kinds.Type | None:
    """The declaration before the binding, in a function body: what is declared later does not hold yet."""
    for at in range(number - 1, -1, -1):
        record = r.index.bindings[at]
        if record.place == bound.place and record.scope == bound.scope and record.flags & use_def.DECLARES:
            if record.kind == use_def.ANNOTATED:
                return of_annotation(r, record)
            if record.kind == use_def.PARAMETER and isinstance(record.node, ir.Parameter):
                return r.binding(at) if record.node.annotation is not None else None
            return None
    return None


def is_declared(r: RegionInference, node: ir.Name) -> bool:
    """Does an annotation of the scope that binds the name say what it holds?"""
    mark = r.index.marks[node.n]
    bound = [each for each, _, _ in r.index.states[mark] if each >= 0]
    if bound:
        return all(_says(r, each) for each in bound)
    for scope in _scopes_around(r):
        state = scope.symbol(node.id).state.get(r.db)
        if state is not None:
            return any(each.kind == use_def.ANNOTATED for each in state.declarations)
    return False


def _says(r: RegionInference, number: int) -> bool:
    record = r.index.bindings[number]
    if record.kind == use_def.PARAMETER:
        return isinstance(record.node, ir.Parameter) and record.node.annotation is not None
    return of_binding(r, number) is not None


def _scopes_around(r: RegionInference) -> list[scopes.Scope]:
    found: list[scopes.Scope] = []
    at: scopes.Scope | None = r.scope
    while at is not None:
        if at is r.scope or at.kind != scopes.CLASS:
            found.append(at)
        at = at.parent
    return found


def said(r: RegionInference, record: use_def.Binding) -> annotation.Declared | None:
    """What the annotation of an ANNOTATED binding says."""
    node = record.node
    expression = node.annotation if isinstance(node, ir.AnnAssign | ir.Assign | ir.For | ir.With) else None
    return None if expression is None else annotation.declared_type(r, expression)


def of_annotation(r: RegionInference, record: use_def.Binding) -> kinds.Type | None:
    """The type that the annotation gives; None for a bare `Final` and the like."""
    found = said(r, record)
    return None if found is None else found.type


def of_target(r: RegionInference, target: ir.Expr) -> kinds.Type | None:
    """The type that may be assigned to a target: what a value is expected to be."""
    if isinstance(target, ir.Name):
        number = r.index.marks[target.n] - 1
        return of_binding(r, number) if number >= 0 else None
    if isinstance(target, ir.Attribute):
        return of_attribute(r.db, r.infer(target.value), target.attr)
    if isinstance(target, ir.Subscript):
        owner = r.infer(target.value)
        if isinstance(owner, kinds.Instance) and typed_dicts.is_typed_dict(r.db, owner.cls.literal):
            return typed_dicts.item(r.db, owner, r.infer(target.index))
        return items.value_wanted(r.db, owner, r.infer(target.index))
    return None


def of_attribute(db: queries.Db, owner: kinds.Type, name: str) -> kinds.Type | None:
    """What an annotation in the class, or at a `self.name`, says of an attribute; asks for no inferred type.

    Looking the member up would ask for every assignment to it, the one being inferred included.
    """
    if isinstance(owner, kinds.TypeVar):
        owner = type_variables.upper_bound(db, owner)
    if isinstance(owner, kinds.Union):
        wanted = {of_attribute(db, part, name) for part in owner.parts}
        return wanted.pop() if len(wanted) == 1 else None
    cls = classes.of_instance(db, owner)
    if cls is None:
        return None
    for base in mro.specialised(db, cls):
        scope = None if base is None else classes.scope(base.literal)
        if base is None or scope is None:
            continue
        symbol = scope.symbol(name)
        state = symbol.state.get(db)
        declared = (*(() if state is None else state.declarations), *symbol.sites.get(db))
        for definition in declared:
            if definition.kind == use_def.ANNOTATED:
                ty = db.infer.definition_type(db, definition).declared
                return None if ty is None else generics.substitute(db, ty, generics.mapping(db, base))
        if state is not None:
            return None
    return None


def read_back(r: RegionInference, target: ir.Attribute, given: kinds.Type) -> kinds.Type:
    """What reading the attribute gives after `given` was assigned to it."""
    owner = r.infer(target.value)
    got = _from_descriptor(r.db, owner, target.attr)
    if got is not None:
        kept = union.filtered(r.db, got, lambda part: not relation.is_disjoint(r.db, part, given))
        return got if kept is kinds.NEVER else kept
    wanted = of_attribute(r.db, owner, target.attr)
    if wanted is not None and not relation.is_assignable(r.db, given, wanted):
        return wanted  # an error: it is not taken for granted that it was meant so
    return given


def _from_descriptor(db: queries.Db, owner: kinds.Type, name: str) -> kinds.Type | None:
    """What a property, or a descriptor with `__set__`, gives for an attribute: it need not be what was assigned."""
    outer = type_variables.upper_bound(db, owner) if isinstance(owner, kinds.TypeVar) else owner
    cls = classes.of_instance(db, outer) if isinstance(outer, kinds.Instance) else None
    raw = None if cls is None else members.class_member(db, cls, name)
    if raw is None or not members.is_data_descriptor(db, raw.type):
        return None
    return members.type_of(db, owner, name)


def bound_type(r: RegionInference, number: int, given: kinds.Type) -> kinds.Type:
    """What the place has after `given` was assigned to it."""
    wanted = of_binding(r, number)
    if wanted is None or wanted is given:
        return given
    if wanted is kinds.ANY:
        return wanted  # who writes `Any` wants no questions
    if isinstance(given, kinds.Dynamic):
        # What is declared, but nobody can say that it is None.
        return (
            union.filtered(r.db, wanted, lambda part: not known.is_none(r.db, part))
            if wanted.__class__ is kinds.Union
            else wanted
        )
    if relation.is_assignable(r.db, given, wanted):
        if wanted.__class__ is not kinds.Instance:
            given = _opened(r, given, wanted)
        if r.misfits:
            r.misfits.pop(number, None)
        return given
    if r.check:
        r.misfits[number] = (given, wanted)  # the last turn of a loop counts
    return wanted


def is_public(scope: scopes.Scope) -> bool:
    """Can names of the scope be read from elsewhere by name?"""
    return scope.kind != scopes.FUNCTION


def _opened(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    """A class known by a type variable only is `type[Any]` where that is declared: it may take any arguments."""
    if not any(isinstance(part, kinds.SubclassOf) and part.of is kinds.ANY for part in union.parts(wanted)):
        return given
    any_class = kinds.subclass_of(r.db, kinds.ANY)

    def opened(part: kinds.Type) -> kinds.Type:
        return any_class if isinstance(part, kinds.SubclassOf) and isinstance(part.of, kinds.TypeVar) else part

    return union.map_parts(r.db, given, opened)
