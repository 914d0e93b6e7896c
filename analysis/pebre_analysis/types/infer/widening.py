"""Making the value of a growing loop stand still.

In:  a type. Out: a supertype of it, up to gradual types.
Always: applied again and again to unions that grow, it comes to rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import literals, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries

MAX_PARTS: Final = 8


def settled(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A union without the value of an unfinished cycle: the other parts are what the cycle starts from."""
    if isinstance(ty, kinds.Union) and kinds.DIVERGENT in ty.parts:
        return union.exactly(db, tuple(part for part in ty.parts if part is not kinds.DIVERGENT))
    return ty


def widen(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """For values that grow at every turn: literals become their class, nested containers lose their depth,
    more parts than MAX_PARTS become Unknown."""
    wide = _flatten(db, literals.promoted(db, ty), 0)
    if isinstance(wide, kinds.Union) and len(wide.parts) > MAX_PARTS:
        return kinds.CUT
    return wide


def _flatten(db: queries.Db, ty: kinds.Type, depth: int) -> kinds.Type:
    if isinstance(ty, kinds.Union):
        return union.of(db, [_flatten(db, part, depth) for part in ty.parts])
    if isinstance(ty, kinds.Tuple):
        parts = [*ty.prefix, *ty.suffix] if ty.variadic is None else [*ty.prefix, ty.variadic, *ty.suffix]
        inner = kinds.CUT if depth >= 2 else _flatten(db, union.of(db, parts), depth + 1)
        return build.tuple_(db, (), inner)
    if isinstance(ty, kinds.Instance) and ty.cls.args:
        if depth >= 2:
            args: tuple[kinds.Type, ...] = tuple(kinds.CUT for _ in ty.cls.args)
        else:
            args = tuple(_flatten(db, arg, depth + 1) for arg in ty.cls.args)
        return build.instance(db, build.class_type(db, ty.cls.literal, args))
    return ty
