"""What names of a function are inside the functions and lambdas that stand in it.

In:  a walk that has come to its end.
Out: `resolve`: the sources of CAPTURED bindings; `seen_inside`: see `BodyIndex.seen_inside`.
Always: what is not bound again after an inner function is there what it was where that was made; of others all that it
may be later counts as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.use_def import AT_ENTRY, WHEN_RUN

if TYPE_CHECKING:
    from pebre_analysis.semantic.walk import Walk

# Bindings that bind nothing themselves: their sources do.
STANDS_FOR_OTHERS: Final = (use_def.LOOP, use_def.CAPTURED)


def resolve(w: Walk, own: dict[str, None] | None) -> None:
    """Say what the names of outer scopes may be when a lambda runs.

    A name is what it is where the lambda is made, or what it is bound to after that.

    `own`: names of the function; None in a module or class body, where the scope's own names are looked
    up when the lambda runs.
    """
    by_place: dict[tuple[int, str], list[int]] = {}
    if w.captured:
        for number, binding in enumerate(w.bindings):
            if binding.kind not in STANDS_FOR_OTHERS and binding.flags & use_def.BINDS:
                by_place.setdefault((binding.scope, binding.place), []).append(number)
    for (scope, name), (state, made) in w.captured.items():
        at = scope
        found: list[int] | None = None
        while at:
            _, at, _ = w.scopes[at - 1]
            if (at or own is not None) and (not at or w.scopes[at - 1][0] != use_def.CLASS_SCOPE):
                found = by_place.get((at, name))
                if found:
                    break
        number = w.states[state][0][0]
        if found and made >= 0 and found[-1] < number:
            w.sources[number] = made
        elif found and made >= 0 and (known := _bound(w, made)):
            later = [w.plain[each] for each in found if each > number]
            w.sources[number] = w.union_of([w.state_of(known), *later])
        elif found:
            w.sources[number] = w.union_of([w.plain[each] for each in found])
        else:
            w.sources[number] = AT_ENTRY if own is not None else WHEN_RUN
            w.seen[name] = None


def seen_inside(w: Walk, own: dict[str, None]) -> dict[int, dict[str, int]]:
    """See `BodyIndex.seen_inside`: what a name is where the inner function is made, or is bound to later."""
    bound: dict[str, list[int]] = {}
    for number, binding in enumerate(w.bindings):
        if not binding.scope and binding.kind not in STANDS_FOR_OTHERS and binding.flags & use_def.BINDS:
            bound.setdefault(binding.place, []).append(number)
    found: dict[int, dict[str, int]] = {}
    for function, env in w.snapshots.items():
        seen: dict[str, int] = {}
        for name, state in env.items():
            numbers = bound.get(name)
            if numbers is None or name not in own:
                continue
            alternatives = w.states[state]
            if any(number >= 0 and w.bindings[number].scope for number, _, _ in alternatives):
                continue  # a type parameter of that name
            made = _bound(w, state)
            later = [w.plain[each] for each in numbers if each > function]
            if not made:
                continue
            before = w.state_of(made)
            state = w.union_of([before, *later]) if later else before
            is_declared = any(w.bindings[each].kind == use_def.ANNOTATED for each in numbers)
            if is_declared or state != w.union_of([w.plain[each] for each in numbers]):
                seen[name] = state
        if seen:
            found[function] = seen
    return found or use_def.NOTHING_SEEN


def _bound(w: Walk, state: int) -> use_def.State:
    """The alternatives in which there is something: nobody calls the inner function while there is nothing to find."""
    return tuple([each for each in w.states[state] if each[0] != use_def.UNBOUND])
