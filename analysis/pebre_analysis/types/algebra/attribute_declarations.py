"""What classes declare of an attribute, found without any inferred type.

In:  a type or class and the attribute's name.
Out: `of`: the type that a value assigned to it should have, None where nothing says so; `is_free`: whether anything may
     be assigned to it for all that the classes say.
Always: the first class of the order whose body binds the name, or in which a `self.name` is annotated, decides.
Why: looking the member up (`members`) asks for every assignment to it, the one being inferred included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pebre_analysis.semantic import use_def
from pebre_analysis.types import kinds, remembered
from pebre_analysis.types.algebra import classes, generics, mro, synthesised_members, type_variables

if TYPE_CHECKING:
    from pebre_analysis.types import queries


class Said(NamedTuple):
    """`decides`: a class binds or declares it; `type`: what its annotation says."""

    decides: bool
    type: kinds.Type | None = None


_NOTHING = Said(False)


def of(db: queries.Db, owner: kinds.Type, name: str) -> kinds.Type | None:
    """What an annotation in the class, or at a `self.name`, says of an attribute."""
    if isinstance(owner, kinds.TypeVar):
        owner = type_variables.upper_bound(db, owner)
    if isinstance(owner, kinds.Union):
        by_part = {of(db, part, name) for part in owner.parts}
        return by_part.pop() if len(by_part) == 1 else None
    itself = _meant_class(db, owner)
    if itself is not None:
        said = in_class(db, itself, name)
        if said.decides:
            return said.type
    cls = classes.of_instance(db, owner)
    return None if cls is None else in_class(db, cls, name).type


def is_free(db: queries.Db, cls: kinds.ClassType, name: str) -> bool:
    """Methods alone bind it, none of them says what it holds, and no class makes such a member by itself."""
    return not in_class(db, cls, name).decides and not any(
        base is not None and synthesised_members.of(db, base.literal, name) is not None
        for base in mro.of(db, cls.literal)
    )


def _meant_class(db: queries.Db, owner: kinds.Type) -> kinds.ClassType | None:
    """The class that a class object is."""
    if isinstance(owner, kinds.SubclassOf):
        inside = type_variables.upper_bound(db, owner.of) if isinstance(owner.of, kinds.TypeVar) else owner.of
        return classes.of_instance(db, inside)
    literal = classes.of_value(db, owner)
    if literal is None:
        return None
    return owner.cls if isinstance(owner, kinds.ClassObject) else classes.default_type(db, literal)


def in_class(db: queries.Db, cls: kinds.ClassType, name: str) -> Said:
    """What the classes in the order of `cls` say; asked for several times for each assignment."""
    frame = remembered.frame(db)
    if frame is None:
        return _in_class(db, cls, name)
    key = (cls, name, "<said>")
    found = frame.get(key)
    if found is None:
        found = frame[key] = _in_class(db, cls, name)
    assert isinstance(found, Said)
    return found


def _in_class(db: queries.Db, cls: kinds.ClassType, name: str) -> Said:
    for base in mro.specialised(db, cls):
        scope = None if base is None else classes.scope(base.literal)
        if base is None or scope is None:
            continue
        symbol = scope.symbol(name)
        state = symbol.state.get(db)
        declared = (*(() if state is None else state.declarations), *symbol.sites.get(db))
        for definition in declared:
            if definition.kind == use_def.ANNOTATED:
                ty = db.infer.definition_type(db, definition).declared
                return Said(True, None if ty is None else generics.substitute(db, ty, generics.mapping(db, base)))
        if state is not None:
            return Said(True)
    return _NOTHING
