"""The names a value has, for saying what was perhaps meant.

In:  a type.
Out: names that `value.name` may be, without those that only methods assign and those of `object`; in no order.
Each class on the way is one edge to its set of names.
"""

from __future__ import annotations

from pebre_analysis.semantic import exports
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import classes, mro, type_variables, union


def of(db: queries.Db, ty: kinds.Type) -> set[str]:
    """Of a union, the names of any part."""
    found: set[str] = set()
    for part in union.parts(ty):
        if isinstance(part, kinds.Module):
            file = part.module.file
            if file is not None:
                found |= semantic_index.semantic_index(db, file).module.names.get(db) | exports.exports(db, file)
            continue
        if isinstance(part, kinds.TypeVar):
            part = type_variables.upper_bound(db, part)
        literal = classes.of_value(db, part)
        if literal is None:
            cls = classes.of_instance(db, part)
            literal = None if cls is None else cls.literal
        for base in mro.of(db, literal)[:-1] if literal is not None else ():
            body = None if base is None else classes.scope(base.literal)
            if body is not None:
                found |= body.names.get(db)
    return found
