"""What the captures of a `case` hold.

In:  a region's inference and a Case of it.
Out: the types of its captures, from the subject's type as the earlier cases left it.
Always: every capture gets a type; patterns are walked with an explicit stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import iteration, known, literals, members, operators, tuples, union
from pebre_analysis.types.infer import pattern_findings
from pebre_analysis.types.narrow import patterns

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def capture(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """The type of one captured name; sets those of the whole case."""
    assert isinstance(record.node, ir.Case)
    _bind(r, record.node)
    found = r.bindings[number]
    return kinds.UNKNOWN if found is None else found


def check(r: RegionInference, node: ir.Case) -> None:
    """Infers the expressions and captures of a case's pattern, and judges it."""
    _bind(r, node)
    pattern_findings.check(r, node)


def subject_type(r: RegionInference, node: ir.Case) -> kinds.Type:
    """The subject's type where this case is tried."""
    match = r.match_of(node)
    if match is None:
        return kinds.UNKNOWN
    ty = r.subject_of(node, match)
    if r.in_function:  # elsewhere the cases are regions of their own
        for earlier in match.cases:
            if earlier is node:
                break
            if earlier.guard is None:
                ty = _left_by(r, earlier, ty)
    return ty


def _left_by(r: RegionInference, case: ir.Case, ty: kinds.Type) -> kinds.Type:
    """`ty` where the case did not match; kept, since every later case asks for it."""
    key = (case.n << 1, "", ty)
    found = r.narrowings.get(key)
    if found is None:
        found = r.narrow(key, patterns.unmatched, case.pattern, ty)
    return found


def _bind(r: RegionInference, node: ir.Case) -> None:
    pending: list[tuple[ir.Pattern, kinds.Type]] = [(node.pattern, subject_type(r, node))]
    while pending:
        pattern, ty = pending.pop()
        ty = patterns.matched(r, pattern, ty)
        if isinstance(pattern, ir.MatchAs):
            if pattern.pattern is not None:
                pending.append((pattern.pattern, ty))
            _set(r, pattern.name, ty)
        elif isinstance(pattern, ir.MatchStar):
            _set(r, pattern.name, ty)
        elif isinstance(pattern, ir.MatchOr):
            pending += [(each, ty) for each in pattern.patterns]
        elif isinstance(pattern, ir.MatchSequence):
            pending += _items(r, pattern, ty)
        elif isinstance(pattern, ir.MatchMapping):
            pending += _values(r, pattern, ty)
        elif isinstance(pattern, ir.MatchClass):
            pending += _attributes(r, pattern, ty)
        r.store(pattern.n, ty)


def _set(r: RegionInference, name: ir.Name | None, ty: kinds.Type) -> None:
    if name is None:
        return
    number = r.index.marks[name.n] - 1
    if number >= 0:
        before = r.bindings[number]  # set by another alternative of `|`
        r.set_binding(number, ty if before is None else union.of(r.db, (before, ty)))
    r.store(name.n, ty)


def _items(r: RegionInference, pattern: ir.MatchSequence, ty: kinds.Type) -> list[tuple[ir.Pattern, kinds.Type]]:
    star = next((i for i, each in enumerate(pattern.patterns) if isinstance(each, ir.MatchStar)), None)
    n_plain = len(pattern.patterns) - (star is not None)
    columns: list[list[kinds.Type]] = [[] for _ in pattern.patterns]
    for part in union.parts(ty):
        shape = tuples.shape(r.db, part)
        fixed = None if shape is None or star is not None else tuples.resized(shape, n_plain)
        item = iteration.iterate(r.db, part) if fixed is None else None
        for i, column in enumerate(columns):
            element = fixed[i] if fixed is not None else item or kinds.UNKNOWN
            if i == star:
                element = known.instance(r.db, "list", (literals.promoted(r.db, element),))
            column.append(element)
    return [(each, union.of(r.db, column)) for each, column in zip(pattern.patterns, columns, strict=True)]


def _values(r: RegionInference, pattern: ir.MatchMapping, ty: kinds.Type) -> list[tuple[ir.Pattern, kinds.Type]]:
    found: list[tuple[ir.Pattern, kinds.Type]] = []
    for key, value in zip(pattern.keys, pattern.patterns, strict=True):
        key_type = r.infer(key)
        columns = [operators.subscript(r.db, part, key_type) or kinds.UNKNOWN for part in union.parts(ty)]
        found.append((value, union.of(r.db, columns)))
    if pattern.rest is not None:
        items = (iteration.mapping_key(r.db, ty), iteration.mapping_value(r.db, ty))
        _set(r, pattern.rest, known.instance(r.db, "dict", items))
    return found


def _attributes(r: RegionInference, pattern: ir.MatchClass, ty: kinds.Type) -> list[tuple[ir.Pattern, kinds.Type]]:
    cls = r.infer(pattern.cls)
    names: list[str | None] = []
    if pattern.patterns:
        if isinstance(cls, kinds.ClassLiteral) and cls.name in patterns.SELF_MATCHING and len(pattern.patterns) == 1:
            names.append(None)
        else:
            names += patterns.match_args(r.db, cls)[: len(pattern.patterns)]
    found = [
        (each, ty if name is None else _attribute(r, ty, name))
        for each, name in zip(pattern.patterns, names, strict=False)
    ]
    found += [(each, kinds.UNKNOWN) for each in pattern.patterns[len(names) :]]
    found += [
        (each, _attribute(r, ty, name))
        for name, each in zip(pattern.keyword_names, pattern.keyword_patterns, strict=True)
    ]
    return found


def _attribute(r: RegionInference, ty: kinds.Type, name: str) -> kinds.Type:
    found = members.member(r.db, ty, name) if name else None
    return kinds.UNKNOWN if found is None else found.type
