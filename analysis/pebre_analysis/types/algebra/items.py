"""What may be put into a container: the value of `owner[index] = value`.

In:  the types of the owner and of what stands between the brackets.
Out: the type a value is expected to have; None where several forms of `__setitem__` take that index, or none does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import members, relation, signatures

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def value_wanted(db: queries.Db, owner: kinds.Type, index: kinds.Type) -> kinds.Type | None:
    """What a value assigned to `owner[index]` is expected to be; None where that is not clear."""
    if not isinstance(owner, kinds.Instance):
        return None
    method = members.special(db, owner, "__setitem__")
    found = [
        each.params[1].type
        for each in (signatures.of(db, method) or () if method is not None else ())
        if len(each.params) > 1
        and (each.params[0].type is None or relation.is_assignable(db, index, each.params[0].type))
    ]
    only = found[0] if len(found) == 1 else None
    return None if only is None or only.generic else only
