"""What a protocol asks for is declared in its body: names that are only assigned are members by accident.

In:  a region's inference; a statement of the body of a protocol, or an assignment to an attribute of `self`.
Out: findings of the rule `ambiguous-protocol-member`, at the target.
Always: what the protocol or one above it declares, as an annotation, method or class, is no finding; nor is a name
that Python itself gives a meaning (`__slots__`, …).
Source: the typing specification, "Protocols".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, findings, kinds
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def statement(r: RegionInference, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """A statement of the body."""
    for name in _names(node):
        _one(r, name, name.id, literal)


def attribute(r: RegionInference, target: ir.Attribute, owner: kinds.Type) -> None:
    """`self.name = …` or `cls.name = …` in a method of a protocol."""
    of = owner.of if isinstance(owner, kinds.SubclassOf) else owner
    if isinstance(of, kinds.TypeVar) and of.kind == kinds.SELF:
        literal = build.class_literal(r.db, of.definition, kinds.STATEMENT, of.definition.name)
        if classes.is_protocol(r.db, literal):
            _one(r, target, target.attr, literal)


def _names(node: ir.Node) -> Iterator[ir.Name]:
    """The names that the statement assigns, without those it declares."""
    pending: list[ir.Expr | None] = []
    if isinstance(node, ir.Assign):
        pending += node.targets
    elif isinstance(node, ir.For):
        pending.append(node.target)
    elif isinstance(node, ir.With):
        pending += [item.target for item in node.items]
    while pending:
        target = pending.pop()
        if isinstance(target, ir.Name):
            yield target
        elif isinstance(target, ir.Tuple | ir.List):
            pending += target.items
        elif isinstance(target, ir.Starred):
            pending.append(target.value)


def _one(r: RegionInference, at: ir.Node, name: str, literal: kinds.ClassLiteral) -> None:
    if not name.startswith("__") and not _is_declared(r.db, name, literal):
        r.report(findings.AMBIGUOUS_PROTOCOL_MEMBER, at, name, literal.name)


def _is_declared(db: queries.Db, name: str, literal: kinds.ClassLiteral) -> bool:
    for base in mro.of(db, literal):
        scope = None if base is None else classes.scope(base.literal)
        state = None if scope is None else scope.symbol(name).state.get(db)
        if base is None or (state is not None and state.declarations):
            return True
    return False
