"""Giving the parts of a value to targets: `a, (b, *c) = value`, `for k, v in items`, `with f() as x`.

In:  a region's inference, a target expression and the type assigned to it.
Out: nothing; the bindings and node types of all targets inside are set.
Always: every target gets a type, whatever the value's shape; a value of the wrong length gives Unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import (
    aliases,
    class_members,
    iteration,
    known,
    operators,
    tuples,
    typed_dicts,
    union,
)
from pebre_analysis.types.infer import declared, protocol_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def assign(r: RegionInference, target: ir.Expr, ty: kinds.Type) -> None:
    """Assigns `ty` to the target and all targets inside it."""
    pending: list[tuple[ir.Expr, kinds.Type]] = [(target, ty)]
    while pending:
        at, given = pending.pop()
        if isinstance(at, ir.Tuple | ir.List):
            pending += zip(at.items, _parts(r, at, given), strict=True)
            r.store(at.n, given)
        elif isinstance(at, ir.Starred):
            pending.append((at.value, given))
            r.store(at.n, given)
        else:
            _one(r, at, given)


def _one(r: RegionInference, target: ir.Expr, given: kinds.Type) -> None:
    if isinstance(target, ir.Attribute):
        r.infer(target.value)
        if r.check:
            r.given[target.n] = given
    elif isinstance(target, ir.Subscript):
        r.infer(target.value)
        r.infer(target.index)
    elif not isinstance(target, ir.Name):
        r.infer(target)
        return
    number = r.index.marks[target.n] - 1
    if number >= 0:
        given = declared.bound_type(r, number, given)
        if isinstance(target, ir.Subscript):
            given = given if _keeps_items(r, r.infer(target.value)) else _read_back(r, target)
        elif isinstance(target, ir.Attribute):
            given = declared.read_back(r, target, given)
        r.set_binding(number, given)
    r.store(target.n, given)


_KEEPERS: Final = ("list", "dict", "bytearray", "memoryview")


def _keeps_items(r: RegionInference, owner: kinds.Type) -> bool:
    """Does it give back just what was put in? A `__setitem__` of somebody's own may do what it likes."""
    if isinstance(owner, kinds.Union):
        return all(_keeps_items(r, part) for part in owner.parts)
    if isinstance(owner, kinds.Intersection):
        return any(_keeps_items(r, part) for part in owner.positive)
    if not isinstance(owner, kinds.Instance):
        return isinstance(owner, kinds.Dynamic)
    if typed_dicts.is_typed_dict(r.db, owner.cls.literal):
        return True
    found = class_members.class_member(r.db, owner.cls, "__setitem__")
    holder = owner.cls if found is None else found.owner
    return holder is not None and any(known.is_class(r.db, holder.literal, name) for name in _KEEPERS)


def _read_back(r: RegionInference, target: ir.Subscript) -> kinds.Type:
    return operators.subscript(r.db, r.infer(target.value), r.infer(target.index)) or kinds.UNKNOWN


def _parts(r: RegionInference, target: ir.Tuple | ir.List, given: kinds.Type) -> tuple[kinds.Type, ...]:
    """One type for each target; a starred one gets a list."""
    items = target.items
    star = next((i for i, item in enumerate(items) if isinstance(item, ir.Starred)), len(items))
    starred = star < len(items)
    found = iteration.unpack(r.db, given, star, starred, len(items) - star - starred)
    if found is not None:
        return found
    if protocol_findings.iterated(r, target, given) is not kinds.UNKNOWN and r.check:
        _wrong_length(r, target, given, len(items) - starred, starred)
    return (kinds.UNKNOWN,) * len(items)


def _wrong_length(r: RegionInference, target: ir.Node, given: kinds.Type, n_plain: int, starred: bool) -> None:
    """Every part of the value is a tuple, and none has as many elements as there are targets."""
    shapes = [tuples.shape_for(r.db, part, "__iter__") for part in union.parts(aliases.resolved(r.db, given))]
    lengths: set[int] = set()
    for shape in shapes:
        if shape is None or shape.variadic is not None:
            return
        lengths.add(len(shape.prefix))
    if all(length < n_plain if starred else length != n_plain for length in lengths):
        targets = f"{n_plain} or more targets" if starred else f"{n_plain} target{'s' if n_plain != 1 else ''}"
        has = " or ".join(str(length) for length in sorted(lengths))
        r.report(findings.INVALID_ASSIGNMENT, target, "unpack", targets, display.text(r.db, given), has)
