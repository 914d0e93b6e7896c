"""Protocols of statements: iteration, `await`, `with`, unpacking.

In:  the type of the value.
Out: the type that comes out; None when the value surely does not support it.
Always: unions part by part, one unsupported part makes the whole unsupported; Unknown stays Unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    call,
    classes,
    enums,
    known,
    literals,
    members,
    relation,
    tuples,
    union,
    unknowns,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.types import queries

# A constant string up to this length iterates as the union of its characters when unpacked.
MAX_CHARACTERS: Final = 64


def _each(
    db: queries.Db, ty: kinds.Type, function: Callable[[queries.Db, kinds.Type], kinds.Type | None]
) -> kinds.Type | None:
    """The function over the parts of a union."""
    ty = aliases.resolved(db, ty)
    if not isinstance(ty, kinds.Union):
        return function(db, ty)
    found: list[kinds.Type] = []
    for part in ty.parts:
        result = _each(db, part, function)
        if result is not None:
            found.append(result)
        elif not unknowns.is_undeclared(ty):
            return None
    return union.of(db, found)


def _call(db: queries.Db, ty: kinds.Type, name: str, *given: kinds.Type) -> kinds.Type | None:
    result = call.method(db, ty, name, given)
    if result is None or result.errors:
        return None
    return result.type


def iterate(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """What `for x in ty` gives."""
    return _each(db, ty, _iterate)


def _iterate(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    if isinstance(ty, kinds.Dynamic) or ty is kinds.NEVER:
        return ty
    if isinstance(ty, kinds.Tuple):
        return tuples.element(db, ty)
    if isinstance(ty, kinds.Intersection) and len(ty.positive) > 1:
        # Every part that gives items has its say: each is what all of them give.
        given = [each for part in ty.positive if (each := _iterate(db, part)) is not None]
        if given:
            return union.intersect(db, given)
    shape = tuples.shape_for(db, ty, "__iter__")
    if shape is not None and shape.prefix:
        return tuples.element(db, shape)
    if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject)):
        literal = ty if isinstance(ty, kinds.ClassLiteral) else ty.cls.literal
        if enums.member_names(db, literal):
            return enums.instance(db, literal)
    iterator = _each_call(db, ty, "__iter__")
    if iterator is not None:
        return _each_call(db, iterator, "__next__")
    if members.special(db, ty, "__iter__") is not None:
        return None
    return _call(db, ty, "__getitem__", known.instance(db, "int"))


def _each_call(db: queries.Db, ty: kinds.Type, name: str, *given: kinds.Type) -> kinds.Type | None:
    return _each(db, ty, lambda db, part: _call(db, part, name, *given))


def aiterate(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """What `async for x in ty` gives."""
    iterator = _each_call(db, ty, "__aiter__")
    if iterator is None:
        return None
    step = _each_call(db, iterator, "__anext__")
    return None if step is None else await_(db, step)


def await_(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """What `await ty` gives: the generator's return value."""
    return _each(db, ty, _await)


def _await(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    if isinstance(ty, kinds.Dynamic) or ty is kinds.NEVER:
        return ty
    generator = _call(db, ty, "__await__")
    return None if generator is None else generator_return(db, generator)


def generator_return(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The value of `yield from ty`: the third argument of Generator, Unknown for other iterators."""
    return _generator_argument(db, ty, 2)


def generator_send(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The value of `yield` in a generator of that declared type; None where only an iterator is promised."""
    return _generator_argument(db, ty, 1)


def generator_yield(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What `yield` must be given in a generator of that declared type."""
    return iterate(db, ty) or aiterate(db, ty) or kinds.UNKNOWN


def _generator_argument(db: queries.Db, ty: kinds.Type, at: int) -> kinds.Type:
    def one(db: queries.Db, part: kinds.Type) -> kinds.Type:
        for name in ("Generator", "AsyncGenerator") if at < 2 else ("Generator",):
            literal = known.literal(db, name, "typing")
            found = None if literal is None else relation.generic_arguments(db, part, literal)
            if found is not None and at < len(found):
                return found[at]
        if at == 1:
            for name in ("Iterator", "AsyncIterator", "Iterable", "AsyncIterable"):
                cls = classes.of_instance(db, part)
                if cls is not None and known.is_class(db, cls.literal, name, "typing"):
                    return known.none(db)
        return kinds.UNKNOWN

    return _each(db, ty, one) or kinds.UNKNOWN


def enter(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """What `with ty as x` binds."""
    return _each_call(db, ty, "__enter__")


def aenter(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """What `async with ty as x` binds."""
    entered = _each_call(db, ty, "__aenter__")
    return None if entered is None else await_(db, entered)


def may_swallow(db: queries.Db, ty: kinds.Type, is_async: bool = False) -> bool:
    """May leaving the `with` swallow an exception? True only if `__exit__` is declared to return a true bool."""
    ty = aliases.resolved(db, ty)
    if isinstance(ty, kinds.Union):
        return any(may_swallow(db, part, is_async) for part in ty.parts)
    found = members.special(db, ty, "__aexit__" if is_async else "__exit__")
    if found is None or isinstance(found, kinds.Dynamic):
        return False
    none = known.none(db)
    result = call.call_types(db, found, (none, none, none)).type
    if is_async:
        result = await_(db, result) or kinds.UNKNOWN
    return result is kinds.TRUE or known.is_instance(db, result, "bool")


def mapping_value(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What the values of `**ty` are."""

    def one(db: queries.Db, part: kinds.Type) -> kinds.Type:
        literal = known.literal(db, "Mapping", "typing")
        found = None if literal is None else relation.generic_arguments(db, part, literal)
        if found is not None:
            return found[1]
        return _call(db, part, "__getitem__", known.instance(db, "str")) or kinds.UNKNOWN

    return _each(db, ty, one) or kinds.UNKNOWN


def mapping_key(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What the keys of `**ty` in a dict display are."""
    return _each(db, ty, lambda db, part: keys_of(db, part) or kinds.UNKNOWN) or kinds.UNKNOWN


def keys_of(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """The keys of what is no union; None where it has none, so that `**` cannot spread it."""
    literal = known.literal(db, "Mapping", "typing")
    found = None if literal is None else relation.generic_arguments(db, ty, literal)
    if found is not None:
        return found[0]
    keys = _call(db, ty, "keys")
    return None if keys is None else iterate(db, keys) or kinds.UNKNOWN


def unpack(db: queries.Db, ty: kinds.Type, n_before: int, starred: bool, n_after: int) -> tuple[kinds.Type, ...] | None:
    """The types for `a, b, *c, d = ty`, one per target (a list for the starred one); None: not iterable or
    surely of another length."""
    results: list[tuple[kinds.Type, ...]] = []
    ty = aliases.resolved(db, ty)
    for part in union.parts(ty) or (kinds.NEVER,):
        found = _unpack_one(db, part, n_before, starred, n_after)
        if found is not None:
            results.append(found)
        elif not unknowns.is_undeclared(ty):
            return None
    return tuple(union.of(db, column) for column in zip(*results, strict=True))


def _unpack_one(
    db: queries.Db, ty: kinds.Type, n_before: int, starred: bool, n_after: int
) -> tuple[kinds.Type, ...] | None:
    n_targets = n_before + n_after
    shape = tuples.shape_for(db, ty, "__iter__")
    if shape is None and isinstance(ty, kinds.StrLiteral) and len(ty.value) <= MAX_CHARACTERS:
        shape = build.tuple_(db, tuple(build.str_literal(db, each) for each in ty.value))
    if shape is None:
        element = iterate(db, ty)
        if element is None:
            return None
        before = (element,) * n_before
        rest = (_list(db, element),) if starred else ()
        return (*before, *rest, *(element,) * n_after)
    if not starred:
        return tuples.resized(shape, n_targets)
    if shape.variadic is None:
        if len(shape.prefix) < n_targets:
            return None
        end = len(shape.prefix) - n_after
        middle = union.of(db, shape.prefix[n_before:end]) if end > n_before else kinds.NEVER
        return (*shape.prefix[:n_before], _list(db, middle), *shape.prefix[end:])
    prefix = (*shape.prefix, *(shape.variadic,) * max(0, n_before - len(shape.prefix)))
    suffix = (*(shape.variadic,) * max(0, n_after - len(shape.suffix)), *shape.suffix)
    middle = union.of(db, [*prefix[n_before:], shape.variadic, *suffix[: len(suffix) - n_after]])
    return (*prefix[:n_before], _list(db, middle), *suffix[len(suffix) - n_after :])


def _list(db: queries.Db, element: kinds.Type) -> kinds.Type:
    return known.instance(db, "list", (literals.promoted(db, element),))
