"""How the patterns of a `match` are walked: what they read and capture, and what they say of the subject.

A case is one predicate, named by the ordinal of its Case: where it holds the pattern matched (whatever
its guard said).
"""

from __future__ import annotations

from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.flow import Side
from pebre_analysis.semantic.use_def import BINDS, NEVER
from pebre_analysis.semantic.walk_tests import ConditionalWalk
from pebre_analysis.syntax import ir


def case(w: ConditionalWalk, case: ir.Case, subject: list[str]) -> Side:
    """Walk pattern and guard; go on where they match; give what is where they do not."""
    start = len(w.log)
    other, other_path = w.env.copy(), w.path
    before: dict[str, int] = {}
    if is_irrefutable(case.pattern):
        other_path = NEVER
    elif subject:
        w.predicates[case.n] = case
        for place in subject:
            state = w.env.get(place)
            if state is None:
                state = w.untouched(place)
            other[place] = negative = w.narrowed(state, 2 * case.n)
            w.log += (place, negative)
            before[place] = state
    _pattern(w, case.pattern, case)  # its values are read before anything is known of the outcome
    for place, state in before.items():
        if w.env.get(place, state) == state:  # else the pattern captured into it
            w.set(place, w.narrowed(state, 2 * case.n + 1))
    if case.guard is None:
        return other, other_path
    refused = w.split(case.guard)
    here = (w.env, w.path)
    w.join(start, [(other, other_path), refused])
    otherwise = (w.env, w.path)
    w.env, w.path = here
    return otherwise


def is_irrefutable(pattern: ir.Pattern) -> bool:
    """Whether it matches everything."""
    while isinstance(pattern, ir.MatchAs):
        if pattern.pattern is None:
            return True
        pattern = pattern.pattern
    return isinstance(pattern, ir.MatchOr) and any(map(is_irrefutable, pattern.patterns))


def _capture(w: ConditionalWalk, name: ir.Name, case: ir.Case) -> None:
    w.bind(name.id, use_def.CAPTURE, name.n, case, BINDS)


def _pattern(w: ConditionalWalk, pattern: ir.Pattern, case: ir.Case) -> None:
    if isinstance(pattern, ir.MatchAs):
        if pattern.pattern is not None:
            _pattern(w, pattern.pattern, case)
        if pattern.name is not None:
            _capture(w, pattern.name, case)
    elif isinstance(pattern, ir.MatchValue):
        w.visit(pattern.value)
    elif isinstance(pattern, ir.MatchSequence):
        for part in pattern.patterns:
            _pattern(w, part, case)
    elif isinstance(pattern, ir.MatchStar):
        if pattern.name is not None:
            _capture(w, pattern.name, case)
    elif isinstance(pattern, ir.MatchClass):
        w.visit(pattern.cls)
        for part in (*pattern.patterns, *pattern.keyword_patterns):
            _pattern(w, part, case)
    elif isinstance(pattern, ir.MatchMapping):
        for key, part in zip(pattern.keys, pattern.patterns, strict=True):
            w.visit(key)
            _pattern(w, part, case)
        if pattern.rest is not None:
            _capture(w, pattern.rest, case)
    elif isinstance(pattern, ir.MatchOr):
        _alternatives(w, pattern, case)


def _alternatives(w: ConditionalWalk, pattern: ir.MatchOr, case: ir.Case) -> None:
    start = len(w.log)
    path = w.path
    sides: list[Side] = []
    for part in pattern.patterns[:-1]:
        before = w.env.copy()
        _pattern(w, part, case)
        sides.append((w.env, path))
        w.env = before
    _pattern(w, pattern.patterns[-1], case)
    sides.append((w.env, path))
    if len(w.log) > start:
        w.join(start, sides)
        w.path = path
