"""The steps of a body's inference, and what is kept of one so that the next can begin there.

In:  an inference that was done step by step (`stepwise`); later, the index of the same code.
Out: `Steps`: the tables as they were before what is judged at the end, and the reads of each step. A step is known by
     the ordinal of its statement or clause.
Does not know: when a step is done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic import body_flow, use_def

if TYPE_CHECKING:
    from pebre_analysis.engine import memo
    from pebre_analysis.semantic import body_versions
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import kinds
    from pebre_analysis.types.infer import region as regions

_SHARED: Final = frozenset((use_def.LOOP, use_def.CAPTURED))

SHARED: Final = -1
# From where a step was begun: an expression with what was expected of it, or the number of a binding.
Begin: TypeAlias = "tuple[ir.Expr, kinds.Type | None] | int"


class Steps:
    """How a body was inferred: the tables as they were before what is judged at the end, and the reads of each step."""

    __slots__ = (
        "begins", "bindings", "class_statements", "disputed", "findings", "flags", "free", "given", "is_cut_short",
        "knots", "lambdas", "misfits", "owners", "paths", "places", "reads", "seen", "since", "types", "version",
        "weight",
    )  # fmt: skip

    def __init__(self, r: regions.RegionInference, owners: list[int], version: body_versions.Version) -> None:
        self.since = r.db.revision
        self.version = version
        self.places = [record.place for record in r.index.bindings]
        self.free = r.index.free
        self.flags = r.flags
        self.owners = owners
        self.types = list(r.types)
        self.bindings = list(r.bindings)
        self.paths = list(r.paths)
        self.findings = {n: list(here) for n, here in r.findings.items()}
        self.given = dict(r.given)
        self.misfits = dict(r.misfits)
        self.disputed = dict(r.disputed)
        self.lambdas = dict(r.expected_lambdas)
        self.class_statements = dict(r.class_statements)
        self.is_cut_short = is_cut_short(r)
        self.reads: dict[int, tuple[memo.AnyEdge, ...]] = {}
        self.begins: dict[int, list[Begin]] = {}
        self.knots: set[int] = set()
        self.seen: set[int] = set()  # nodes that other steps looked at
        self.weight = 0


def is_cut_short(r: regions.RegionInference) -> bool:
    """Was it seen that a call does not return?"""
    return any(
        kind == use_def.CALL and r.paths[at] is False and r.paths[parent] is not False
        for at, (kind, _, parent) in enumerate(r.index.paths)
    )


def n_parameters(index: use_def.RegionIndex) -> int:
    """How many of the first bindings are those of the function's parameters."""
    return next((n for n, each in enumerate(index.bindings) if not body_flow.is_parameter(each)), len(index.bindings))


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
    if body_flow.is_parameter(record):
        return of_parameter(number)
    return SHARED if record.kind in _SHARED else owners[record.n]
