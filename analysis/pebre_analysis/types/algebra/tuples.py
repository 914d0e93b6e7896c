"""Tuples of known shape: elements by position, joining, and the class behind them.

In:  `kinds.Tuple` values, or class types whose literal may be `tuple`.
Out: types; None where an index is surely out of range.
Always: an instance of exactly `tuple` is a `Tuple`; its ClassType holds the union of the elements as
argument and the tuple itself as shape, so that members are found like those of any generic class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    class_members,
    classes,
    generics,
    known,
    mro,
    named_tuples,
    type_variables,
    union,
)

if TYPE_CHECKING:
    from pebre_analysis.types import queries

# A tuple longer than this is kept as `tuple[<union>, ...]`.
MAX_LENGTH: Final = 256


def instance(db: queries.Db, cls: kinds.ClassType) -> kinds.Type:
    """The instance of a class, a `Tuple` when the class is `tuple`."""
    if cls.shape is not None:
        return cls.shape
    literal = cls.literal
    if literal.name == "tuple" and known.is_class(db, literal, "tuple"):
        return build.tuple_(db, (), cls.args[0] if cls.args else kinds.UNKNOWN)
    return build.instance(db, cls)


def homogeneous(db: queries.Db, element: kinds.Type) -> kinds.Tuple:
    """`tuple[element, ...]`."""
    return build.tuple_(db, (), element)


def make(db: queries.Db, elements: tuple[kinds.Type, ...]) -> kinds.Tuple:
    """A tuple of fixed length, widened when it is very long."""
    if len(elements) > MAX_LENGTH:
        return homogeneous(db, union.of(db, elements))
    return build.tuple_(db, elements)


def elements(ty: kinds.Tuple) -> tuple[kinds.Type, ...]:
    """All element types, the variadic one once."""
    if ty.variadic is None:
        return ty.prefix
    return (*ty.prefix, ty.variadic, *ty.suffix)


def element(db: queries.Db, ty: kinds.Tuple) -> kinds.Type:
    """What iterating gives: the union of the elements, Never for the empty tuple."""
    if not ty.prefix and ty.variadic is not None and not ty.suffix:
        return _one(db, ty.variadic)
    return union.of(db, [_one(db, each) for each in elements(ty)])


def _one(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """An element; of `*Ts` and `P.args` nothing is known."""
    if isinstance(ty, kinds.TypeVar) and ty.kind in (kinds.TYPE_VAR_TUPLE, kinds.PARAM_SPEC):
        return known.object_(db)
    return ty


def class_type(db: queries.Db, ty: kinds.Tuple) -> kinds.ClassType | None:
    """The specialised class `tuple[...]` of a tuple."""
    literal = known.literal(db, "tuple")
    return None if literal is None else build.class_type(db, literal, (element(db, ty),), ty)


def shape(db: queries.Db, ty: kinds.Type) -> kinds.Tuple | None:
    """The tuple that the value is, when its class, or its variable's bound, is `tuple` or derived from it."""
    if isinstance(ty, kinds.Tuple):
        return ty
    if isinstance(ty, kinds.TypeVar):
        bound = aliases.resolved(db, type_variables.upper_bound(db, ty))
        return None if isinstance(bound, kinds.TypeVar) else shape(db, bound)
    if isinstance(ty, kinds.Intersection):
        return next((found for part in ty.positive if (found := shape(db, part)) is not None), None)
    return class_shape(db, ty.cls) if isinstance(ty, kinds.Instance) else None


def shape_for(db: queries.Db, ty: kinds.Type, method: str) -> kinds.Tuple | None:
    """The same where the method that is asked for is that of `tuple`; None where a class has one of its own."""
    found = shape(db, ty)
    if found is None or isinstance(ty, kinds.Tuple):
        return found
    cls = classes.of_instance(db, type_variables.upper_bound(db, ty) if isinstance(ty, kinds.TypeVar) else ty)
    own = None if cls is None else class_members.class_member(db, cls, method)
    is_tuples = own is None or own.owner is None or known.is_class(db, own.owner.literal, "tuple")
    return found if is_tuples else None


def class_shape(db: queries.Db, cls: kinds.ClassType) -> kinds.Tuple | None:
    """The tuple that instances of the class are, as known; None when they are no tuples."""
    found_order = mro.result(db, cls.literal)
    if not found_order.is_tuple:
        return None
    for base in found_order.order:
        if base is None:
            return None
        if base.shape is not None:
            # In terms of the class's parameters, like the argument below.
            found = generics.substitute(db, base.shape, generics.mapping(db, cls))
            return found if isinstance(found, kinds.Tuple) else base.shape
        flags = classes.facts(db, base.literal).flags
        if flags & classes.NAMED_TUPLE:
            fields = named_tuples.own_fields(db, base.literal)
            if fields is None:
                return None
            base = generics.substitute_class(db, base, generics.mapping(db, cls))
            values = generics.mapping(db, base)
            return build.tuple_(db, tuple(generics.substitute(db, field.type, values) for field in fields))
        if known.is_class(db, base.literal, "tuple"):
            argument = base.args[0] if base.args else kinds.UNKNOWN
            return build.tuple_(db, (), generics.substitute(db, argument, generics.mapping(db, cls)))
    return None


def min_length(ty: kinds.Tuple) -> int:
    return len(ty.prefix) + len(ty.suffix)


def item(db: queries.Db, ty: kinds.Tuple, index: int) -> kinds.Type | None:
    """The element at a constant index; None when it is out of range for sure."""
    n_prefix, n_suffix = len(ty.prefix), len(ty.suffix)
    if ty.variadic is None:
        return ty.prefix[index] if -n_prefix <= index < n_prefix else None
    if index >= 0:
        if index < n_prefix:
            return ty.prefix[index]
        return union.of(db, [ty.variadic, *ty.suffix[: index - n_prefix + 1]])
    if -index <= n_suffix:
        return ty.suffix[n_suffix + index]
    # Counted from the end past the suffix: the variadic part may be shorter.
    beyond = -index - n_suffix
    return union.of(db, [*ty.prefix[max(0, n_prefix - beyond) :], ty.variadic])


def sliced(db: queries.Db, ty: kinds.Tuple, start: int | None, stop: int | None, step: int | None) -> kinds.Tuple:
    """`ty[start:stop:step]` with constant bounds."""
    if step == 0:
        return homogeneous(db, kinds.UNKNOWN)
    if ty.variadic is None:
        return build.tuple_(db, ty.prefix[slice(start, stop, step)])
    if step in (None, 1) and stop is None and (start or 0) >= 0 and (start or 0) <= len(ty.prefix):
        return build.tuple_(db, ty.prefix[start:], ty.variadic, ty.suffix)
    return homogeneous(db, element(db, ty))


def concatenated(db: queries.Db, left: kinds.Tuple, right: kinds.Tuple) -> kinds.Tuple:
    """`left + right`."""
    if left.variadic is None:
        if right.variadic is None:
            return make(db, left.prefix + right.prefix)
        return build.tuple_(db, left.prefix + right.prefix, right.variadic, right.suffix)
    if right.variadic is None:
        return build.tuple_(db, left.prefix, left.variadic, left.suffix + right.prefix)
    middle = union.of(db, [left.variadic, *left.suffix, *right.prefix, right.variadic])
    return build.tuple_(db, left.prefix, middle, right.suffix)


def of_length(db: queries.Db, ty: kinds.Tuple, length: int) -> kinds.Tuple | None:
    """The tuple where it has that length; None when it cannot have it, or when its length is a variable's."""
    if isinstance(ty.variadic, kinds.TypeVar) and ty.variadic.kind == kinds.TYPE_VAR_TUPLE:
        return None
    found = resized(ty, length)
    return None if found is None else make(db, found)


def resized(ty: kinds.Tuple, length: int) -> tuple[kinds.Type, ...] | None:
    """The elements if the tuple has exactly this length; None when it cannot have it."""
    missing = length - len(ty.prefix) - len(ty.suffix)
    if ty.variadic is None:
        return ty.prefix if missing == 0 else None
    return None if missing < 0 else ty.prefix + (ty.variadic,) * missing + ty.suffix
