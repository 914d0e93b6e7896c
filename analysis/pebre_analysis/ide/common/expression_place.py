"""What stands around a selected expression, as far as it decides what may take its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import reshape, selection
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database

_TAKES_TYPES: Final = frozenset(
    ("assert_type", "cast", "NewType", "TypeVar", "NamedTuple", "TypedDict", "TypeAliasType")
)
_TESTING: Final = (ir.If, ir.Branch, ir.Assert, ir.While, ir.Match, ir.Conditional)
_SHAPED: Final = (ir.List, ir.Set, ir.Dict, ir.Comprehension, ir.Lambda, ir.Tuple, ir.Call, ir.Conditional)


def no_value(piece: selection.Selected) -> str:
    """Why what stands there is not a value that is computed there, in words; empty if it is one."""
    inner = piece.nodes[0]
    awaits = any(isinstance(each, ir.Await | ir.Yield | ir.YieldFrom) for each in selection.below(inner))
    for node in reversed(piece.around):
        reason = _no_value(node, inner, awaits)
        if reason:
            return reason
        if isinstance(node, ir.Statement) and not isinstance(node, ir.Branch):
            break
        inner = node
    return _in_text(piece)


def _no_value(node: ir.Node, inner: ir.Node, awaits: bool) -> str:
    if isinstance(node, ir.AnnAssign | ir.Parameter | ir.For | ir.With | ir.Assign) and node.annotation is inner:
        return "it is an annotation"
    if isinstance(node, ir.FunctionDef):
        return "it belongs to the header of a function"
    if isinstance(node, ir.ClassDef):
        return "it belongs to the header of a class"
    if isinstance(node, ir.Assign | ir.Delete) and any(inner is each for each in node.targets):
        return "it is given a value"
    if isinstance(node, ir.For | ir.CompClause | ir.AugAssign | ir.AnnAssign | ir.WithItem) and node.target is inner:
        return "it is given a value"
    if isinstance(node, ir.Handler | ir.Pattern | ir.Case | ir.TypeParam | ir.TypeAliasDef):
        return "it is a pattern or a type"
    if isinstance(node, ir.Comprehension | ir.Lambda) and awaits:
        return "it is awaited inside another scope"
    if isinstance(node, ir.Call):
        called = node.func.id if isinstance(node.func, ir.Name) else getattr(node.func, "attr", "")
        if called in _TAKES_TYPES:
            return "it is part of a type"
    if isinstance(node, ir.ExprStmt) and isinstance(inner, ir.Str):
        return "it is a text of its own"
    return ""


def _in_text(piece: selection.Selected) -> str:
    """Inside an f-string or t-string: `{x=}` shows how the value is written; a template keeps it."""
    if not any(isinstance(node, ir.FString | ir.TString) for node in piece.around):
        return ""
    text, where = piece.place.text, piece.range
    if any(isinstance(node, ir.TString) for node in piece.around):
        return "it is part of a template"
    if text[where.end :].lstrip(" \t)").startswith("=") or "\n" in text[where.start : where.end]:
        return "it is shown as it is written"
    return ""


def depends_on_place(db: database.ProjectDatabase, piece: selection.Selected) -> str:
    """Why an expression is something else by itself, in words: `[]` where a list of numbers is wanted is one."""
    node = piece.nodes[0]
    if not isinstance(node, _SHAPED):
        return ""
    region = piece.place.region
    if inference.RegionInference(db, region).infer(node) is db.infer.expression_type(db, region, node.n):
        return ""
    return "its type comes from what is expected where it stands"


def narrows(piece: selection.Selected) -> str:
    """Why a test needs the expression as it is, in words: it tells something of what it asks about."""
    n = max(at for at, node in enumerate(piece.around) if isinstance(node, ir.Statement))
    index = piece.place.region.index
    own = {each.n for each in selection.below(piece.nodes[0])}
    above = {each.n for each in piece.around[n + 1 :]}
    tests = {atom >> 1 for constraint in index.constraints for atom in constraint}
    static = {part for kind, part, _ in index.paths if kind in (use_def.STATIC_FALSE, use_def.STATIC_TRUE)}
    if static & (own | above):
        return "the test is known without running the code"
    inner = piece.nodes[0]
    for outer in reversed(piece.around[n + 1 :]):
        is_part = isinstance(outer, ir.Attribute | ir.Subscript) and outer.value is inner
        if not is_part and not (isinstance(outer, ir.Subscript) and outer.index is inner):
            break
        mark = index.marks[outer.n]
        if 0 < mark < len(index.states) and any(at >= 0 or constraint for at, constraint, _ in index.states[mark]):
            return f"what is known of `{piece.place.source(outer)}` would be lost"
        inner = outer
    if any(isinstance(each, _TESTING) for each in piece.around[n:]) and tests & (own | above):
        if not all(isinstance(each, ir.Constant | ir.Int | ir.Str) for each in selection.below(piece.nodes[0])):
            return "the test would no longer say what it asks about"
    return ""


def is_told_of(piece: selection.Selected) -> str:
    """Why what is reported there would be reported elsewhere, in words: a comment on its logical line silences it."""
    statement = next(node for node in reversed(piece.around) if isinstance(node, ir.Statement))
    where = piece.place.span(statement)
    is_simple = not isinstance(statement, ir.Branch) and not visit.suites(statement)
    end = reshape.line_end(piece.place.text, where.end if is_simple else piece.range.end)
    line = piece.place.text[where.start : end]
    return "a comment on the line speaks of what is reported there" if reshape.silences(line) else ""


def spelled(piece: selection.Selected, text: str) -> str:
    """A name or call in the place of the expression: apart from words that touch it."""
    source, where = piece.place.text, piece.range
    before = source[where.start - 1 : where.start]
    after = source[where.end : where.end + 1]
    left = " " if before.isalnum() or before == "_" else ""
    right = " " if after.isalnum() or after == "_" else ""
    return f"{left}{text}{right}"
