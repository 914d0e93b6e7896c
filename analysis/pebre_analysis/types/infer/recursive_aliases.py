"""Aliases that speak of themselves without saying that they are aliases: `Json = None | list["Json"]`.

In:  a region's inference and an assignment to a name, outside of functions.
Out: the object of an alias that is kept by name, as `type Json = …` makes one; None for any other value.
Always: only a string among type arguments counts, since a name that stands there by itself is what was assigned before;
     texts in `Literal[…]` are no types.
Source: the typing specification, "Type aliases".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.infer import annotation, annotation_forms, annotation_strings, made_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def assigned(r: RegionInference, number: int, target: ir.Name, value: ir.Expr) -> kinds.Type | None:
    """See the module's docstring."""
    if r.in_function or not isinstance(value, ir.Subscript | ir.Binary):
        return None
    parts = [value] if isinstance(value, ir.Subscript) else [value.first, *(step.right for step in value.rest)]
    if not any(_speaks_of(r, part, target.id) for part in parts):
        return None
    made = annotation.alias_statement(r, r.definition(number))
    r.infer(value)
    r.set_binding(number, made)
    r.store(target.n, made)
    if r.check:
        made_findings.explicit_alias(r, target)
    return made


def _speaks_of(r: RegionInference, part: ir.Expr, name: str) -> bool:
    """Is it a class or form whose type arguments name it in a text?"""
    if not isinstance(part, ir.Subscript) or not annotation_strings.mentions(part.index, name, in_text=True):
        return False
    value = r.infer(part.value)
    is_literal = isinstance(value, kinds.SpecialForm) and value.name == "Literal"
    return not is_literal and annotation_forms.is_subscriptable(r.db, value)
