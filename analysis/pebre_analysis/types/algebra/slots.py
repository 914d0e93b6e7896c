"""Names in `__slots__`: attributes that instances can have though no code seen here assigns them.

In:  a class and a name. Out: is the name in the `__slots__` of the class or of one above it? Has it any itself?
Always: only constant names count; what else `__slots__` holds is not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes, dataclasses, fields, known, mro, tuples

if TYPE_CHECKING:
    from pebre_analysis.semantic import scope as scopes
    from pebre_analysis.types import queries


def holds(db: queries.Db, cls: kinds.ClassType, name: str) -> bool:
    for base in mro.of(db, cls.literal):
        if base is not None and any(
            isinstance(each, kinds.StrLiteral) and each.value == name for each in _own(db, base)
        ):
            return True
    return False


def refuses(db: queries.Db, cls: kinds.ClassType, name: str) -> bool:
    """Have instances no place for an attribute of that name: neither a `__dict__`, nor a slot, nor a descriptor?

    Every class on the way has `__slots__` whose names are all understood; a class of a stub may leave them out.
    """
    own = classes.scope(cls.literal)
    if own is None:
        return False
    if own.symbol("__slots__").state.get(db) is None and not _is_slotted(db, cls.literal):
        return False  # as most classes
    for base in mro.of(db, cls.literal):
        if base is None:
            return False
        if known.is_class(db, base.literal, "object"):
            continue
        scope = classes.scope(base.literal)
        if scope is None or scope.file.is_stub:
            return False
        if _is_slotted(db, base.literal):
            if any(field.name == name for field in fields.declared(db, base.literal)):
                return False
        elif not _leaves_out(db, base, scope, name):
            return False
        state = scope.symbol(name).state.get(db)
        if state is not None and (state.bindings or state.declarations or state.stars):
            return False
    return True


def _is_slotted(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    options = dataclasses.options(db, literal)
    return options is not None and options.slots and options.is_standard


def _leaves_out(db: queries.Db, cls: kinds.ClassType, scope: scopes.Scope, name: str) -> bool:
    """Has the class `__slots__` without that name, and without a place for any?"""
    if scope.symbol("__slots__").state.get(db) is None or _place(db, cls) is None:  # or behind `if not TYPE_CHECKING`
        return False
    return all(isinstance(each, kinds.StrLiteral) and each.value not in (name, "__dict__") for each in _own(db, cls))


def is_filled(db: queries.Db, cls: kinds.ClassType) -> bool:
    """Does the class itself name slots, which fix how its instances are laid out in memory?"""
    return any(isinstance(each, kinds.StrLiteral) for each in _own(db, cls))


def _place(db: queries.Db, cls: kinds.ClassType) -> queries.Place | None:
    scope = classes.scope(cls.literal)
    symbol = None if scope is None else scope.symbol("__slots__")
    return None if symbol is None or symbol.state.get(db) is None else db.infer.public_type(db, symbol)


def _own(db: queries.Db, cls: kinds.ClassType) -> tuple[kinds.Type, ...]:
    place = _place(db, cls)
    if place is None:
        return ()
    shape = tuples.shape(db, place.type)
    if shape is not None and shape.variadic is None:
        return tuple(tuples.elements(shape))
    return _displayed(db, place) or (place.type,)


def _displayed(db: queries.Db, place: queries.Place) -> tuple[kinds.Type, ...]:
    """The names in a list, set or dictionary, whose types do not tell them, or where `tuple[str, ...]` is declared."""
    if place.definition is None:
        return ()
    place.definition.region.code.get(db)
    node = place.definition.binding.node
    value = node.value if isinstance(node, ir.Assign | ir.AnnAssign) else None
    if isinstance(value, ir.List | ir.Set | ir.Tuple):
        items: list[ir.Expr | None] = list(value.items)
    elif isinstance(value, ir.Dict):
        items = [item.key for item in value.items]
    else:
        return ()
    names = [item.value for item in items if isinstance(item, ir.Str) and item.value is not None]
    return tuple([build.str_literal(db, name) for name in names]) if len(names) == len(items) else ()
