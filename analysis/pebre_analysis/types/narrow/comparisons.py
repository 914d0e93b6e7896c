"""Narrowing by `is`, `==`, `in`, `len(x) == n` and `len(x) < n`, `type(x) is C`, and by tags such as `x.kind == "a"`.

In, out: as in `constraint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import (
    class_members,
    equality,
    iteration,
    known,
    members,
    operators,
    overloads,
    relation,
    tuples,
    type_variables,
    typed_dicts,
    union,
)
from pebre_analysis.types.algebra import classes as classes_
from pebre_analysis.types.narrow import classes

if TYPE_CHECKING:
    from pebre_analysis.types.narrow.tests import Tests

_NEGATED: Final = {"is not": "is", "!=": "==", "not in": "in"}
_SYMMETRIC: Final = ("is", "==")
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}  # `n < x` says of x that `x > n`
_OPPOSITE: Final = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


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
        elif op in _TURNED:
            ty = _ordered(r, left, op, step.right, outcome, place, ty)
        left = step.right
    return ty


def _one(r: Tests, left: ir.Expr, op: str, right: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    ty = _side(r, left, op, right, positive, place, ty)
    if op in _SYMMETRIC:
        ty = _side(r, right, op, left, positive, place, ty)
    elif op == "in" and isinstance(left, ir.Str) and left.value is not None and places.of(right) == place:
        key = left.value
        ty = union.filtered(r.db, ty, lambda part: not _is_decided(r.db, part, key, positive))
    return ty


def _is_decided(db: queries.Db, ty: kinds.Type, key: str, positive: bool) -> bool:
    """Is it a typed dictionary for which `key in …` never comes out so?"""
    if not isinstance(ty, kinds.Instance) or not typed_dicts.is_typed_dict(db, ty.cls.literal):
        return False
    field = typed_dicts.items(db, ty.cls).get(key)
    if not positive:
        return field is not None and bool(field.qualifiers & queries.REQUIRED)
    extra = typed_dicts.extra(db, ty.cls)
    return field is None and extra is not None and extra.type is kinds.NEVER


def _side(r: Tests, side: ir.Expr, op: str, other: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """`side op other`, where `side` may be the place, something of it, or a call about it."""
    if isinstance(side, ir.Walrus):
        if side.target.id == place:
            return _value(r, op, other, positive, ty)
        side = side.value
    if isinstance(side, ir.Name | ir.Attribute | ir.Subscript):
        if places.of(side) == place:
            return _value(r, op, other, positive, ty)
        if isinstance(side, ir.Attribute) and side.attr == "__class__" and op in _SYMMETRIC:
            if places.of(side.value) == place:
                return _by_class(r, r.infer(other), positive, ty)
        if isinstance(side, ir.Attribute | ir.Subscript) and places.of(side.value) == place:
            return _by_tag(r, side, op, other, positive, ty)
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


def _ordered(
    r: Tests, left: ir.Expr, op: str, right: ir.Expr, positive: bool, place: str, ty: kinds.Type
) -> kinds.Type:
    """An order says something about lengths only: `len(x) < n`, `n >= len(x)`."""
    for side, sign, other in ((left, op, right), (right, _TURNED[op], left)):
        if isinstance(other, ir.Int) and isinstance(side, ir.Call) and isinstance(side.func, ir.Name):
            about = len(side.args) == 1 and not side.args[0].stars and places.of(side.args[0].value) == place
            if about and side.func.id == "len":
                sign = sign if positive else _OPPOSITE[sign]
                limit = other.value + (sign in ("<=", ">"))
                return _between(r, limit, None, ty) if sign[0] == ">" else _between(r, 0, limit - 1, ty)
    return ty


# ---- the value itself ------------------------------------------------------------------------------------


def _value(r: Tests, op: str, other: ir.Expr, positive: bool, ty: kinds.Type) -> kinds.Type:
    if op == "in":
        return _by_membership(r, other, positive, ty)
    return narrowed(r.db, op, ty, r.infer(other), positive)


def narrowed(db: queries.Db, op: str, ty: kinds.Type, other: kinds.Type, positive: bool) -> kinds.Type:
    """`ty` where `x == other` or `x is other` came out as `positive`."""
    if op == "is":
        return _identical(db, ty, other) if positive else _not_identical(db, ty, other)
    return equality.equal_to(db, ty, other) if positive else equality.different_from(db, ty, other)


def _identical(db: queries.Db, ty: kinds.Type, other: kinds.Type) -> kinds.Type:
    """One object is of both types."""
    other = union.map_parts(db, other, lambda part: _underlying(db, part))
    if isinstance(other, kinds.Dynamic):
        return ty
    found: list[kinds.Type] = []
    for part in union.parts(ty):
        if isinstance(part, kinds.Dynamic):
            found.append(other if relation.is_singleton(db, other) else part)
        else:
            values = overloads.parts_of(db, part)
            for one in union.parts(other):
                if one in values and relation.is_singleton(db, one):
                    found.append(one)
                else:
                    found += [classes.both(db, each, one) for each in values]
    return union.of(db, found)


def _underlying(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A type variable as its bound, an instance of a NewType as one of its base: what an object really is."""
    if isinstance(ty, kinds.TypeVar):
        constraints = type_variables.constraints(db, ty)
        return union.of(db, constraints) if constraints else type_variables.upper_bound(db, ty)
    while isinstance(ty, kinds.Instance) and ty.cls.literal.kind == kinds.NEW_TYPE:
        bases = classes_.facts(db, ty.cls.literal).bases
        if len(bases) != 1 or bases[0] is None:
            return ty
        ty = tuples.instance(db, bases[0])
    return ty


def _not_identical(db: queries.Db, ty: kinds.Type, other: kinds.Type) -> kinds.Type:
    if not relation.is_singleton(db, other):
        return ty
    other = overloads.parts_of(db, other)[0]  # an enum of one member is that member
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if isinstance(part, kinds.Dynamic):
            kept.append(part)
        elif isinstance(part, kinds.TypeVar) and (choices := type_variables.constraints(db, part)):
            kept += [classes.both(db, part, each) for each in choices if each is not other]
        elif (known.is_object(db, part) and known.is_none(db, other)) or _is_bounded(db, part):
            kept.append(union.excluded(db, part, other))
        else:
            kept += [each for each in overloads.parts_of(db, part) if each is not other]
    return union.left_of(db, ty, kept)


def _is_bounded(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it a type variable whose bound tells what may be left of it?"""
    return (
        isinstance(ty, kinds.TypeVar)
        and ty.kind == kinds.TYPE_VAR
        and not known.is_object(db, type_variables.upper_bound(db, ty))
    )


# ---- membership ------------------------------------------------------------------------------------------


def _by_membership(r: Tests, container: ir.Expr, positive: bool, ty: kinds.Type) -> kinds.Type:
    """`x in (…)`: what equals one of the items; if not, what equals none of those that are surely there."""
    options = _items(r, container)
    if options is not None:
        if positive:
            return union.of(r.db, [equality.equal_to(r.db, ty, option) for option in options])
        for option in options:
            ty = equality.different_from(r.db, ty, option)
        return ty
    holder = r.infer(container)
    if isinstance(holder, kinds.Intersection) and len(holder.positive) == 1:
        holder = holder.positive[0]  # what it was tested not to be plays no part
    if isinstance(holder, kinds.StrLiteral):
        return _in_text(ty, holder.value, positive, r.db)
    if not positive or not _looks_for_items(r.db, holder):
        return ty
    item = iteration.iterate(r.db, holder)
    return ty if item is None else equality.equal_to(r.db, ty, item)


def _items(r: Tests, container: ir.Expr) -> list[kinds.Type] | None:
    """The types of all items of a display, or of a tuple of known length; None when they are not known."""
    if isinstance(container, ir.List | ir.Set | ir.Tuple):
        r.infer(container)
        if any(isinstance(item, ir.Starred) for item in container.items):
            return None
        return [r.infer(item) for item in container.items]
    shape = tuples.shape(r.db, r.infer(container))
    return None if shape is None or shape.variadic is not None else list(shape.prefix)


def _in_text(ty: kinds.Type, text: str, positive: bool, db: queries.Db) -> kinds.Type:
    """`x in "abc"`: of constants one knows; anything but text raises an error."""
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if isinstance(part, kinds.StrLiteral):
            kept += [part] if (part.value in text) is positive else []
        elif not positive or equality.may_equal(db, part, known.instance(db, "str")):
            kept.append(part)
    return union.of(db, kept)


def _looks_for_items(db: queries.Db, container: kinds.Type) -> bool:
    """Does `in` ask for one of the items, as the containers of the standard library do? (In a text: for a part.)"""
    cls = classes_.of_instance(db, container)
    if cls is None or typed_dicts.is_typed_dict(db, cls.literal):
        return False
    found = class_members.class_member(db, cls, "__contains__")
    if found is None or found.owner is None or found.owner.literal.name in ("str", "bytes", "bytearray"):
        return False
    return found.owner.literal.durable


# ---- something of the value --------------------------------------------------------------------------------


def tag(r: Tests, part: kinds.Type, test: ir.Attribute | ir.Subscript) -> kinds.Type | None:
    """The type of `part.attr` or `part[index]`; None when it has none."""
    if isinstance(test, ir.Attribute):
        found = members.member(r.db, part, test.attr)
        return None if found is None else found.type
    return operators.subscript(r.db, part, r.infer(test.index))


def _by_tag(
    r: Tests, side: ir.Attribute | ir.Subscript, op: str, other: ir.Expr, positive: bool, ty: kinds.Type
) -> kinds.Type:
    """Keeps the parts whose tag can have come out so."""
    parts = union.parts(ty)
    kept = []
    for part in parts:
        value = tag(r, part, side)
        if value is None or _value(r, op, other, positive, value) is not kinds.NEVER:
            kept.append(part)
    return ty if len(kept) == len(parts) else union.left_of(r.db, ty, kept)


def _by_class(r: Tests, other: kinds.Type, positive: bool, ty: kinds.Type) -> kinds.Type:
    """`type(x) is C`: an instance of exactly C; if not, an instance of a final C is ruled out."""
    if isinstance(other, kinds.SubclassOf) and isinstance(other.of, kinds.Tuple):
        other = known.value(r.db, "tuple")  # `type(())` is the class of all tuples, of any length
    if positive:
        return classes.is_instance(r.db, ty, other, True)
    if isinstance(other, kinds.ClassLiteral) and classes.is_exact(r.db, other):
        return classes.is_instance(r.db, ty, other, False)
    return ty


def _by_length(r: Tests, length: int, positive: bool, ty: kinds.Type) -> kinds.Type:
    """`len(x) == length`."""
    if positive:
        return _between(r, length, length, ty)
    kept = []
    for part in union.parts(ty):
        shape = tuples.shape(r.db, part)
        if shape is None or shape.variadic is not None or len(shape.prefix) + len(shape.suffix) != length:
            kept.append(part)
    return union.of(r.db, kept)


def _between(r: Tests, low: int, high: int | None, ty: kinds.Type) -> kinds.Type:
    """What can have from `low` to `high` items, both included; one that can have but one length has it."""
    kept = []
    for part in union.parts(ty):
        shape = tuples.shape(r.db, part)
        if shape is not None:
            least = len(shape.prefix) + len(shape.suffix)
            if (high is not None and least > high) or (shape.variadic is None and least < low):
                continue
            only = max(least, low)
            if isinstance(part, kinds.Tuple) and part.variadic is not None and high == only:
                part = tuples.of_length(r.db, part, only) or part
        kept.append(part)
    return union.of(r.db, kept)
