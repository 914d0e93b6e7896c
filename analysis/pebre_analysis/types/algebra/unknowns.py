"""Types of which something is known and something is not.

In:  a type.
Out: whether it is `Unknown & T`: what is left of an unknown value after a test such as `isinstance(x, T)`.
"""

from __future__ import annotations

from pebre_analysis.types import kinds


def is_partly_unknown(ty: kinds.Type) -> bool:
    """Is it a value of which only a test has said something? What `T` lacks, or forbids, its real class may allow."""
    return isinstance(ty, kinds.Intersection) and any(isinstance(each, kinds.Dynamic) for each in ty.positive)
