"""Which qualifiers may stand where: `ClassVar`, `Final`, `Required`, `NotRequired`, `ReadOnly`, `InitVar`.

In:  a region's inference, an annotation of it, and the qualifiers that were read there.
Out: findings at the annotation.
Source: the typing specification, "Type qualifiers", "ClassVar", "Typed dictionaries".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import findings, kinds, queries
from pebre_analysis.types.algebra import classes, dataclasses, generics
from pebre_analysis.types.infer import annotation, annotation_context, class_bodies, final_findings

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference

_NAMES: Final = (
    (queries.CLASS_VAR, "ClassVar"),
    (queries.FINAL, "Final"),
    (queries.REQUIRED, "Required"),
    (queries.NOT_REQUIRED, "NotRequired"),
    (queries.READ_ONLY, "ReadOnly"),
)
OF_ITEMS: Final = queries.REQUIRED | queries.NOT_REQUIRED | queries.READ_ONLY


def check(r: RegionInference, node: ir.AnnAssign, said: annotation.Declared) -> None:
    """The annotation of a variable or attribute."""
    found = said.qualifiers
    if not found & ~(queries.EXPLICIT_ALIAS | queries.INIT_VAR):
        return
    literal = class_bodies.owner(r, node)
    flags = 0 if literal is None else classes.facts(r.db, literal).flags
    if found & OF_ITEMS and not flags & classes.TYPED_DICT:
        _refuse(r, node.annotation, found & OF_ITEMS, "is for items of typed dictionaries")
    if flags & (classes.TYPED_DICT | classes.NAMED_TUPLE):
        kind = "an item of a typed dictionary" if flags & classes.TYPED_DICT else "a field of a named tuple"
        _refuse(r, node.annotation, found & (queries.FINAL | queries.CLASS_VAR), f"cannot qualify {kind}")
        return
    if found & queries.CLASS_VAR:
        _class_var(r, node, said, literal)
    if found & queries.FINAL:
        final_findings.declaration(r, node, said)


def _class_var(
    r: RegionInference, node: ir.AnnAssign, said: annotation.Declared, literal: kinds.ClassLiteral | None
) -> None:
    if literal is None:
        _refuse(r, node.annotation, queries.CLASS_VAR, "is for names of a class body")
        return
    if said.qualifiers & queries.FINAL and dataclasses.options(r.db, literal) is None:
        r.report(findings.REDUNDANT_FINAL_CLASSVAR, node.annotation)
    own = [] if said.type is None or not said.type.generic else generics.variables([said.type])
    variable = next((var for var in own if var.kind != kinds.SELF), None)
    if variable is not None:
        text = f"`ClassVar` cannot hold the type variable `{variable.name}`"
        r.report(findings.INVALID_TYPE_FORM, node.annotation, text)


def typed_dict_item(r: RegionInference, node: ir.Expr, found: int) -> None:
    """The declaration of an item in a call of `TypedDict`."""
    _refuse(r, node, found & ~OF_ITEMS, "cannot qualify an item")


def extra_items(r: RegionInference, node: ir.Expr) -> None:
    """`extra_items=T`: a type that may be read-only, and never required or not."""
    said = annotation.declaration(annotation_context.Context(r), node)
    _refuse(r, node, said.qualifiers & ~queries.READ_ONLY, "cannot qualify `extra_items`")
    r.store(node.n, said.type or kinds.UNKNOWN)


def _refuse(r: RegionInference, node: ir.Expr, found: int, why: str) -> None:
    for bit, name in _NAMES:
        if found & bit:
            r.report(findings.INVALID_TYPE_FORM, node, f"`{name}` {why}")
