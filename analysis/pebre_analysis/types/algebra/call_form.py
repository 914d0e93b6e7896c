"""A call of one form: do the arguments fit its parameters, what comes out.

In:  a signature, its arguments matched to its parameters, what is expected of the result.
Out: `call.CallResult`.
Always: what is expected of the result may help a generic form, never harm it: where it leads to errors the call is
judged again without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments as args_
from pebre_analysis.types.algebra import call, call_generic, overloads, relation, signatures, spreads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries

MAX_FORMS: Final = 32  # of an overloaded function that is given as an argument

_OVERLOADED: Final = (
    kinds.Function, kinds.BoundMethod, kinds.CallableType, kinds.ClassLiteral, kinds.ClassObject,
)  # fmt: skip


def checked(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    overloaded: bool = False,
) -> call.CallResult:
    """Check the types of matched arguments and work out the result."""
    if any(var.kind == kinds.PARAM_SPEC for var in signature.type_params):
        each_form = _by_forms(db, signature, matching, given, expected)
        if each_form is not None:
            return each_form
    if signature.type_params and isinstance(expected, kinds.Union):
        for part in _separate(db, signature, expected):
            result = _once(db, signature, matching, given, part, overloaded)
            if not result.errors and relation.is_assignable(db, result.type, part):
                return result
    result = _once(db, signature, matching, given, expected, overloaded)
    if result.errors and expected is not None and signature.type_params and not matching.errors:
        # What was expected of the result may have misled the variables.
        return _once(db, signature, matching, given, None, overloaded)
    if isinstance(expected, kinds.Tuple) and signature.type_params and not result.errors:
        # `x: tuple[int, int] = tuple(anything)`: what is expected fits only as long as it is not passed on.
        if not relation.is_assignable(db, result.type, expected):
            return _once(db, signature, matching, given, None, overloaded)
    return result


def _separate(db: queries.Db, signature: kinds.Signature, expected: kinds.Union) -> list[kinds.Type]:
    """The expected types, where several say something of the variables and what they say must not be mixed."""
    found = [part for part in expected.parts if call_generic.preferred_values(db, signature, part)]
    return found if len(found) > 1 else []


def _by_forms(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
) -> call.CallResult | None:
    """An overloaded function given for `Callable[P, R]`: each of its forms by itself, the results as overloads."""
    for pair in matching.pairs:
        argument = given[pair.argument]
        if pair.ty is not None or argument.infer is not None or not call_generic.is_callable(pair.parameter.type):
            continue
        forms = signatures.of(db, argument.type) or ()
        if not 2 <= len(forms) <= MAX_FORMS or not isinstance(argument.type, _OVERLOADED):
            continue
        made: list[kinds.Signature] = []
        for form in forms:
            alone = argument.replaced(build.callable_type(db, (form,)))
            replaced = [*given[: pair.argument], alone, *given[pair.argument + 1 :]]
            result = _once(db, signature, matching, replaced, expected)
            if result.errors or not isinstance(result.type, kinds.CallableType):
                return None
            made.extend(result.type.signatures)
        return call.CallResult(build.callable_type(db, tuple(made)), (), signature)
    return None


def _once(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    overloaded: bool = False,
) -> call.CallResult:
    if matching.signature.type_params:
        return call_generic.checked(db, signature, matching, given, expected, overloaded)
    return _plain(db, signature, matching, given, overloaded)


def _plain(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    overloaded: bool,
) -> call.CallResult:
    """A call of a form without variables."""
    errors = list(matching.errors)
    uncertain: set[int] = set()
    spread: list[args_.Pair] = []
    for pair in matching.pairs:
        wanted = pair.parameter.type
        if wanted is None:
            if pair.ty is None:
                given[pair.argument].expecting(None)  # for its own errors
            continue
        if pair.parameter.unpacked:
            spread.append(pair)
            continue
        ty = given[pair.argument].expecting(wanted) if pair.ty is None else pair.ty
        if ty is not wanted and not relation.is_assignable(db, ty, wanted):
            errors.append(args_.Error(args_.WRONG_TYPE, pair.argument, pair.parameter.name, wanted, ty))
        elif overloaded and not overloads.surely_fits(db, ty, wanted):
            uncertain.add(pair.argument)
    if spread:
        errors.extend(spreads.errors(db, spread, given, spreads.together(db, None, spread, given), {}))
    elif any(param.unpacked for param in matching.signature.params):
        errors.extend(spreads.missing(db, matching.signature, {}))
    returns = signatures.returns(db, matching.signature)
    return call.CallResult(returns, tuple(errors), signature, frozenset(uncertain) if uncertain else call.CERTAIN)
