"""Types of which something is known and something is not.

In:  a type.
Out: whether it is `Unknown & T`: what is left of an unknown value after a test such as `isinstance(x, T)`; whether it
     is a union that nobody declared or of which one part is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import aliases, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def is_partly_unknown(ty: kinds.Type) -> bool:
    """Is it a value of which only a test has said something? What `T` lacks, or forbids, its real class may allow."""
    return isinstance(ty, kinds.Intersection) and any(isinstance(each, kinds.Dynamic) for each in ty.positive)


def is_undeclared(ty: kinds.Type) -> bool:
    """Is it a union that nobody declared? What only some of its parts allow is allowed."""
    return isinstance(ty, kinds.Union) and ty.parts[-1] is kinds.UNDECLARED


def is_guess(ty: kinds.Type) -> bool:
    """Is it undeclared, or a union of which one part (or class) was not understood? Nothing is said of its parts."""
    return isinstance(ty, kinds.Union) and (
        ty.parts[-1] is kinds.UNDECLARED or any(_is_not_understood(part) for part in ty.parts)
    )


def _is_not_understood(ty: kinds.Type) -> bool:
    return ty is kinds.UNKNOWN or (isinstance(ty, kinds.SubclassOf) and ty.of is kinds.UNKNOWN)


def judged(db: queries.Db, ty: kinds.Type) -> tuple[kinds.Type, ...]:
    """The parts of a value that must each allow what is done with it: none of a union that nobody declared."""
    ty = aliases.resolved(db, ty)
    return () if is_undeclared(ty) else union.parts(ty)


def loosened(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The type with arguments taken as unknown of which only a test has said something: `list[Unknown & A]`.

    What is put into `[x for x in unknown if isinstance(x, A)]` may well be what is wanted.
    """
    if isinstance(ty, kinds.Instance) and any(_is_tested(each) for each in ty.cls.args):
        args = tuple(kinds.UNKNOWN if _is_tested(each) else each for each in ty.cls.args)
        return build.instance(db, build.class_type(db, ty.cls.literal, args, ty.cls.shape))
    if isinstance(ty, kinds.Intersection):
        return union.intersect(db, [loosened(db, each) for each in ty.positive])
    return union.of(db, [loosened(db, each) for each in ty.parts]) if isinstance(ty, kinds.Union) else ty


def _is_tested(ty: kinds.Type) -> bool:
    return any(is_partly_unknown(part) for part in union.parts(ty))
