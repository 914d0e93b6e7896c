"""Variance of a class's type parameters.

In:  a class literal.
Out: one of queries.INVARIANT … BIVARIANT per parameter.
Always: declared for `TypeVar(…)`; for PEP 695 parameters and `infer_variance=True` computed from the
members' types: results and read-only attributes go along, parameters against, attributes both, also those that
`__init__` assigns.
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
# By the directions in which a variable is seen: one that is not used is covariant to the outside.
_BY_DIRECTIONS: Final = (queries.COVARIANT, queries.COVARIANT, queries.CONTRAVARIANT, queries.INVARIANT)


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
    seen = _seen(db, literal)
    result: list[int] = []
    for var in params:
        declared = type_variables.declared_variance(db, var)
        result.append(_BY_DIRECTIONS[seen[var]] if declared == queries.INFERRED else declared)
    return tuple(result)


def of_protocol(db: queries.Db, literal: kinds.ClassLiteral) -> dict[kinds.TypeVar, int] | None:
    """What the members of a protocol ask of the variances of its type variables; None where not all are understood."""
    facts = classes.facts(db, literal)
    scope = classes.scope(literal)
    if facts.flags & classes.UNKNOWN_BASE or scope is None:
        return None
    for name in sources.names(db, scope) - _IGNORED:
        place = db.infer.public_type(db, scope.symbol(name))
        if place is not None and isinstance(place.type, kinds.Dynamic):
            return None
    return {var: _BY_DIRECTIONS[directions] for var, directions in _seen(db, literal).items()}


def _seen(db: queries.Db, literal: kinds.ClassLiteral) -> dict[kinds.TypeVar, int]:
    """In which directions the members of a class use its type variables."""
    seen = dict.fromkeys(classes.type_params(db, literal), 0)
    for ty, direction in _uses(db, literal):
        _mark(db, ty, direction, seen)
    return seen


def _uses(db: queries.Db, literal: kinds.ClassLiteral) -> Iterator[tuple[kinds.Type, int]]:
    """Types in which the parameters occur, with the bits of their direction."""
    facts = classes.facts(db, literal)
    for base in facts.bases:
        if base is not None and base.generic:
            yield build.instance(db, base), ALONG
    scope = classes.scope(literal)
    if scope is None:
        return
    frozen = _is_frozen(db, literal)
    hides = not facts.flags & classes.PROTOCOL  # what is private may change in a protocol as well
    in_body = sources.names(db, scope)
    for name in sources.set_on_creation(db, scope) - in_body:
        place = db.infer.instance_attribute(db, scope.symbol(name))
        if place is not None:
            read_only = _is_private(name) or place.qualifiers & queries.FINAL
            yield place.type, ALONG if read_only else ALONG | AGAINST
    for name in in_body - _IGNORED:
        place = db.infer.public_type(db, scope.symbol(name))
        if place is None:
            continue
        if isinstance(place.type, (kinds.Function, kinds.Wrapper, kinds.Property)):
            for ty in _forms(db, place.type):
                yield ty, ALONG
        elif place.declared:
            read_only = frozen or place.qualifiers & (queries.FINAL | queries.READ_ONLY)
            yield place.type, ALONG if read_only or (hides and _is_private(name)) else ALONG | AGAINST


def _forms(db: queries.Db, member: kinds.Function | kinds.Wrapper | kinds.Property) -> Iterator[kinds.Type]:
    """What can be called, without the object or class that it is called on."""
    is_bound = True
    if isinstance(member, kinds.Property):
        parts = [member.getter, member.setter]
    elif isinstance(member, kinds.Wrapper):
        parts = [member.wrapped]
        is_bound = not member.static
    else:
        parts = [member]
    for part in parts:
        for each in () if part is None else signatures.of(db, part) or ():
            params = each.params[1:] if is_bound else each.params
            yield build.callable_type(
                db, (build.signature(db, params, each.returns, each.type_params, each.gradual, each.definition),)
            )


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _is_frozen(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    facts = classes.facts(db, literal)
    if facts.flags & classes.NAMED_TUPLE:
        return True
    return any(
        isinstance(decorator, kinds.Decorator) and ("frozen", kinds.TRUE) in decorator.options
        for decorator in facts.decorators
    )


def directions(db: queries.Db, var: kinds.TypeVar, ty: kinds.Type, direction: int = ALONG) -> int:
    """In which directions the variable occurs in the type, which itself stands in one."""
    seen = {var: 0}
    _mark(db, ty, direction, seen)
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
