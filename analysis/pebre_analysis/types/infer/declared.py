"""What a place was declared to hold, and what a binding of it therefore has.

In:  a region's inference and the number of one of its bindings.
Out: the declared type or None; the type that the place has after the binding.
Method: the typing specification: a declaration sets the widest type; assignment narrows to the
assigned type where that fits. A value of which nothing is known has the declared type where it is declared, and is
unknown where it is assigned later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    attribute_declarations,
    class_members,
    classes,
    descriptors,
    items,
    members,
    relation,
    type_variables,
    typed_dicts,
    union,
)
from pebre_analysis.types.infer import annotation, reaching

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


MADE: Final = (use_def.FUNCTION, use_def.CLASS)
"""What a name may be given after it was one of these, is not judged."""


def of_binding(r: RegionInference, number: int) -> kinds.Type | None:
    """The declared type of the place that the binding binds: of the declarations that reach it, together."""
    record = r.index.bindings[number]
    if record.flags & use_def.DECLARES and record.kind == use_def.ANNOTATED:
        return of_annotation(r, record)
    place = record.place
    if "." in place or "[" in place:
        return None
    if record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
        disputed = reaching.disputed_by_owner(r, record) if r.check else []
        if disputed:
            r.disputed[number] = disputed
        return _together(r, [said_at(r, each) for each in reaching.of_owner(r, record)])
    if r.in_function or record.scope != 0:
        numbers = reaching.in_body(r, number)
        if len(numbers) > 1:
            r.disputed[number] = [r.definition(each) for each in numbers]
        if any(r.index.bindings[each].kind in MADE for each in numbers):
            return None
        return said_in(r, numbers[0]) if len(numbers) == 1 else _together(r, [said_in(r, each) for each in numbers])
    definitions = reaching.in_statement(r, place)
    if len(definitions) > 1 and reaching.passed_in_statement(r, place):
        r.disputed[number] = definitions
    if any(each.kind in MADE for each in definitions):
        return None
    return _together(r, [said_at(r, each) for each in definitions])


def _together(r: RegionInference, said: list[kinds.Type | None]) -> kinds.Type | None:
    """Nothing where one of them says nothing."""
    found = [each for each in said if each is not None]
    return union.of(r.db, found) if found and len(found) == len(said) else None


def said_in(r: RegionInference, number: int) -> kinds.Type | None:
    """What a declaration of the region says its name is; imports say nothing."""
    record = r.index.bindings[number]
    if record.kind == use_def.ANNOTATED:
        return of_annotation(r, record)
    if record.kind == use_def.PARAMETER and isinstance(record.node, ir.Parameter):
        return r.binding(number) if record.node.annotation is not None else None
    return r.binding(number) if record.kind in MADE else None


def said_at(r: RegionInference, definition: Definition) -> kinds.Type | None:
    """What a declaration of any region says."""
    return r.db.infer.definition_type(r.db, definition).declared


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
    if region.key != record.place:
        return None
    before = region.before.get(r.db)
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
    if record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
        found = reaching.of_owner(r, record)
        return found[0] if found else None
    if r.in_function or record.scope != 0:
        numbers = reaching.in_body(r, number)
        return r.definition(numbers[0]) if numbers else None
    return next((each for each in reaching.in_statement(r, record.place) if each.kind == use_def.ANNOTATED), None)


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


def of_name(r: RegionInference, node: ir.Name) -> kinds.Type | None:
    """What the scope that binds the name says it holds; None where it does not say so of all that reaches the place."""
    bound = [each for each, _, _ in r.index.states[r.index.marks[node.n]] if each >= 0]
    if bound:
        return _together(r, [of_binding(r, each) for each in bound])
    for scope in _scopes_around(r):
        state = scope.symbol(node.id).state.get(r.db)
        if state is not None:
            found = [said_at(r, each) for each in state.declarations if each.kind == use_def.ANNOTATED]
            return _together(r, found)
    return None


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
        return attribute_declarations.of(r.db, r.infer(target.value), target.attr)
    if isinstance(target, ir.Subscript):
        owner = r.infer(target.value)
        if isinstance(owner, kinds.Instance) and typed_dicts.is_typed_dict(r.db, owner.cls.literal):
            return typed_dicts.item(r.db, owner, r.infer(target.index))
        return items.value_wanted(r.db, owner, r.infer(target.index))
    return None


def read_back(r: RegionInference, target: ir.Attribute, given: kinds.Type) -> kinds.Type:
    """What reading the attribute gives after `given` was assigned to it."""
    owner = r.infer(target.value)
    got = _from_descriptor(r.db, owner, target.attr, given)
    if got is not None:
        kept = union.filtered(r.db, got, lambda part: not relation.is_disjoint(r.db, part, given))
        return got if kept is kinds.NEVER else kept
    wanted = attribute_declarations.of(r.db, owner, target.attr)
    if wanted is not None and not relation.is_assignable(r.db, given, wanted):
        return wanted  # an error: it is not taken for granted that it was meant so
    return given


def _from_descriptor(db: queries.Db, owner: kinds.Type, name: str, given: kinds.Type) -> kinds.Type | None:
    """What a property, or a descriptor with `__set__`, gives for an attribute: it need not be what was assigned."""
    outer = type_variables.upper_bound(db, owner) if isinstance(owner, kinds.TypeVar) else owner
    cls = classes.of_instance(db, outer) if isinstance(outer, kinds.Instance) else None
    if cls is None or attribute_declarations.is_free(db, cls, name):
        return None
    raw = class_members.class_member(db, cls, name)
    if raw is None or not class_members.is_data_descriptor(db, raw.type):
        return None
    if isinstance(raw.type, kinds.Property) and raw.type.setter is None:
        return None  # it is another class's that takes it
    if not raw.declared and descriptors.only_sets(db, raw.type):
        return union.two(db, given, kinds.UNKNOWN)
    return members.type_of(db, owner, name)


def first_type(r: RegionInference, number: int, wanted: kinds.Type, given: kinds.Type) -> kinds.Type:
    """What the place has after `given` was assigned to it in its declaration: what is declared where that may be all
    that is known of the value."""
    found = bound_type(r, number, given)
    return wanted if relation.is_assignable(r.db, wanted, found) else found


def bound_type(r: RegionInference, number: int, given: kinds.Type) -> kinds.Type:
    """What the place has after `given` was assigned to it."""
    wanted = of_binding(r, number)
    if wanted is None or wanted is given:
        return given
    if wanted is kinds.ANY:
        return wanted  # who writes `Any` wants no questions
    if isinstance(given, kinds.Dynamic):
        return given
    if relation.is_assignable(r.db, given, wanted):
        if wanted.__class__ is not kinds.Instance:
            given = _opened(r, given, wanted)
        elif _holds_anything(wanted, given):
            given = wanted
        if r.misfits:
            r.misfits.pop(number, None)
        return given
    if not reaching.is_certain(r, number):
        return given
    if r.check:
        r.misfits[number] = (given, wanted)  # the last turn of a loop counts
    return wanted


def _holds_anything(wanted: kinds.Type, given: kinds.Type) -> bool:
    """`options: dict[str, Any] = dict(a=1)`: whatever was put in first, anything may follow."""
    if not isinstance(wanted, kinds.Instance) or not isinstance(given, kinds.Instance):
        return False
    return wanted.cls.literal is given.cls.literal and any(each is kinds.ANY for each in wanted.cls.args)


def _opened(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    """A class known by a type variable only is `type[Any]` where that is declared: it may take any arguments."""
    if not any(isinstance(part, kinds.SubclassOf) and part.of is kinds.ANY for part in union.parts(wanted)):
        return given
    any_class = build.subclass_of(r.db, kinds.ANY)

    def opened(part: kinds.Type) -> kinds.Type:
        return any_class if isinstance(part, kinds.SubclassOf) and isinstance(part.of, kinds.TypeVar) else part

    return union.map_parts(r.db, given, opened)
