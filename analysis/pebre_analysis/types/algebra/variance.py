"""Variance of a class's type parameters.

In:  a class literal.
Out: one of queries.INVARIANT … BIVARIANT per parameter.
Always: declared for `TypeVar(…)`; for PEP 695 parameters and `infer_variance=True` computed from the
members' declared types: results and read-only attributes go along, parameters against, attributes both.
Source: the typing specification, "Variance inference". `__init__` and `__new__` do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import classes, known, signatures, sources, type_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

_IGNORED: Final = frozenset(("__init__", "__new__", "__class_getitem__", "__init_subclass__"))
MAX_PARTS: Final = 2000
# Directions in which a variable can occur.
ALONG: Final = 1
AGAINST: Final = 2


def of(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[int, ...]:
    memo = remembered.facts(db, literal)
    found = None if memo is None else memo.get("<variance>")
    if found is None:
        if known.is_class(db, literal, "tuple"):
            found = (queries.COVARIANT,)
        elif literal.kind != kinds.STATEMENT:
            found = ()
        else:
            declared = tuple(type_variables.declared_variance(db, var) for var in classes.type_params(db, literal))
            found = inferred(db, literal.anchor) if queries.INFERRED in declared else declared
        if literal.durable:
            remembered.keep_fact(db, literal, "<variance>", found)
    assert isinstance(found, tuple)
    return found


def is_invariant(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Are all parameters of the class invariant? Then its arguments are just what somebody chose them to be."""
    return all(each == queries.INVARIANT for each in of(db, literal))


def _bivariant(db: queries.Db, definition: definitions.Definition) -> tuple[int, ...]:
    literal = build.class_literal(db, definition, kinds.STATEMENT, definition.name)
    return tuple(
        queries.BIVARIANT if declared == queries.INFERRED else declared
        for declared in (type_variables.declared_variance(db, var) for var in classes.type_params(db, literal))
    )


@query.query(definitions.Definition, cycle_initial=_bivariant)
def inferred(db: queries.Db, definition: definitions.Definition) -> tuple[int, ...]:
    """Variances with the INFERRED ones computed; a parameter that is not used is covariant to the outside."""
    literal = build.class_literal(db, definition, kinds.STATEMENT, definition.name)
    params = classes.type_params(db, literal)
    # Bit 1: occurs along, bit 2: occurs against.
    seen = dict.fromkeys(params, 0)
    for ty, direction in _uses(db, literal):
        _mark(db, ty, direction, seen)
    result: list[int] = []
    for var in params:
        declared = type_variables.declared_variance(db, var)
        if declared == queries.INFERRED:
            by_bits = (queries.COVARIANT, queries.COVARIANT, queries.CONTRAVARIANT, queries.INVARIANT)
            declared = by_bits[seen[var]]
        result.append(declared)
    return tuple(result)


def _uses(db: queries.Db, literal: kinds.ClassLiteral) -> Iterator[tuple[kinds.Type, int]]:
    """Types in which the parameters occur, with the bits of their direction."""
    for base in classes.facts(db, literal).bases:
        if base is not None and base.generic:
            yield build.instance(db, base), 1
    scope = classes.scope(literal)
    if scope is None:
        return
    frozen = _is_frozen(db, literal)
    for name in sources.names(db, scope) - _IGNORED:
        place = db.infer.public_type(db, scope.symbol(name))
        if place is None:
            continue
        if isinstance(place.type, (kinds.Function, kinds.Property)):
            parts = (place.type,) if isinstance(place.type, kinds.Function) else (place.type.getter, place.type.setter)
            for part in parts:
                for signature in signatures.of(db, part) or () if part is not None else ():
                    yield build.callable_type(db, (signature,)), 1
        elif place.declared:
            is_private = name.startswith("_") and not name.endswith("__")
            read_only = frozen or is_private or place.qualifiers & (queries.FINAL | queries.READ_ONLY)
            yield place.type, 1 if read_only else 3


def _is_frozen(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    facts = classes.facts(db, literal)
    if facts.flags & classes.NAMED_TUPLE:
        return True
    return any(
        isinstance(decorator, kinds.Decorator) and ("frozen", kinds.TRUE) in decorator.options
        for decorator in facts.decorators
    )


def directions(db: queries.Db, var: kinds.TypeVar, ty: kinds.Type) -> int:
    """In which directions the variable occurs in the type."""
    seen = {var: 0}
    _mark(db, ty, ALONG, seen)
    return seen[var]


def is_covariant_in(db: queries.Db, var: kinds.TypeVar, ty: kinds.Type) -> bool:
    """Does the variable occur in the type only along its direction?"""
    return not directions(db, var, ty) & AGAINST


def _flipped(direction: int) -> int:
    return (direction & 1) << 1 | direction >> 1


def _mark(db: queries.Db, start: kinds.Type, direction: int, seen: dict[kinds.TypeVar, int]) -> None:
    """Note in which directions the variables occur in a type."""
    pending: list[tuple[kinds.Type, int]] = [(start, direction)]
    for _ in range(MAX_PARTS):
        if not pending:
            return
        ty, now = pending.pop()
        if not ty.generic:
            continue
        if isinstance(ty, kinds.TypeVar):
            if ty in seen:
                seen[ty] |= now
        elif isinstance(ty, kinds.Instance):
            params = classes.type_params(db, ty.cls.literal)
            for param, arg, how in zip(params, ty.cls.args, of(db, ty.cls.literal), strict=False):
                direction = _through(now, how)
                # The parameters a ParamSpec stands for are kept as a callable, which takes them against its direction.
                pending.append((arg, _flipped(direction) if param.kind == kinds.PARAM_SPEC else direction))
        elif isinstance(ty, kinds.CallableType):
            for signature in ty.signatures:
                pending.extend((param.type, _flipped(now)) for param in signature.params if param.type is not None)
                if signature.returns is not None:
                    pending.append((signature.returns, now))
        else:
            pending.extend((part, now) for part in _parts(ty))


def _through(direction: int, how: int) -> int:
    if how == queries.COVARIANT:
        return direction
    if how == queries.CONTRAVARIANT:
        return _flipped(direction)
    return 0 if how == queries.BIVARIANT else 3


def _parts(ty: kinds.Type) -> list[kinds.Type]:
    if isinstance(ty, kinds.Union):
        return list(ty.parts)
    if isinstance(ty, kinds.Intersection):
        return [*ty.positive, *ty.negative]
    if isinstance(ty, kinds.Tuple):
        return [*ty.prefix, *((ty.variadic,) if ty.variadic is not None else ()), *ty.suffix]
    if isinstance(ty, (kinds.SubclassOf, kinds.Guard)):
        return [ty.of]
    return list(ty.args) if isinstance(ty, kinds.Alias) else []
