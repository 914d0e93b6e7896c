"""Calls that make types, as findings: `TypedDict("D", {…})` and the like.

In:  a region's inference and the call.
Out: findings at what cannot be read as a type; the call has no value of its own (`synthesised` gives it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import aliases, classes, generics, known
from pebre_analysis.types.infer import annotation, annotation_context, declaration_findings, type_variable_findings

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference

_TYPED_DICT: Final = frozenset(("typename", "fields", "total", "closed"))


def typed_dict(r: RegionInference, node: ir.Call) -> kinds.Type:
    """`TypedDict("D", {"key": T}, total=…)`: the items are type expressions, with qualifiers."""
    positional = [each.value for each in node.args if each.name is None and not each.stars]
    items = positional[1] if len(positional) > 1 else None
    for each in node.args:
        if each.value is items and isinstance(items, ir.Dict):
            _items(r, items)
        elif each.name == "extra_items":
            declaration_findings.extra_items(r, each.value)
        else:
            given = r.infer(each.value)
            if each.value is items and not isinstance(given, kinds.Dynamic):
                _wrong(r, each.value, "the items of `TypedDict`", "a display of a dictionary", given)
            elif each.name is not None and each.name not in _TYPED_DICT:
                r.report(findings.UNKNOWN_ARGUMENT, each, "`TypedDict`", each.name)
    return kinds.UNKNOWN


def _wrong(r: RegionInference, node: ir.Expr, what: str, wanted: str, given: kinds.Type) -> None:
    r.report(findings.INVALID_ARGUMENT_TYPE, node, what, "", wanted, display.text(r.db, given), "", "item")


def alias(r: RegionInference, definition: Definition, value: ir.Expr, at: ir.Node) -> None:
    """The value of `type X = …` or `TypeAliasType("X", …)`: a type, and not the alias itself again."""
    annotation.evaluate(annotation_context.Context(r, definition), value)
    if aliases.is_cyclic(r.db, definition):
        r.report(findings.CYCLIC_TYPE_ALIAS_DEFINITION, at, definition.name)


def explicit_alias(r: RegionInference, node: ir.Name) -> None:
    """`X: TypeAlias = …` that names itself."""
    made = r.types[node.n]
    if isinstance(made, kinds.KnownObject) and made.kind == kinds.ALIAS_OBJECT and isinstance(made.of, kinds.Alias):
        if made.of.definition.name == node.id and aliases.is_cyclic(r.db, made.of.definition):
            r.report(findings.CYCLIC_TYPE_ALIAS_DEFINITION, node, node.id)


def assigned(r: RegionInference, definition: Definition, made: kinds.Type, node: ir.Call) -> None:
    """A call at an assignment that makes a type, its arguments inferred."""
    if not r.check or not isinstance(made, kinds.KnownObject):
        return
    positional = [each.value for each in node.args if each.name is None and not each.stars]
    if made.kind == kinds.ALIAS_OBJECT:
        _alias_type(r, definition, node, positional)
    elif made.kind == kinds.TYPE_VAR_OBJECT and isinstance(made.of, kinds.TypeVar) and made.of.kind == kinds.TYPE_VAR:
        type_variable_findings.called(r, node)
    elif made.kind == kinds.NEW_TYPE_OBJECT and len(positional) > 1:
        _new_type(r, positional[1])


def _alias_type(r: RegionInference, definition: Definition, node: ir.Call, positional: list[ir.Expr]) -> None:
    named = {each.name: each.value for each in node.args if each.name is not None}
    value = positional[1] if len(positional) > 1 else named.get("value")
    if value is not None:
        alias(r, definition, value, node)
    params = named.get("type_params")
    if params is not None and not isinstance(params, ir.Tuple):
        r.report(findings.INVALID_TYPE_ALIAS_TYPE, params, "`type_params` is written as a tuple of type variables")
    elif value is not None:
        facts = r.db.infer.alias_value(r.db, definition)
        said = {each.definition for each in facts.type_params}
        for var in generics.variables([facts.value]):
            if var.binding is definition and var.definition not in said:
                text = f"The alias depends on `{var.name}`, which is missing in `type_params`"
                r.report(findings.INVALID_TYPE_ALIAS_TYPE, value, text)
                return


def _new_type(r: RegionInference, node: ir.Expr) -> None:
    """The base of a new type: a class, as itself."""
    found = annotation.evaluate(annotation_context.Context(r), node)
    reason = _no_base(r.db, node, found)
    if reason:
        r.report(findings.INVALID_NEWTYPE, node, reason)


def _no_base(db: queries.Db, node: ir.Expr, found: kinds.Type) -> str:
    if found is kinds.UNKNOWN:
        return ""
    shown = display.text(db, found)
    if isinstance(found, kinds.Union):
        is_number = isinstance(node, ir.Name | ir.Attribute)  # `float` and `complex`, which mean unions
        return "" if is_number else f"`{shown}` is a union, no class"
    if not isinstance(found, kinds.Instance | kinds.Tuple):
        return f"`{shown}` is no class"
    if found.generic:
        return f"`{shown}` depends on a type variable"
    if isinstance(found, kinds.Instance):
        flags = classes.facts(db, found.cls.literal).flags
        if flags & (classes.PROTOCOL | classes.TYPED_DICT):
            return f"`{shown}` is a {'protocol' if flags & classes.PROTOCOL else 'typed dictionary'}"
    return ""


def _items(r: RegionInference, node: ir.Dict) -> None:
    for item in node.items:
        if item.key is None:
            r.infer(item.value)
            continue
        key = r.infer(item.key)
        if not isinstance(key, kinds.StrLiteral | kinds.Dynamic) and not known.is_instance(r.db, key, "str"):
            _wrong(r, item.key, "the key of an item", "str", key)
        said = annotation.declaration(annotation_context.Context(r), item.value)
        declaration_findings.typed_dict_item(r, item.value, said.qualifiers)
        r.store(item.n, said.type or kinds.UNKNOWN)
