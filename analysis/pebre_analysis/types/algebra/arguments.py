"""Arguments, and which parameter each of them fills.

In:  the arguments of a call in source order, and a signature.
Out: `Matching`: pairs of argument and parameter, and what is wrong with the arrangement.
Always: types play no part except the length of a `*tuple` and the keys of a `**typed_dict`; an argument
of unknown length fills every parameter it may fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import aliases, callables, iteration, tuples, typed_dicts, union

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MISSING: Final = "missing-argument"
TOO_MANY: Final = "too-many-positional-arguments"
UNKNOWN_NAME: Final = "unknown-argument"
TWICE: Final = "parameter-already-assigned"
POSITIONAL_AS_KEYWORD: Final = "positional-only-parameter-as-kwarg"
WRONG_TYPE: Final = "invalid-argument-type"
NO_OVERLOAD: Final = "no-matching-overload"
NOT_CALLABLE: Final = "call-non-callable"
TOP_CALLABLE: Final = "call-top-callable"


class Argument:
    """One argument. `infer` is given when the value depends on what is expected (lambdas, displays): it gets
    the parameter's type and answers the value's; `type` is then the value without expectation, made on demand.
    `items`: the keywords that `**{"name": value}` stands for, when all are written there."""

    __slots__ = ("_type", "infer", "items", "name", "stars")

    def __init__(
        self,
        type_: kinds.Type | None,
        name: str | None = None,
        stars: int = 0,
        infer: Callable[[kinds.Type | None], kinds.Type] | None = None,
        items: tuple[tuple[str, kinds.Type], ...] | None = None,
    ) -> None:
        self._type = type_
        self.name = name
        self.stars = stars
        self.infer = infer
        self.items = items

    @property
    def type(self) -> kinds.Type:
        if self._type is None:
            self._type = kinds.UNKNOWN if self.infer is None else self.infer(None)
        return self._type

    def expecting(self, expected: kinds.Type | None) -> kinds.Type:
        """The value's type where `expected` is asked for."""
        return self.type if self.infer is None or expected is None else self.infer(expected)

    def replaced(self, ty: kinds.Type) -> Argument:
        """The same argument, known more narrowly."""
        return Argument(ty, self.name, self.stars, items=self.items)


class Error(msgspec.Struct, frozen=True, gc=False):
    """`argument`: its number in the call, -1 for none; `parameter`: its name ("" when it has none).

    `names`: the parameters that are missing; or the type variable whose bound `given` breaks.
    """

    kind: str
    argument: int = -1
    parameter: str = ""
    expected: kinds.Type | None = None
    given: kinds.Type | None = None
    names: tuple[str, ...] = ()


class Pair:
    """`ty`: the type given when it is a part of the argument (`*args`, `**kwargs`), else None.

    For a parameter `*args: *Ts` and an argument `*x`, `ty` is the tuple of all that is left of it.
    """

    __slots__ = ("argument", "parameter", "ty")

    def __init__(self, argument: int, parameter: kinds.Parameter, ty: kinds.Type | None = None) -> None:
        self.argument = argument
        self.parameter = parameter
        self.ty = ty


class Matching:
    __slots__ = ("errors", "open_fits", "pairs", "signature")

    def __init__(self, signature: kinds.Signature) -> None:
        self.signature = signature
        self.pairs: list[Pair] = []
        self.errors: list[Error] = []
        # Does each `*x` of unknown length end in a parameter that takes any number, and each `**x` reach one?
        self.open_fits = True


def _column_shape(db: queries.Db, ty: kinds.Type) -> kinds.Tuple | None:
    """Tuples of one length, in a union, as the tuple of what stands at each place; None for anything else."""
    columns: list[tuple[kinds.Type, ...]] = []
    for part in union.parts(aliases.resolved(db, ty)):
        shape = tuples.shape(db, part)
        if shape is None or shape.variadic is not None:
            return None
        columns.append(shape.prefix)
    if len({len(each) for each in columns}) != 1:
        return None
    return build.tuple_(db, tuple(union.of(db, column) for column in zip(*columns, strict=True)))


def match(db: queries.Db, signature: kinds.Signature, arguments: Sequence[Argument]) -> Matching:
    """Assign the arguments to the parameters."""
    signature = callables.expanded(db, signature, exact=True)
    return _Matcher(db, signature, arguments).run()


class _Matcher:
    __slots__ = ("arguments", "db", "filled", "keywords", "open_keywords", "open_positions", "positional", "result",
                 "rest", "signature")  # fmt: skip

    def __init__(self, db: queries.Db, signature: kinds.Signature, arguments: Sequence[Argument]) -> None:
        self.db = db
        self.signature = signature
        self.arguments = arguments
        self.result = Matching(signature)
        self.positional: list[kinds.Parameter] = []
        self.keywords: kinds.Parameter | None = None
        self.rest: kinds.Parameter | None = None
        for param in signature.params:
            if param.kind <= kinds.POSITIONAL_OR_KEYWORD:
                self.positional.append(param)
            elif param.kind == kinds.VARIADIC:
                self.rest = param
            elif param.kind == kinds.KEYWORDS:
                self.keywords = param
        self.filled: dict[str, int] = {}
        self.open_positions = False  # a `*x` of unknown length was passed
        self.open_keywords = False

    def run(self) -> Matching:
        at = 0
        named: set[str | None] = {argument.name for argument in self.arguments if argument.name is not None}
        named.update(name for argument in self.arguments for name, _ in argument.items or ())
        for number, argument in enumerate(self.arguments):
            if argument.name is None and argument.stars == 0:
                at = self._position(number, at, None)
            elif argument.stars == 1:
                at = self._starred(number, argument.type, at, named)
        for number, argument in enumerate(self.arguments):
            if argument.name is not None:
                self._keyword(number, argument.name, None)
        for number, argument in enumerate(self.arguments):
            if argument.stars == 2:
                self._mapping(number, argument)
        self._missing()
        return self.result

    def _position(self, number: int, at: int, ty: kinds.Type | None) -> int:
        if at < len(self.positional):
            param = self.positional[at]
            self.result.pairs.append(Pair(number, param, ty))
            self.filled[param.name] = number
        elif self.rest is not None:
            self.result.pairs.append(Pair(number, self.rest, ty))
        elif not self.signature.gradual and not self.open_positions:
            if not any(error.kind == TOO_MANY for error in self.result.errors):
                self.result.errors.append(Error(TOO_MANY, number))
        return at + 1

    def _starred(self, number: int, ty: kinds.Type, at: int, named: set[str | None]) -> int:
        shape = tuples.shape_for(self.db, ty, "__iter__") or _column_shape(self.db, ty)
        if shape is not None and shape.variadic is None:
            for each in shape.prefix:
                at = self._position(number, at, each)
            return at
        spec = self._spec(ty)
        if spec:
            return at
        if self.rest is not None and self.rest.unpacked and shape is not None:
            n_taken = min(len(shape.prefix), max(0, len(self.positional) - at))
            for each in shape.prefix[:n_taken]:
                at = self._position(number, at, each)
            left = build.tuple_(self.db, shape.prefix[n_taken:], shape.variadic, shape.suffix)
            self.result.pairs.append(Pair(number, self.rest, left))
            self.open_positions = True
            return at
        element = iteration.iterate(self.db, ty) or kinds.UNKNOWN
        for each in shape.prefix if shape is not None else ():
            at = self._position(number, at, each)
        self.open_positions = True
        while at < len(self.positional) and self.positional[at].name not in named:
            at = self._position(number, at, element)
        if self.rest is not None:
            # `*args: *Ts` gets any number of them.
            rest = tuples.homogeneous(self.db, element) if self.rest.unpacked else element
            self.result.pairs.append(Pair(number, self.rest, rest))
        else:
            self.result.open_fits = False
        return at

    def _spec(self, ty: kinds.Type) -> bool:
        """`*args` of the same ParamSpec fills `*args: P.args`."""
        if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC:
            if self.rest is None or self.rest.type is not ty:
                self.open_positions = True
            return True
        return False

    def _keyword(self, number: int, name: str, ty: kinds.Type | None) -> None:
        for param in self.signature.params:
            if param.name != name or param.kind in (kinds.VARIADIC, kinds.KEYWORDS):
                continue
            if param.kind == kinds.POSITIONAL_ONLY:
                if self.keywords is None and not self.signature.gradual:
                    self.result.errors.append(Error(POSITIONAL_AS_KEYWORD, number, name))
                    self.filled.setdefault(name, number)
                    return
                continue
            if name in self.filled:
                if not self.open_positions:
                    self.result.errors.append(Error(TWICE, number, name))
                return
            self.filled[name] = number
            self.result.pairs.append(Pair(number, param, ty))
            return
        if self.keywords is not None:
            self.result.pairs.append(Pair(number, self.keywords, ty))
        elif not self.signature.gradual:
            self.result.errors.append(Error(UNKNOWN_NAME, number, name))

    def _has(self, name: str) -> bool:
        return self.keywords is not None or any(
            param.name == name and param.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)
            for param in self.signature.params
        )

    def _mapping(self, number: int, argument: Argument) -> None:
        if argument.items is not None:
            for name, item in argument.items:
                self._keyword(number, name, item)
            return
        ty = argument.type
        if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC:
            self.open_keywords = True
            return
        if isinstance(ty, kinds.Instance) and typed_dicts.is_typed_dict(self.db, ty.cls.literal):
            for name, entry in typed_dicts.items(self.db, ty.cls).items():
                # A key that need not be there may have been taken out before.
                if entry.qualifiers & queries.REQUIRED or self._has(name):
                    self._keyword(number, name, entry.type)
            return
        value = iteration.mapping_value(self.db, ty)
        self.open_keywords = True
        before = len(self.result.pairs)
        for param in self.signature.params:
            if param.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY) and param.name not in self.filled:
                self.result.pairs.append(Pair(number, param, value))
                self.filled[param.name] = number
        if self.keywords is not None:
            self.result.pairs.append(Pair(number, self.keywords, value))
        if len(self.result.pairs) == before:
            self.result.open_fits = False

    def _missing(self) -> None:
        names: list[str] = []
        for param in self.signature.params:
            if param.kind in (kinds.VARIADIC, kinds.KEYWORDS) or param.default is not None:
                continue
            if param.name in self.filled:
                continue
            if param.kind != kinds.KEYWORD_ONLY and self.open_positions:
                continue
            if param.kind != kinds.POSITIONAL_ONLY and self.open_keywords:
                continue
            names.append(param.name)
        if names:
            self.result.errors.append(Error(MISSING, -1, names[0], None, None, tuple(names)))
