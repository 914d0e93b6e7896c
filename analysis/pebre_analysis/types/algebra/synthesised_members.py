"""Members that no class body writes: of dataclasses, enums, named tuples and typed dictionaries.

In:  a class literal and a name.
Out: the member's type as the class holds it (not bound), or None.
Always: what the class body itself writes is asked first by `members`; only where the class changes the
meaning of its body (`transforms`) may `transformed` replace it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import classes, dataclasses, enums, named_tuples, total_ordering, typed_dict_methods

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def of(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.Type | None:
    """A member that the body does not hold."""
    facts = classes.facts(db, literal)
    flags = facts.flags
    if flags & classes.NAMED_TUPLE:
        return named_tuples.member(db, classes.identity(db, literal), name)
    if flags & classes.TYPED_DICT:
        return typed_dict_methods.member(db, literal, name)
    if flags & classes.ENUM and literal.kind != kinds.STATEMENT:
        return enums.member(db, literal, name)
    if literal.kind == kinds.STATEMENT and name in dataclasses.METHODS:
        found = dataclasses.method(db, literal, name)
        if found is None and facts.decorators and name in dataclasses.ORDER:
            found = total_ordering.method(db, literal, name)
        return found
    return None


def transforms(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Does the class give names of its body another meaning?"""
    return bool(classes.facts(db, literal).flags & (classes.ENUM | classes.TYPED_DICT))


def transformed(db: queries.Db, literal: kinds.ClassLiteral, name: str, ty: kinds.Type) -> kinds.Type | None:
    """What a name of the body becomes; None: it stays what it is."""
    if classes.facts(db, literal).flags & classes.ENUM:
        return enums.member(db, literal, name)
    return typed_dict_methods.member(db, literal, name)
