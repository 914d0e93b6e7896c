"""Calls that make types, as findings: `TypedDict("D", {…})` and the like.

In:  a region's inference and the call.
Out: findings at what cannot be read as a type; the call has no value of its own (`synthesised` gives it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import known
from pebre_analysis.types.infer import annotation, annotation_context, declaration_findings

if TYPE_CHECKING:
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
                _wrong(r, items, "the items of `TypedDict`", "a display of a dictionary", given)
            elif each.name is not None and each.name not in _TYPED_DICT:
                r.report(findings.UNKNOWN_ARGUMENT, each, "`TypedDict`", each.name)
    return kinds.UNKNOWN


def _wrong(r: RegionInference, node: ir.Expr, what: str, wanted: str, given: kinds.Type) -> None:
    r.report(findings.INVALID_ARGUMENT_TYPE, node, what, "", wanted, display.text(r.db, given), "", "item")


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
