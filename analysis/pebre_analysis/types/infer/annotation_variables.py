"""What is known of type variables, aliases and classes made by calls, by the definition that binds them.

In:  the definition of `T = TypeVar(…)`, a PEP 695 parameter, `type X = …`, `P = NamedTuple(…)` and the like.
Out: the records of `queries`; empty ones for calls that are not understood.
Always: read lazily, so variables and classes may name themselves in their own bounds and fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, generics, known, tuples, type_forms
from pebre_analysis.types.infer import annotation, annotation_callables, annotation_context, annotation_functional

_NO_FACTS: Final = queries.TypeVarFacts()
_NO_CLASS: Final = queries.Synthesised((kinds.UNKNOWN,), (), (), False)


def _call_of(definition: definitions.Definition) -> ir.Call | None:
    """The call on the right of the assignment; of a class, the first call among its bases."""
    node = definition.binding.node
    if isinstance(node, ir.ClassDef):
        return next((each.value for each in node.args if isinstance(each.value, ir.Call)), None)
    value = node.value if isinstance(node, (ir.Assign, ir.AnnAssign)) else None
    return value if isinstance(value, ir.Call) else None


# ---- type variables ----------------------------------------------------------------------------------


def _no_type_variable(db: queries.Db, definition: definitions.Definition) -> queries.TypeVarFacts:
    return _NO_FACTS


@query.query(definitions.Definition, cycle_initial=_no_type_variable)
def type_variable(db: queries.Db, definition: definitions.Definition) -> queries.TypeVarFacts:
    """Bound, constraints, default and variance of a type variable."""
    definition.region.code.get(db)
    c = annotation_context.Context(db.infer.names(db, definition.region))
    node = definition.binding.node
    if isinstance(node, ir.TypeParam):
        return _from_parameter(c, node)
    call = _call_of(definition)
    return _NO_FACTS if call is None else _from_call(c, call)


def _from_parameter(c: annotation_context.Context, node: ir.TypeParam) -> queries.TypeVarFacts:
    bound: kinds.Type | None = None
    constraints: tuple[kinds.Type, ...] = ()
    if isinstance(node.bound, ir.Tuple):
        constraints = tuple(annotation.evaluate(c, each) for each in node.bound.items)
    elif node.bound is not None:
        bound = annotation.evaluate(c, node.bound)
    default = None if node.default is None else _default(c, node.default, node.kind)
    return queries.TypeVarFacts(bound, constraints, default, queries.INFERRED)


def _from_call(c: annotation_context.Context, call: ir.Call) -> queries.TypeVarFacts:
    bound: kinds.Type | None = None
    default: kinds.Type | None = None
    constraints: list[kinds.Type] = []
    variance = queries.INVARIANT
    positional = 0
    kind = _called_name(call)
    for each in call.args:
        if each.stars:
            continue
        if each.name is None:
            positional += 1
            if positional > 1:
                constraints.append(annotation.evaluate(c, each.value))
        elif each.name == "bound":
            bound = annotation.evaluate(c, each.value)
        elif each.name == "default":
            default = _default(c, each.value, kind)
        elif each.name in _VARIANCES and isinstance(each.value, ir.Constant) and each.value.value is True:
            variance = _VARIANCES[each.name]
    return queries.TypeVarFacts(bound, tuple(constraints), default, variance)


def _called_name(call: ir.Call) -> str:
    if isinstance(call.func, ir.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ir.Attribute) else ""


_VARIANCES: Final = {
    "covariant": queries.COVARIANT,
    "contravariant": queries.CONTRAVARIANT,
    "infer_variance": queries.INFERRED,
}


def _default(c: annotation_context.Context, node: ir.Expr, kind: str) -> kinds.Type:
    if kind == "ParamSpec":
        return annotation_callables.spec_argument(c, node, 0)
    if kind == "TypeVarTuple":
        return annotation.unpacked(c, node, 0) or tuples.homogeneous(c.db, kinds.UNKNOWN)
    return annotation.evaluate(c, node)


# ---- aliases -----------------------------------------------------------------------------------------


def _no_alias(db: queries.Db, definition: definitions.Definition) -> queries.AliasFacts:
    return queries.AliasFacts(kinds.DIVERGENT)


@query.query(definitions.Definition, cycle_initial=_no_alias)
def alias_value(db: queries.Db, definition: definitions.Definition) -> queries.AliasFacts:
    """The value and parameters of `type X[…] = …`, `X = TypeAliasType("X", …)` or a recursive `X: TypeAlias = …`."""
    definition.region.code.get(db)
    c = annotation_context.Context(db.infer.names(db, definition.region), definition)
    node = definition.binding.node
    if isinstance(node, ir.TypeAliasDef):
        params = tuple(
            annotation_context.parameter_variable(db, each, definition)
            for each in annotation_context.own_parameters(definition)
        )
        return queries.AliasFacts(c.bound(annotation.evaluate(c, node.value)), params)
    call = _call_of(definition)
    if call is None:
        written = node.value if isinstance(node, (ir.Assign, ir.AnnAssign)) else None
        return queries.AliasFacts(kinds.UNKNOWN) if written is None else _unsaid(c, written, definition)
    value: kinds.Type = kinds.UNKNOWN
    found: list[kinds.TypeVar] = []
    positional = [each.value for each in call.args if each.name is None and not each.stars]
    if len(positional) > 1:
        value = annotation.evaluate(c, positional[1])
    for each in call.args:
        if each.name == "value":
            value = annotation.evaluate(c, each.value)
        elif each.name == "type_params" and isinstance(each.value, ir.Tuple):
            for item in each.value.items:
                value_ = c.value(item)
                meant = value_.of if isinstance(value_, kinds.KnownObject) else value_
                if isinstance(meant, kinds.TypeVar):
                    found.append(build.type_var(db, meant.name, meant.definition, meant.kind, definition))
    return queries.AliasFacts(c.bound(value), tuple(found))


def _unsaid(c: annotation_context.Context, written: ir.Expr, definition: definitions.Definition) -> queries.AliasFacts:
    """The value of an alias that does not say its parameters: they are its free variables, in order of appearance."""
    value = annotation.evaluate(c, written)
    free = type_forms.free_variables(value)
    own = [build.type_var(c.db, var.name, var.definition, var.kind, definition) for var in free]
    bound = generics.substitute(c.db, value, dict(zip(free, own, strict=True)))
    return queries.AliasFacts(bound, tuple(own))


# ---- classes made by calls -----------------------------------------------------------------------------


def _no_class(db: queries.Db, definition: definitions.Definition) -> queries.Synthesised:
    return _NO_CLASS


@query.query(definitions.Definition, cycle_initial=_no_class)
def synthesised(db: queries.Db, definition: definitions.Definition) -> queries.Synthesised:
    """The bases and fields of a class made by a call."""
    definition.region.code.get(db)
    call = _call_of(definition)
    if call is None:
        return _NO_CLASS
    c = annotation_context.Context(db.infer.names(db, definition.region))
    callee = c.value(call.func)
    handler = _handler(db, callee)
    return _NO_CLASS if handler is None else handler(c, call, callee)


_Handler = Callable[[annotation_context.Context, ir.Call, kinds.Type], queries.Synthesised]


def _handler(db: queries.Db, callee: kinds.Type) -> _Handler | None:
    if isinstance(callee, kinds.SpecialForm):
        return annotation_functional.typed_dict if callee.name == "TypedDict" else None
    if isinstance(callee, kinds.Function):
        if known.is_global(db, callee.definition, "namedtuple", ("collections",)):
            return annotation_functional.untyped_named_tuple
        if callee.definition.name == "NewType":
            return annotation_functional.new_type
        return annotation_functional.typed_dict if callee.definition.name == "TypedDict" else None
    if isinstance(callee, kinds.ClassLiteral):
        if callee.name == "NewType":
            return annotation_functional.new_type
        if callee.name == "NamedTuple":
            return annotation_functional.named_tuple
        if known.is_class(db, callee, "type"):
            return annotation_functional.dynamic
        if classes.facts(db, callee).flags & classes.ENUM:
            return annotation_functional.enum
    return None
