"""Narrowing by truth: `if x`, `x and y`, `not x`.

In:  a type and the outcome of `bool(x)`.
Out: the parts that can have come out so; a part that can be either is marked with what it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import overloads, truth, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def narrow(db: queries.Db, ty: kinds.Type, positive: bool) -> kinds.Type:
    """`ty` where its truth is `positive`."""
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        for each in overloads.parts_of(db, part):
            outcome = truth.truthiness(db, each)
            if outcome is positive or isinstance(each, kinds.Dynamic):
                kept.append(each)
            elif outcome is None:
                kept.append(_marked(db, each, positive))
    return union.of(db, kept)


def _marked(db: queries.Db, part: kinds.Type, positive: bool) -> kinds.Type:
    if part is kinds.LITERAL_STRING:
        empty = build.str_literal(db, "")
        return union.excluded(db, part, empty) if positive else empty
    if isinstance(part, kinds.Atom):
        return part
    return union.excluded(db, part, kinds.ALWAYS_FALSY if positive else kinds.ALWAYS_TRUTHY)
