"""Narrowing by `is`, `==`, `in`, `len(x) == n`, `type(x) is C`, and by tags such as `x.kind == "a"`.

In, out: as in `constraint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import call, iteration, known, literals, members, operators, relation, tuples, union
from pebre_analysis.types.narrow import classes

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.narrow.tests import Tests

_NEGATED: Final = {"is not": "is", "!=": "==", "not in": "in"}
_SYMMETRIC: Final = ("is", "==")


def compare(r: Tests, test: ir.Compare, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    if len(test.rest) > 1 and not positive:
        return ty  # one of several comparisons failed: which one is not known
    left = test.first
    for step in test.rest:
        op, outcome = step.op, positive
        if op in _NEGATED:
            op, outcome = _NEGATED[op], not positive
        if op in ("is", "==", "in"):
            ty = _one(r, left, op, step.right, outcome, place, ty)
        left = step.right
    return ty


def _one(r: Tests, left: ir.Expr, op: str, right: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    ty = _side(r, left, op, right, positive, place, ty)
    if op in _SYMMETRIC:
        ty = _side(r, right, op, left, positive, place, ty)
    return ty


def _side(r: Tests, side: ir.Expr, op: str, other: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """`side op other`, where `side` may be the place, something of it, or a call about it."""
    if isinstance(side, ir.Walrus):
        if side.target.id == place:
            return _value(r, op, r.infer(other), positive, ty)
        side = side.value
    if isinstance(side, ir.Name | ir.Attribute | ir.Subscript):
        if places.of(side) == place:
            return _value(r, op, r.infer(other), positive, ty)
        if isinstance(side, ir.Attribute | ir.Subscript) and places.of(side.value) == place:
            return _by_tag(r, side, op, r.infer(other), positive, ty)
        return ty
    if isinstance(side, ir.Call) and len(side.args) == 1 and isinstance(side.func, ir.Name):
        argument = side.args[0].value
        if places.of(argument) != place or side.args[0].stars:
            return ty
        callee = r.infer(side.func)
        if op in _SYMMETRIC and isinstance(callee, kinds.ClassLiteral) and known.is_class(r.db, callee, "type"):
            return _by_class(r, r.infer(other), positive, ty)
        if op == "==" and isinstance(other, ir.Int) and side.func.id == "len":
            return _by_length(r, other.value, positive, ty)
    return ty


# ---- the value itself ------------------------------------------------------------------------------------


def _value(r: Tests, op: str, other: kinds.Type, positive: bool, ty: kinds.Type) -> kinds.Type:
    if op == "in":
        return _by_membership(r, other, positive, ty)
    return narrowed(r.db, op, ty, other, positive)


def narrowed(db: queries.Db, op: str, ty: kinds.Type, other: kinds.Type, positive: bool) -> kinds.Type:
    """`ty` where `x == other` or `x is other` came out as `positive`."""
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if isinstance(part, kinds.Dynamic):
            kept.append(other if positive and op == "is" and relation.is_singleton(db, other) else part)
        elif positive:
            kept += [each for each in call.parts_of(db, part) if _may_be(db, op, each, other)]
        elif relation.is_singleton(db, other) if op == "is" else relation.is_single_valued(db, other):
            kept += [each for each in call.parts_of(db, part) if each is not other]
        else:
            kept.append(part)
    if positive and op == "is" and relation.is_singleton(db, other):
        kept = [part if part is other else union.intersect(db, (part, other)) for part in kept]
    elif not positive and op == "is" and known.is_none(db, other):
        kept = [union.excluded(db, part, other) if known.is_object(db, part) else part for part in kept]
    return union.of(db, kept)


def _may_be(db: queries.Db, op: str, part: kinds.Type, other: kinds.Type) -> bool:
    """Can a value of the part be (or equal) the other?"""
    if isinstance(other, kinds.Dynamic):
        return True
    if op == "is":
        return not relation.is_disjoint(db, part, other)
    if literals.is_literal(part) and literals.is_literal(other):
        return literals.compare(part, "==", other) is not False
    if known.is_none(db, part):
        return not literals.is_literal(other)
    if known.is_none(db, other):
        return not literals.is_literal(part)
    return True


def _by_membership(r: Tests, container: kinds.Type, positive: bool, ty: kinds.Type) -> kinds.Type:
    """`x in (…)`: the values that are in it, where both sides are values that can be told apart."""
    shape = tuples.shape(r.db, container)
    if shape is not None and shape.variadic is None:
        options: tuple[kinds.Type, ...] | None = tuple(each for part in shape.prefix for each in union.parts(part))
    elif positive:
        item = iteration.iterate(r.db, container)
        options = None if item is None else union.parts(item)
    else:
        options = None
    if options is None:
        return ty
    if not positive:
        for option in options:
            ty = narrowed(r.db, "is" if known.is_none(r.db, option) else "==", ty, option, False)
        return ty
    kept = [part for part in union.parts(ty) if any(_may_be(r.db, "==", part, option) for option in options)]
    return union.of(r.db, kept) if kept else ty


# ---- something of the value --------------------------------------------------------------------------------


def tag(r: Tests, part: kinds.Type, test: ir.Attribute | ir.Subscript) -> kinds.Type | None:
    """The type of `part.attr` or `part[index]`; None when it has none."""
    if isinstance(test, ir.Attribute):
        found = members.member(r.db, part, test.attr)
        return None if found is None else found.type
    return operators.subscript(r.db, part, r.infer(test.index))


def _by_tag(
    r: Tests, side: ir.Attribute | ir.Subscript, op: str, other: kinds.Type, positive: bool, ty: kinds.Type
) -> kinds.Type:
    """Keeps the parts of a union whose tag can have come out so."""
    if not isinstance(ty, kinds.Union) or op == "in":
        return ty
    kept = []
    for part in ty.parts:
        value = tag(r, part, side)
        if value is None or _value(r, op, other, positive, value) is not kinds.NEVER:
            kept.append(part)
    return ty if len(kept) == len(ty.parts) else union.of(r.db, kept)


def _by_class(r: Tests, other: kinds.Type, positive: bool, ty: kinds.Type) -> kinds.Type:
    """`type(x) is C`: an instance of exactly C; if not, an instance of a final C is ruled out."""
    if positive:
        return classes.is_instance(r.db, ty, other, True)
    if isinstance(other, kinds.ClassLiteral) and classes.is_exact(r.db, other):
        return classes.is_instance(r.db, ty, other, False)
    return ty


def _by_length(r: Tests, length: int, positive: bool, ty: kinds.Type) -> kinds.Type:
    kept = []
    for part in union.parts(ty):
        shape = tuples.shape(r.db, part)
        if shape is not None:
            fixed = len(shape.prefix) + len(shape.suffix)
            fits = fixed == length if shape.variadic is None else fixed <= length
            if fits is not positive and (shape.variadic is None or not fits):
                continue
        kept.append(part)
    return union.of(r.db, kept)
