"""What `except` binds.

In:  the type of the expression behind `except`, and whether it is `except*`.
Out: the type of the name: an instance of the class or of one of the classes; a group of them for `except*`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, known, relation, signatures, tuples, type_variables, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries

MAX_CLASSES: Final = 256  # in tuples within tuples


def caught(db: queries.Db, ty: kinds.Type, is_star: bool) -> kinds.Type:
    """See the module's docstring."""
    found: list[kinds.Type] = []
    pending = [ty]
    while pending:
        part = pending.pop()
        if len(found) + len(pending) > MAX_CLASSES:
            return kinds.UNKNOWN
        if isinstance(part, kinds.Union | kinds.Alias):
            pending += reversed(union.parts(aliases.unfolded(db, part)))
        elif isinstance(part, kinds.TypeVar):
            pending.append(type_variables.upper_bound(db, part))
        elif (shape := tuples.shape(db, part)) is not None:
            pending += reversed(tuples.elements(shape))
        else:
            found.append(_instance(db, part))
    one = union.of(db, found)
    if not is_star:
        return one
    is_narrow = relation.is_assignable(db, one, known.instance(db, "Exception"))
    return known.instance(db, "ExceptionGroup" if is_narrow else "BaseExceptionGroup", (one,))


def _instance(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What is raised of one class; Unknown if it is none that can be caught."""
    if isinstance(ty, kinds.Intersection):
        return union.intersect(db, [_instance(db, each) for each in ty.positive])
    if not isinstance(ty, kinds.ClassLiteral | kinds.ClassObject | kinds.SubclassOf):
        return kinds.UNKNOWN
    made = signatures.instance_of_receiver(db, ty)
    return made if relation.is_assignable(db, made, known.instance(db, "BaseException")) else kinds.UNKNOWN
