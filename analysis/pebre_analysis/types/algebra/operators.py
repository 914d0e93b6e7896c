"""Operators: arithmetic with reflected forms, comparison, membership, unary forms, subscripts.

In:  operand types and the operator as written.
Out: the result type; None when the operands surely do not support it.
Always: unions part by part; constants are folded (`literals`); for `x + y` the right operand's
`__radd__` goes first when its class is derived from the left one's and overrides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    call,
    class_members,
    classes,
    disjoint,
    generics,
    iteration,
    known,
    literals,
    members,
    mro,
    relation,
    tuples,
    type_forms,
    typed_dicts,
    union,
    unknowns,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from pebre_analysis.types import queries

    _Operation: TypeAlias = Callable[[queries.Db, kinds.Type, str, kinds.Type], kinds.Type | None]

MAX_PAIRS: Final = 256

BINARY: Final = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor",
}  # fmt: skip
COMPARE: Final = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_REFLECTED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_UNARY: Final = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def binary(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    """`left op right`."""
    return _pairs(db, left, op, right, _binary)


def _pairs(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type, function: _Operation) -> kinds.Type | None:
    left, right = aliases.resolved(db, left), aliases.resolved(db, right)
    if not isinstance(left, kinds.Union) and not isinstance(right, kinds.Union):
        return _of_pair(db, left, op, right, function)
    is_open = unknowns.is_undeclared(left) or unknowns.is_undeclared(right)
    left_parts, right_parts = union.parts(left), union.parts(right)
    if len(left_parts) * len(right_parts) > MAX_PAIRS:
        left_parts = union.parts(literals.widened(db, left))
        right_parts = union.parts(literals.widened(db, right))
        if len(left_parts) * len(right_parts) > MAX_PAIRS:
            return kinds.CUT
    found: list[kinds.Type] = []
    for a in left_parts:
        for b in right_parts:
            result = _of_pair(db, a, op, b, function)
            if result is not None:
                found.append(result)
            elif not is_open:
                return None
    return union.of(db, found)


def _of_pair(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type, function: _Operation) -> kinds.Type | None:
    result = function(db, left, op, right)
    if result is None and (unknowns.is_partly_unknown(left) or unknowns.is_partly_unknown(right)):
        return kinds.UNKNOWN
    return result


def _binary(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    if isinstance(left, kinds.Dynamic):
        return left
    if left is kinds.NEVER or right is kinds.NEVER:
        return kinds.NEVER
    folded = literals.binary(db, left, op, right)
    if folded is not None:
        return folded
    if op == "|":
        form = type_forms.union_of(db, left, right)
        if form is not None:
            return form
    if op == "+":
        shape = _tuple_sum(db, left, right)
        if shape is not None:
            return shape
    if isinstance(right, kinds.Dynamic):
        return right
    name = BINARY[op]
    return _by_methods(db, left, f"__{name}__", right, f"__r{name}__")


def _tuple_sum(db: queries.Db, left: kinds.Type, right: kinds.Type) -> kinds.Type | None:
    a, b = tuples.shape_for(db, left, "__add__"), tuples.shape(db, right)
    return None if a is None or b is None else tuples.concatenated(db, a, b)


def _by_methods(
    db: queries.Db, left: kinds.Type, name: str, right: kinds.Type, reflected: str, is_comparison: bool = False
) -> kinds.Type | None:
    """Arithmetic asks the right operand only when it is of another class, comparison always."""
    if _right_goes_first(db, left, right, reflected):
        result = _attempt(db, right, reflected, left)
        if result is not None:
            return result
    result = _attempt(db, left, name, right)
    if result is not None:
        return result
    if not is_comparison and _same_class(db, left, right):
        return None
    return _attempt(db, right, reflected, left)


def _attempt(db: queries.Db, receiver: kinds.Type, name: str, other: kinds.Type) -> kinds.Type | None:
    """Call one method; None when it is not there or does not take the other operand."""
    method = members.special(db, receiver, name)
    if method is None:
        return None
    result = call.call_types(db, method, (other,))
    return None if result.errors else result.type


def _same_class(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    a, b = classes.of_instance(db, left), classes.of_instance(db, right)
    return a is not None and a is b


def _right_goes_first(db: queries.Db, left: kinds.Type, right: kinds.Type, reflected: str) -> bool:
    a, b = classes.of_instance(db, left), classes.of_instance(db, right)
    if a is None or b is None or a.literal is b.literal or not mro.has(db, b.literal, a.literal):
        return False
    mine, theirs = class_members.class_member(db, a, reflected), class_members.class_member(db, b, reflected)
    return theirs is not None and (mine is None or mine.definition is not theirs.definition)


def augmented(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    """`left op= right`: the in-place method, else the plain operator."""
    return _pairs(db, left, op, right, _augmented)


def _augmented(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    if not literals.is_literal(left) and not isinstance(left, kinds.Dynamic):
        result = _attempt(db, left, f"__i{BINARY[op]}__", right)
        if result is not None:
            return result
    return _binary(db, left, op, right)


def unary(db: queries.Db, op: str, operand: kinds.Type) -> kinds.Type | None:
    """`-x`, `+x`, `~x` (`not` is decided by `truth`)."""
    operand = aliases.resolved(db, operand)
    if isinstance(operand, kinds.Union):
        return _joined(db, operand, [unary(db, op, part) for part in operand.parts])
    folded = literals.unary(db, op, operand)
    if folded is not None:
        return folded
    if isinstance(operand, kinds.Dynamic):
        return operand
    method = members.special(db, operand, _UNARY[op])
    result = None if method is None else call.call_types(db, method, ())
    if result is None or result.errors:
        return kinds.UNKNOWN if unknowns.is_partly_unknown(operand) else None
    return result.type


def _joined(db: queries.Db, operand: kinds.Union, found: list[kinds.Type | None]) -> kinds.Type | None:
    """What the parts give together; None where one that counts gives nothing."""
    if None in found and not unknowns.is_undeclared(operand):
        return None
    return union.of(db, [each for each in found if each is not None])


# ---- comparison ----------------------------------------------------------------------------------


def compare(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    """`left op right` for ==, !=, <, <=, >, >=, in, not in, is, is not."""
    return _pairs(db, left, op, right, _compare)


def _compare(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    constant = literals.compare(left, op, right)
    if constant is not None:
        return build.bool_literal(constant)
    if op in ("is", "is not"):
        return _identity(db, left, op == "is", right)
    if op in ("in", "not in"):
        return contains(db, right, left, op == "in")
    if isinstance(left, kinds.Dynamic):
        return left
    if isinstance(left, kinds.Tuple) and isinstance(right, kinds.Tuple):
        found = _compare_tuples(db, left, op, right)
        if found is not None:
            return found
    name, reflected = COMPARE[op], COMPARE[_REFLECTED[op]]
    found_type = _by_methods(db, left, f"__{name}__", right, f"__{reflected}__", True)
    return right if found_type is None and isinstance(right, kinds.Dynamic) else found_type


def _identity(db: queries.Db, left: kinds.Type, wanted: bool, right: kinds.Type) -> kinds.Type:
    if left is right and relation.is_singleton(db, left):
        return build.bool_literal(wanted)
    if disjoint.is_disjoint(db, left, right):
        return build.bool_literal(not wanted)
    return known.instance(db, "bool")


def _compare_tuples(db: queries.Db, left: kinds.Tuple, op: str, right: kinds.Tuple) -> kinds.Type | None:
    """Constant outcome of comparing tuples of constants; None: ask the class."""
    if left.variadic is not None or right.variadic is not None:
        return None
    for a, b in zip(left.prefix, right.prefix, strict=False):
        equal = literals.compare(a, "==", b)
        if equal is None:
            return None
        if not equal:
            if op in ("==", "!="):
                return build.bool_literal(op == "!=")
            outcome = literals.compare(a, op, b)
            return None if outcome is None else build.bool_literal(outcome)
    a_length, b_length = len(left.prefix), len(right.prefix)
    outcomes = {
        "==": a_length == b_length,
        "!=": a_length != b_length,
        "<": a_length < b_length,
        "<=": a_length <= b_length,
        ">": a_length > b_length,
        ">=": a_length >= b_length,
    }
    return build.bool_literal(outcomes[op])


def contains(db: queries.Db, container: kinds.Type, item: kinds.Type, wanted: bool = True) -> kinds.Type | None:
    """`item in container`."""
    if isinstance(container, kinds.Dynamic):
        return known.instance(db, "bool")
    method = members.special(db, container, "__contains__")
    if method is not None:
        result = call.call_types(db, method, (item,))
        return known.instance(db, "bool") if not result.errors else None
    return None if iteration.iterate(db, container) is None else known.instance(db, "bool")


# ---- subscripts ----------------------------------------------------------------------------------


def subscript(db: queries.Db, value: kinds.Type, index: kinds.Type) -> kinds.Type | None:
    """`value[index]` of values (type expressions like `list[int]` are evaluated by the annotation evaluator)."""
    return _pairs(db, value, "[]", index, _subscript)


def _subscript(db: queries.Db, value: kinds.Type, op: str, index: kinds.Type) -> kinds.Type | None:
    if isinstance(value, kinds.Dynamic) or value is kinds.NEVER:
        return value
    if isinstance(value, kinds.Intersection) and len(value.positive) > 1:
        # One part that takes the index is enough; what several give, the item is all of.
        given = [each for part in value.positive if (each := _subscript(db, part, op, index)) is not None]
        if given:
            return union.intersect(db, given)
    position = _constant_index(index)
    if position is not None:
        shape = tuples.shape_for(db, value, "__getitem__")
        if shape is not None:
            return tuples.item(db, shape, position)
        if isinstance(value, kinds.StrLiteral):
            return _character(db, value, position)
        if isinstance(value, kinds.BytesLiteral):
            return _byte(db, value, position)
    if isinstance(value, kinds.Instance) and typed_dicts.is_typed_dict(db, value.cls.literal):
        found = typed_dicts.item(db, value, index)
        if found is not None:
            return found
        if isinstance(index, kinds.StrLiteral):
            others = typed_dicts.extra(db, value.cls)
            return None if others is None or others.type is kinds.NEVER else others.type
    method = members.special(db, value, "__getitem__")
    if method is None:
        return None
    result = call.call_types(db, method, (index,))
    return None if result.errors else result.type


def _constant_index(index: kinds.Type) -> int | None:
    if isinstance(index, kinds.IntLiteral):
        return index.value
    return int(index.value) if isinstance(index, kinds.BoolLiteral) else None


def _character(db: queries.Db, value: kinds.StrLiteral, position: int) -> kinds.Type | None:
    text = value.value
    return build.str_literal(db, text[position]) if -len(text) <= position < len(text) else None


def _byte(db: queries.Db, value: kinds.BytesLiteral, position: int) -> kinds.Type | None:
    data = value.value
    return build.int_literal(db, data[position]) if -len(data) <= position < len(data) else None


def sliced(
    db: queries.Db,
    value: kinds.Type,
    start: kinds.Type | None,
    stop: kinds.Type | None,
    step: kinds.Type | None,
) -> kinds.Type | None:
    """`value[start:stop:step]`; None for a bound that is not written."""
    value = aliases.resolved(db, value)
    if isinstance(value, kinds.Union):
        return _joined(db, value, [sliced(db, part, start, stop, step) for part in value.parts])
    bounds = (_bound(db, start), _bound(db, stop), _bound(db, step))
    constant = all(
        bound is not None or each is None or known.is_none(db, each)
        for bound, each in zip(bounds, (start, stop, step), strict=True)
    )
    if constant:
        shape = tuples.shape_for(db, value, "__getitem__")
        if shape is not None:
            return tuples.sliced(db, shape, *bounds)
        if isinstance(value, (kinds.StrLiteral, kinds.BytesLiteral)) and bounds[2] != 0:
            cut = slice(*bounds)
            if isinstance(value, kinds.StrLiteral):
                return build.str_literal(db, value.value[cut])
            return build.bytes_literal(db, value.value[cut])
    return subscript(db, value, slice_type(db, start, stop, step))


def _bound(db: queries.Db, ty: kinds.Type | None) -> int | None:
    return None if ty is None or known.is_none(db, ty) else _constant_index(ty)


def slice_type(
    db: queries.Db, start: kinds.Type | None, stop: kinds.Type | None, step: kinds.Type | None
) -> kinds.Type:
    """The type of a `slice` object."""
    literal = known.literal(db, "slice")
    if literal is None:
        return kinds.UNKNOWN
    none = known.none(db)
    args = tuple(none if each is None else literals.widened(db, each) for each in (start, stop, step))
    return build.instance(db, generics.specialise(db, literal, args))
