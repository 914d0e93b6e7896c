"""Can the class patterns of a `case` be tried at all?

In:  a region's inference and a Case of it, its pattern inferred.
Out: findings of the rules `invalid-match-pattern`, `isinstance-against-protocol` and `-typed-dict`, at the pattern.
Always: a class of which too little is known takes anything.
Source: the Python reference, "Class patterns".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import classes, known, mro, tuples
from pebre_analysis.types.infer import class_use_findings
from pebre_analysis.types.narrow import patterns

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference

_NO_CLASSES: Final = (
    kinds.IntLiteral, kinds.StrLiteral, kinds.BytesLiteral, kinds.BoolLiteral, kinds.Module, kinds.Function,
    kinds.BoundMethod, kinds.Tuple,
)  # fmt: skip


def check(r: RegionInference, node: ir.Case) -> None:
    """See the module's docstring."""
    pending: list[ir.Pattern] = [node.pattern]
    while pending:
        pattern = pending.pop()
        if isinstance(pattern, ir.MatchClass):
            _class(r, pattern)
            pending += [*pattern.patterns, *pattern.keyword_patterns]
        elif isinstance(pattern, ir.MatchOr | ir.MatchSequence | ir.MatchMapping):
            pending += pattern.patterns
        elif isinstance(pattern, ir.MatchAs) and pattern.pattern is not None:
            pending.append(pattern.pattern)


def _class(r: RegionInference, pattern: ir.MatchClass) -> None:
    cls = r.infer(pattern.cls)
    if isinstance(cls, _NO_CLASSES) or (isinstance(cls, kinds.KnownObject) and cls.kind == kinds.FORM_OBJECT):
        r.report(findings.INVALID_MATCH_PATTERN, pattern.cls, display.text(r.db, cls), "is no class")
        return
    literal = classes.of_value(r.db, cls)
    if literal is not None:
        class_use_findings.asked_class(r, pattern.cls, literal, "case")
    if literal is None or not pattern.patterns or mro.has_unknown(r.db, literal):
        return
    said = patterns.match_args_type(r.db, cls)
    n_given = len(pattern.patterns)
    if said is None:
        if any(
            base is not None and not base.literal.durable and _is_stub(base.literal) for base in mro.of(r.db, literal)
        ):
            return  # stubs often leave it out
        taken = int(_matches_itself(r.db, literal))
    else:
        shape = tuples.shape(r.db, said)
        if shape is None:
            if isinstance(said, kinds.Instance | kinds.StrLiteral | kinds.IntLiteral) and not known.is_object(
                r.db, said
            ):
                reason = f"takes no positional patterns: its `__match_args__` is `{display.text(r.db, said)}`, no tuple"
                r.report(findings.INVALID_MATCH_PATTERN, pattern, display.text(r.db, cls), reason)
            return
        if shape.variadic is not None:
            return
        taken = len(shape.prefix)
    if n_given > taken:
        reason = f"takes {taken} positional pattern{'' if taken == 1 else 's'}, not {n_given}"
        r.report(findings.INVALID_MATCH_PATTERN, pattern, display.text(r.db, cls), reason)


def _is_stub(literal: kinds.ClassLiteral) -> bool:
    return literal.anchor.scope.file.is_stub


def _matches_itself(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Does the one positional pattern mean the subject itself, as for `int` and what derives from it?"""
    return any(
        base is not None
        and base.literal.name in patterns.SELF_MATCHING
        and known.is_class(db, base.literal, base.literal.name)
        for base in mro.of(db, literal)
    )
