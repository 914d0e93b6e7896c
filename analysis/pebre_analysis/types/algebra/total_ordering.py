"""What `functools.total_ordering` adds to a class.

In:  a class literal and the name of an order method that its body lacks.
Out: the method it is made of: the first of `__lt__`, `__le__`, `__gt__`, `__ge__` that the class or a base writes,
     which takes and gives the same; None without the decorator, or without such a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import class_members, classes, dataclasses, known, mro

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def method(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.Type | None:
    """See the module's docstring."""
    if not any(_is_decorator(db, each) for each in classes.facts(db, literal).decorators):
        return None
    for other in dataclasses.ORDER:
        if other != name:
            for base in mro.of(db, literal):
                if base is not None and not known.is_class(db, base.literal, "object") and _writes(db, base, other):
                    found = class_members.own_member(db, base, other, False)
                    return None if found is None else found.type
    return None


def _writes(db: queries.Db, base: kinds.ClassType, name: str) -> bool:
    scope = classes.scope(base.literal)
    return scope is not None and scope.symbol(name).state.get(db) is not None


def _is_decorator(db: queries.Db, decorator: kinds.Type) -> bool:
    return isinstance(decorator, kinds.Function) and known.is_global(
        db, decorator.definition, "total_ordering", ("functools",)
    )
