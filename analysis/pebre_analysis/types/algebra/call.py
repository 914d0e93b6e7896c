"""Calls: what is called, which of its forms is meant, what comes out.

In:  the type called, and the arguments.
Out: `CallResult`: the result's type (Unknown where it cannot be told), what is wrong, and the signature
that was chosen.
Always: parts of a union are called one by one; overloads are tried in the order and by the steps of the
typing specification ("Overload call evaluation"); an error never hides the result type of a call whose
signature is clear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.types import kinds, queries, remembered
from pebre_analysis.types.algebra import (
    aliases,
    call_form,
    classes,
    members,
    overloads,
    signatures,
    special_calls,
    tuples,
    union,
    unknowns,
)
from pebre_analysis.types.algebra import arguments as args_

if TYPE_CHECKING:
    from collections.abc import Sequence

CERTAIN: Final[frozenset[int]] = frozenset()  # no argument is uncertain; each other empty one takes 216 bytes


class CallResult(msgspec.Struct, frozen=True, gc=False):
    type: kinds.Type
    errors: tuple[args_.Error, ...] = ()
    signature: kinds.Signature | None = None  # chosen, variables as declared
    # Of overloads: numbers of arguments that fit only for some values of their gradual parts.
    uncertain: frozenset[int] = CERTAIN
    part: kinds.Type | None = None  # of a union that was called, the part that the errors speak of


def call_types(
    db: queries.Db, callee: kinds.Type, positional: Sequence[kinds.Type], expected: kinds.Type | None = None
) -> CallResult:
    """A call with positional arguments."""
    return call(db, callee, [args_.Argument(ty) for ty in positional], expected)


def method(db: queries.Db, ty: kinds.Type, name: str, positional: Sequence[kinds.Type]) -> CallResult | None:
    """`type(x).name(x, …)` as operators call it; None when the class has no such method."""
    found = members.special(db, ty, name)
    return None if found is None else call_types(db, found, positional)


def call(
    db: queries.Db, callee: kinds.Type, given: Sequence[args_.Argument], expected: kinds.Type | None = None
) -> CallResult:
    """The call `callee(*given)` where a value of type `expected` is wanted."""
    key = _key(callee, given, expected) if callee.durable else None
    if key is None:
        return _call(db, callee, given, expected)
    found = remembered.heeded(db).called.get(key)
    if found is None:
        found = _call(db, callee, given, expected)
        remembered.remember(db, db.memos.called, key, found)
    assert isinstance(found, CallResult)
    return found


def _key(callee: kinds.Type, given: Sequence[args_.Argument], expected: kinds.Type | None) -> tuple[object, ...] | None:
    """What the result depends on, when that cannot change; None when it can."""
    key: list[object] = [callee, expected]
    if expected is not None and not expected.durable:
        return None
    for each in given:
        if each.infer is not None or each.stars:
            return None
        ty = each.type
        if not ty.durable:
            return None
        key.append(ty)
        if each.name is not None:
            key.append(each.name)
    return tuple(key)


def _call(
    db: queries.Db, callee: kinds.Type, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult:
    if isinstance(callee, kinds.Union):
        return _of_union(db, callee, given, expected)
    if isinstance(callee, kinds.Intersection):
        return _of_intersection(db, callee, given, expected)
    if isinstance(callee, kinds.Alias):
        return call(db, aliases.resolved(db, callee), given, expected)
    if callee is kinds.NEVER:
        return CallResult(kinds.NEVER)
    if isinstance(callee, kinds.CallableType) and callee.kind == kinds.TOP:
        returns = signatures.returns(db, callee.signatures[0])
        return CallResult(returns, (args_.Error(args_.TOP_CALLABLE, given=callee),))
    special = special_calls.before(db, callee, given)
    if special is not None:
        return special
    found = signatures.of(db, callee)
    if not found:
        return not_callable(callee) if found is None else CallResult(kinds.UNKNOWN)
    if isinstance(callee, kinds.Function):
        found = tuple([signatures.with_receiver(db, each) for each in found])
    result = of_signatures(db, found, given, expected)
    if result.type is kinds.UNKNOWN and len(found) > 1 and isinstance(callee, kinds.ClassLiteral):
        result = msgspec.structs.replace(result, type=_made(db, callee, found))
    changed = special_calls.after(db, callee, given, result)
    return result if changed is None else changed


def _made(db: queries.Db, callee: kinds.ClassLiteral, forms: tuple[kinds.Signature, ...]) -> kinds.Type:
    """What a class makes of gradual arguments that leave open which form is meant: `dict(x)` is a dictionary."""
    for each in forms:
        if not isinstance(each.returns, kinds.Instance) or each.returns.cls.literal is not callee:
            return kinds.UNKNOWN
    return tuples.instance(db, classes.default_type(db, callee))


def not_callable(callee: kinds.Type) -> CallResult:
    return CallResult(kinds.UNKNOWN, (args_.Error(args_.NOT_CALLABLE, given=callee),))


def _of_union(
    db: queries.Db, callee: kinds.Union, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult:
    results = [call(db, part, given, expected) for part in callee.parts]
    if unknowns.is_undeclared(callee) or _is_not_understood(callee):
        return CallResult(union.of(db, [each.type for each in results if not each.errors]))
    made = union.of(db, [each.type for each in results])
    for part, each in zip(callee.parts, results, strict=True):
        if each.errors:
            return CallResult(made, each.errors, each.signature, part=each.part or part)
    return CallResult(made)


def _is_not_understood(callee: kinds.Union) -> bool:
    """Methods, of a value of which one part is not known? Which of the others it is, the author knows."""
    others = [part for part in callee.parts if part is not kinds.UNKNOWN]
    return len(others) < len(callee.parts) and all(isinstance(part, kinds.BoundMethod) for part in others)


def _of_intersection(
    db: queries.Db, callee: kinds.Intersection, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult:
    """One part that takes the call is enough; the result is all that those parts say it is."""
    results = [call(db, part, given, expected) for part in callee.positive]
    taken = [each for each in results if not each.errors]
    if taken:
        known_form = next((each.signature for each in taken if each.signature is not None), None)
        return CallResult(union.intersect(db, [each.type for each in taken]), (), known_form)
    refused = [each for each in results if each.errors[0].kind != args_.NOT_CALLABLE]
    if not refused:
        return not_callable(callee)
    return min(refused, key=lambda each: each.errors[0].kind == args_.TOP_CALLABLE)


def of_signatures(
    db: queries.Db,
    found: tuple[kinds.Signature, ...],
    given: Sequence[args_.Argument],
    expected: kinds.Type | None = None,
) -> CallResult:
    """A call of one of these forms."""
    if len(found) == 1:
        matching = args_.match(db, found[0], given)
        return call_form.checked(db, found[0], matching, given, expected)
    candidates = [(each, matching) for each in found if not (matching := args_.match(db, each, given)).errors]
    if not candidates:
        return CallResult(_common_result(db, found), (args_.Error(args_.NO_OVERLOAD),))
    # An argument of unknown length is meant for a form that takes any number, if one takes the rest as well.
    any_number = [each for each in candidates if each[1].open_fits]
    for forms in (any_number, candidates) if 0 < len(any_number) < len(candidates) else (candidates,):
        result = _fitting(db, forms, given, expected)
        if result is not None:
            return result
    if len(candidates) == 1:
        # Only one form takes so many arguments: it is the one that was meant.
        return call_form.checked(db, *candidates[0], given, expected)
    types = _common_result(db, tuple(each for each, _ in candidates))
    return CallResult(types, (args_.Error(args_.NO_OVERLOAD),))


def _fitting(
    db: queries.Db, candidates: overloads.Candidates, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult | None:
    """The result of the form that takes the types of the arguments; None when there is none."""
    if any(each.infer is None and unknowns.is_undeclared(each.type) for each in given):
        # What is known of the arguments may tell; else they are taken as the gradual ones they are.
        firm = [each.replaced(union.unmarked(db, each.type)) if each.infer is None else each for each in given]
        result = overloads.evaluated(db, candidates, firm, expected)
        if result is None:
            result = overloads.expanded(db, candidates, firm, expected, is_open=True)
        if result is not None:
            return msgspec.structs.replace(result, type=union.undeclared(db, result.type))
    return overloads.evaluated(db, candidates, given, expected) or overloads.expanded(db, candidates, given, expected)


def _common_result(db: queries.Db, found: tuple[kinds.Signature, ...]) -> kinds.Type:
    """What all forms agree on, else Unknown."""
    types = {each.returns for each in found}
    only = types.pop() if len(types) == 1 else None
    return kinds.UNKNOWN if only is None or only.generic else only
