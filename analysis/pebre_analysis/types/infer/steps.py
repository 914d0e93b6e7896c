"""The steps of a body's inference, and what is kept of one so that the next can begin there.

In:  an inference that was done step by step (`stepwise`); later, the index of the same code.
Out: `Steps`: the tables as they were before what is judged at the end, and the reads of each step. A step is known by
     the ordinal of its statement or clause.
Does not know: when a step is done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit

if TYPE_CHECKING:
    from pebre_analysis.engine import memo
    from pebre_analysis.types import kinds
    from pebre_analysis.types.infer import stepwise

_SHARED: Final = frozenset((use_def.LOOP, use_def.CAPTURED))


SHARED: Final = -1
# From where a step was begun: an expression with what was expected of it, or the number of a binding.
Begin: TypeAlias = "tuple[ir.Expr, kinds.Type | None] | int"


class Steps:
    """How a body was inferred: the tables as they were before what is judged at the end, and the reads of each step."""

    __slots__ = (
        "begins", "bindings", "class_statements", "disputed", "findings", "flags", "free", "given", "knots", "lambdas",
        "misfits", "owners", "paths", "places", "reads", "seen", "since", "types", "weight",
    )  # fmt: skip

    def __init__(self, r: stepwise.Stepwise) -> None:
        self.since = r.db.revision
        self.places = [record.place for record in r.index.bindings]
        self.free = r.index.free
        self.flags = r.flags
        self.owners = r.owners
        self.types = list(r.types)
        self.bindings = list(r.bindings)
        self.paths = list(r.paths)
        self.findings = {n: list(here) for n, here in r.findings.items()}
        self.given = dict(r.given)
        self.misfits = dict(r.misfits)
        self.disputed = dict(r.disputed)
        self.lambdas = dict(r.expected_lambdas)
        self.class_statements = dict(r.class_statements)
        self.reads: dict[int, tuple[memo.AnyEdge, ...]] = {}
        self.begins: dict[int, list[Begin]] = r.begins
        self.knots: set[int] = r.knots
        self.seen: set[int] = r.seen
        self.weight = 0


def n_parameters(index: use_def.RegionIndex) -> int:
    """How many of the first bindings are those of the function's parameters."""
    return next((n for n, each in enumerate(index.bindings) if not _is_parameter(each)), len(index.bindings))


def _is_parameter(record: use_def.Binding) -> bool:
    return record.kind == use_def.PARAMETER and not record.scope


def is_at_home(last: Steps, index: use_def.RegionIndex) -> bool:
    """Does what was kept belong to this index? Equal code may stand under other parameters: then, if the body does not
    speak of those that came and went, it is given the numbers that bindings have now."""
    places = [record.place for record in index.bindings]
    if places == last.places:
        return True
    after, n_rest = n_parameters(index), len(places) - n_parameters(index)
    before = len(last.places) - n_rest
    old, new = last.places[: max(before, 0)], places[:after]
    if not old or not new or old[0] != new[0] or last.places[before:] != places[after:]:
        return False
    spoken_of = {*last.free, *index.free, *places[after:]}
    if not spoken_of.isdisjoint(set(old) ^ set(new)) or len(last.paths) != len(index.paths):
        return False
    numbers = {name: number for number, name in enumerate(old)}
    last.places = places
    last.bindings[:before] = [last.bindings[numbers[name]] if name in numbers else None for name in new]
    reads = {of_parameter(n): last.reads.pop(of_parameter(n), ()) for n in range(before)}
    for number, name in enumerate(new):
        if name in numbers:
            last.reads[of_parameter(number)] = reads[of_parameter(numbers[name])]
    by = after - before
    last.misfits = {number + by: each for number, each in last.misfits.items()}
    last.disputed = {number + by: each for number, each in last.disputed.items()}
    last.begins = {
        step: [each + by if isinstance(each, int) else each for each in begins] for step, begins in last.begins.items()
    }
    return True


def of_parameter(number: int) -> int:
    """The step that finds what a parameter holds."""
    return -2 - number


def step_of(owners: list[int], number: int, record: use_def.Binding) -> int:
    """The step that makes a binding."""
    if _is_parameter(record):
        return of_parameter(number)
    return SHARED if record.kind in _SHARED else owners[record.n]


def owners(region: ir.Region) -> list[int]:
    """For each node of a body the statement or clause that it is part of, by ordinals. Nodes are numbered in the order
    of the source, a statement after all that stands in it."""
    body = region.node
    assert isinstance(body, ir.Body)
    found: list[int] = []
    pending: list[tuple[ir.Node, bool]] = [(node, False) for node in reversed(body.block.statements)]
    while pending:
        node, is_end = pending.pop()
        if not is_end:
            pending.append((node, True))
            inside = [each for block in visit.suites(node) for each in block]
            if not inside:
                continue
            pending += [(each, False) for each in reversed(inside)]
            outside = set(map(id, inside))
            header = [each.n for each in visit.of_region(node) if id(each) not in outside]
            found += [node.n] * (max(header, default=-1) + 1 - len(found))
        else:
            found += [node.n] * (node.n + 1 - len(found))
    return found
