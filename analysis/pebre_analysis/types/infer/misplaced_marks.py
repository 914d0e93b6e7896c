"""Decorators of the typing module that stand where they mean nothing.

In:  a region's inference and a `def` or `class` of it.
Out: findings at the decorator.
Source: the typing specification, "Type qualifiers" (`final`) and "Type checker directives" (`disjoint_base`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import findings, kinds, queries
from pebre_analysis.types.algebra import classes, decorators, known, sources

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference

_LAYOUT: Final = "disjoint_base"


def function(r: RegionInference, node: ir.FunctionDef, definition: Definition) -> None:
    """`@final` is for methods, `@disjoint_base` for classes."""
    for each in node.decorators:
        mark = r.infer(each)
        if not isinstance(mark, kinds.Function):
            continue
        if decorators.flag(r.db, mark) == queries.FINAL_METHOD and sources.owner_class(definition) is None:
            r.report(findings.FINAL_ON_NON_METHOD, each, node.name)
        elif _is_layout(r, mark):
            r.report(findings.INVALID_ARGUMENT_TYPE, each, f"function `{_LAYOUT}`", "cls", "type", f"def {node.name}")


def class_(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """Of typed dictionaries and protocols no instance has a layout."""
    flags = classes.facts(r.db, literal).flags
    if not flags & classes.LAYOUT or not flags & (classes.TYPED_DICT | classes.PROTOCOL):
        return
    for each in node.decorators:
        mark = r.infer(each)
        if isinstance(mark, kinds.Function) and _is_layout(r, mark):
            if flags & classes.TYPED_DICT:
                text = f"`@{_LAYOUT}` cannot be given to the typed dictionary `{node.name}`"
                r.report(findings.INVALID_TYPED_DICT_HEADER, each, text)
            else:
                text = f"`@{_LAYOUT}` cannot be given to the protocol `{node.name}`"
                r.report(findings.INVALID_PROTOCOL, each, text)


def _is_layout(r: RegionInference, mark: kinds.Function) -> bool:
    return known.is_global(r.db, mark.definition, _LAYOUT, ("typing_extensions", "typing"))
