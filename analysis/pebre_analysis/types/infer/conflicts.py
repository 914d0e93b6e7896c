"""Is a name given a value where declarations that say different things reach it?

In:  a region's inference and a binding: one that several declarations reach (`RegionInference.disputed`), or an import.
Out: nothing; one finding at the target.
Always
  - what one takes, the other does not take: declarations with parts that are not understood never conflict;
  - a `def` or `class` conflicts with an annotation that it does not fit, never with another: which of two is
    meant is said nowhere;
  - what an import makes of a name is no declaration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import relation
from pebre_analysis.types.infer import declared, reaching

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference


def check(r: RegionInference, number: int, at: ir.Node) -> None:
    """The binding, reported at `at`."""
    definitions = r.disputed.get(number)
    if definitions is not None and r.check and not r.muted:
        _check(r, number, definitions, at)


def imported(r: RegionInference, number: int, at: ir.Node) -> None:
    """A binding by an import, reported at `at`."""
    if r.check and not r.muted:
        definitions = reaching.by_import(r, number)
        if len(definitions) > 1:
            _check(r, number, definitions, at)


def _check(r: RegionInference, number: int, definitions: list[Definition], at: ir.Node) -> None:
    said = [(each, ty) for each in definitions if (ty := _declared(r, each)) is not None]
    annotated = [(each, ty) for each, ty in said if each.kind not in declared.MADE]
    conflicting = annotated[:1]
    for each, ty in said:
        if each.kind in declared.MADE:
            is_other = all(not relation.is_assignable(r.db, ty, wanted) for _, wanted in annotated)
        else:
            is_other = all(not _agree(r, ty, wanted) for _, wanted in conflicting)
        if is_other:
            conflicting.append((each, ty))
    if len(conflicting) < 2:
        return
    conflicting.sort(key=lambda pair: said.index(pair))
    shown = [display.text(r.db, ty) for _, ty in conflicting]
    related = tuple(
        findings.Related(each, f"declared as `{text}` here") for (each, _), text in zip(conflicting, shown, strict=True)
    )
    name = r.index.bindings[number].place
    r.report(findings.CONFLICTING_DECLARATIONS, at, name, *shown, related=related)


def _declared(r: RegionInference, definition: Definition) -> kinds.Type | None:
    if definition.kind in (use_def.IMPORT, use_def.IMPORT_FROM):
        return None
    return declared.said_in(r, definition.number) if definition.region is r.region else declared.said_at(r, definition)


def _agree(r: RegionInference, one: kinds.Type, other: kinds.Type) -> bool:
    return relation.is_assignable(r.db, one, other) and relation.is_assignable(r.db, other, one)
