"""What a function returns and yields, as its body and its annotation show.

In:  the definition of a `def`; or the inference of a body.
Out: types. An unannotated function's result is the union of what its reachable `return`s give, None if
     it can fall off its end, marked as one that nobody declared; wrapped as a generator or coroutine where it is one.
Always: a stub body (`...`, `raise NotImplementedError`) tells nothing: Unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import iteration, known, union
from pebre_analysis.types.infer import implied_else, structure
from pebre_analysis.types.infer import region as regions

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition


def inferred(db: queries.Db, definition: Definition) -> kinds.Type:
    """The result of calling an unannotated function; see `queries.Inference.return_type`."""
    body = definition.body_region
    facts = db.infer.function_facts(db, definition)
    if body is None or facts.flags & queries.STUB_BODY or _is_stub(definition):
        result: kinds.Type = kinds.UNKNOWN
        if body is None or not facts.flags & (queries.ASYNC | queries.GENERATOR):
            return result
        return _wrapped(db, facts.flags, kinds.UNKNOWN, result)
    r = regions.RegionInference(db, body)
    result = union.undeclared(db, of_body(r))
    if result is kinds.NEVER and definition.scope.kind == scopes.CLASS:
        result = kinds.UNKNOWN  # a method that only raises is there for others to put their own in its place
    if not facts.flags & (queries.ASYNC | queries.GENERATOR):
        return result
    return _wrapped(db, facts.flags, union.undeclared(db, _yielded(r)), result)


def of_body(r: regions.RegionInference) -> kinds.Type:
    """The union of what the body's reachable `return`s give."""
    index = r.index
    assert isinstance(index, use_def.BodyIndex)
    wanted = {n for n, path in index.returns if n >= 0 and r.reachable(path)}
    found: list[kinds.Type] = []
    if wanted:
        for node in r.structure.returns:
            if node.value is not None and node.value.n in wanted:
                found.append(r.infer(node.value))
    if any(n < 0 and r.reachable(path) for n, path in index.returns) or _can_end(r, index):
        found.append(known.none(r.db))
    return union.of(r.db, found)


def _can_end(r: regions.RegionInference, index: use_def.BodyIndex) -> bool:
    """May control fall off the end of the body?"""
    node = r.lowered.node
    return r.reachable(index.end_path) and not (isinstance(node, ir.Body) and implied_else.is_complete(r, node))


def _yielded(r: regions.RegionInference) -> kinds.Type:
    found = []
    for node in structure.yields_of(r.lowered):
        if isinstance(node, ir.YieldFrom):
            found.append(iteration.iterate(r.db, r.infer(node.value)) or kinds.UNKNOWN)
        else:
            found.append(known.none(r.db) if node.value is None else r.infer(node.value))
    return union.of(r.db, found)


def _wrapped(db: queries.Db, flags: int, yielded: kinds.Type, result: kinds.Type) -> kinds.Type:
    if flags & queries.GENERATOR:
        if flags & queries.ASYNC:
            return known.instance(db, "AsyncGeneratorType", (yielded, kinds.ANY), "types")
        return known.instance(db, "GeneratorType", (yielded, kinds.ANY, result), "types")
    return known.instance(db, "CoroutineType", (kinds.ANY, kinds.ANY, result), "types")


def _is_stub(definition: Definition) -> bool:
    return definition.scope.file.path.endswith(".pyi")


# ---- what the annotation expects inside the body ---------------------------------------------------------


def declared(r: regions.RegionInference) -> kinds.Type | None:
    """What `return` must give in this body, coroutine and generator wrapping taken off; None if not annotated."""
    definition = r.scope.definition if r.in_function else None
    if definition is None:
        return None
    facts = r.db.infer.function_facts(r.db, definition)
    annotated = facts.signature.returns
    if annotated is None:
        return None
    if facts.flags & queries.GENERATOR:
        return iteration.generator_return(r.db, annotated)
    if facts.flags & queries.ASYNC:
        annotated = iteration.await_(r.db, annotated)
    return known.instance(r.db, "bool") if isinstance(annotated, kinds.Guard) else annotated


def expected_yield(r: regions.RegionInference) -> kinds.Type | None:
    """What `yield` is expected to give in this body."""
    definition = r.scope.definition if r.in_function else None
    if definition is None:
        return None
    annotated = r.db.infer.function_facts(r.db, definition).signature.returns
    return None if annotated is None else iteration.generator_yield(r.db, annotated)


def sent_type(r: regions.RegionInference) -> kinds.Type:
    """The value of a `yield` expression."""
    definition = r.scope.definition if r.in_function else None
    if definition is None:
        return kinds.UNKNOWN
    annotated = r.db.infer.function_facts(r.db, definition).signature.returns
    return kinds.UNKNOWN if annotated is None else iteration.generator_send(r.db, annotated)
