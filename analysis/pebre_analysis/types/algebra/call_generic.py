"""A call of a generic form: its variables are solved from the arguments and from what is expected.

In:  a signature with variables, its arguments matched to its parameters.
Out: the result with the variables' values put in; arguments that do not fit, and bounds that are broken.
Always
  - arguments that know their types are looked at first, displays next, lambdas last: each is told what those before it
    say of the variables;
  - what is expected of the result decides where the arguments allow it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments as args_
from pebre_analysis.types.algebra import (
    call,
    callables,
    classes,
    generics,
    gradual,
    literals,
    overloads,
    relation,
    signatures,
    solve,
    spreads,
    type_variables,
    union,
    variance,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pebre_analysis.types import queries


def checked(
    db: queries.Db,
    signature: kinds.Signature,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    expected: kinds.Type | None,
    overloaded: bool,
) -> call.CallResult:
    """The call of `signature`, where a value of type `expected` is wanted; `overloaded`: uncertain fits are told."""
    form = matching.signature
    solver = solve.Solver(db, form.type_params)
    preferred = preferred_values(db, form, expected)
    # `x: list[int] = same([])`: what is wanted of the result is wanted of the argument.
    passed_on: dict[kinds.TypeVar, kinds.Type] = {}
    if expected is not None and form.returns is not None:
        passed_on = {part: expected for part in union.parts(form.returns) if isinstance(part, kinds.TypeVar)}
    types, spread, together = _learned(
        db, solver, matching, given, lambda wanted: _hint(db, solver, wanted, preferred, passed_on)
    )
    values = _settled(db, solver, form, preferred)
    errors = list(matching.errors)
    uncertain: set[int] = set()
    for pair, ty in types:
        wanted = pair.parameter.type
        assert wanted is not None
        is_any_class = isinstance(wanted, kinds.SubclassOf) and isinstance(wanted.of, kinds.TypeVar)
        wanted = generics.substitute(db, wanted, values)
        given_ = _class_alone(db, ty) if is_any_class else ty
        if pair.ty is None and is_callable(wanted) and not relation.is_assignable(db, given_, wanted):
            # What a lambda gives may widen what it is given: `reduce(lambda made, each: made or each, items, None)`.
            given_ = ty = given[pair.argument].expecting(wanted)
            grown = _accumulated(pair.parameter.type)
            if grown is not None and not relation.is_assignable(db, given_, wanted):
                values[grown] = kinds.UNKNOWN  # more at each turn: `reduce(lambda made, each: made + each, tuples)`
                continue
        if given_ is not wanted and not relation.is_assignable(db, given_, wanted):
            errors.append(args_.Error(args_.WRONG_TYPE, pair.argument, pair.parameter.name, wanted, ty))
        elif overloaded and not overloads.surely_fits(db, given_, wanted):
            uncertain.add(pair.argument)
    if together is not None:
        errors.extend(spreads.errors(db, spread, given, together, values))
    elif any(param.unpacked for param in form.params):
        errors.extend(spreads.missing(db, form, values))
    for var in form.type_params:
        limit = _limit(db, var, values)
        if limit is not None:
            number = next((pair.argument for pair, _ in types if _mentions(pair, var)), -1)
            errors.append(args_.Error(args_.WRONG_TYPE, number, var.name, limit, values[var], (var.name,)))
            values[var] = kinds.UNKNOWN  # said once: what it is used for is not judged by it
    result = generics.substitute(db, signatures.returns(db, form), values)
    return call.CallResult(result, tuple(errors), signature, frozenset(uncertain) if uncertain else call.CERTAIN)


def _learned(
    db: queries.Db,
    solver: solve.Solver,
    matching: args_.Matching,
    given: Sequence[args_.Argument],
    hint: Callable[[kinds.Type], kinds.Type | None],
) -> tuple[list[tuple[args_.Pair, kinds.Type]], list[args_.Pair], kinds.Tuple | None]:
    """Tell the solver of all arguments: the types of those that stand alone; those for `*args: *Ts`, their tuple."""
    types: list[tuple[args_.Pair, kinds.Type]] = []
    late: list[args_.Pair] = []
    spread: list[args_.Pair] = []
    is_spread = any(param.unpacked for param in matching.signature.params)
    chosen_late: list[tuple[kinds.Type, kinds.Type]] = []
    passed_through = _forward_spec(matching, given)
    for pair in matching.pairs:
        if pair in passed_through:
            continue
        wanted = pair.parameter.type
        argument = given[pair.argument]
        if wanted is None:
            if pair.ty is None:
                argument.expecting(None)  # for its own errors
            continue
        if pair.parameter.unpacked:
            spread.append(pair)
            continue
        if pair.ty is None and argument.infer is not None:
            late.append(pair)
            continue
        ty = argument.type if pair.ty is None else pair.ty
        if (is_spread or is_callable(wanted)) and len(signatures.of(db, ty) or ()) > 1:
            chosen_late.append((wanted, ty))  # which overload is meant, the other arguments tell
        else:
            solver.infer(wanted, ty)
        types.append((pair, ty))
    together = spreads.together(db, solver, spread, given) if spread else None
    if is_spread and not spread:
        spreads.nothing(db, solver, matching.signature)
    # Displays first: they tell what overloaded functions, and then lambdas, will be given.
    late.sort(key=lambda pair: is_callable(pair.parameter.type))
    n_displays = sum(not is_callable(pair.parameter.type) for pair in late)
    for at, pair in enumerate(late):
        if at == n_displays:
            _choose(solver, chosen_late)
        wanted = pair.parameter.type
        assert wanted is not None
        ty = given[pair.argument].expecting(hint(wanted))
        solver.infer(wanted, ty)
        types.append((pair, ty))
    if n_displays == len(late):
        _choose(solver, chosen_late)
    return types, spread, together


def _choose(solver: solve.Solver, chosen: list[tuple[kinds.Type, kinds.Type]]) -> None:
    for wanted, ty in chosen:
        solver.infer(wanted, ty)


def preferred_values(
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
        if isinstance(part, kinds.Tuple) and isinstance(returns, kinds.Tuple) and part.variadic is None:
            if returns.variadic is not None:
                continue  # of any length: what is wanted of each place says nothing of all
        solver.infer(returns, part)
    return {var: value for var, value in solver.lower.items() if not isinstance(value, kinds.Dynamic)}


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
    if is_callable(wanted):
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
            if var not in known or not _may_stay(db, signature, var, value):
                values[var] = wanted
            continue
        wide = callables.opened(db, literals.promoted(db, value))
        if wide is not value and signature.returns is not None and var in solver.open:
            is_tuple = var.kind == kinds.TYPE_VAR_TUPLE and isinstance(signature.returns, kinds.Instance)
            if is_tuple or not variance.is_covariant_in(db, var, signature.returns):
                if _limit(db, var, {var: wide}) is None:
                    values[var] = wide
    return values


def _may_stay(db: queries.Db, signature: kinds.Signature, var: kinds.TypeVar, value: kinds.Type) -> bool:
    """Is a value that the arguments give better than a wider one that is wanted? What is read only loses nothing."""
    if signature.returns is None or gradual.is_gradual(value):
        return False
    return variance.is_covariant_in(db, var, signature.returns)


def _limit(db: queries.Db, var: kinds.TypeVar, values: dict[kinds.TypeVar, kinds.Type]) -> kinds.Type | None:
    """The bound, or the union of the constraints, that the variable's value breaks; None when it keeps to them."""
    if var.kind != kinds.TYPE_VAR:
        return None
    value = values[var]
    if isinstance(value, kinds.Dynamic):
        return None
    facts = db.infer.type_variable(db, var.definition)
    if facts.bound is not None:
        return None if relation.is_assignable(db, value, facts.bound) else facts.bound
    if not facts.constraints:
        return None
    given = type_variables.constraints(db, value) if isinstance(value, kinds.TypeVar) else ()
    for one in given or (value,):
        if not any(relation.is_assignable(db, one, each) for each in facts.constraints):
            return union.of(db, facts.constraints)
    return None


def _class_alone(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A protocol given for `type[T]`, as to `isinstance`-like functions: nobody says that it is called."""
    literal = classes.of_value(db, ty)
    if literal is None or not classes.is_protocol(db, literal):
        return ty
    return build.subclass_of(db, signatures.instance_of_receiver(db, ty))


def _as_protocol(db: queries.Db, ty: kinds.Type, wanted: kinds.ClassType) -> tuple[kinds.Type, ...] | None:
    """The arguments with which a value of the type is one of a protocol that it does not derive from."""
    if not wanted.args or not classes.is_protocol(db, wanted.literal):
        return None
    params = classes.type_params(db, wanted.literal)
    solver = solve.Solver(db, params)
    solver.infer(build.instance(db, classes.identity(db, wanted.literal)), ty)
    return tuple([solver.lower.get(param, kinds.UNKNOWN) for param in params])


def is_callable(ty: kinds.Type | None) -> bool:
    """Is it a callable, or a union with one, such as a parameter for a lambda is?"""
    return ty is not None and any(isinstance(part, kinds.CallableType) for part in union.parts(ty))


def _accumulated(formal: kinds.Type | None) -> kinds.TypeVar | None:
    """The variable that a callable both takes and gives."""
    if not isinstance(formal, kinds.CallableType) or len(formal.signatures) != 1:
        return None
    result = formal.signatures[0].returns
    types = [param.type for param in formal.signatures[0].params]
    return result if isinstance(result, kinds.TypeVar) and result in types else None


def _mentions(pair: args_.Pair, var: kinds.TypeVar) -> bool:
    return pair.parameter.type is not None and var in generics.variables([pair.parameter.type])


def _forward_spec(matching: args_.Matching, given: Sequence[args_.Argument]) -> set[args_.Pair]:
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
            given[pair.argument].expecting(None)
    return pairs
