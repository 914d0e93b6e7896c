"""Does a function's body keep what its return annotation promises, where no `return` stands?

In:  the inference of a body, all of it inferred.
Out: nothing; findings at the return annotation.
Always: a body that says nothing (`...`, `pass`, a docstring) is no fault where only the signature
matters: in stubs, protocols, abstract methods, overloads and under `if TYPE_CHECKING`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import classes, known, relation, sources
from pebre_analysis.types.infer import assignments, implied_else, returns, states

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference


def check(r: RegionInference, body: ir.Body) -> None:
    """See the module's docstring."""
    definition = r.scope.definition
    wanted = returns.declared(r)
    if definition is None or wanted is None or r.is_stub:
        return
    flags = r.db.infer.function_facts(r.db, definition).flags
    if flags & queries.GENERATOR:
        _generator(r, definition, flags)
    index = r.index
    if relation.is_assignable(r.db, known.none(r.db), wanted) or not isinstance(index, use_def.BodyIndex):
        return
    if not r.reachable(index.end_path) or implied_else.is_complete(r, body):
        return
    if flags & queries.STUB_BODY:
        if not _is_form_only(r.db, definition, flags):
            r.report_header(findings.EMPTY_BODY, definition, display.text(r.db, wanted))
        return
    r.report_header(findings.INVALID_RETURN_TYPE, definition, "None", display.text(r.db, wanted), "end")


def _is_form_only(db: queries.Db, definition: Definition, flags: int) -> bool:
    """Is the function there for its signature alone?"""
    if flags & (queries.OVERLOAD | queries.ABSTRACT):
        return True
    owner = sources.owner_class(definition)
    if owner is not None and classes.is_protocol(db, build.class_literal(db, owner, kinds.STATEMENT, owner.name)):
        return True
    return any(
        states.is_for_checkers(db, each.region.entry.get(db).path)
        for each in (definition, *sources.outer_definitions(sources.enclosing(definition)))
        if not each.region.is_body
    )


def _generator(r: RegionInference, definition: Definition, flags: int) -> None:
    """A function that yields gives a generator, whatever its annotation says."""
    annotated = r.db.infer.function_facts(r.db, definition).signature.returns
    if annotated is None:
        return
    name = "AsyncGeneratorType" if flags & queries.ASYNC else "GeneratorType"
    n_arguments = 2 if flags & queries.ASYNC else 3
    made = known.instance(r.db, name, (kinds.ANY,) * n_arguments, "types")
    if not relation.is_assignable(r.db, made, annotated):
        r.report_header(
            findings.INVALID_RETURN_TYPE,
            definition,
            assignments.shown(r, made),
            assignments.shown(r, annotated),
            "yields",
        )
