"""The places a loop's body binds or deletes: what its header must be told before the body is walked.

Statements only; `:=` in expressions is looked for where the region is known to have one. Every loop is
looked at once, also when loops nest.
"""

from __future__ import annotations

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import walk_expressions
from pebre_analysis.syntax import ir

Found = dict[str, None]
Scan = tuple[Found, Found]


def of_loop(loop: ir.While | ir.For, scans: dict[int, Scan], with_walrus: bool) -> Scan:
    """Places bound by the target of a loop, and those bound in its body, in order; `scans` keeps them by ordinal."""
    known = scans.get(loop.n)
    if known is None:
        targets: Found = {}
        bound: Found = {}
        if isinstance(loop, ir.For):
            _target(loop.target, targets)
        elif with_walrus:
            bound.update(walk_expressions.walrus_targets(loop.test))
        _block(loop.body, bound, scans, with_walrus)
        known = scans[loop.n] = (targets, bound)
    return known


def _block(block: ir.Block, found: Found, scans: dict[int, Scan], with_walrus: bool) -> None:
    for s in block.statements:
        if isinstance(s, ir.ExprStmt):
            pass
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
                found[s.name] = None
        elif isinstance(s, ir.Delete):
            for target in s.targets:
                _target(target, found)
        elif isinstance(s, ir.Import):
            for alias in s.names:
                found[alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]] = None
        elif isinstance(s, ir.ImportFrom):
            for alias in s.names:
                found[alias.as_node.id if alias.as_node is not None else alias.name] = None
        else:
            _compound(s, found, scans, with_walrus)
        if with_walrus and not isinstance(s, (ir.FunctionDef, ir.ClassDef)):
            for field in s.__struct_fields__:
                value = getattr(s, field)
                if isinstance(value, (ir.Node, tuple)) and not isinstance(value, ir.Statement):
                    found.update(_walrus_in(value))


def _walrus_in(value: object) -> Found:
    if isinstance(value, tuple):
        found: Found = {}
        for part in value:
            if isinstance(part, (ir.Branch, ir.Case)):
                test = part.test if isinstance(part, ir.Branch) else part.guard
                found.update(_walrus_in(test))
            elif isinstance(part, ir.Node) and not isinstance(part, ir.Statement):
                found.update(walk_expressions.walrus_targets(part))
        return found
    return walk_expressions.walrus_targets(value) if isinstance(value, ir.Node) else {}


def _compound(s: ir.Stmt, found: Found, scans: dict[int, Scan], with_walrus: bool) -> None:
    if isinstance(s, ir.If):
        for branch in s.branches:
            _block(branch.body, found, scans, with_walrus)
        if s.orelse is not None:
            _block(s.orelse, found, scans, with_walrus)
    elif isinstance(s, (ir.For, ir.While)):
        targets, bound = of_loop(s, scans, with_walrus)
        found.update(targets)
        found.update(bound)
        if s.orelse is not None:
            _block(s.orelse, found, scans, with_walrus)
    elif isinstance(s, ir.With):
        for item in s.items:
            if item.target is not None:
                _target(item.target, found)
        _block(s.body, found, scans, with_walrus)
    elif isinstance(s, ir.Try):
        _block(s.body, found, scans, with_walrus)
        for handler in s.handlers:
            if handler.name is not None:
                found[handler.name.id] = None
            _block(handler.body, found, scans, with_walrus)
        for block in (s.orelse, s.final):
            if block is not None:
                _block(block, found, scans, with_walrus)
    elif isinstance(s, ir.Match):
        for case in s.cases:
            _pattern(case.pattern, found)
            _block(case.body, found, scans, with_walrus)


def _target(node: ir.Expr, found: Found) -> None:
    if isinstance(node, ir.Name):
        found[node.id] = None
    elif isinstance(node, (ir.Attribute, ir.Subscript)):
        place = places.of(node)
        if place is not None:
            found[place] = None
    elif isinstance(node, (ir.Tuple, ir.List)):
        for item in node.items:
            _target(item, found)
    elif isinstance(node, ir.Starred):
        _target(node.value, found)


def _pattern(pattern: ir.Pattern, found: Found) -> None:
    if isinstance(pattern, (ir.MatchAs, ir.MatchStar)):
        if pattern.name is not None:
            found[pattern.name.id] = None
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
            found[pattern.rest.id] = None
