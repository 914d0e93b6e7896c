"""Bounds, constraints and variance of type variables.

In:  a type variable.
Out: types; `object` when there is no bound, Unknown while it cannot be known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import aliases, classes, known, tuples, union

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions


def upper_bound(db: queries.Db, var: kinds.TypeVar) -> kinds.Type:
    """The widest type the variable may stand for: its bound, the union of its constraints, `object`."""
    if var.kind == kinds.SELF:
        literal = build.class_literal(db, var.definition, kinds.STATEMENT, var.definition.name)
        return tuples.instance(db, classes.identity(db, literal))
    if var.kind != kinds.TYPE_VAR:
        return kinds.UNKNOWN
    facts = db.infer.type_variable(db, var.definition)
    if facts.bound is not None:
        # A variable is no bound; one that names itself would have no end.
        return known.object_(db) if isinstance(facts.bound, kinds.TypeVar) else _closed(db, facts.bound)
    if facts.constraints:
        return union.of(db, constraints(db, var))
    return known.object_(db)


def constraints(db: queries.Db, var: kinds.TypeVar) -> tuple[kinds.Type, ...]:
    if var.kind != kinds.TYPE_VAR:
        return ()
    return tuple([_closed(db, each) for each in db.infer.type_variable(db, var.definition).constraints])


def _closed(db: queries.Db, bound: kinds.Type) -> kinds.Type:
    """A bound or constraint; Unknown if it may be a variable, which the specification forbids: it may be its own."""
    if isinstance(bound, (kinds.Union, kinds.Alias, kinds.TypeVar)):
        if any(isinstance(part, kinds.TypeVar) for part in union.parts(aliases.unfolded(db, bound))):
            return kinds.UNKNOWN
    return bound


def declared_variance(db: queries.Db, var: kinds.TypeVar) -> int:
    return queries.INVARIANT if var.kind == kinds.SELF else db.infer.type_variable(db, var.definition).variance


def self_of(db: queries.Db, cls: definitions.Definition, binding: definitions.Definition | None) -> kinds.TypeVar:
    """`Self` in the class, as bound by one of its functions."""
    return build.type_var(db, "Self", cls, kinds.SELF, binding)
