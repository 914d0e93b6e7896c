"""Descriptors that only take values: what is read where `__set__` keeps something in the instance.

In:  a class, the name of an attribute, and what a class body binds it to without declaring it.
Out: the type that reading it through an instance gives; None where nothing is kept.
Always: what is kept need not be what was assigned, so Unknown is a part of it.
Method: a data descriptor without `__get__` is looked up behind the dictionary of the instance.
"""

from __future__ import annotations

from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import class_members, classes, mro, union


def kept(db: queries.Db, cls: kinds.ClassType, name: str, ty: kinds.Type) -> kinds.Type | None:
    """The descriptor, what methods assign to the attribute, and what else it may make of that."""
    if not only_sets(db, ty):
        return None
    return union.of(db, [ty, *_assigned(db, cls, name), kinds.UNKNOWN])


def only_sets(db: queries.Db, ty: kinds.Type) -> bool:
    """Whether it is an object that has a say where an attribute is set, and none where it is read."""
    if not isinstance(ty, kinds.Instance) or class_members.class_member(db, ty.cls, "__set__") is None:
        return False
    return class_members.class_member(db, ty.cls, "__get__") is None


def _assigned(db: queries.Db, cls: kinds.ClassType, name: str) -> list[kinds.Type]:
    """What methods assign, where it does not hang on type arguments."""
    found: list[kinds.Type] = []
    for base in mro.of(db, cls.literal):
        scope = None if base is None else classes.scope(base.literal)
        symbol = None if scope is None else scope.symbol(name)
        if symbol is not None and symbol.sites.get(db):
            site = db.infer.instance_attribute(db, symbol)
            if site is not None and not site.type.generic:
                found.append(site.type)
    return found
