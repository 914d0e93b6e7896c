"""Tests that got a name: `ok = isinstance(x, int)`, and later `if ok:`.

`note` is told of an assignment in a function body, `named` of a name that is tested. A named test says of its
places what the test itself would say, as long as neither they nor the name were bound or tested in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import predicate, use_def
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.walk import Walk

# The test, whether the name holds where it does, and the state of each of its places (None: untouched).
Condition = tuple[ir.Expr, bool, dict[str, int | None]]


def note(w: Walk, number: int, name: str, value: ir.Expr) -> None:
    """Binding `number` gives `name` the value."""
    positive = True
    while isinstance(value, ir.Unary) and value.op == "not":
        value, positive = value.operand, not positive
    if not isinstance(value, ir.Call | ir.Compare) or predicate.outcome(value) != predicate.OPEN:
        return
    places = [place for place in predicate.narrowed(value) if place != name]
    if places:
        w.conditions[number] = (value, positive, {place: w.env.get(place) for place in places})


def named(w: Walk, test: ir.Name) -> tuple[ir.Expr, bool, list[str]] | None:
    """The test that the name stands for, whether it holds where the name does, and the places it still speaks of."""
    state = w.env.get(test.id)
    if state is None or not w.conditions:
        return None
    alternatives = w.states[state]
    if len(alternatives) != 1 or alternatives[0][1:] != (0, use_def.ALWAYS):
        return None
    found = w.conditions.get(alternatives[0][0])
    if found is None:
        return None
    value, positive, before = found
    places = [place for place, state in before.items() if w.env.get(place) == state]
    return (value, positive, places) if places else None
