"""`functools.partial(function, …)`: an object that takes the arguments that are left.

In:  the arguments of the call of `partial`.
Out: its result: a callable of kind `PARTIAL` with what each form of the function still takes, or None where it cannot
     be told (then typeshed's `partial[T]` stands); what is wrong with the arguments that were given already.
Always: a parameter that was filled by position is gone; one filled by name may be given again, by name, as may those
     behind it. A generic function is taken apart only where its variables speak of what was given alone, or of what is
     left alone: else they would be settled in two steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments, call, call_form, signatures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries

_OPEN: Final = (kinds.VARIADIC, kinds.KEYWORDS)


def made(db: queries.Db, given: Sequence[arguments.Argument]) -> call.CallResult | None:
    """See the module's docstring."""
    if not given or any(each.stars for each in given) or given[0].name is not None:
        return None
    function = given[0].type
    if isinstance(function, (kinds.Union, kinds.Intersection, kinds.Dynamic)):
        return None
    forms = signatures.of(db, function)
    if not forms or any(each.gradual for each in forms):
        return None
    left: list[kinds.Signature] = []
    refused: tuple[kinds.Signature, tuple[arguments.Error, ...]] | None = None
    for form in forms:
        errors, rest = _applied(db, form, given[1:])
        if errors:
            refused = refused or (form, errors)
            continue
        if rest is None:
            return None
        left.append(rest)
    if left:
        return call.CallResult(build.callable_type(db, tuple(left), kinds.PARTIAL), part=function)
    if refused is None or len(forms) > 1:
        return None
    form, errors = refused
    moved = tuple([msgspec.structs.replace(each, argument=each.argument + 1) for each in errors])
    return call.CallResult(kinds.UNKNOWN, moved, form, part=function)


def _applied(
    db: queries.Db, form: kinds.Signature, given: Sequence[arguments.Argument]
) -> tuple[tuple[arguments.Error, ...], kinds.Signature | None]:
    """What is wrong with these arguments for one form of the function, and what it still takes."""
    matching = arguments.match(db, form, given)
    matching.errors = [each for each in matching.errors if each.kind != arguments.MISSING]
    result = call_form.checked(db, form, matching, given, None)
    by_name = {pair.parameter.name: given[pair.argument].type for pair in matching.pairs if given[pair.argument].name}
    gone = {pair.parameter.name for pair in matching.pairs if pair.parameter.kind not in _OPEN} - by_name.keys()
    params: list[kinds.Parameter] = []
    only_named = False
    for param in matching.signature.params:  # `**options: Unpack[D]` is its keys there
        if param.kind in _OPEN:
            if param.kind == kinds.KEYWORDS or not only_named:
                params.append(param)
        elif param.name not in gone:
            only_named = only_named or param.name in by_name
            kind = kinds.KEYWORD_ONLY if only_named else param.kind
            default = by_name.get(param.name, param.default)
            params.append(build.parameter(db, param.name, kind, param.type, default, param.unpacked))
    params.sort(key=lambda param: param.kind)
    is_settled = not any(_is_generic(param) for param in params if param.name not in by_name)
    if is_settled or not form.type_params:
        return result.errors, build.signature(db, tuple(params), result.type)
    if any(_is_generic(pair.parameter) for pair in matching.pairs):
        return result.errors, None
    return result.errors, build.signature(db, tuple(params), form.returns, form.type_params)


def _is_generic(param: kinds.Parameter) -> bool:
    return param.type is not None and param.type.generic
