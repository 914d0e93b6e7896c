"""Tests that the settings decide."""

import pytest

from pebre_analysis.syntax import ir
from pebre_analysis.types.infer import statics


def name(text: str) -> ir.Expr:
    head, _, last = text.rpartition(".")
    return ir.Attribute(0, name(head), last) if head else ir.Name(0, last)


def compare(left: ir.Expr, op: str, right: ir.Expr) -> ir.Compare:
    return ir.Compare(0, left, (ir.OpStep(0, op, right),))


def numbers(*values: int) -> ir.Tuple:
    return ir.Tuple(0, tuple(ir.Int(0, value) for value in values), True)


VERSION = name("sys.version_info")


@pytest.mark.parametrize(
    ("op", "wanted", "expected"),
    [
        (">=", (3, 9), True), (">=", (3, 11), True), (">=", (3, 12), False), ("<", (3, 11), False),
        ("<", (3, 12), True), (">", (3, 11), True), ("<=", (3, 11), False), (">=", (3,), True), ("<", (3,), False),
        ("==", (3, 11), False), (">=", (3, 11, 4), None), (">=", (3, 9, 4), True),
    ],
)  # fmt: skip
def test_versions(op: str, wanted: tuple[int, ...], expected: bool | None) -> None:
    assert statics.truth(compare(VERSION, op, numbers(*wanted)), (3, 11), "linux") is expected


def test_parts_of_the_version() -> None:
    first = ir.Subscript(0, VERSION, ir.Int(0, 0))
    two = ir.Subscript(0, VERSION, ir.Slice(0, None, ir.Int(0, 2), None))
    assert statics.truth(compare(first, "==", ir.Int(0, 3)), (3, 11), "linux") is True
    assert statics.truth(compare(first, "<", ir.Int(0, 3)), (3, 11), "linux") is False
    assert statics.truth(compare(two, ">=", numbers(3, 12)), (3, 11), "linux") is False
    assert statics.truth(compare(name("sys.version_info.major"), ">=", ir.Int(0, 3)), (3, 11), "linux") is True


def test_the_sides_may_be_swapped() -> None:
    assert statics.truth(compare(numbers(3, 12), "<=", VERSION), (3, 11), "linux") is False


def test_platforms() -> None:
    windows = compare(name("sys.platform"), "==", ir.Str(0, "win32", 1))
    assert statics.truth(windows, (3, 11), "linux") is False
    assert statics.truth(windows, (3, 11), "win32") is True
    assert statics.truth(windows, (3, 11), "all") is None
    starts = ir.Call(0, name("sys.platform.startswith"), (ir.Argument(0, None, 0, ir.Str(0, "win", 1)),))
    assert statics.truth(starts, (3, 11), "win32") is True
    among = compare(name("sys.platform"), "in", ir.Tuple(0, (ir.Str(0, "linux", 1), ir.Str(0, "darwin", 1)), True))
    assert statics.truth(among, (3, 11), "linux") is True
    assert statics.truth(compare(name("os.name"), "!=", ir.Str(0, "nt", 1)), (3, 11), "linux") is True


def test_constants_and_type_checking() -> None:
    assert statics.truth(name("TYPE_CHECKING"), (3, 11), "linux") is True
    assert statics.truth(name("typing.TYPE_CHECKING"), (3, 11), "linux") is True
    assert statics.truth(ir.Constant(0, None), (3, 11), "linux") is False
    assert statics.truth(ir.Int(0, 1), (3, 11), "linux") is True
    assert statics.truth(name("anything"), (3, 11), "linux") is None
