"""Type expressions: what an annotation says.

In:  an expression of a region, and the context it stands in.
Out: a type; for declarations also the qualifiers (`ClassVar`, `Final`, …).
Always
  - total: what is no type expression gives Unknown;
  - names and attributes are looked up once and noted, so hover works inside annotations;
  - variables are bound at the end (`Context.bound`); aliases without arguments get Unknown for theirs.
Does not know: special forms with arguments (`annotation_forms`), headers (`function_facts`, `class_facts`).
Source: the typing specification, "Type annotations" and its grammar of type expressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.semantic import scope
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, findings, kinds, queries
from pebre_analysis.types.algebra import generics, known, signatures, special_forms, tuples, type_forms, union
from pebre_analysis.types.infer import (
    annotation_context,
    annotation_forms,
    annotation_problems,
    annotation_strings,
    variable_scopes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.types.infer.annotation_context import Context

MAX_DEPTH: Final = 100


class Declared(msgspec.Struct, frozen=True, gc=False):
    """What an annotation declares; `type` None when it only qualifies (`Final`, `ClassVar`)."""

    type: kinds.Type | None
    qualifiers: int = 0

    @property
    def is_alias(self) -> bool:
        return bool(self.qualifiers & queries.EXPLICIT_ALIAS)


# ---- entry points ----------------------------------------------------------------------------------


def declared_type(names: queries.Names, node: ir.Expr) -> Declared:
    """The annotation of a variable or attribute."""
    special = _special_form(names, node)
    if special is not None:
        return Declared(special)
    context = annotation_context.Context(names)
    said = declaration(context, node)
    if said.type is None:
        return said
    found = context.bound(said.type)
    if found.generic and context.judges:
        variable_scopes.annotation(context, node, found)
    return Declared(found, said.qualifiers)


def _special_form(names: queries.Names, node: ir.Expr) -> kinds.Type | None:
    """`Optional: _SpecialForm` in the stub of `typing` declares the form itself."""
    statement = names.region.lowered.node
    if isinstance(statement, ir.AnnAssign) and isinstance(statement.target, ir.Name):
        if statement.target.id in special_forms.NAMES and statement.annotation is node:
            index = names.region.index.marks[statement.target.n] - 1
            return None if index < 0 else special_forms.value(names.db, names.region.definition(index))
    return None


def type_of(names: queries.Names, node: ir.Expr, binding: definitions.Definition | None = None) -> kinds.Type:
    """The type that an expression means: in `cast(…)`, in a header of `binding`, in a type argument."""
    context = annotation_context.Context(names, binding, is_value=binding is None)
    return context.bound(evaluate(context, node))


def alias_object(names: queries.Names, number: int, node: ir.Expr) -> kinds.Type:
    """The value of `X: TypeAlias = node`: an object that means the type, its variables free.

    One that names itself is kept by name, like `type X = …`. In the body of a class its name means what is outside.
    """
    definition = names.region.definition(number)
    if annotation_strings.mentions(node, definition.name, in_text=definition.scope.kind == scope.CLASS):
        return alias_statement(names, definition)
    context = annotation_context.Context(names, is_value=True)
    found = value_of(context, node)
    if context.judges:
        variable_scopes.class_alias(context, node, found)
        if isinstance(node, ir.Call):  # nor does one who says that it is an alias have to run it
            annotation_problems.expression(context, node)
    return found


def alias_statement(names: queries.Names, definition: definitions.Definition) -> kinds.Type:
    """The value of `type X = …`."""
    return build.known_object(names.db, kinds.ALIAS_OBJECT, build.alias(names.db, definition))


def type_parameter(names: queries.Names, definition: definitions.Definition) -> kinds.Type:
    """The value of a PEP 695 parameter."""
    variable = annotation_context.parameter_variable(names.db, definition, None)
    return build.known_object(names.db, kinds.TYPE_VAR_OBJECT, variable)


def subscript_value(names: queries.Names, node: ir.Subscript, value: kinds.Type) -> kinds.Type | None:
    """The value of `list[int]`, `Optional[X]`, `Alias[int]`: an object that means a type.

    None when subscribing `value` is an ordinary operation.
    """
    if not annotation_forms.is_subscriptable(names.db, value):
        return None
    context = annotation_context.Context(names, is_value=True)
    return context.bound(value_of(context, node))


# ---- evaluation ------------------------------------------------------------------------------------


def evaluate(c: Context, node: ir.Expr, depth: int = 0) -> kinds.Type:
    """The type that the expression means, variables free."""
    if depth > MAX_DEPTH:
        return kinds.CUT
    if isinstance(node, (ir.Name, ir.Attribute)):
        return from_value(c, c.value(node), node)
    if isinstance(node, ir.Subscript):
        return annotation_forms.subscript(c, node, depth + 1)
    if isinstance(node, ir.Binary):
        return _union(c, node, depth + 1)
    if isinstance(node, ir.Constant):
        if node.value is None:
            _note(c, node, known.none(c.db))
            return known.none(c.db)
    if isinstance(node, ir.Str):
        return from_text(c, node, depth + 1)
    if c.takes_sets and isinstance(node, ir.Unary) and node.op == "~":
        return complement(c.db, evaluate(c, node.operand, depth + 1))
    if isinstance(node, ir.Missing):
        unread(c, node.parts, depth + 1)
        return kinds.UNKNOWN
    if not (c.is_value and isinstance(node, ir.Call)):  # `Union[tuple(types)]` is made where it runs
        annotation_problems.expression(c, node)
    if isinstance(node, ir.Call):
        return _call(c, node)
    if isinstance(node, (ir.Tuple, ir.List)):
        # No type by itself; its parts are looked at so that names in it are known.
        unread(c, node.items, depth + 1)
    return kinds.UNKNOWN


def unread(c: Context, nodes: Sequence[ir.Expr], depth: int) -> None:
    """Looks at expressions whose meaning here is not understood; nothing in them is a mistake."""
    c.quiet += 1
    for node in nodes:
        evaluate(c, node, depth)
    c.quiet -= 1


def from_text(c: Context, node: ir.Str, depth: int) -> kinds.Type:
    """A forward reference in a string."""
    parsed = None if node.value is None else annotation_strings.expression(node.value)
    if parsed is None:
        if node.value is not None:
            c.report(findings.INVALID_SYNTAX_IN_FORWARD_ANNOTATION, node)
        return kinds.UNKNOWN
    with c.reading(node):
        result = evaluate(c, parsed, depth)
    _note(c, node, result)
    return result


def _note(c: Context, node: ir.Expr, ty: kinds.Type | None) -> None:
    if ty is not None and not c.in_string:
        c.names.store(node.n, ty)


def from_value(c: Context, value: kinds.Type, node: ir.Expr | None = None) -> kinds.Type:
    """What a looked-up value means; `node`: where it stands, when it is to be judged."""
    if isinstance(value, kinds.SpecialForm) and value.name == "Self":
        found = c.self_type()
        if node is not None:
            reason = c.no_self(found)
            if reason:
                annotation_problems.say(c, node, reason)
        return found
    meant = type_forms.meaning(c.db, value)
    if meant is None:
        if node is not None:
            annotation_problems.value(c, node, value)
        return kinds.UNKNOWN
    if isinstance(value, kinds.KnownObject) and value.kind == kinds.TYPE_VAR_OBJECT:
        if isinstance(meant, kinds.TypeVar) and meant.kind in (kinds.PARAM_SPEC, kinds.TYPE_VAR_TUPLE):
            if node is not None:
                annotation_problems.special_variable(c, node, meant)
            return kinds.UNKNOWN
        return meant
    if isinstance(value, kinds.KnownObject) and value.kind == kinds.ALIAS_OBJECT and isinstance(meant, kinds.Alias):
        return _with_defaults(c, meant)
    if node is not None and c.judges and isinstance(value, (kinds.ClassLiteral, kinds.SpecialForm)):
        annotation_problems.bare(c, node, value)
    if meant.generic and isinstance(value, (kinds.KnownObject, kinds.ClassObject)):
        return type_forms.with_arguments(c.db, meant, ())
    return meant


def _with_defaults(c: Context, alias: kinds.Alias) -> kinds.Type:
    if alias.args:
        return alias
    params = c.db.infer.alias_value(c.db, alias.definition).type_params
    return build.alias(c.db, alias.definition, generics.complete(c.db, params, ())) if params else alias


def _union(c: Context, node: ir.Binary, depth: int) -> kinds.Type:
    """`A | B | C`."""
    found = [evaluate(c, node.first, depth)]
    if c.takes_sets and all(step.op == "&" for step in node.rest):
        return union.intersect(c.db, [*found, *(evaluate(c, step.right, depth) for step in node.rest)])
    for step in node.rest:
        if step.op != "|":
            annotation_problems.say(c, node, f"The operator `{step.op}` makes no type; `|` makes a union")
            unread(c, [step.right], depth)
            return kinds.UNKNOWN
        found.append(evaluate(c, step.right, depth))
    result = annotation_forms.united(c, found)
    if c.judges and not c.is_late:
        annotation_problems.union_with_text(c, node)
    if not c.in_string:
        c.names.store(node.n, type_forms.as_value(c.db, result, type_forms.UNION_TYPE))
    return result


def complement(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """All objects that are not of the type; of what is not known, nothing is known."""
    return ty if isinstance(ty, kinds.Dynamic) else union.excluded(db, known.object_(db), ty)


def callable_of(db: queries.Db, value: kinds.Type, kind: int) -> kinds.Type:
    """How the value can be called; Unknown where it cannot."""
    found = signatures.of(db, value)
    if not found:
        return kinds.UNKNOWN
    is_function = isinstance(value, kinds.Function)
    return build.callable_type(db, found, kind if is_function else kinds.PLAIN)


def _call(c: Context, node: ir.Call) -> kinds.Type:
    """No call is a type expression; arguments are inferred for their own sake."""
    if not c.in_string and not c.is_late:
        c.names.value(node)
    return kinds.UNKNOWN


# ---- declarations ----------------------------------------------------------------------------------

_QUALIFIERS: Final = {
    "ClassVar": queries.CLASS_VAR,
    "Final": queries.FINAL,
    "Required": queries.REQUIRED,
    "NotRequired": queries.NOT_REQUIRED,
    "ReadOnly": queries.READ_ONLY,
}


def declaration(c: Context, node: ir.Expr, depth: int = 0) -> Declared:
    """The annotation of a variable: qualifiers around a type."""
    if depth > MAX_DEPTH:
        return Declared(kinds.UNKNOWN)
    if isinstance(node, (ir.Name, ir.Attribute)):
        value = c.value(node)
        if isinstance(value, kinds.SpecialForm):
            bit = _QUALIFIERS.get(value.name)
            if bit is not None:
                return Declared(None, bit)
            if value.name == "TypeAlias":
                return Declared(None, queries.EXPLICIT_ALIAS)
        return Declared(from_value(c, value, node))
    if isinstance(node, ir.Str):
        parsed = None if node.value is None else annotation_strings.expression(node.value)
        if parsed is None:
            return Declared(from_text(c, node, depth))
        with c.reading(node):
            return declaration(c, parsed, depth + 1)
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        if isinstance(value, kinds.SpecialForm):
            inner = annotation_forms.first_argument(node)
            bit = _QUALIFIERS.get(value.name)
            if bit is not None:
                annotation_forms.only(c, node, value.name)
            if bit is not None or value.name == "Annotated":
                said = declaration(c, inner, depth + 1)
                annotation_problems.nested(c, node, bit or 0, said.qualifiers)
                if value.name == "Annotated":
                    annotation_forms.visit_metadata(c, node)
                return Declared(said.type, said.qualifiers | (bit or 0))
        elif isinstance(value, kinds.ClassLiteral) and known.is_class(c.db, value, "InitVar", "dataclasses"):
            said = declaration(c, annotation_forms.first_argument(node), depth + 1)
            return Declared(said.type, said.qualifiers | queries.INIT_VAR)
    return Declared(evaluate(c, node, depth))


# ---- values of type expressions ----------------------------------------------------------------------


def value_of(c: Context, node: ir.Expr) -> kinds.Type:
    """The object that a type expression gives when it is run, variables free."""
    if isinstance(node, (ir.Name, ir.Attribute)):
        return c.value(node)
    if isinstance(node, ir.Subscript):
        ty = annotation_forms.subscript(c, node, 0)
        form = annotation_forms.form_name(c.db, c.value(node.value))
        if isinstance(ty, kinds.Alias):
            return build.known_object(c.db, kinds.ALIAS_OBJECT, ty)
        return type_forms.as_value(c.db, ty, form)
    if isinstance(node, ir.Constant) and node.value is None:
        return known.none(c.db)
    ty = evaluate(c, node)
    if isinstance(ty, kinds.Instance) and isinstance(node, ir.Str):
        return build.class_object(c.db, ty.cls)
    return type_forms.as_value(c.db, ty, type_forms.UNION_TYPE if isinstance(node, ir.Binary) else "type")


def unpacked(c: Context, node: ir.Expr, depth: int) -> kinds.Type | None:
    """The tuple behind `*x` or `Unpack[x]` among type arguments; None for other expressions."""
    if isinstance(node, ir.Starred):
        return _as_tuple(c, node.value, depth)
    if isinstance(node, (ir.Name, ir.Attribute)):
        variable = special_variable(c, node, kinds.TYPE_VAR_TUPLE)
        if variable is not None:
            annotation_problems.special_variable(c, node, variable)
            return build.tuple_(c.db, (), variable)
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        if isinstance(value, kinds.SpecialForm) and value.name == "Unpack":
            return _as_tuple(c, annotation_forms.first_argument(node), depth)
    return None


def special_variable(c: Context, node: ir.Expr, kind: int) -> kinds.TypeVar | None:
    """The ParamSpec or TypeVarTuple that the expression names, where one may stand."""
    if isinstance(node, (ir.Name, ir.Attribute)):
        value = c.value(node)
        if isinstance(value, kinds.KnownObject) and isinstance(value.of, kinds.TypeVar) and value.of.kind == kind:
            return value.of
    if isinstance(node, ir.Str) and node.value is not None:
        parsed = annotation_strings.expression(node.value)
        if isinstance(parsed, (ir.Name, ir.Attribute)):
            with c.reading(node):
                return special_variable(c, parsed, kind)
    return None


def _as_tuple(c: Context, node: ir.Expr, depth: int) -> kinds.Type:
    variable = special_variable(c, node, kinds.TYPE_VAR_TUPLE)
    if variable is not None:
        return build.tuple_(c.db, (), variable)
    ty = evaluate(c, node, depth)
    return ty if isinstance(ty, kinds.Tuple) else tuples.homogeneous(c.db, kinds.UNKNOWN)
