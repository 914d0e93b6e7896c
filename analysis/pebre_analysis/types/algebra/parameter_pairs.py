"""Parameters of two callables that would get the same argument, by position or by name.

In:  signatures, or parameters in order. Out: pairs of parameters; what may be passed by position, as a tuple.
Does not know: whether the pairs fit (`callables`), what variables they settle (`solve`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import relation, tuples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pebre_analysis.types import queries


def by_position(
    wanted: Iterable[kinds.Parameter], actual: kinds.Signature, actual_first: bool = False
) -> list[tuple[kinds.Parameter, kinds.Parameter]]:
    """Pairs of parameters that stand at the same position; keyword-only ones by name."""
    positional = [param for param in actual.params if param.kind <= kinds.POSITIONAL_OR_KEYWORD]
    rest = next((param for param in actual.params if param.kind == kinds.VARIADIC), None)
    keywords = {param.name: param for param in actual.params if param.kind == kinds.KEYWORD_ONLY}
    pairs: list[tuple[kinds.Parameter, kinds.Parameter]] = []
    at = 0
    for param in wanted:
        other: kinds.Parameter | None = None
        if param.kind <= kinds.POSITIONAL_OR_KEYWORD:
            other = positional[at] if at < len(positional) else rest
            at += 1
        elif param.kind == kinds.VARIADIC:
            other = rest
        elif param.kind == kinds.KEYWORD_ONLY:
            other = keywords.get(param.name)
        if other is not None:
            pairs.append((other, param) if actual_first else (param, other))
    return pairs


def positions(db: queries.Db, signature: kinds.Signature, n_taken: int) -> kinds.Tuple:
    """What may be passed by position behind the first `n_taken`, as a tuple."""
    given = [param.type or kinds.UNKNOWN for param in signature.params if param.kind <= kinds.POSITIONAL_OR_KEYWORD]
    head = build.tuple_(db, tuple(given[n_taken:]))
    rest = next((param for param in signature.params if param.kind == kinds.VARIADIC), None)
    if rest is None:
        return tuples.concatenated(db, head, tuples.homogeneous(db, kinds.UNKNOWN)) if signature.gradual else head
    if rest.unpacked and isinstance(rest.type, kinds.Tuple):
        return tuples.concatenated(db, head, rest.type)
    return tuples.concatenated(db, head, tuples.homogeneous(db, rest.type or kinds.UNKNOWN))


def takes(db: queries.Db, signature: kinds.Signature, wanted: kinds.Signature) -> bool:
    """Can the signature be called with the positions of `wanted`, results left aside?"""
    n_given = sum(param.kind <= kinds.POSITIONAL_OR_KEYWORD for param in wanted.params)
    positional = [param for param in signature.params if param.kind <= kinds.POSITIONAL_OR_KEYWORD]
    if n_given > len(positional) and not signature.gradual:
        if not any(param.kind == kinds.VARIADIC for param in signature.params):
            return False
    if not wanted.gradual and any(param.default is None for param in positional[n_given:]):
        return False
    return all(
        given.type is None or needed.type is None or relation.is_assignable(db, needed.type, given.type)
        for needed, given in by_position(wanted.params, signature)
    )


def spec_of(param: kinds.Parameter) -> kinds.TypeVar | None:
    """The ParamSpec whose `args` or `kwargs` a parameter takes."""
    ty = param.type
    return ty if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC else None
