"""What is wrong in the patterns of a `match` statement.

Names bound twice, alternatives that bind different names, patterns after one that always matches,
and what a pattern cannot hold. The first thing wrong in a pattern is reported, as CPython does.
"""

from __future__ import annotations

from typing import Final, Protocol

from pebre_analysis.syntax import ir

_FORMATTED: Final = (ir.FString, ir.TString)


class Report(Protocol):
    """Takes a problem at a node of the region that is being read."""

    def __call__(self, node: ir.Node, message: str) -> None: ...


def check_case(report: Report, case: ir.Case, is_last: bool) -> None:
    """One `case`; `is_last`: no other follows."""
    capture = always_matches(case.pattern)
    if capture is not None and case.guard is None and not is_last:
        report(capture, f"{_always(capture)}, so the cases below are never reached")
    _names(report, case.pattern)


def always_matches(pattern: ir.Pattern) -> ir.MatchAs | None:
    """The capture or wildcard that makes this pattern match anything; None if it may fail."""
    while isinstance(pattern, (ir.MatchAs, ir.MatchOr)):
        if isinstance(pattern, ir.MatchOr):
            pattern = pattern.patterns[-1]
        elif pattern.pattern is None:
            return pattern
        else:
            pattern = pattern.pattern
    return None


def _always(capture: ir.MatchAs) -> str:
    return "`_` matches anything" if capture.name is None else f"The name `{capture.name.id}` matches anything"


def _names(report: Report, pattern: ir.Pattern) -> dict[str, ir.Name]:
    """The names a pattern binds; reports what is wrong in it."""
    found: dict[str, ir.Name] = {}
    if isinstance(pattern, ir.MatchOr):
        return _alternatives(report, pattern)
    if isinstance(pattern, ir.MatchValue):
        if isinstance(pattern.value, _FORMATTED):
            report(pattern, "A pattern cannot be an f-string; it holds literals and dotted names")
    elif isinstance(pattern, ir.MatchAs):
        if pattern.pattern is not None:
            _merge(report, found, _names(report, pattern.pattern))
            capture = always_matches(pattern.pattern)
            if capture is not None and not isinstance(pattern.pattern, ir.MatchOr):
                pass  # `x as y`: allowed, and found by the case
        _bind(report, found, pattern.name)
    elif isinstance(pattern, ir.MatchStar):
        _bind(report, found, pattern.name)
    elif isinstance(pattern, ir.MatchSequence):
        stars = [item for item in pattern.patterns if isinstance(item, ir.MatchStar)]
        if len(stars) > 1:
            report(stars[1], "Only one name in a sequence pattern may have a star")
        for item in pattern.patterns:
            _merge(report, found, _names(report, item))
    elif isinstance(pattern, ir.MatchMapping):
        _keys(report, pattern)
        for item in pattern.patterns:
            _merge(report, found, _names(report, item))
        _bind(report, found, pattern.rest)
    elif isinstance(pattern, ir.MatchClass):
        _attributes(report, pattern)
        for item in (*pattern.patterns, *pattern.keyword_patterns):
            _merge(report, found, _names(report, item))
    return found


def _bind(report: Report, found: dict[str, ir.Name], name: ir.Name | None) -> None:
    if name is not None:
        _merge(report, found, {name.id: name})


def _merge(report: Report, found: dict[str, ir.Name], more: dict[str, ir.Name]) -> None:
    for text, name in more.items():
        if text in found:
            report(name, f"The pattern binds `{text}` twice")
        found[text] = name


def _alternatives(report: Report, pattern: ir.MatchOr) -> dict[str, ir.Name]:
    first: dict[str, ir.Name] | None = None
    is_reported = False
    for at, alternative in enumerate(pattern.patterns):
        names = _names(report, alternative)
        capture = always_matches(alternative)
        if capture is not None and at + 1 < len(pattern.patterns) and not is_reported:
            report(capture, f"{_always(capture)}, so the alternatives after it are never tried")
            is_reported = True
        if first is None:
            first = names
        elif names.keys() != first.keys() and not is_reported:
            odd = sorted(names.keys() ^ first.keys())
            report(pattern, f"The alternatives of a pattern must bind the same names; only some bind `{odd[0]}`")
            is_reported = True
    return first or {}


def _keys(report: Report, pattern: ir.MatchMapping) -> None:
    seen: set[object] = set()
    for key in pattern.keys:
        if isinstance(key, _FORMATTED):
            report(key, "A key in a pattern cannot be an f-string")
            continue
        value = _literal(key)
        if value is None:
            continue
        if value[0] in seen:
            report(key, f"The key `{value[0]!r}` stands twice in the pattern")
        seen.add(value[0])


def _literal(key: ir.Expr) -> tuple[object] | None:
    """The value of a literal key, in a tuple; None if it is not known."""
    if isinstance(key, (ir.Int, ir.Constant)):
        return (key.value,)
    if isinstance(key, (ir.Str, ir.Bytes)):
        return None if key.value is None else (key.value,)
    if isinstance(key, ir.Unary) and isinstance(key.operand, ir.Int) and key.op == "-":
        return (-key.operand.value,)
    return None


def _attributes(report: Report, pattern: ir.MatchClass) -> None:
    seen: set[str] = set()
    for name, inner in zip(pattern.keyword_names, pattern.keyword_patterns, strict=True):
        if name and name in seen:
            report(inner, f"The attribute `{name}` stands twice in the pattern")
        seen.add(name)
