"""What `def` and `class` bind: the function or class, after its decorators.

In:  a region's inference and a FUNCTION or CLASS binding.
Out: the value's type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments, decorators, signatures
from pebre_analysis.types.infer import call_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def function(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.FunctionDef)
    definition = r.definition(number)
    plain = build.function(r.db, definition)
    if not node.decorators:
        return plain
    current: kinds.Type = plain
    if r.db.infer.overloads(r.db, definition).implementation is definition:
        # Callers see the overloads, which have decorators of their own.
        for decorator in node.decorators:
            r.infer(decorator)
        return plain
    for decorator in reversed(node.decorators):
        current = _decorated(r, decorator, current)
    return current


def class_(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.ClassDef)
    return build.class_literal(r.db, r.definition(number), kinds.STATEMENT, node.name)


def _decorated(r: RegionInference, decorator: ir.Expr, current: kinds.Type) -> kinds.Type:
    if isinstance(decorator, ir.Attribute) and decorator.attr in ("setter", "deleter", "getter"):
        before = r.infer(decorator.value)
        if isinstance(before, kinds.Property):
            r.store(decorator.n, before)
            return decorators.with_part(r.db, before, decorator.attr, current)
    return applied(r, decorator, current)


def applied(r: RegionInference, decorator: ir.Expr, current: kinds.Type) -> kinds.Type:
    """What the decorator makes of a value; reports what is wrong with that call."""
    callee = r.infer(decorator)
    result = decorators.applied(r.db, callee, current)
    if result.errors and not _fits_without_result(r, callee, current):
        call_findings.report_at(r, decorator, (decorator,), callee, (arguments.Argument(current),), result)
    return result.type


def _fits_without_result(r: RegionInference, callee: kinds.Type, current: kinds.Type) -> bool:
    """Is it only the result that does not fit, of a function that promises none? A decorator for tests that takes
    generators runs other tests as they are."""
    forms = signatures.of(r.db, current) if isinstance(current, kinds.Function) else None
    if not forms or all(each.returns is not None for each in forms):
        return False
    silent = [
        each if each.returns is not None else build.signature(
            r.db, each.params, kinds.UNKNOWN, each.type_params, each.gradual, each.definition
        )
        for each in forms
    ]  # fmt: skip
    return not decorators.applied(r.db, callee, build.callable_type(r.db, tuple(silent), kinds.FUNCTION_LIKE)).errors
