"""Type parameters where they are written: bounds, constraints, defaults, names that hide those around.

In:  a region's inference, the type parameters of a statement, or a call of `TypeVar` for its types only
     (`type_makers` judges it).
Out: findings at the bound, constraint, default or parameter.
Source: the typing specification, "Generics".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import sources
from pebre_analysis.types.infer import annotation, annotation_context, type_makers

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference


def parameters(r: RegionInference, params: tuple[ir.TypeParam, ...], definition: Definition) -> None:
    """`[T: bound = default]` of a class, function or alias."""
    c = annotation_context.Context(r, definition)
    c.is_lazy = True
    own = {each.binding.n: each for each in annotation_context.own_parameters(definition)}
    for param in params:
        if isinstance(param.bound, ir.Tuple):
            _constraints(r, c, param, param.bound)
        elif param.bound is not None:
            _bound(r, c, param, param.bound)
        if param.default is not None and param.kind == "TypeVar":
            annotation.evaluate(c, param.default)
            if param.n in own:
                variable = annotation_context.parameter_variable(r.db, own[param.n], definition)
                type_makers.default(r, param.default, variable)
    hidden(r, definition)


def called(r: RegionInference, node: ir.Call) -> None:
    """`TypeVar("T", …)`: its constraints and bound are types."""
    c = annotation_context.Context(r)
    positional = [each.value for each in node.args if each.name is None and not each.stars]
    for each in (*positional[1:], *(each.value for each in node.args if each.name == "bound")):
        annotation.evaluate(c, each)


def _bound(r: RegionInference, c: annotation_context.Context, param: ir.TypeParam, node: ir.Expr) -> None:
    found = annotation.evaluate(c, node)
    if found.generic:
        r.report(findings.INVALID_TYPE_VARIABLE_BOUND, node, param.name, display.text(r.db, found))


def _constraints(r: RegionInference, c: annotation_context.Context, param: ir.TypeParam, node: ir.Tuple) -> None:
    if len(node.items) < 2:
        r.report(findings.INVALID_TYPE_VARIABLE_CONSTRAINTS, node, param.name)
    for each in node.items:
        found = annotation.evaluate(c, each)
        if found.generic:
            r.report(findings.INVALID_TYPE_VARIABLE_CONSTRAINTS, each, param.name, display.text(r.db, found))


# ---- scopes --------------------------------------------------------------------------------------


def hidden(r: RegionInference, definition: Definition) -> None:
    """A parameter of the class or function that is one of a class or function around, too."""
    node = definition.binding.node
    if not isinstance(node, ir.ClassDef | ir.FunctionDef):
        return
    own = _params_of(r.db, definition)
    if not own:
        return
    for outer in sources.outer_definitions(sources.enclosing(definition)):
        for theirs in _params_of(r.db, outer):
            for var in own:
                if var.kind != kinds.SELF and (var.definition is theirs.definition or _same_name(var, theirs)):
                    r.report(findings.SHADOWED_TYPE_VARIABLE, node.name_node, var.name, outer.name)
                    return


def _same_name(var: kinds.TypeVar, theirs: kinds.TypeVar) -> bool:
    """Written in brackets, the one hides the other by its name."""
    return var.name == theirs.name and var.definition.kind == theirs.definition.kind == use_def.TYPE_PARAM


def _params_of(db: queries.Db, definition: Definition) -> tuple[kinds.TypeVar, ...]:
    if definition.kind == use_def.CLASS:
        return db.infer.class_type_params(db, definition)
    if definition.kind != use_def.FUNCTION:
        return ()
    params = db.infer.function_facts(db, definition).signature.type_params
    # A function has a variable of a class around only if that is written in its own brackets.
    return tuple(var for var in params if var.binding is definition)
