"""Calls: the forms of what is called, and which of them the arguments choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import attributes, origins, target
from pebre_analysis.semantic import definition, scope
from pebre_analysis.semantic import region as regions
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import arguments, call, signatures
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database


def chosen(db: database.ProjectDatabase, at: target.Target, callee: kinds.Type) -> kinds.Signature | None:
    """Where the target is what is called: the signature its arguments choose; None if there is no choice."""
    outer = at.parent
    return of_call(db, at, outer, callee) if isinstance(outer, ir.Call) and outer.func is at.node else None


def of_call(
    db: database.ProjectDatabase, at: target.Target, outer: ir.Call, callee: kinds.Type
) -> kinds.Signature | None:
    """The signature that the arguments of a call at a target choose; None if there is no choice."""
    if len(signatures.of(db, callee) or ()) < 2:
        return None
    infer = inference.RegionInference(db, at.region).infer
    given = [arguments.Argument(infer(each.value), each.name, each.stars) for each in outer.args]
    return call.call(db, callee, given).signature


def forms(
    db: database.ProjectDatabase, where: regions.Region, callee: ir.Expr
) -> list[tuple[kinds.Type, kinds.Signature]]:
    """The ways to call an expression of a region. Where decorators made something of a function that takes anything, or
    of which nothing is known, those that were written."""
    found = forms_of(db, origins.value_type(db, where, callee))
    if all(param.kind in (kinds.VARIADIC, kinds.KEYWORDS) for _, signature in found for param in signature.params):
        written = origins.behind_decorators(db, where, callee)
        if any(_is_decorated(each) for each in written):
            return [(kinds.UNKNOWN, _seen(db, each, isinstance(callee, ir.Attribute))) for each in written]
    return found


def forms_of(db: database.ProjectDatabase, callee: kinds.Type) -> list[tuple[kinds.Type, kinds.Signature]]:
    """The ways to call a value."""
    return [
        (part, signature)
        for part in attributes.parts(callee)
        if not isinstance(part, kinds.Dynamic)
        for signature in signatures.of(db, part) or ()
    ]


def _is_decorated(function: definition.Definition) -> bool:
    node = function.binding.node
    return isinstance(node, ir.FunctionDef) and bool(node.decorators)


def _seen(db: database.ProjectDatabase, function: definition.Definition, is_attribute: bool) -> kinds.Signature:
    """A function as it was written, from where it is called: without `self`."""
    found = signatures.of_def(db, function)
    is_method = function.scope.kind == scope.CLASS and is_attribute
    if not is_method or not found.params or db.infer.function_facts(db, function).flags & queries.STATIC_METHOD:
        return found
    return build.signature(db, found.params[1:], found.returns, found.type_params, found.gradual, found.definition)
