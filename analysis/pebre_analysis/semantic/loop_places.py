"""The places a loop's body binds or deletes: what its header must be told before the body is walked.

Statements only: names bound by `:=` are found by ordinal (`walruses`, `first_ordinal`), where the region
is known to have some. Every loop is looked at once, also when loops nest.
"""

from __future__ import annotations

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import predicate
from pebre_analysis.syntax import ir

Found = dict[str, bool]  # place -> is it bound there? Else only said to have changed
Scan = tuple[Found, Found]


def of_loop(loop: ir.While | ir.For, scans: dict[int, Scan]) -> Scan:
    """Places bound by the target of a loop, and those bound in its body, in order; `scans` keeps them by ordinal."""
    known = scans.get(loop.n)
    if known is None:
        targets: Found = {}
        bound: Found = {}
        if isinstance(loop, ir.For):
            _target(loop.target, targets)
        _block(loop.body, bound, scans)
        known = scans[loop.n] = (targets, bound)
    return known


def _block(block: ir.Block, found: Found, scans: dict[int, Scan]) -> None:
    for s in block.statements:
        if isinstance(s, ir.ExprStmt):
            if predicate.sets_attribute(s.value):
                for place in predicate.narrowed(s.value):
                    found.setdefault(place, False)
        elif isinstance(s, ir.Assign):
            for target in s.targets:
                _target(target, found)
        elif isinstance(s, ir.AugAssign):
            _target(s.target, found)
        elif isinstance(s, ir.AnnAssign):
            if s.value is not None:
                _target(s.target, found)
        elif isinstance(s, (ir.FunctionDef, ir.ClassDef, ir.TypeAliasDef)):
            if s.name:
                found[s.name] = True
        elif isinstance(s, ir.Delete):
            for target in s.targets:
                _target(target, found)
        elif isinstance(s, ir.Import):
            for alias in s.names:
                found[alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]] = True
        elif isinstance(s, ir.ImportFrom):
            for alias in s.names:
                found[alias.as_node.id if alias.as_node is not None else alias.name] = True
        else:
            _compound(s, found, scans)


def walruses(parts: tuple[object, ...]) -> list[tuple[int, str]]:
    """(ordinal, name) of all `:=` in some nodes and their suites, those in lambdas left out."""
    found: list[tuple[int, str]] = []
    stack: list[object] = [parts]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(top)
        elif isinstance(top, ir.Block):
            stack.extend(top.statements)
        elif isinstance(top, ir.Node) and not isinstance(top, ir.Lambda):
            if isinstance(top, ir.Walrus):
                found.append((top.n, top.target.id))
            stack.extend([getattr(top, field) for field in top.__struct_fields__])
    found.sort()
    return found


def first_ordinal(node: ir.Node) -> int:
    """The smallest ordinal in an expression or statement: children come before parents, in order."""
    first: ir.Node | None = node
    while first is not None:
        node = first
        parts = [getattr(node, field) for field in node.__struct_fields__]
        inner = [part for part in parts if isinstance(part, ir.Node)]
        inner += [each for part in parts if isinstance(part, tuple) for each in part if isinstance(each, ir.Node)]
        first = min(inner, key=_ordinal, default=None)
    return node.n


def _ordinal(node: ir.Node) -> int:
    return node.n


def _compound(s: ir.Stmt, found: Found, scans: dict[int, Scan]) -> None:
    if isinstance(s, ir.If):
        for branch in s.branches:
            _block(branch.body, found, scans)
        if s.orelse is not None:
            _block(s.orelse, found, scans)
    elif isinstance(s, (ir.For, ir.While)):
        targets, bound = of_loop(s, scans)
        found.update(targets)
        found.update({place: is_bound or found.get(place, False) for place, is_bound in bound.items()})
        if s.orelse is not None:
            _block(s.orelse, found, scans)
    elif isinstance(s, ir.With):
        for item in s.items:
            if item.target is not None:
                _target(item.target, found)
        _block(s.body, found, scans)
    elif isinstance(s, ir.Try):
        _block(s.body, found, scans)
        for handler in s.handlers:
            if handler.name is not None:
                found[handler.name.id] = True
            _block(handler.body, found, scans)
        for block in (s.orelse, s.final):
            if block is not None:
                _block(block, found, scans)
    elif isinstance(s, ir.Match):
        for case in s.cases:
            _pattern(case.pattern, found)
            _block(case.body, found, scans)


def _target(node: ir.Expr, found: Found) -> None:
    if isinstance(node, ir.Name):
        found[node.id] = True
    elif isinstance(node, (ir.Attribute, ir.Subscript)):
        place = places.of(node)
        if place is not None:
            found[place] = True
    elif isinstance(node, (ir.Tuple, ir.List)):
        for item in node.items:
            _target(item, found)
    elif isinstance(node, ir.Starred):
        _target(node.value, found)


def _pattern(pattern: ir.Pattern, found: Found) -> None:
    if isinstance(pattern, (ir.MatchAs, ir.MatchStar)):
        if pattern.name is not None:
            found[pattern.name.id] = True
        if isinstance(pattern, ir.MatchAs) and pattern.pattern is not None:
            _pattern(pattern.pattern, found)
    elif isinstance(pattern, (ir.MatchSequence, ir.MatchOr)):
        for part in pattern.patterns:
            _pattern(part, found)
    elif isinstance(pattern, ir.MatchClass):
        for part in (*pattern.patterns, *pattern.keyword_patterns):
            _pattern(part, found)
    elif isinstance(pattern, ir.MatchMapping):
        for part in pattern.patterns:
            _pattern(part, found)
        if pattern.rest is not None:
            found[pattern.rest.id] = True
