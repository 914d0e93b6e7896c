"""May the class be a dataclass, and do the options of the decorator go together?

In:  a region's inference, a class that `dataclass` is applied to, or a call of it.
Out: findings of the rule `invalid-dataclass`.
Always: recognised by the decorator of the standard library; what is only like it has rules of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import findings, kinds
from pebre_analysis.types.algebra import classes, mro, special_calls

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def called(r: RegionInference, node: ir.Call, callee: kinds.Type) -> None:
    """`dataclass(C)`, `dataclass(order=True)`, `dataclass(order=True)(C)`."""
    if isinstance(callee, kinds.Decorator):
        if callee.kind == "dataclass":
            _given(r, node)
    elif special_calls.is_known(r.db, callee, "dataclass", ("dataclasses",)):
        _options(r, node)
        _given(r, node)


def _given(r: RegionInference, node: ir.Call) -> None:
    first = node.args[0] if node.args else None
    if first is None or first.stars or first.name not in (None, "cls"):
        return
    literal = classes.of_value(r.db, r.infer(first.value))
    if literal is not None:
        applied(r, node, literal)


def applied(r: RegionInference, at: ir.Node, literal: kinds.ClassLiteral) -> None:
    """The decorator meets the class; reported at `at`."""
    kind = _kind(r.db, literal)
    if kind:
        r.report(findings.INVALID_DATACLASS, at, literal.name, f"it is {kind}")


def _kind(db: queries.Db, literal: kinds.ClassLiteral) -> str:
    """What the class is, when it makes its instances in a way of its own."""
    flags = classes.facts(db, literal).flags
    if flags & classes.TYPED_DICT:
        return "a typed dictionary"
    if flags & classes.ENUM:
        return "an enum"
    if flags & classes.PROTOCOL:
        return "a protocol"
    for base in mro.of(db, literal):
        if base is not None and classes.facts(db, base.literal).flags & classes.NAMED_TUPLE:
            return "a named tuple"
    return ""


def _options(r: RegionInference, node: ir.Call) -> None:
    given = {each.name: r.infer(each.value) for each in node.args if each.name is not None}
    if any(each.stars for each in node.args):
        return
    if given.get("order") is kinds.TRUE and given.get("eq") is kinds.FALSE:
        r.report(findings.INVALID_DATACLASS, node, "", "`order=True` needs `eq=True`")
    if given.get("weakref_slot") is kinds.TRUE and given.get("slots", kinds.FALSE) is kinds.FALSE:
        r.report(findings.INVALID_DATACLASS, node, "", "`weakref_slot=True` needs `slots=True`")
