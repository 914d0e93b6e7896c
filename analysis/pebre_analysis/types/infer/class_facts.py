"""What the headers of classes say: type parameters, bases, keywords, decorators.

In:  the definition of a `class`.
Out: the records of `queries`.
Always
  - only the header is read, through the code of the region it stands in; bodies play no part;
  - type parameters are found by looking for variables among the bases, without evaluating them, so that a class may
    name itself there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import known, tuples
from pebre_analysis.types.infer import (
    annotation,
    annotation_context,
    annotation_forms,
    annotation_functional,
    annotation_strings,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.annotation_context import Context


def _no_type_params(db: queries.Db, definition: definitions.Definition) -> tuple[kinds.TypeVar, ...]:
    return ()


@query.query(definitions.Definition, cycle_initial=_no_type_params)
def class_type_params(db: queries.Db, definition: definitions.Definition) -> tuple[kinds.TypeVar, ...]:
    """The parameters of a class: those written, those of `Generic[…]` or `Protocol[…]`, else those in the bases."""
    definition.region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.ClassDef):
        return ()
    written = annotation_context.own_parameters(definition)
    if written:
        return tuple(annotation_context.parameter_variable(db, each, definition) for each in written)
    subscripts = [each.value for each in node.args if isinstance(each.value, ir.Subscript) and each.name is None]
    if not subscripts:
        return ()
    c = annotation_context.Context(db.infer.names(db, definition.region), definition)
    found: dict[kinds.TypeVar, None] = {}
    for base in subscripts:
        value = c.value(base.value)
        own: dict[kinds.TypeVar, None] = {}
        for each in annotation_forms.arguments(base):
            _collect_variables(c, each, own, 0)
        if isinstance(value, kinds.SpecialForm) and value.name in ("Generic", "Protocol") and own:
            found = own
            break
        found.update(own)
    return tuple(build.type_var(db, var.name, var.definition, var.kind, definition) for var in found)


def _collect_variables(c: Context, node: ir.Expr, found: dict[kinds.TypeVar, None], depth: int) -> None:
    """Names among the arguments of a base that are type variables."""
    if depth > annotation.MAX_DEPTH:
        return
    if isinstance(node, (ir.Name, ir.Attribute)):
        value = c.value(node)
        if isinstance(value, kinds.KnownObject) and value.kind == kinds.TYPE_VAR_OBJECT:
            if isinstance(value.of, kinds.TypeVar):
                found[value.of] = None
    elif isinstance(node, ir.Subscript):
        for each in annotation_forms.arguments(node):
            _collect_variables(c, each, found, depth + 1)
    elif isinstance(node, (ir.List, ir.Tuple)):
        for each in node.items:
            _collect_variables(c, each, found, depth + 1)
    elif isinstance(node, ir.Binary):
        _collect_variables(c, node.first, found, depth + 1)
        for step in node.rest:
            _collect_variables(c, step.right, found, depth + 1)
    elif isinstance(node, ir.Starred):
        _collect_variables(c, node.value, found, depth + 1)
    elif isinstance(node, ir.Str) and node.value is not None:
        parsed = annotation_strings.expression(node.value)
        if parsed is not None:
            with c.reading(node):
                _collect_variables(c, parsed, found, depth + 1)


def _no_header(db: queries.Db, definition: definitions.Definition) -> queries.ClassHeader:
    return queries.ClassHeader(())


@query.query(definitions.Definition, cycle_initial=_no_header)
def class_header(db: queries.Db, definition: definitions.Definition) -> queries.ClassHeader:
    """Bases, keywords and decorators of a class."""
    definition.region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.ClassDef):
        return queries.ClassHeader(())
    names = db.infer.names(db, definition.region)
    c = annotation_context.Context(names, definition)
    bases: list[kinds.Type] = []
    keywords: list[tuple[str, kinds.Type]] = []
    extra_items: queries.Field | None = None
    for each in node.args:
        if each.name in ("closed", "extra_items"):
            extra_items = annotation_functional.extra_items(c, each.name, each.value) or extra_items
        elif each.name is not None:
            keywords.append((each.name, names.value(each.value)))
        elif each.stars == 1:
            bases.extend(_starred_bases(names, each.value))
        elif each.stars == 0:
            bases.append(_base(c, definition, each.value))
    return queries.ClassHeader(
        tuple(bases),
        tuple(keywords),
        tuple(names.value(each) for each in node.decorators),
        class_type_params(db, definition),
        extra_items,
    )


def _starred_bases(names: queries.Names, node: ir.Expr) -> list[kinds.Type]:
    shape = tuples.shape(names.db, names.value(node))
    return list(shape.prefix) if shape is not None and shape.variadic is None else [kinds.UNKNOWN]


def _base(c: Context, definition: definitions.Definition, node: ir.Expr) -> kinds.Type:
    db = c.db
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        if isinstance(value, kinds.SpecialForm) and value.name in ("Generic", "Protocol"):
            for each in annotation_forms.arguments(node):
                annotation.evaluate(c, each)
            return build.known_object(db, kinds.FORM_OBJECT, kinds.NEVER, value.name)
        if annotation_forms.is_subscriptable(db, value):
            meant = c.bound(annotation_forms.subscript(c, node, 0))
            return _as_base(db, meant)
        return c.names.value(node)
    value = c.value(node)
    if isinstance(node, ir.Call) and makes_class(db, c.value(node.func)):
        return build.class_literal(db, definition, kinds.NAMED_TUPLE, definition.name)
    if isinstance(value, kinds.ClassObject) and value.generic:
        # An alias of a generic class without arguments.
        return _as_base(db, annotation.from_value(c, value))
    if isinstance(value, kinds.KnownObject):
        return _as_base(db, value.of) if value.kind in (kinds.FORM_OBJECT, kinds.NEW_TYPE_OBJECT) else value
    return value


def _as_base(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    if isinstance(ty, kinds.Instance):
        return build.class_object(db, ty.cls)
    if isinstance(ty, kinds.Tuple):
        cls = tuples.class_type(db, ty)
        return kinds.UNKNOWN if cls is None else build.class_object(db, cls)
    if isinstance(ty, kinds.SubclassOf):
        return known.value(db, "type")
    return kinds.UNKNOWN


def makes_class(db: queries.Db, callee: kinds.Type) -> bool:
    """`class P(namedtuple("P", "x y"))`: the base is synthesised, anchored at the class itself."""
    if isinstance(callee, kinds.Function):
        return known.is_global(db, callee.definition, "namedtuple", ("collections",))
    return isinstance(callee, kinds.ClassLiteral) and known.is_class(db, callee, "NamedTuple", "typing")
