"""Literal types: their class, widening, and folding of constant expressions.

In:  literal types.
Out: the instance of their class, or a literal; None when the result is not a small constant.
Always: no constant grows beyond MAX_INT_BITS bits or MAX_TEXT code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import enums, known, tuples, type_forms, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries

MAX_INT_BITS: Final = 63
MAX_TEXT: Final = 4096
MAX_DEPTH: Final = 8
MAX_ITEMS: Final = 32


def is_literal(ty: kinds.Type) -> bool:
    return isinstance(
        ty, (kinds.IntLiteral, kinds.BoolLiteral, kinds.StrLiteral, kinds.BytesLiteral, kinds.EnumLiteral)
    )


def widened(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The instance of a literal's class; other types as they are; unions part by part."""
    cls = ty.__class__
    if cls is kinds.IntLiteral:
        return known.instance(db, "int")
    if cls is kinds.StrLiteral or ty is kinds.LITERAL_STRING:
        return known.instance(db, "str")
    if cls is kinds.BoolLiteral:
        return known.instance(db, "bool")
    if cls is kinds.BytesLiteral:
        return known.instance(db, "bytes")
    if isinstance(ty, kinds.EnumLiteral):
        return enums.instance(db, ty.cls)
    if isinstance(ty, kinds.Union):
        return union.of(db, [widened(db, part) for part in ty.parts])
    return ty


def promoted(db: queries.Db, ty: kinds.Type, depth: int = 0) -> kinds.Type:
    """Widened also inside tuples, without what tests excluded: what an element of a list display or an inferred
    type argument becomes."""
    if isinstance(ty, kinds.Union):
        return union.of(db, [promoted(db, part, depth) for part in ty.parts])
    if isinstance(ty, kinds.Tuple) and depth < MAX_DEPTH:
        variadic = None if ty.variadic is None else promoted(db, ty.variadic, depth + 1)
        return build.tuple_(
            db,
            tuple(promoted(db, each, depth + 1) for each in ty.prefix),
            variadic,
            tuple(promoted(db, each, depth + 1) for each in ty.suffix),
        )
    if isinstance(ty, kinds.Intersection) and ty.negative:
        # What a value was tested not to be does not outlive the value.
        return promoted(db, union.intersect(db, ty.positive or (known.object_(db),)), depth)
    if isinstance(ty, kinds.Instance) and ty.cls.literal.name in ("float", "complex"):
        # A container of floats takes ints: it is what the annotation `list[float]` means.
        if known.is_class(db, ty.cls.literal, ty.cls.literal.name):
            return type_forms.meaning(db, ty.cls.literal) or ty
    if isinstance(ty, kinds.Intersection):
        # That a value was tested is not to be said of all that its container may hold.
        return union.intersect(
            db,
            [each for each in ty.positive if each not in _TESTS],
            [each for each in ty.negative if each not in _TESTS],
        )
    return widened(db, ty)


_TESTS: Final = (kinds.ALWAYS_TRUTHY, kinds.ALWAYS_FALSY)


def items(db: queries.Db, ty: kinds.StrLiteral | kinds.BytesLiteral) -> kinds.Type | None:
    """What iterating over the constant gives, one constant each; None where these are too many."""
    if len(ty.value) > MAX_ITEMS:
        return None
    if isinstance(ty, kinds.BytesLiteral):
        return union.of(db, [build.int_literal(db, each) for each in dict.fromkeys(ty.value)])
    return union.of(db, [build.str_literal(db, each) for each in dict.fromkeys(ty.value)])


def integer(db: queries.Db, value: int) -> kinds.Type:
    """The literal, or `int` when it is too large to carry along."""
    return build.int_literal(db, value) if value.bit_length() <= MAX_INT_BITS else known.instance(db, "int")


def text(db: queries.Db, value: str) -> kinds.Type:
    return build.str_literal(db, value) if len(value) <= MAX_TEXT else kinds.LITERAL_STRING


def data(db: queries.Db, value: bytes) -> kinds.Type:
    return build.bytes_literal(db, value) if len(value) <= MAX_TEXT else known.instance(db, "bytes")


def _as_int(ty: kinds.Type) -> int | None:
    if isinstance(ty, kinds.IntLiteral):
        return ty.value
    return int(ty.value) if isinstance(ty, kinds.BoolLiteral) else None


def binary(db: queries.Db, left: kinds.Type, op: str, right: kinds.Type) -> kinds.Type | None:
    """`left op right` of two constants; None: ask the classes."""
    if isinstance(left, kinds.StrLiteral) and isinstance(right, kinds.StrLiteral):
        return text(db, left.value + right.value) if op == "+" else None
    if isinstance(left, kinds.BytesLiteral) and isinstance(right, kinds.BytesLiteral):
        return data(db, left.value + right.value) if op == "+" else None
    if op == "*":
        repeated = _repeated(db, left, right) or _repeated(db, right, left)
        if repeated is not None:
            return repeated
    if isinstance(left, kinds.BoolLiteral) and isinstance(right, kinds.BoolLiteral) and op in ("&", "|", "^"):
        value = {"&": left.value & right.value, "|": left.value | right.value, "^": left.value ^ right.value}[op]
        return build.bool_literal(value)
    a, b = _as_int(left), _as_int(right)
    if a is None or b is None:
        return None
    result = _integers(a, op, b)
    return None if result is None else integer(db, result)


def _repeated(db: queries.Db, what: kinds.Type, count: kinds.Type) -> kinds.Type | None:
    n = _as_int(count)
    if n is None:
        return None
    if isinstance(what, kinds.StrLiteral):
        return text(db, what.value * n) if n * len(what.value) <= MAX_TEXT else kinds.LITERAL_STRING
    if isinstance(what, kinds.BytesLiteral) and n * len(what.value) <= MAX_TEXT:
        return data(db, what.value * n)
    if isinstance(what, kinds.Tuple) and what.variadic is None and n * len(what.prefix) <= tuples.MAX_LENGTH:
        return build.tuple_(db, what.prefix * max(n, 0))
    return None


def _integers(a: int, op: str, b: int) -> int | None:
    """The operators whose result is an int; None when it is no int, an error, or would be large."""
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if op == "//":
        return a // b if b else None
    if op == "%":
        return a % b if b else None
    if op == "**":
        return a**b if 0 <= b <= 64 and abs(a) < 1 << 32 else None
    if op == "&":
        return a & b
    if op == "|":
        return a | b
    if op == "^":
        return a ^ b
    if op == "<<":
        return a << b if 0 <= b <= MAX_INT_BITS else None
    if op == ">>":
        return a >> b if 0 <= b <= MAX_INT_BITS else None
    return None


def unary(db: queries.Db, op: str, operand: kinds.Type) -> kinds.Type | None:
    """`-x`, `+x`, `~x` of a constant."""
    value = _as_int(operand)
    if value is None:
        return None
    if op == "-":
        return integer(db, -value)
    if op == "+":
        return integer(db, value)
    return integer(db, ~value) if op == "~" else None


def compare(left: kinds.Type, op: str, right: kinds.Type) -> bool | None:
    """The outcome of comparing two constants; None when it cannot be told."""
    a, b = _as_int(left), _as_int(right)
    if a is not None and b is not None:
        if op in ("is", "is not"):
            if left.__class__ is not right.__class__:
                return op == "is not"
            # Equal ints need not be the same object.
            return (op == "is not") if a != b else ((op == "is") if isinstance(left, kinds.BoolLiteral) else None)
        return _ordered(a, op, b)
    if isinstance(left, kinds.StrLiteral) and isinstance(right, kinds.StrLiteral):
        if op in ("in", "not in"):
            return (left.value in right.value) == (op == "in")
        return _ordered(left.value, op, right.value) if op not in ("is", "is not") else None
    if isinstance(left, kinds.BytesLiteral) and isinstance(right, kinds.BytesLiteral):
        if op in ("in", "not in"):
            return (left.value in right.value) == (op == "in")
        return _ordered(left.value, op, right.value) if op not in ("is", "is not") else None
    if isinstance(left, kinds.EnumLiteral) and isinstance(right, kinds.EnumLiteral) and left.cls is right.cls:
        if op in ("is", "=="):
            return left is right
        if op in ("is not", "!="):
            return left is not right
    return None


def _ordered(a: int | str | bytes, op: str, b: int | str | bytes) -> bool | None:
    """Both are of one class, which the type checker cannot see from the union."""
    if op == "==":
        return a == b
    if op == "!=":
        return a != b
    if op == "<":
        return a < b  # type: ignore[operator] # same class
    if op == "<=":
        return a <= b  # type: ignore[operator] # same class
    if op == ">":
        return a > b  # type: ignore[operator] # same class
    if op == ">=":
        return a >= b  # type: ignore[operator] # same class
    return None
