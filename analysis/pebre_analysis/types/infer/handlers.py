"""What `except` binds.

In:  the type of the expression behind `except`, and whether it is `except*`.
Out: the type of the name: an instance of the class or of one of the classes; a group of them for `except*`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import known, signatures, tuples, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries


def caught(db: queries.Db, ty: kinds.Type, is_star: bool) -> kinds.Type:
    """See the module's docstring."""
    found: list[kinds.Type] = []
    for part in union.parts(ty):
        shape = tuples.shape(db, part)
        members = (part,) if shape is None else tuples.elements(shape)
        for member in members:
            found += [_instance(db, each) for each in union.parts(member)]
    one = union.of(db, found)
    if not is_star or isinstance(one, kinds.Dynamic):
        return one
    return known.instance(db, "ExceptionGroup", (one,))


def _instance(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    if isinstance(ty, kinds.ClassLiteral | kinds.ClassObject | kinds.SubclassOf):
        return signatures.instance_of_receiver(db, ty)
    return kinds.UNKNOWN
