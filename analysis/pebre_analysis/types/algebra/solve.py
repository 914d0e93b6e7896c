"""Solving for type variables: what must they be for an argument to fit its parameter?

In:  the variables of a signature; pairs of a formal type (holding them) and an actual type.
Out: a type per variable: the union of what was given for it, else the narrowest use that takes it
(parameters of callbacks), else its default or Unknown.
Always: never fails; whether the result fits is asked of `relation` afterwards.
Method: structural descent as in local type inference (Pierce and Turner), lower bounds collected as
unions, upper bounds used only where there is no lower one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    aliases,
    classes,
    generics,
    literals,
    members,
    mro,
    parameter_pairs,
    protocols,
    relation,
    signatures,
    tuples,
    type_variables,
    typed_dicts,
    union,
    unknowns,
    variance,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pebre_analysis.types import queries

MAX_DEPTH: Final = 24

_CLASSES: Final = (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)


class Solver:
    """See the module's docstring. One solver serves one use of one signature."""

    __slots__ = ("_chosen", "_depth", "_walked", "against", "db", "exact", "lower", "open", "type_params", "upper")

    def __init__(self, db: queries.Db, type_params: Iterable[kinds.TypeVar]) -> None:
        self.db = db
        self.type_params = tuple(type_params)
        self.lower: dict[kinds.TypeVar, kinds.Type] = {}
        self.upper: dict[kinds.TypeVar, kinds.Type] = {}
        self.exact: dict[kinds.TypeVar, kinds.Type] = {}  # what a callback takes in a place that is invariant
        self.open: set[kinds.TypeVar] = set()  # those that got a value other than the item type of a container
        self._chosen = 0  # depth of type arguments that somebody chose
        self.against = False  # inside a parameter of a callable: the variable must be narrower, not wider
        self._depth = 0
        # What was compared member by member: once is enough, also where it leads back to itself.
        self._walked: set[tuple[kinds.Type, kinds.Type, bool, bool]] = set()

    # ---- results ----

    def found(self) -> dict[kinds.TypeVar, kinds.Type]:
        """What is settled so far."""
        return {**self.upper, **{var: self._widened(var, value) for var, value in self.lower.items()}}

    def _widened(self, var: kinds.TypeVar, value: kinds.Type) -> kinds.Type:
        """What was given, or the one type that is left for it: `list[int]` takes no function of `list[bool]`."""
        exact = self.exact.get(var)
        return value if exact is None or not relation.is_assignable(self.db, value, exact) else exact

    def solution(self) -> dict[kinds.TypeVar, kinds.Type]:
        """A type for every variable."""
        result: dict[kinds.TypeVar, kinds.Type] = {}
        for var in self.type_params:
            value = self.lower.get(var)
            above = self.upper.get(var)
            if value is None:
                value = above
            elif above is not None and var.kind == kinds.TYPE_VAR_TUPLE:
                # A callback that takes the arguments says how they are meant.
                value = above if relation.is_assignable(self.db, value, above) else value
            else:
                value = self._widened(var, value)
            if value is None:
                value = generics.default(self.db, var, result)
            result[var] = value
        return result

    def hints(self) -> dict[kinds.TypeVar, kinds.Type]:
        """What is settled so far, for the arguments to come: that one was a constant does not make them constants, but
        the items of a container are what it was declared to hold."""
        return {
            var: literals.widened(self.db, value) if var in self.open else value for var, value in self.found().items()
        }

    def partial(self) -> dict[kinds.TypeVar, kinds.Type]:
        """The same with Unknown for what is not settled, defaults left alone: what an argument is expected to be."""
        found = self.hints()
        return {
            var: found[var] if var in found else generics.unknown_argument(self.db, var) for var in self.type_params
        }

    # ---- descent ----

    def infer(self, formal: kinds.Type, actual: kinds.Type) -> None:
        """Learn from `actual` being given for `formal`."""
        if not formal.generic:
            return
        if formal is actual:
            # A generic function that calls itself: its variables stand for themselves.
            for var in generics.variables([formal]):
                if var in self.type_params and var.kind == kinds.TYPE_VAR:
                    self._bind(var, var)
            return
        if isinstance(formal, kinds.TypeVar):
            if formal in self.type_params:
                self._bind(formal, actual)
            return
        if self._depth >= MAX_DEPTH:
            return
        self._depth += 1
        try:
            self._descend(formal, actual)
        finally:
            self._depth -= 1

    def _descend(self, formal: kinds.Type, actual: kinds.Type) -> None:
        db = self.db
        if isinstance(formal, kinds.Alias):
            self.infer(aliases.resolved(db, formal), actual)
            return
        if isinstance(actual, kinds.Alias):
            actual = aliases.resolved(db, actual)
        if isinstance(formal, kinds.Union):
            self._union(formal, actual)
        elif isinstance(actual, kinds.Dynamic):
            for var in generics.variables([formal]):
                if var in self.type_params:
                    self._bind(var, actual if var.kind == kinds.TYPE_VAR else generics.unknown_argument(db, var))
        elif isinstance(actual, kinds.Union):
            for part in actual.parts:
                self.infer(formal, part)
        elif isinstance(actual, kinds.Intersection):
            self._intersection(formal, actual)
        elif isinstance(actual, kinds.TypeVar) and actual.kind in (kinds.TYPE_VAR, kinds.SELF):
            self._descend(formal, type_variables.upper_bound(db, actual))
        elif isinstance(formal, kinds.Instance):
            self._instance(formal, actual)
        elif isinstance(formal, kinds.Tuple):
            shape = tuples.shape(db, actual)
            if shape is not None:
                self._tuple(formal, shape)
        elif isinstance(formal, kinds.SubclassOf):
            self._subclass(formal, actual)
        elif isinstance(formal, kinds.CallableType):
            found = signatures.of(db, actual)
            if found:
                for each in formal.signatures:
                    self._callable(each, found)
        elif isinstance(formal, kinds.Guard):
            if isinstance(actual, kinds.Guard):
                self.infer(formal.of, actual.of)
        elif isinstance(formal, kinds.Intersection):
            for part in formal.positive:
                self.infer(part, actual)

    def _bind(self, var: kinds.TypeVar, actual: kinds.Type) -> None:
        db = self.db
        if var.kind == kinds.PARAM_SPEC:
            if not isinstance(actual, kinds.CallableType):
                actual = generics.gradual_callable(db)
            self.lower.setdefault(var, actual)
            return
        if var.kind == kinds.TYPE_VAR_TUPLE:
            # What a callback takes counts only when no arguments are given for it.
            known = self.upper if self.against else self.lower
            if not self._chosen:
                self.open.add(var)
            made = actual if isinstance(actual, kinds.Tuple) else tuples.make(db, (actual,))
            known[var] = _either(db, known[var], made) if var in known else made
            return
        constraints = type_variables.constraints(db, var)
        if constraints and not isinstance(actual, (kinds.Dynamic, kinds.TypeVar)):
            actual = self._constrained(var, constraints, actual)
            self.lower.setdefault(var, actual)
            return
        if self.against:
            # A second use must be taken by both: the narrower one.
            before = self.upper.get(var)
            if before is None or isinstance(before, kinds.Dynamic) or relation.is_subtype(db, actual, before):
                self.upper[var] = actual
            return
        if not self._chosen:
            self.open.add(var)
        before = self.lower.get(var)
        self.lower[var] = union.of(db, (actual,) if before is None else (before, actual))

    def _constrained(self, var: kinds.TypeVar, constraints: tuple[kinds.Type, ...], actual: kinds.Type) -> kinds.Type:
        """The first constraint that takes the value; of a union that nobody declared, all that is known of it."""
        is_open = unknowns.is_undeclared(actual)
        actual = union.unmarked(self.db, actual)
        if all(isinstance(part, kinds.Dynamic | kinds.TypeVar) for part in union.parts(actual)):
            return actual  # as a variable by itself: whatever it stands for
        wide = literals.widened(self.db, actual)
        for each in constraints:
            if each is wide:
                return each
        if isinstance(actual, kinds.Intersection):  # an unknown value that was tested takes what it was tested for
            tested = [part for part in actual.positive if not isinstance(part, kinds.Dynamic)]
            for each in constraints:
                if any(relation.is_subtype(self.db, part, each) for part in tested):
                    return each
        for each in constraints:
            if relation.is_assignable(self.db, actual, each):
                return each
        return kinds.UNKNOWN if is_open else actual

    def _union(self, formal: kinds.Union, actual: kinds.Type) -> None:
        """Give each part of the actual type to the part of the formal one that it is meant for."""
        db = self.db
        plain = [part for part in formal.parts if not part.generic]
        shaped = [part for part in formal.parts if part.generic and not isinstance(part, kinds.TypeVar)]
        bare = [part for part in formal.parts if isinstance(part, kinds.TypeVar)]
        if isinstance(actual, kinds.Dynamic):
            for part in (*shaped, *bare):
                self.infer(part, actual)
            return
        for given in union.parts(actual):
            if any(relation.is_subtype(db, given, part) for part in plain):
                continue
            if isinstance(given, kinds.TypeVar) and given in bare:
                continue
            fitting = [part for part in shaped if self._fits(part, given)]
            if isinstance(given, _CLASSES) and any(isinstance(part, kinds.SubclassOf) for part in fitting):
                # A class is meant for `type[T]`, though as an object it may have what a protocol asks for.
                fitting = [part for part in fitting if isinstance(part, kinds.SubclassOf)]
            for part in _leading(fitting):
                self.infer(part, given)
            if not fitting:
                for part in self._taking(bare, given):
                    self.infer(part, given)

    def _taking(self, bare: list[kinds.TypeVar], given: kinds.Type) -> list[kinds.TypeVar]:
        """Of several variables those whose bounds take the value; all of them when none does."""
        if len(bare) < 2:
            return bare
        db = self.db
        return [var for var in bare if relation.is_assignable(db, given, type_variables.upper_bound(db, var))] or bare

    def _intersection(self, formal: kinds.Type, actual: kinds.Intersection) -> None:
        """What each part says holds of the one value: the variables are what all of them say."""
        before, found = self.lower, dict[kinds.TypeVar, kinds.Type]()
        walked = self._walked
        for part in actual.positive:
            self.lower, self._walked = {}, set(walked)
            self.infer(formal, part)
            for var, value in self.lower.items():
                known = found.get(var)
                if known is None or (isinstance(value, kinds.TypeVar) and var.kind == kinds.TYPE_VAR):
                    found[var] = value  # a variable of the caller's stands for all that was tested
                elif var.kind == kinds.TYPE_VAR and not isinstance(known, kinds.TypeVar):
                    found[var] = union.intersect(self.db, (known, value))
        self.lower, self._walked = before, walked
        for var, value in found.items():
            old = before.get(var)
            if old is None:
                before[var] = value
            elif var.kind == kinds.TYPE_VAR:
                before[var] = union.two(self.db, old, value)

    def _fits(self, formal: kinds.Type, actual: kinds.Type) -> bool:
        """Could the actual type be meant for this part, whatever the variables are?"""
        loose = generics.substitute(
            self.db, formal, {var: generics.unknown_argument(self.db, var) for var in self.type_params}
        )
        return relation.is_assignable(self.db, actual, loose)

    def _instance(self, formal: kinds.Instance, actual: kinds.Type) -> None:
        db = self.db
        wanted = formal.cls
        cls = classes.of_instance(db, actual)
        base = None if cls is None else mro.find(db, cls, wanted.literal)
        if base is not None and cls is not None:
            # What a display or a call gives holds no constants: where there are some, somebody wrote them.
            is_instance = isinstance(actual, kinds.Instance)
            is_invariant = is_instance and variance.is_invariant(db, cls.literal)
            is_union = is_instance and any(_is_choice(b) for b in base.args)
            is_chosen = is_invariant or is_union or _is_homogeneous(actual)
            self._chosen += is_chosen
            for a, b in zip(wanted.args, base.args, strict=False):
                self._argument(a, b)
                if is_invariant and self.against and isinstance(a, kinds.TypeVar) and a.kind == kinds.TYPE_VAR:
                    self.exact.setdefault(a, b)
            self._chosen -= is_chosen
            return
        if cls is not None and typed_dicts.is_typed_dict(db, cls.literal):
            self._instance(formal, typed_dicts.as_plain(db, cls) or typed_dicts.as_mapping(db, cls))
            return
        if not classes.is_protocol(db, wanted.literal):
            if cls is not None and mro.has_unknown(db, cls.literal):
                self._descend(formal, kinds.UNKNOWN)
            return
        key = (formal, actual, self.against, self._chosen > 0)
        if key in self._walked:
            return
        self._walked.add(key)
        is_chosen = isinstance(actual, kinds.Instance) and any(_is_choice(each) for each in actual.cls.args)
        self._chosen += is_chosen
        for name in protocols.member_names(db, wanted.literal):
            needed = members.type_of(db, formal, name)
            offered = None if name == "__call__" else protocols.given_member(db, actual, name)
            given = actual if name == "__call__" else None if offered is None else offered.type
            if needed is not None and given is not None:
                self.infer(members.as_callable(db, needed), given)
        self._chosen -= is_chosen

    def _argument(self, formal: kinds.Type, actual: kinds.Type) -> None:
        """One type argument against another."""
        if isinstance(formal, kinds.CallableType) and isinstance(actual, kinds.CallableType):
            self._callable(formal.signatures[0], actual.signatures)
        elif isinstance(formal, kinds.Tuple) and isinstance(actual, kinds.Tuple):
            self._tuple(formal, actual)
        else:
            self.infer(formal, actual)

    def _tuple(self, formal: kinds.Tuple, actual: kinds.Tuple) -> None:
        db = self.db
        variadic = formal.variadic
        if variadic is None:
            given = tuples.resized(actual, len(formal.prefix))
            for a, b in zip(formal.prefix, given or (), strict=False):
                self.infer(a, b)
            return
        n_prefix, n_suffix = len(formal.prefix), len(formal.suffix)
        for a, b in zip(formal.prefix, actual.prefix, strict=False):
            self.infer(a, b)
        flat = actual.prefix if actual.variadic is None else actual.suffix
        if n_suffix and len(flat) >= n_suffix:
            for a, b in zip(formal.suffix, flat[-n_suffix:], strict=True):
                self.infer(a, b)
        if actual.variadic is None:
            rest = actual.prefix[n_prefix : len(actual.prefix) - n_suffix]
            middle = build.tuple_(db, rest)
        else:
            middle = build.tuple_(
                db,
                actual.prefix[n_prefix:],
                actual.variadic,
                actual.suffix[: len(actual.suffix) - n_suffix] if n_suffix else actual.suffix,
            )
        if isinstance(variadic, kinds.TypeVar) and variadic.kind == kinds.TYPE_VAR_TUPLE:
            self.infer(variadic, middle)
        else:
            for each in tuples.elements(middle):
                self.infer(variadic, each)

    def _subclass(self, formal: kinds.SubclassOf, actual: kinds.Type) -> None:
        if isinstance(actual, kinds.SubclassOf):
            self.infer(formal.of, actual.of)
        elif isinstance(actual, (kinds.ClassLiteral, kinds.ClassObject)):
            self.infer(formal.of, signatures.instance_of_receiver(self.db, actual))

    # ---- callables ----

    def _callable(self, formal: kinds.Signature, actuals: tuple[kinds.Signature, ...]) -> None:
        """Learn from a function being given for a callable: parameters against, result along."""
        actual = self._overload(formal, actuals)
        self._parameters(formal, actual)
        if formal.returns is not None and formal.returns.generic:
            returned = signatures.returns(self.db, actual)
            if isinstance(formal.returns, kinds.TypeVar) and isinstance(returned, kinds.Dynamic):
                # Says nothing: only where nothing else is known.
                if formal.returns in self.type_params and formal.returns.kind == kinds.TYPE_VAR:
                    self.upper.setdefault(formal.returns, returned)
                return
            self.infer(formal.returns, returned)

    def _overload(self, formal: kinds.Signature, actuals: tuple[kinds.Signature, ...]) -> kinds.Signature:
        """The form that takes what the callable will be given, its own variables solved for that."""
        db = self.db
        wanted = generics.substitute_signature(db, formal, self.partial())
        if formal.params and parameter_pairs.spec_of(formal.params[0]) is not None:
            # Everything is passed on: each form stays as generic as it is.
            return next((each for each in actuals if parameter_pairs.takes(db, each, wanted)), actuals[0])
        for each in actuals:
            solved = self._instantiated(each, wanted)
            if len(actuals) == 1 or parameter_pairs.takes(db, solved, wanted):
                return solved
        return self._instantiated(actuals[0], wanted)

    def _instantiated(self, signature: kinds.Signature, wanted: kinds.Signature) -> kinds.Signature:
        """The signature as it is when called with what is wanted; with `...`, nothing is known of its variables."""
        if not signature.type_params:
            return signature
        inner = Solver(self.db, signature.type_params)
        inner._depth = self._depth + 1
        inner.infer_parameters(signature, wanted)
        return generics.substitute_signature(self.db, signature, inner.solution())

    def _parameters(self, formal: kinds.Signature, actual: kinds.Signature) -> None:
        prefix: list[kinds.Parameter] = []
        for param in formal.params:
            spec = parameter_pairs.spec_of(param)
            if spec is not None:
                if spec in self.type_params and param.kind == kinds.VARIADIC:
                    self._bind(spec, self._rest(actual, len(prefix)))
                break
            prefix.append(param)
        before = self.against
        self.against = not before
        variadic = next((param for param in prefix if param.unpacked and param.kind == kinds.VARIADIC), None)
        if variadic is not None and variadic.type is not None:
            # `Callable[[*Ts], R]`: the positions are the elements.
            self.infer(variadic.type, parameter_pairs.positions(self.db, actual, len(prefix) - 1))
            prefix.pop()
        for wanted, given_param in parameter_pairs.by_position(prefix, actual):
            if wanted.type is not None and given_param.type is not None:
                self.infer(wanted.type, given_param.type)
        self.against = before

    def _rest(self, actual: kinds.Signature, n_taken: int) -> kinds.CallableType:
        """The parameters behind the first `n_taken` positions, as the value of a ParamSpec."""
        params = list(actual.params)
        for _ in range(n_taken):
            if params and params[0].kind <= kinds.POSITIONAL_OR_KEYWORD:
                params.pop(0)
        rest = build.signature(
            self.db, tuple(params), kinds.UNKNOWN, actual.type_params, actual.gradual, actual.definition
        )
        return build.callable_type(self.db, (rest,))

    def infer_parameters(self, signature: kinds.Signature, given: kinds.Signature) -> None:
        """The signature will be called with what the parameters of `given` take."""
        for own, other in parameter_pairs.by_position(given.params, signature, True):
            if own.type is not None and other.type is not None:
                self.infer(own.type, other.type)

    def infer_reverse_result(self, signature: kinds.Signature, wanted: kinds.Signature) -> None:
        """Its result must fit what is wanted: only where nothing else is known."""
        if signature.returns is None or wanted.returns is None:
            return
        self.against = not self.against
        self.infer(signature.returns, wanted.returns)
        self.against = not self.against


def _leading(forms: Sequence[kinds.Type]) -> list[kinds.Type]:
    """Without callables that give what an earlier one gives and know of no other variable: it is enough to fit one."""
    found: list[kinds.Type] = []
    for form in forms:
        if not any(_gives_the_same(earlier, form) for earlier in found):
            found.append(form)
    return found


def _gives_the_same(earlier: kinds.Type, form: kinds.Type) -> bool:
    if not isinstance(earlier, kinds.CallableType) or not isinstance(form, kinds.CallableType):
        return False
    if len(earlier.signatures) != 1 or len(form.signatures) != 1:
        return False
    if earlier.signatures[0].returns is not form.signatures[0].returns:
        return False
    return set(generics.variables([form])) <= set(generics.variables([earlier]))


def _is_choice(ty: kinds.Type) -> bool:
    """A union, or a tuple that holds one."""
    return isinstance(ty, kinds.Union) or (
        isinstance(ty, kinds.Tuple) and any(isinstance(each, kinds.Union) for each in tuples.elements(ty))
    )


def _is_homogeneous(ty: kinds.Type) -> bool:
    """`tuple[T, ...]`."""
    return isinstance(ty, kinds.Tuple) and ty.variadic is not None and not ty.prefix and not ty.suffix


def _either(db: queries.Db, first: kinds.Type, second: kinds.Tuple) -> kinds.Type:
    """A tuple that both are, element by element; the first where their lengths differ."""
    if not isinstance(first, kinds.Tuple) or first.variadic is not None or second.variadic is not None:
        return first
    if len(first.prefix) != len(second.prefix):
        return first
    return build.tuple_(db, tuple(union.two(db, a, b) for a, b in zip(first.prefix, second.prefix, strict=True)))
