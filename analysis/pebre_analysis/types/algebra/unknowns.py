"""Types of which something is known and something is not.

In:  a type.
Out: whether it is `Unknown & T`: what is left of an unknown value after a test such as `isinstance(x, T)`; whether it
     is a union that nobody declared or of which one part is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
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
    """Is it undeclared, or a union of which one part was not understood? Nothing is said of its parts."""
    return isinstance(ty, kinds.Union) and (ty.parts[-1] is kinds.UNDECLARED or kinds.UNKNOWN in ty.parts)


def judged(db: queries.Db, ty: kinds.Type) -> tuple[kinds.Type, ...]:
    """The parts of a value that must each allow what is done with it: none of a union that nobody declared."""
    ty = aliases.resolved(db, ty)
    return () if is_undeclared(ty) else union.parts(ty)
