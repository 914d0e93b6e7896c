"""Calls: which signature is meant, do the arguments fit, what comes out.

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

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    classes,
    generics,
    literals,
    members,
    overloads,
    relation,
    signatures,
    solve,
    special_calls,
    spreads,
    union,
    unknowns,
    variance,
)
from pebre_analysis.types.algebra import (
    arguments as args_,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FORMS: Final = 32

_OVERLOADED: Final = (
    kinds.Function, kinds.BoundMethod, kinds.CallableType, kinds.ClassLiteral, kinds.ClassObject,
)  # fmt: skip


_NONE: Final[frozenset[int]] = frozenset()  # each other empty one takes 216 bytes


class CallResult(msgspec.Struct, frozen=True, gc=False):
    type: kinds.Type
    errors: tuple[args_.Error, ...] = ()
    signature: kinds.Signature | None = None  # chosen, variables as declared
    # Of overloads: numbers of arguments that fit only for some values of their gradual parts.
    uncertain: frozenset[int] = _NONE
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
    found = queries.heeded(db).called.get(key)
    if found is None:
        found = _call(db, callee, given, expected)
        queries.remember(db, db.memos.called, key, found)
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
    special = special_calls.before(db, callee, given)
    if special is not None:
        return special
    found = signatures.of(db, callee)
    if not found:
        return not_callable(callee) if found is None else CallResult(kinds.UNKNOWN)
    result = of_signatures(db, found, given, expected)
    changed = special_calls.after(db, callee, given, result)
    return result if changed is None else changed


def not_callable(callee: kinds.Type) -> CallResult:
    return CallResult(kinds.UNKNOWN, (args_.Error(args_.NOT_CALLABLE, given=callee),))


def _of_union(
    db: queries.Db, callee: kinds.Union, given: Sequence[args_.Argument], expected: kinds.Type | None
) -> CallResult:
    results = [call(db, part, given, expected) for part in callee.parts]
    if unknowns.is_undeclared(callee):
        return CallResult(union.of(db, [each.type for each in results if not each.errors]))
    made = union.of(db, [each.type for each in results])
    for part, each in zip(callee.parts, results, strict=True):
        if each.errors:
            return CallResult(made, each.errors, each.signature, part=each.part or part)
    return CallResult(made)


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
    return refused[0] if refused else not_callable(callee)


def of_signatures(
    db: queries.Db,
    found: tuple[kinds.Signature, ...],
    given: Sequence[args_.Argument],
    expected: kinds.Type | None = None,
) -> CallResult:
    """A call of one of these forms."""
    if len(found) == 1:
        matching = args_.match(db, found[0], given)
        return checked(db, found[0], matching, given, expected)
    candidates = [(each, matching) for each in found if not (matching := args_.match(db, each, given)).errors]
    # An argument of unknown length is meant for a form that takes any number.
    candidates = [each for each in candidates if each[1].open_fits] or candidates
    if not candidates:
        return CallResult(_common_result(db, found), (args_.Error(args_.NO_OVERLOAD),))
    if any(each.infer is None and unknowns.is_undeclared(each.type) for each in given):
        # What is known of the arguments may tell; else they are taken as the gradual ones they are.
        firm = [each.replaced(union.unmarked(db, each.type)) if each.infer is None else each for each in given]
        result = overloads.evaluated(db, candidates, firm, expected)
        if result is None:
            result = overloads.expanded(db, candidates, firm, expected, is_open=True)
        if result is not None:
            return result
    result = overloads.evaluated(db, candidates, given, expected)
    if result is not None:
        return result
    result = overloads.expanded(db, candidates, given, expected)
    if result is not None:
        return result
    if len(candidates) == 1:
        # Only one form takes so many arguments: it is the one that was meant.
        return checked(db, *candidates[0], given, expected)
    types = _common_result(db, tuple(each for each, _ in candidates))
    return CallResult(types, (args_.Error(args_.NO_OVERLOAD),))


def _common_result(db: queries.Db, found: tuple[kinds.Signature, ...]) -> kinds.Type:
    """What all forms agree on, else Unknown."""
    types = {each.returns for each in found}
    only = types.pop() if len(types) == 1 else None
    return kinds.UNKNOWN if only is None or only.generic else only


# ---- one signature -------------------------------------------------------------------------------


def checked(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    overloaded: bool = False,
) -> CallResult:
    """Check the types of matched arguments and work out the result."""
    if any(var.kind == kinds.PARAM_SPEC for var in signature.type_params):
        each_form = _by_forms(db, signature, matching, given, expected)
        if each_form is not None:
            return each_form
    if signature.type_params and isinstance(expected, kinds.Union):
        for part in _separate(db, signature, expected):
            result = _checked_once(db, signature, matching, given, part, overloaded)
            if not result.errors and relation.is_assignable(db, result.type, part):
                return result
    result = _checked_once(db, signature, matching, given, expected, overloaded)
    if result.errors and expected is not None and signature.type_params and not matching.errors:
        # What was expected of the result may have misled the variables.
        return _checked_once(db, signature, matching, given, None, overloaded)
    if isinstance(expected, kinds.Tuple) and signature.type_params and not result.errors:
        # `x: tuple[int, int] = tuple(anything)`: what is expected fits only as long as it is not passed on.
        if not relation.is_assignable(db, result.type, expected):
            return _checked_once(db, signature, matching, given, None, overloaded)
    return result


def _separate(db: queries.Db, signature: kinds.Signature, expected: kinds.Union) -> list[kinds.Type]:
    """The expected types, where several say something of the variables and what they say must not be mixed."""
    found = [part for part in expected.parts if _preferred(db, signature, part)]
    return found if len(found) > 1 else []


def _by_forms(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
) -> CallResult | None:
    """An overloaded function given for `Callable[P, R]`: each of its forms by itself, the results as overloads."""
    for pair in matching.pairs:
        if pair.ty is not None or given[pair.argument].infer is not None or not _is_callable(pair.parameter.type):
            continue
        forms = signatures.of(db, given[pair.argument].type) or ()
        if not 2 <= len(forms) <= MAX_FORMS or not isinstance(given[pair.argument].type, _OVERLOADED):
            continue
        made: list[kinds.Signature] = []
        for form in forms:
            argument = given[pair.argument].replaced(build.callable_type(db, (form,)))
            replaced = [*given[: pair.argument], argument, *given[pair.argument + 1 :]]
            result = _checked_once(db, signature, matching, replaced, expected)
            if result.errors or not isinstance(result.type, kinds.CallableType):
                return None
            made.extend(result.type.signatures)
        return CallResult(build.callable_type(db, tuple(made)), (), signature)
    return None


def _checked_once(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    overloaded: bool = False,
) -> CallResult:
    type_params = matching.signature.type_params
    errors: list[args_.Error] = list(matching.errors)
    if not type_params:
        uncertain: set[int] = set()
        spread: list[args_.Pair] = []
        for pair in matching.pairs:
            wanted = pair.parameter.type
            if wanted is None:
                if pair.ty is None:
                    _touch(given[pair.argument])
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
        else:
            errors.extend(spreads.missing(db, matching.signature, {}))
        returns = signatures.returns(db, matching.signature)
        return CallResult(returns, tuple(errors), signature, frozenset(uncertain) if uncertain else _NONE)
    return _generic(db, signature, matching, given, expected, errors, overloaded)


def _touch(argument: args_.Argument) -> None:
    """Infer an argument nobody has an expectation for, so that its own errors are found."""
    if argument.infer is not None:
        argument.type  # noqa: B018 - a property that infers


def _generic(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    errors: list[args_.Error],
    overloaded: bool,
) -> CallResult:
    signature_ = matching.signature
    solver = solve.Solver(db, signature_.type_params)
    preferred = _preferred(db, signature_, expected)
    # `x: list[int] = same([])`: what is wanted of the result is wanted of the argument.
    passed_on: dict[kinds.TypeVar, kinds.Type] = {}
    if expected is not None and signature_.returns is not None:
        passed_on = {part: expected for part in union.parts(signature_.returns) if isinstance(part, kinds.TypeVar)}
    late: list[args_.Pair] = []
    types: list[tuple[args_.Pair, kinds.Type]] = []
    spread: list[args_.Pair] = []
    is_spread = any(param.unpacked for param in signature_.params)
    chosen_late: list[tuple[kinds.Type, kinds.Type]] = []
    spec_pairs = _forward_spec(db, solver, matching, given)
    for pair in matching.pairs:
        if pair in spec_pairs:
            continue
        wanted = pair.parameter.type
        argument = given[pair.argument]
        if wanted is None:
            if pair.ty is None:
                _touch(argument)
            continue
        if pair.parameter.unpacked:
            spread.append(pair)
            continue
        if pair.ty is None and argument.infer is not None:
            late.append(pair)
            continue
        ty = argument.type if pair.ty is None else pair.ty
        if is_spread and len(signatures.of(db, ty) or ()) > 1:
            chosen_late.append((wanted, ty))  # which overload is meant, the other arguments tell
        else:
            solver.infer(wanted, ty)
        types.append((pair, ty))
    together = spreads.together(db, solver, spread, given) if spread else None
    if is_spread and not spread:
        spreads.nothing(db, solver, signature_)
    for wanted, ty in chosen_late:
        solver.infer(wanted, ty)
    # Displays first: they tell what the lambdas will be given.
    late.sort(key=lambda pair: _is_callable(pair.parameter.type))
    for pair in late:
        wanted = pair.parameter.type
        assert wanted is not None
        ty = given[pair.argument].expecting(_hint(db, solver, wanted, preferred, passed_on))
        solver.infer(wanted, ty)
        types.append((pair, ty))
    values = _settled(db, solver, signature_, preferred)
    uncertain: set[int] = set()
    for pair, ty in types:
        wanted = pair.parameter.type
        assert wanted is not None
        is_any_class = isinstance(wanted, kinds.SubclassOf) and isinstance(wanted.of, kinds.TypeVar)
        wanted = generics.substitute(db, wanted, values)
        given_ = _class_alone(db, ty) if is_any_class else ty
        if given_ is not wanted and not relation.is_assignable(db, given_, wanted):
            errors.append(args_.Error(args_.WRONG_TYPE, pair.argument, pair.parameter.name, wanted, ty))
        elif overloaded and not overloads.surely_fits(db, given_, wanted):
            uncertain.add(pair.argument)
    if together is not None:
        errors.extend(spreads.errors(db, spread, given, together, values))
    elif is_spread:
        errors.extend(spreads.missing(db, signature_, values))
    for var in signature_.type_params:
        limit = _limit(db, var, values)
        if limit is not None:
            number = next((pair.argument for pair, _ in types if _mentions(pair, var)), -1)
            errors.append(args_.Error(args_.WRONG_TYPE, number, var.name, limit, values[var], (var.name,)))
    returns = signatures.returns(db, signature_)
    result = generics.substitute(db, returns, values)
    return CallResult(result, tuple(errors), signature, frozenset(uncertain) if uncertain else _NONE)


def _class_alone(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A protocol given for `type[T]`, as to `isinstance`-like functions: nobody says that it is called."""
    literal = classes.of_value(db, ty)
    if literal is None or not classes.is_protocol(db, literal):
        return ty
    return build.subclass_of(db, signatures.instance_of_receiver(db, ty))


def _hint(
    db: queries.Db,
    solver: solve.Solver,
    wanted: kinds.Type,
    preferred: dict[kinds.TypeVar, kinds.Type],
    passed_on: dict[kinds.TypeVar, kinds.Type],
) -> kinds.Type | None:
    """What an argument is expected to be, as far as the variables are settled.

    A display is better inferred from itself than from a half-known type; a lambda needs what there is.
    """
    if _is_callable(wanted):
        known = {**passed_on, **preferred, **solver.hints()}
        found = solver.found()
        for var, value in preferred.items():
            if var in found and relation.is_assignable(db, found[var], value):
                known[var] = value  # what `_settled` will say
    else:
        known = {**passed_on, **preferred, **solver.lower}
        if not all(var in known for var in generics.variables([wanted]) if var in solver.type_params):
            return None
    return generics.substitute(db, wanted, {**solver.partial(), **known})


def _is_callable(ty: kinds.Type | None) -> bool:
    return ty is not None and any(isinstance(part, kinds.CallableType) for part in union.parts(ty))


def _preferred(
    db: queries.Db, signature: kinds.Signature, expected: kinds.Type | None
) -> dict[kinds.TypeVar, kinds.Type]:
    """What the variables would have to be for the result to be what is wanted."""
    if expected is None or signature.returns is None or isinstance(expected, kinds.Dynamic):
        return {}
    solver = solve.Solver(db, signature.type_params)
    returns = signature.returns
    # A variable that is the result, or one part of it, says no more than that the value will do.
    returns = union.filtered(db, returns, lambda part: not isinstance(part, kinds.TypeVar))
    if returns is kinds.NEVER or isinstance(returns, kinds.TypeVar):
        return {}
    cls = returns.cls if isinstance(returns, kinds.Instance) else None
    for part in union.parts(expected):
        if cls is not None and isinstance(part, kinds.Instance):
            # Descend from the wanted class to ours: `x: Sequence[int] = list(…)`.
            above = relation.generic_arguments(db, returns, part.cls.literal) or _as_protocol(db, returns, part.cls)
            if above is not None:
                for formal, actual in zip(above, part.cls.args, strict=False):
                    solver.infer(formal, actual)
                continue
        solver.infer(returns, part)
    return {var: value for var, value in solver.lower.items() if not isinstance(value, kinds.Dynamic)}


def _as_protocol(db: queries.Db, ty: kinds.Type, wanted: kinds.ClassType) -> tuple[kinds.Type, ...] | None:
    """The arguments with which a value of the type is one of a protocol that it does not derive from."""
    if not wanted.args or not classes.is_protocol(db, wanted.literal):
        return None
    params = classes.type_params(db, wanted.literal)
    solver = solve.Solver(db, params)
    solver.infer(build.instance(db, classes.identity(db, wanted.literal)), ty)
    return tuple([solver.lower.get(param, kinds.UNKNOWN) for param in params])


def _settled(
    db: queries.Db,
    solver: solve.Solver,
    signature: kinds.Signature,
    preferred: dict[kinds.TypeVar, kinds.Type],
) -> dict[kinds.TypeVar, kinds.Type]:
    """The solution, literals widened where the result can be changed through a wider type."""
    values = solver.solution()
    known = solver.found()
    for var, value in values.items():
        wanted = preferred.get(var)
        if wanted is not None and (var not in known or relation.is_assignable(db, value, wanted)):
            values[var] = wanted
            continue
        wide = literals.promoted(db, value)
        if wide is not value and signature.returns is not None and var in solver.open:
            is_tuple = var.kind == kinds.TYPE_VAR_TUPLE and isinstance(signature.returns, kinds.Instance)
            if is_tuple or not variance.is_covariant_in(db, var, signature.returns):
                values[var] = wide
    return values


def _limit(db: queries.Db, var: kinds.TypeVar, values: dict[kinds.TypeVar, kinds.Type]) -> kinds.Type | None:
    """The bound, or the union of the constraints, that the variable's value breaks; None when it keeps to them."""
    if var.kind != kinds.TYPE_VAR:
        return None
    value = values[var]
    if isinstance(value, (kinds.Dynamic, kinds.TypeVar)):
        return None
    facts = db.infer.type_variable(db, var.definition)
    if facts.bound is not None:
        return None if relation.is_assignable(db, value, facts.bound) else facts.bound
    if not facts.constraints or any(relation.is_assignable(db, value, each) for each in facts.constraints):
        return None
    return union.of(db, facts.constraints)


def _mentions(pair: args_.Pair, var: kinds.TypeVar) -> bool:
    return pair.parameter.type is not None and var in generics.variables([pair.parameter.type])


def _forward_spec(
    db: queries.Db, solver: solve.Solver, matching: args_.Matching, given: Sequence[args_.Argument]
) -> set[args_.Pair]:
    """`def run(f: Callable[P, R], *args: P.args, **kwargs: P.kwargs)`: arguments for P are checked against `f`.

    Here they are only inferred; what they must be is known once P is.
    """
    pairs = {
        pair
        for pair in matching.pairs
        if isinstance(pair.parameter.type, kinds.TypeVar) and pair.parameter.type.kind == kinds.PARAM_SPEC
    }
    for pair in pairs:
        if pair.ty is None:
            _touch(given[pair.argument])
    return pairs
