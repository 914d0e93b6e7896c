"""Is a type variable bound where it is used: by a function, class or alias around it?

In:  an annotation of a variable that was read, the header of a `def`, or a `type` statement.
Out: nothing; findings of the rule `unbound-type-variable`.
Always: a callable type may have variables of its own, so those in one are free to stand; what a result's callable
binds is in scope inside the function that gives it.
Source: the typing specification, "Scoping rules for type variables".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import findings, kinds
from pebre_analysis.types.algebra import generics, sources, type_forms, union
from pebre_analysis.types.infer import annotation_context, annotation_strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.annotation_context import Context
    from pebre_analysis.types.infer.region import RegionInference

_ANYTHING_AROUND = "a function, class or alias around it"


def annotation(c: Context, node: ir.Expr, declared: kinds.Type) -> None:
    """The annotation of a variable, with what is bound around it."""
    for var in dict.fromkeys(_outside_callables(declared)):
        if var.binding is None and var.kind != kinds.SELF and not _is_in_result(c, var) and not _is_named(c, var):
            _say(c, node, var, _ANYTHING_AROUND)


def function(c: Context, node: ir.FunctionDef, definition: Definition, signature: kinds.Signature) -> None:
    """The header of a `def`."""
    written = set(annotation_context.own_parameters(definition))
    for var in signature.type_params:
        if var.binding is not definition or var.kind == kinds.SELF:
            continue
        if written and var.definition not in written:
            at = _first_use(node, signature, var)
            _say(c, at, var, f"the list of type parameters of `{node.name}`")
        elif var.kind == kinds.PARAM_SPEC and not written:
            types = [param.type for param in signature.params if param.type is not None]
            if var in types and var not in generics.variables([each for each in types if each is not var]):
                _say(c, _first_use(node, signature, var), var, "another parameter, so nothing says what it stands for")


def alias(c: Context, node: ir.TypeAliasDef, definition: Definition, value: kinds.Type) -> None:
    """The value of a `type` statement, which binds its own parameters only."""
    written = set(annotation_context.own_parameters(definition))
    for var in generics.variables([value]):
        if var.kind != kinds.SELF and var.binding in (None, definition) and var.definition not in written:
            _say(c, node.value, var, f"the list of type parameters of `{definition.name}`")


def class_alias(c: Context, node: ir.Expr, value: kinds.Type) -> None:
    """The value of `X: TypeAlias = …`: its variables are its own parameters, never those of a class around it."""
    for var in type_forms.free_variables(value):
        for outer in sources.outer_definitions(c.scope):
            params = c.db.infer.class_type_params(c.db, outer) if outer.kind == use_def.CLASS else ()
            if any(each.definition is var.definition for each in params):
                text = f"`{var.name}` is a type variable of the class `{outer.name}`, which an alias in it cannot have"
                c.report(findings.INVALID_TYPE_FORM, node, text)
                return


def constructed(r: RegionInference, node: ir.Subscript, callee: kinds.Type) -> None:
    """`list[T]()`: a class that is called knows what it holds."""
    unbound = type_forms.free_variables(callee)
    if unbound:
        c = annotation_context.Context(r)
        bound = c.bound(callee)
        for var in unbound:
            if var in generics.variables([bound]) and not _is_named(c, var):
                _say(c, node.index, var, _ANYTHING_AROUND)
                return


def _say(c: Context, node: ir.Node, var: kinds.TypeVar, where: str) -> None:
    related = (findings.Related(var.definition, f"`{var.name}` is declared here"),)
    c.report(findings.UNBOUND_TYPE_VARIABLE, node, var.name, where, related=related)


def _outside_callables(ty: kinds.Type) -> Iterator[kinds.TypeVar]:
    pending = list(union.parts(ty))
    while pending:
        each = pending.pop()
        if not each.generic:
            continue
        if isinstance(each, kinds.TypeVar):
            yield each
        elif isinstance(each, kinds.Instance):
            pending += each.cls.args
        elif isinstance(each, kinds.Tuple):
            pending += [*each.prefix, *each.suffix, *(() if each.variadic is None else (each.variadic,))]
        elif isinstance(each, kinds.Union):
            pending += each.parts
        elif isinstance(each, kinds.SubclassOf):
            pending.append(each.of)
        elif isinstance(each, kinds.Alias):
            pending += each.args


def _is_in_result(c: Context, var: kinds.TypeVar) -> bool:
    """Does a function around the annotation give a callable that has the variable for its own?"""
    for outer in sources.outer_definitions(c.scope):
        if outer.kind == use_def.FUNCTION:
            returns = c.db.infer.function_facts(c.db, outer).signature.returns
            found = () if returns is None else generics.variables([returns])
            if any(each.definition is var.definition for each in found):
                return True
    return False


def _is_named(c: Context, var: kinds.TypeVar) -> bool:
    """Does the header of a function around name the variable, in a form that was not understood?"""
    for outer in sources.outer_definitions(c.scope):
        outer.region.code.get(c.db)
        node = outer.binding.node
        if isinstance(node, ir.FunctionDef):
            annotations = [node.returns, *(param.annotation for param in node.params)]
            if any(each is not None and annotation_strings.mentions(each, var.definition.name) for each in annotations):
                return True
    return False


def _first_use(node: ir.FunctionDef, signature: kinds.Signature, var: kinds.TypeVar) -> ir.Node:
    """The first annotation in the header that speaks of the variable."""
    by_name = {param.name: param.type for param in signature.params}
    for param in node.params:
        ty = by_name.get(param.name)
        if param.annotation is not None and ty is not None and var in generics.variables([ty]):
            return param.annotation
    return node.returns or node.name_node
