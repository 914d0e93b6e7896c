"""PEP 695 aliases: what they stand for.

In:  an alias with its arguments.
Out: its value, arguments put in; Unknown for an alias that stands for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import generics, union

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries

MAX_STEPS: Final = 32


def value(db: queries.Db, ty: kinds.Alias) -> kinds.Type:
    """One step: what the alias was assigned."""
    facts = db.infer.alias_value(db, ty.definition)
    if not facts.type_params:
        return facts.value
    args = generics.complete(db, facts.type_params, ty.args)
    return generics.substitute(db, facts.value, dict(zip(facts.type_params, args, strict=True)))


def unfolded(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The same with no alias on top: neither the type itself nor a part of the union that it is."""
    if isinstance(ty, kinds.Union):
        if not any(isinstance(part, kinds.Alias) for part in ty.parts):
            return ty
    elif not isinstance(ty, kinds.Alias):
        return ty
    found: list[kinds.Type] = []
    pending = list(union.parts(ty))
    seen: set[kinds.Type] = set()
    while pending:
        part = pending.pop(0)
        if not isinstance(part, kinds.Alias):
            found.append(part)
        elif part not in seen and len(seen) < MAX_STEPS:
            seen.add(part)
            pending[:0] = union.parts(value(db, part))
    return union.of(db, found) if found else kinds.UNKNOWN


def is_cyclic(db: queries.Db, definition: Definition) -> bool:
    """Does the alias stand for itself, or for a union with itself, so that it never comes to an end?"""
    seen: set[Definition] = set()
    pending = [definition]
    while pending:
        each = pending.pop()
        for part in union.parts(db.infer.alias_value(db, each).value):
            if part is kinds.DIVERGENT or (isinstance(part, kinds.Alias) and part.definition is definition):
                return True
            if isinstance(part, kinds.Alias) and part.definition not in seen:
                seen.add(part.definition)
                pending.append(part.definition)
    return False


def resolved(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The type behind any chain of aliases."""
    for _ in range(MAX_STEPS):
        if not isinstance(ty, kinds.Alias):
            return ty
        ty = value(db, ty)
    return kinds.CUT
