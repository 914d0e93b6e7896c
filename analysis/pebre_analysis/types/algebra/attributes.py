"""What may be assigned to an attribute, and what it was declared to hold.

In:  the type of the object and the attribute's name.
Out: the declared or settable type; None when nothing is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, classes, members, signatures, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def declared(db: queries.Db, ty: kinds.Type, name: str) -> kinds.Type | None:
    """The type that a value assigned to `ty.name` is expected to have; None: anything goes."""
    ty = aliases.resolved(db, ty)
    if isinstance(ty, kinds.Union):
        found = [declared(db, part, name) for part in ty.parts]
        return None if None in found else union.of(db, [each for each in found if each is not None])
    if isinstance(ty, kinds.Module):
        member = members.member(db, ty, name)
        return member.type if member is not None and member.declared else None
    cls = classes.of_instance(db, ty)
    if isinstance(ty, kinds.TypeVar):
        from_bound = members.member(db, ty, name)
        return from_bound.type if from_bound is not None and from_bound.declared else None
    if cls is None:
        return None
    raw = members.instance_member(db, cls, name)
    if raw is None or not raw.declared:
        return None
    if isinstance(raw.type, kinds.Property):
        return _value_parameter(db, raw.type.setter, 1)
    if isinstance(raw.type, kinds.Instance):
        setter = members.class_member(db, raw.type.cls, "__set__")
        if setter is not None and setter.owner is not None:
            return _value_parameter(db, setter.type, 2)
    return members.bind(db, raw.type, ty, cls)


def _value_parameter(db: queries.Db, function: kinds.Type | None, at: int) -> kinds.Type | None:
    """The type of the value parameter of a setter; of several forms, what any of them takes."""
    found: list[kinds.Type] = []
    for signature in (signatures.of(db, function) or ()) if function is not None else ():
        if len(signature.params) <= at:
            return None
        ty = signature.params[at].type
        if ty is None or ty.generic:
            return None
        found.append(ty)
    return union.of(db, found) if found else None
