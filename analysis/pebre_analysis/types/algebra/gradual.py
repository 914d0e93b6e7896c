"""Types that are not known in part: `Any` and `Unknown`, alone or as arguments of others.

In:  a type. Out: whether it is such a type; what takes the place of its parts where the hardest case is asked for.
Source: the typing specification, "Overload call evaluation", step 5, and "Materialization".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, known, type_variables, variance

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEEPEST: Final = 10  # levels of arguments that are looked at; below all is taken to be hard

# Stands for a type that is none of those somebody asks for: it fits `object` and what is gradual itself.
_ANYTHING: Final = kinds.ALWAYS_TRUTHY


def is_gradual(ty: kinds.Type) -> bool:
    """Is the type, or an argument in it, Any or Unknown?"""
    if isinstance(ty, kinds.Dynamic):
        return True
    if isinstance(ty, kinds.Instance):
        return any(is_gradual(arg) for arg in ty.cls.args)
    if isinstance(ty, kinds.Union):
        return any(is_gradual(part) for part in ty.parts)
    if isinstance(ty, kinds.Intersection):
        return any(is_gradual(part) for part in ty.positive)
    if isinstance(ty, kinds.Tuple):
        return any(is_gradual(part) for part in (*ty.prefix, *ty.suffix)) or (
            ty.variadic is not None and is_gradual(ty.variadic)
        )
    return isinstance(ty, kinds.SubclassOf) and is_gradual(ty.of)


def hardest(db: queries.Db, ty: kinds.Type, depth: int = 0) -> kinds.Type:
    """The type with something that is nothing else in place of each part that is not known: where this can be given,
    the type can, whatever its parts turn out to be."""
    if isinstance(ty, kinds.Dynamic) or depth > _DEEPEST:
        return _ANYTHING
    if not is_gradual(ty):
        return ty
    below = depth + 1
    if isinstance(ty, kinds.Instance):
        return build.instance(db, build.class_type(db, ty.cls.literal, _hardest_arguments(db, ty.cls, below)))
    if isinstance(ty, kinds.Union):
        return build.union(db, tuple([hardest(db, part, below) for part in ty.parts]))
    if isinstance(ty, kinds.Tuple):
        variadic = None if ty.variadic is None else hardest(db, ty.variadic, below)
        prefix, suffix = (tuple([hardest(db, part, below) for part in parts]) for parts in (ty.prefix, ty.suffix))
        return build.tuple_(db, prefix, variadic, suffix)
    return _ANYTHING


def _hardest_arguments(db: queries.Db, cls: kinds.ClassType, depth: int) -> tuple[kinds.Type, ...]:
    """What is not known is within the bound of its parameter; of one that is covariant that is the hardest case."""
    variances, params = variance.of(db, cls.literal), classes.type_params(db, cls.literal)
    found: list[kinds.Type] = []
    for at, arg in enumerate(cls.args):
        if isinstance(arg, kinds.Dynamic) and at < len(params) and variances[at] == queries.COVARIANT:
            bound = type_variables.upper_bound(db, params[at])
            arg = arg if known.is_object(db, bound) else bound
        found.append(hardest(db, arg, depth))
    return tuple(found)


def agreed(db: queries.Db, types: Sequence[kinds.Type], depth: int = 0) -> kinds.Type:
    """What is true of each of the types: their class where it is the same, with covariant arguments that are Unknown
    where they differ; else Unknown. Source: mypy and ty, on calls that may mean several overloads; they do so for
    arguments of any variance, where the tests of the specification ask for Any if lists of several types may come."""
    first = types[0]
    if all(each is first for each in types):
        return first
    classes_ = [each.cls for each in types if isinstance(each, kinds.Instance)]
    if len(classes_) < len(types) or depth > _DEEPEST or any(each.shape is not None for each in classes_):
        return kinds.UNKNOWN
    cls = classes_[0]
    if any(each.literal is not cls.literal for each in classes_):
        return kinds.UNKNOWN
    found: list[kinds.Type] = []
    variances = variance.of(db, cls.literal)
    for at, column in enumerate(zip(*[each.args for each in classes_], strict=True)):
        arg = agreed(db, column, depth + 1)
        if arg is not column[0] and variances[at] != queries.COVARIANT:
            return kinds.UNKNOWN
        found.append(arg)
    return build.instance(db, build.class_type(db, cls.literal, tuple(found)))
