"""Operators and subscripts that the operands do not support, as findings.

In:  a node and the types of its operands, for which the algebra gave no result.
Out: findings of the region; of unions they name the parts that fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import (
    aliases,
    call,
    class_members,
    classes,
    known,
    members,
    operators,
    tuples,
    typed_dicts,
    union,
    unknowns,
)
from pebre_analysis.types.infer import typed_dict_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.syntax import ir
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def binary(r: RegionInference, node: ir.Node, left: kinds.Type, op: str, right: kinds.Type) -> None:
    """`left op right` that is not supported."""
    _pair(r, node, left, op, right, operators.binary)


def augmented(r: RegionInference, node: ir.Node, left: kinds.Type, op: str, right: kinds.Type) -> None:
    _pair(r, node, left, f"{op}=", right, lambda db, a, _, b: operators.augmented(db, a, op, b))


def compare(r: RegionInference, node: ir.Node, left: kinds.Type, op: str, right: kinds.Type) -> None:
    if op in ("==", "!=", "is", "is not"):
        return  # never an error where they run
    _pair(r, node, left, op, right, operators.compare)


def _pair(
    r: RegionInference,
    node: ir.Node,
    left: kinds.Type,
    op: str,
    right: kinds.Type,
    function: Callable[[queries.Db, kinds.Type, str, kinds.Type], kinds.Type | None],
) -> None:
    if not r.check or r.muted:
        return
    db = r.db
    notes: tuple[str, ...] = ()
    left_parts, right_parts = union.parts(aliases.resolved(db, left)), union.parts(aliases.resolved(db, right))
    if _is_guess(left_parts) or _is_guess(right_parts):
        return
    if len(left_parts) > 1 or len(right_parts) > 1:
        for a in left_parts:
            for b in right_parts:
                if function(db, a, op, b) is None:
                    notes = (f"not for `{display.text(db, a)}` and `{display.text(db, b)}`",)
                    break
            if notes:
                break
    r.report(findings.UNSUPPORTED_OPERATOR, node, op, *display.two(db, left, right), notes=notes)


def division(r: RegionInference, node: ir.Node, left: kinds.Type, op: str, right: kinds.Type) -> None:
    """A number divided by the constant zero."""
    if not r.check or r.muted or not isinstance(right, kinds.IntLiteral | kinds.BoolLiteral) or right.value:
        return
    is_number = isinstance(left, kinds.IntLiteral | kinds.BoolLiteral) or any(
        known.is_instance(r.db, left, name) for name in ("int", "float", "bool")
    )
    if is_number:
        r.report(findings.DIVISION_BY_ZERO, node, op, display.text(r.db, left))


def step(r: RegionInference, node: ir.Subscript, value: kinds.Type, index: ir.Slice) -> None:
    """A slice of a builtin sequence with the constant zero as its step."""
    if not r.check or r.muted or index.step is None:
        return
    given = r.infer(index.step)
    if not isinstance(given, kinds.IntLiteral | kinds.BoolLiteral) or given.value:
        return
    is_sequence = isinstance(value, kinds.StrLiteral | kinds.BytesLiteral | kinds.Tuple) or any(
        known.is_instance(r.db, value, name) for name in ("str", "bytes", "list")
    )
    if is_sequence:
        r.report(findings.ZERO_STEPSIZE_IN_SLICE, node, display.text(r.db, value))


def _is_guess(parts: tuple[kinds.Type, ...]) -> bool:
    """A union that is gradual itself: what was put together from values of which one is not understood."""
    return len(parts) > 1 and (kinds.UNKNOWN in parts or kinds.ANY in parts)


def unary(r: RegionInference, node: ir.Node, op: str, operand: kinds.Type) -> None:
    if r.check and not r.muted:
        r.report(findings.UNSUPPORTED_OPERATOR, node, op, display.text(r.db, operand))


# ---- subscripts ------------------------------------------------------------------------------------


def subscript(r: RegionInference, node: ir.Subscript, value: kinds.Type, index: kinds.Type) -> None:
    """`value[index]` that gives nothing: the first part of a union that does not is spoken of."""
    if not r.check or r.muted:
        return
    db = r.db
    value = aliases.resolved(db, value)
    if value is kinds.UNKNOWN or unknowns.is_guess(value):
        return
    parts = union.parts(value)
    keys = union.parts(aliases.resolved(db, index))
    if any(isinstance(key, kinds.Dynamic) for key in keys):
        keys = (kinds.UNKNOWN,)  # of what is partly unknown nothing is said
    for part in parts:
        for key in keys:
            if operators.subscript(db, part, key) is not None:
                continue
            if len(parts) > 1 and tuples.shape(db, part) is not None:
                continue  # of tuples of several lengths, one is long enough
            _item(r, node, value, part, key)
            return


def _item(r: RegionInference, node: ir.Subscript, value: kinds.Type, part: kinds.Type, key: kinds.Type) -> None:
    db = r.db
    shape = tuples.shape_for(db, part, "__getitem__")
    is_number = isinstance(key, kinds.IntLiteral | kinds.BoolLiteral)
    if is_number and (shape is not None or isinstance(part, kinds.StrLiteral | kinds.BytesLiteral)):
        length = len(shape.prefix) if shape is not None else len(part.value)  # type: ignore[attr-defined] # see above
        assert isinstance(key, kinds.IntLiteral | kinds.BoolLiteral)
        r.report(findings.INDEX_OUT_OF_BOUNDS, node, str(int(key.value)), display.text(db, part), str(length))
        return
    if isinstance(part, kinds.Instance) and typed_dicts.is_typed_dict(db, part.cls.literal):
        typed_dict_findings.key(r, node.index, part, key)
        return
    if isinstance(part, kinds.ClassLiteral | kinds.ClassObject | kinds.SubclassOf):
        cls = classes.of_value(db, part)
        if cls is None or classes.type_params(db, cls):
            return
        if class_members.class_member(db, classes.default_type(db, cls), "__class_getitem__") is not None:
            return
    method = members.special(db, part, "__getitem__")
    shown = "" if part is value else display.text(db, value)
    if method is None:
        r.report(findings.NOT_SUBSCRIPTABLE, node, display.text(db, part), shown)
        return
    result = call.call_types(db, method, (key,))
    wanted = next((error.expected for error in result.errors if error.expected is not None), None)
    if isinstance(key, _CLASSES) and wanted is not None and _are_classes(wanted):
        return  # a table by class is asked with whatever class there is
    expected = "" if wanted is None else display.text(db, wanted)
    told = (f"`{display.text(db, part)}`", "", expected, display.text(db, key), "", "[]")
    r.report(findings.INVALID_ARGUMENT_TYPE, node.index, *told)


_CLASSES = (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)


def _are_classes(ty: kinds.Type) -> bool:
    return all(isinstance(part, _CLASSES) for part in union.parts(ty))


# ---- truth -----------------------------------------------------------------------------------------


def truth(r: RegionInference, node: ir.Node, ty: kinds.Type) -> None:
    """A test of something whose `__bool__` is no method that gives a bool."""
    if not r.check or r.muted:
        return
    db = r.db
    for part in unknowns.judged(db, ty):
        if not isinstance(part, kinds.Instance) or known.is_none(db, part):
            continue
        found = class_members.class_member(db, part.cls, "__bool__")
        if found is None or isinstance(found.type, kinds.Dynamic):
            continue
        result = call.method(db, part, "__bool__", ())
        if result is None or (not result.errors and _is_bool(db, result.type)):
            continue
        r.report(findings.UNSUPPORTED_BOOL_CONVERSION, node, display.text(db, part))
        return


def _is_bool(db: queries.Db, ty: kinds.Type) -> bool:
    return all(
        isinstance(part, kinds.BoolLiteral | kinds.Dynamic) or known.is_instance(db, part, "bool")
        for part in union.parts(ty)
    )
