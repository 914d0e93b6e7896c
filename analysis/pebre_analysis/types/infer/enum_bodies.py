"""Members of enums, where they are written.

In:  a region's inference, an enum and a statement of its body.
Out: findings at the statement.
Source: the typing specification, "Enumerations".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import class_members, classes, enums, known, relation

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def statement(r: RegionInference, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """A member has no annotation, and a value of the type that `_value_` is declared with."""
    if isinstance(node, ir.AnnAssign):
        if node.value is None or not isinstance(node.target, ir.Name) or r.is_stub:
            return
        name = node.target.id
        if not name.startswith("_") and not isinstance(r.types[node.annotation.n], kinds.SpecialForm):
            r.report(findings.INVALID_ENUM_MEMBER_ANNOTATION, node.annotation, name)
    elif isinstance(node, ir.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ir.Name):
        _value(r, node, node.targets[0].id, literal)


def _value(r: RegionInference, node: ir.Assign, name: str, literal: kinds.ClassLiteral) -> None:
    if r.is_stub and isinstance(node.value, ir.Constant) and node.value.value is ...:
        return  # any value
    wanted = _declared_value(r.db, literal)
    if wanted is None or name not in (enums.member_names(r.db, literal) or ()):
        return
    given = r.infer(node.value)
    if known.is_instance(r.db, given, "auto", "enum") or relation.is_assignable(r.db, given, wanted):
        return
    r.report(findings.INVALID_ASSIGNMENT, node.value, *display.two(r.db, given, wanted))


def _declared_value(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.Type | None:
    """What the enum says its values are; None where nothing does, or where `__new__` makes them of others."""
    scope = classes.scope(literal)
    if scope is None or scope.symbol("_value_").state.get(db) is None:
        return None
    cls = classes.identity(db, literal)
    for name in ("__new__", "__init__"):
        made = class_members.class_member(db, cls, name)
        if made is not None and (made.owner is None or made.owner.literal is literal):
            return None
    place = db.infer.public_type(db, scope.symbol("_value_"))
    return place.type if place is not None and place.declared else None
