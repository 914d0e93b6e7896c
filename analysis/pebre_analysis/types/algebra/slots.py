"""Names in `__slots__`: attributes that instances can have though no code seen here assigns them.

In:  a class and a name. Out: is the name in the `__slots__` of the class or of one above it?
Always: only constant names count; what else `__slots__` holds is not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, mro, tuples

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def holds(db: queries.Db, cls: kinds.ClassType, name: str) -> bool:
    for base in mro.of(db, cls.literal):
        scope = None if base is None else classes.scope(base.literal)
        if scope is None:
            continue
        symbol = scope.symbol("__slots__")
        place = db.infer.public_type(db, symbol) if symbol.state.get(db) is not None else None
        if place is None:
            continue
        shape = tuples.shape(db, place.type)
        for each in (place.type,) if shape is None else tuples.elements(shape):
            if isinstance(each, kinds.StrLiteral) and each.value == name:
                return True
    return False
