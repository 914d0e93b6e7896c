"""Which overload is meant, once those that cannot take so many arguments are out.

In:  the forms that are left, each with its arguments matched to its parameters.
Out: the result of the first that takes the types; of gradual arguments what all that may be meant agree on;
     None when no form takes them.
Caps: at most MAX_EXPANDED combinations of the parts of union arguments.
Source: the typing specification, "Overload call evaluation".
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import aliases, arguments, call, call_form, enums, gradual, literals, relation, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries
    from pebre_analysis.types.algebra import arguments as args_
    from pebre_analysis.types.algebra.call import CallResult

MAX_EXPANDED: Final = 64

Candidates: TypeAlias = "list[tuple[kinds.Signature, args_.Matching]]"


def evaluated(
    db: queries.Db, candidates: Candidates, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult | None:
    """The first form whose parameter types take the arguments; of several, for gradual ones, what they agree on."""
    matched: list[tuple[args_.Matching, CallResult]] = []
    is_unclear = any(each.infer is None and gradual.is_gradual(each.type) for each in given)
    for signature, matching in candidates:
        result = call_form.checked(db, signature, matching, given, expected, is_unclear)
        if result.errors:
            continue
        if not is_unclear:
            return result
        matched.append((matching, result))
        if not result.uncertain:
            break
    if not matched:
        return None
    if any(each.infer is not None for each in given) and matched[0][0] is not candidates[-1][1]:
        # What depends on expectations is left as the first form that fits expects it.
        first_signature = next(each for each, matching in candidates if matching is matched[0][0])
        call_form.checked(db, first_signature, matched[0][0], given, expected, is_unclear)
    deciding = _deciding(db, [matching for matching, _ in matched])
    last = next((at for at, (_, result) in enumerate(matched) if not result.uncertain & deciding), len(matched) - 1)
    first = matched[0][1]
    rest = [result.type for _, result in matched[1 : last + 1]]
    if all(relation.is_equivalent(db, first.type, ty) for ty in rest):
        return first
    wide = literals.widened(db, first.type)
    if all(literals.widened(db, ty) is wide for ty in rest):
        return call.CallResult(wide, (), first.signature)
    return call.CallResult(gradual.agreed(db, [first.type, *rest]), (), first.signature)


def _deciding(db: queries.Db, matched: list[args_.Matching]) -> set[int]:
    """Arguments whose parameters have different types in these forms: only they can tell them apart."""
    wanted: dict[int, list[list[kinds.Type]]] = {}
    for matching in matched:
        here: dict[int, list[kinds.Type]] = {}
        for pair in matching.pairs:
            here.setdefault(pair.argument, []).append(pair.parameter.type or kinds.UNKNOWN)
        for number, types in here.items():
            wanted.setdefault(number, []).append(types)
    return {number for number, forms in wanted.items() if not all(_alike(db, forms[0], each) for each in forms[1:])}


def surely_fits(db: queries.Db, ty: kinds.Type, wanted: kinds.Type) -> bool:
    """Does the argument fit, whatever its gradual parts turn out to be?"""
    if any(isinstance(part, kinds.Dynamic) for part in union.parts(wanted)) or not gradual.is_gradual(ty):
        return True
    return relation.is_subtype(db, ty, wanted) or relation.is_assignable(db, gradual.hardest(db, ty), wanted)


def _alike(db: queries.Db, left: list[kinds.Type], right: list[kinds.Type]) -> bool:
    return len(left) == len(right) and all(relation.is_equivalent(db, a, b) for a, b in zip(left, right, strict=True))


def expanded(
    db: queries.Db,
    candidates: Candidates,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    is_open: bool = False,
) -> CallResult | None:
    """Try the parts of union arguments one by one, from the left; each combination must match some form (`is_open`:
    one of all combinations)."""
    combinations: list[list[args_.Argument]] = [list(given)]
    has_split = False  # an argument `*x` was: its elements are matched to parameters one by one
    for number, argument in enumerate(given):
        given_type = argument.type
        if (argument.stars or argument.infer is not None) and not isinstance(given_type, kinds.Tuple):
            continue
        parts = (
            _tuples_of(db, given_type)
            if isinstance(given_type, kinds.Tuple)
            else parts_of(db, given_type, MAX_EXPANDED)
        )
        if len(parts) < 2:
            continue
        if len(combinations) * len(parts) > MAX_EXPANDED:
            return None
        combinations = [
            [*each[:number], argument.replaced(part), *each[number + 1 :]] for each in combinations for part in parts
        ]
        has_split = has_split or argument.stars == 1
        results = [
            evaluated(db, _rematched(db, candidates, each) if has_split else candidates, each, expected)
            for each in combinations
        ]
        done = [each for each in results if each is not None]
        if len(done) == len(results) or (is_open and done):
            return call.CallResult(union.of(db, [each.type for each in done]), (), done[0].signature)
    return None


def _rematched(db: queries.Db, candidates: Candidates, given: Sequence[args_.Argument]) -> Candidates:
    return [(each, arguments.match(db, each, given)) for each, _ in candidates]


def parts_of(db: queries.Db, ty: kinds.Type, most: int | None = None) -> tuple[kinds.Type, ...]:
    """A type as the union of smaller ones: unions, `bool`, enums of no more than so many members (`MAX_LITERALS`)."""
    ty = aliases.resolved(db, ty)
    if isinstance(ty, kinds.Union):
        return ty.parts
    if isinstance(ty, kinds.Instance):
        found = enums.expanded(db, ty)
        if found is not None and len(found) <= (union.MAX_LITERALS if most is None else most):
            return found
    return (ty,)


def _tuples_of(db: queries.Db, ty: kinds.Tuple) -> tuple[kinds.Type, ...]:
    """Tuples of fixed length with one part of each element, as long as they are not too many."""
    if ty.variadic is not None or not any(isinstance(aliases.resolved(db, each), kinds.Union) for each in ty.prefix):
        return (ty,)
    columns = [union.parts(aliases.resolved(db, each)) for each in ty.prefix]
    if math.prod(map(len, columns)) > MAX_EXPANDED:
        return (ty,)
    return tuple(build.tuple_(db, each) for each in itertools.product(*columns))
