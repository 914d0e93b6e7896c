"""Does what is given fit what was declared? Assignments, returns, yields, defaults.

In:  a region's inference, the node that gives a value, its type.
Out: nothing; findings where the value does not fit.
Always: called once all of the statement is inferred, so that a loop is judged by what it came to;
gradual types fit everything; one finding per value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds
from pebre_analysis.types.algebra import (
    attributes,
    generics,
    iteration,
    known,
    relation,
    sources,
    typed_dicts,
    union,
    unknowns,
)
from pebre_analysis.types.infer import (
    attribute_findings,
    declared,
    deprecations,
    item_findings,
    own_containers,
    protocol_bodies,
    returns,
    typed_dict_findings,
)

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference

MAX_DEPTH: Final = 4

_REASONS: Final = {
    attributes.NO_SETTER: "is a property without a setter",
    attributes.NO_DELETER: "is a property without a deleter",
    attributes.IS_FINAL: "is `Final`",
    attributes.FROZEN: "is a field of a frozen dataclass",
    attributes.NAMED_TUPLE: "is a field of a named tuple",
    attributes.CLASS_VAR: "is a variable of the class, set through the class only",
    attributes.OF_INSTANCES: "is an attribute of instances, set in methods",
    attributes.OF_PARAMETERS: "is of a type that only instances of the class know",
}
# It is the way there that is wrong.
_ACCESS: Final = (attributes.CLASS_VAR, attributes.OF_INSTANCES, attributes.OF_PARAMETERS)
_OUTSIDE_ONLY: Final = (attributes.IS_FINAL, attributes.FROZEN, attributes.NAMED_TUPLE)


def fits(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> bool:
    """May the value stand where `wanted` is declared? Of what is partly unknown nothing is said."""
    if relation.is_assignable(r.db, given, wanted):
        return True
    given = unknowns.loosened(r.db, given)
    return relation.is_assignable(r.db, _softened(r, given, 0), wanted) or _has_lost_variables(r, given)


def is_held_back(r: RegionInference, given: kinds.Type | None, wanted: kinds.Type | None) -> bool:
    """Is nothing said of such an argument? What may be Any fits, unless it may also be None."""
    if given is None or wanted is None:
        return False
    if unknowns.is_guess(given):
        return True
    loose = unknowns.loosened(r.db, given)
    if loose is not given and relation.is_assignable(r.db, loose, wanted):
        return True
    parts = union.parts(given)
    if not any(isinstance(part, kinds.Dynamic) for part in parts):
        return False
    none = known.none(r.db)
    return none not in parts or relation.is_assignable(r.db, none, wanted)


def _softened(r: RegionInference, ty: kinds.Type, depth: int) -> kinds.Type:
    """The type with each union that is partly unknown taken as wholly so."""
    if isinstance(ty, kinds.Union):
        return next((part for part in ty.parts if isinstance(part, kinds.Dynamic)), ty)
    if isinstance(ty, kinds.Tuple) and depth < MAX_DEPTH:
        variadic = None if ty.variadic is None else _softened(r, ty.variadic, depth + 1)
        prefix, suffix = (tuple(_softened(r, each, depth + 1) for each in part) for part in (ty.prefix, ty.suffix))
        return build.tuple_(r.db, prefix, variadic, suffix)
    return ty


def _has_lost_variables(r: RegionInference, ty: kinds.Type) -> bool:
    """Does it speak of a variable that no code around binds? Then a call was not understood."""
    if not ty.generic:
        return False
    around = sources.outer_definitions(r.scope)
    return any(var.kind != kinds.SELF and var.binding not in around for var in generics.variables([ty]))


def name(r: RegionInference, number: int, at: ir.Node) -> None:
    """The binding of a declared name; reported at `at`."""
    misfit = r.misfits.get(number)
    if misfit is None:
        return
    given, wanted = misfit
    if fits(r, given, wanted):
        return
    r.report(findings.INVALID_ASSIGNMENT, at, *_both(r, given, wanted), related=_declaration(r, number))


def declaration(r: RegionInference, target: ir.Name) -> None:
    """`name: T` without a value, of a name that has one."""
    number = r.index.marks[target.n] - 1
    if number < 0 or not r.check or r.muted:
        return
    given = declared.value_before(r, number)
    wanted = None if given is None else declared.of_binding(r, number)
    if given is not None and wanted is not None and not fits(r, given, wanted):
        r.report(findings.INVALID_DECLARATION, target, target.id, *_both(r, given, wanted))


def attribute(r: RegionInference, target: ir.Attribute, given: kinds.Type, at: ir.Node) -> None:
    """`owner.name = given`; reported at `at`, the value where there is one."""
    if not target.attr:
        return
    owner = r.infer(target.value)
    protocol_bodies.attribute(r, target, owner)
    for asked in attributes.settable(r.db, owner, target.attr):
        if asked.type is None:
            if asked.reason in _OUTSIDE_ONLY and _is_initialiser(r, target) and not _has_value(r, asked):
                continue
            reason = _REASONS[asked.reason]
            related = _related(asked.definition, f"`{target.attr}` {reason}")
            rule = findings.INVALID_ATTRIBUTE_ACCESS if asked.reason in _ACCESS else findings.INVALID_ASSIGNMENT
            r.report(rule, target, target.attr, display.text(r.db, owner), reason, related=related)
            return
        if asked.reason == attributes.DEPRECATED and asked.definition is not None:
            deprecations.used(r, target, asked.definition, "setter of property")
        if not isinstance(given, kinds.Dynamic) and not fits(r, given, asked.type):
            related = _related(asked.definition, f"`{target.attr}` is declared here")
            r.report(findings.INVALID_ASSIGNMENT, at, *_both(r, given, asked.type), related=related)
            return
    if r.check and not r.muted:
        attribute_findings.assigned(r, target, owner)


def item(r: RegionInference, target: ir.Subscript, given: kinds.Type, at: ir.Node) -> None:
    """`owner[index] = given`; reported at the index or `at`."""
    if not r.check or r.muted:
        return
    for part in unknowns.judged(r.db, r.infer(target.value)):
        if isinstance(part, kinds.Instance) and typed_dicts.is_typed_dict(r.db, part.cls.literal):
            typed_dict_findings.assigned(r, target, part, given, at)
        elif item_findings.assigned(r, target, part, given, at):
            return


def deleted(r: RegionInference, target: ir.Subscript) -> None:
    """`del owner[index]`."""
    if not r.check or r.muted:
        return
    for part in unknowns.judged(r.db, r.infer(target.value)):
        if isinstance(part, kinds.Instance) and typed_dicts.is_typed_dict(r.db, part.cls.literal):
            typed_dict_findings.deleted(r, target, part)
        else:
            item_findings.deleted(r, target, part)


def deleted_attribute(r: RegionInference, target: ir.Attribute) -> None:
    """`del owner.name`."""
    if not r.check or r.muted or not target.attr:
        return
    owner = r.infer(target.value)
    found = attributes.undeletable(r.db, owner, target.attr)
    if found is not None:
        reason = _REASONS[found.reason]
        told = "delete", target.attr, display.text(r.db, owner), reason, ""
        r.report(
            findings.INVALID_ASSIGNMENT, target, *told, related=_related(found.definition, f"`{target.attr}` {reason}")
        )


def returned(r: RegionInference, node: ir.Return, wanted: kinds.Type) -> None:
    """The value of a `return`; without one it is None."""
    given = known.none(r.db) if node.value is None else r.infer(node.value, wanted)
    if not fits(r, given, wanted) and not own_containers.will_do(r, node.value, given, wanted):
        at = node if node.value is None else node.value
        r.report(findings.INVALID_RETURN_TYPE, at, *_both(r, given, wanted), related=_promise(r))


def yielded(r: RegionInference, node: ir.Yield, given: kinds.Type, wanted: kinds.Type) -> None:
    """The value of a `yield`."""
    if not fits(r, given, wanted):
        at = node if node.value is None else node.value
        r.report(findings.INVALID_YIELD, at, *_both(r, given, wanted), related=_promise(r))


def yielded_from(r: RegionInference, node: ir.YieldFrom, given: kinds.Type, wanted: kinds.Type) -> None:
    """The items of a `yield from`, and what it hands down when something is sent."""
    item = iteration.iterate(r.db, given)
    if item is not None and not fits(r, item, wanted):
        r.report(findings.INVALID_YIELD, node.value, *_both(r, item, wanted), related=_promise(r))
        return
    inner, outer = iteration.generator_send(r.db, given), returns.sent_type(r)
    if not fits(r, outer, inner):
        r.report(findings.INVALID_YIELD, node.value, *_both(r, inner, outer), "send", related=_promise(r))


def default(r: RegionInference, param: ir.Parameter, wanted: kinds.Type) -> None:
    """The default of an annotated parameter."""
    if param.default is None or (isinstance(param.default, ir.Constant) and param.default.value is ...):
        return
    given = r.infer(param.default, wanted)
    if not fits(r, given, wanted):
        r.report(findings.INVALID_PARAMETER_DEFAULT, param.default, *_both(r, given, wanted))


def shown(r: RegionInference, ty: kinds.Type) -> str:
    return display.text(r.db, ty)


def _both(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> tuple[str, str]:
    """How the two are shown: in full."""
    return display.two(r.db, given, wanted)


def _declaration(r: RegionInference, number: int) -> tuple[findings.Related, ...]:
    """Where the place of the binding is declared, when that is another statement."""
    record = r.index.bindings[number]
    if record.flags & use_def.DECLARES:
        return ()
    place = declared.declaration_of(r, number)
    return _related(place, f"`{record.place}` is declared here")


def _promise(r: RegionInference) -> tuple[findings.Related, ...]:
    """The function around, whose annotation says what it gives."""
    definition = r.scope.definition
    return () if definition is None else _related(definition, f"`{definition.name}` is annotated here")


def _related(definition: Definition | None, message: str) -> tuple[findings.Related, ...]:
    return () if definition is None else (findings.Related(definition, message),)


def _has_value(r: RegionInference, asked: attributes.Settable) -> bool:
    """Has a `Final` attribute its value from the class body?"""
    if asked.reason != attributes.IS_FINAL or asked.definition is None:
        return False
    asked.definition.region.code.get(r.db)
    node = asked.definition.binding.node
    return isinstance(node, ir.AnnAssign) and isinstance(node.target, ir.Name) and node.value is not None


def _is_initialiser(r: RegionInference, target: ir.Attribute) -> bool:
    """Is it `self.name = …` in the method that makes the object?"""
    definition = r.scope.definition if r.in_function else None
    if definition is None or definition.name not in ("__init__", "__post_init__", "__new__", "__setstate__"):
        return False
    return isinstance(target.value, ir.Name)
