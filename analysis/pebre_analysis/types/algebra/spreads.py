"""Arguments for `*args: *Ts`: together they are one tuple.

In:  the pairs of such a parameter with its arguments, in order.
Out: the tuple that is given, and what is wrong with it once the variable is settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments as args_
from pebre_analysis.types.algebra import generics, relation, tuples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries
    from pebre_analysis.types.algebra import solve


def together(
    db: queries.Db, solver: solve.Solver | None, pairs: list[args_.Pair], given: Sequence[args_.Argument]
) -> kinds.Tuple:
    """`*args: *Ts`: the arguments together are the tuple. What a callback takes says what they are expected to be."""
    formal = pairs[0].parameter.type
    assert formal is not None
    known = formal if solver is None else generics.substitute(db, formal, solver.partial())
    hints = tuples.resized(known, len(pairs)) if isinstance(known, kinds.Tuple) else None
    whole = build.tuple_(db, ())
    for at, pair in enumerate(pairs):
        ty = pair.ty if pair.ty is not None else given[pair.argument].expecting(hints[at] if hints else None)
        is_part = isinstance(pair.ty, kinds.Tuple) and given[pair.argument].stars == 1
        part = ty if is_part and isinstance(ty, kinds.Tuple) else build.tuple_(db, (ty,))
        whole = tuples.concatenated(db, whole, part)
    if solver is not None:
        solver.infer(formal, whole)
    return whole


def nothing(db: queries.Db, solver: solve.Solver, signature: kinds.Signature) -> None:
    """`*args: *Ts` that gets no argument: the tuple is empty."""
    for param in signature.params:
        if param.unpacked and param.kind == kinds.VARIADIC and param.type is not None:
            solver.infer(param.type, build.tuple_(db, ()))


def missing(db: queries.Db, signature: kinds.Signature, values: dict[kinds.TypeVar, kinds.Type]) -> list[args_.Error]:
    """A `*args: *tuple[…]` that gets no argument and needs some."""
    for param in signature.params:
        if param.unpacked and param.kind == kinds.VARIADIC and isinstance(param.type, kinds.Tuple):
            wanted = generics.substitute(db, param.type, values)
            if isinstance(wanted, kinds.Tuple) and tuples.min_length(wanted):
                return [args_.Error(args_.MISSING, names=(param.name,))]
    return []


def errors(
    db: queries.Db,
    pairs: list[args_.Pair],
    given: Sequence[args_.Argument],
    whole: kinds.Tuple,
    values: dict[kinds.TypeVar, kinds.Type],
) -> list[args_.Error]:
    parameter = pairs[0].parameter
    assert parameter.type is not None
    wanted = generics.substitute(db, parameter.type, values)
    if relation.is_assignable(db, whole, wanted) or any(given[pair.argument].stars for pair in pairs):
        return []  # of what is spread, nobody knows how many there are
    each = tuples.resized(wanted, len(pairs)) if isinstance(wanted, kinds.Tuple) else None
    if isinstance(wanted, kinds.Tuple) and isinstance(wanted.variadic, kinds.TypeVar):
        each = None
    if each is None or len(whole.prefix) != len(pairs) or whole.variadic is not None:
        return [args_.Error(args_.WRONG_TYPE, pairs[-1].argument, parameter.name, wanted, whole)]
    return [
        args_.Error(args_.WRONG_TYPE, pair.argument, parameter.name, expected, ty)
        for pair, expected, ty in zip(pairs, each, whole.prefix, strict=True)
        if not relation.is_assignable(db, ty, expected)
    ]
