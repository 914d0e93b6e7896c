"""What the statements of a class body may be, by the kind of class.

In:  a region's inference and a statement of a class body.
Out: nothing; findings at the statement.
Always: a class inside a function belongs to the function's region, any other class body is a scope
whose statements are regions of their own; both are judged alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes, dataclasses, mro
from pebre_analysis.types.infer import enum_bodies, field_bodies, final_findings, protocol_bodies, typed_dict_bodies

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def owner(r: RegionInference, node: ir.Node) -> kinds.ClassLiteral | None:
    """The class in whose body the statement stands."""
    if r.in_function:
        return r.class_statements.get(node.n)
    definition = r.scope.definition if r.scope.kind == scopes.CLASS else None
    return None if definition is None else build.class_literal(r.db, definition, kinds.STATEMENT, definition.name)


def note(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """Notes the statements of a class inside a function, so that `owner` finds their class."""
    pending: list[ir.Node] = list(node.body.statements)
    while pending:
        each = pending.pop()
        r.class_statements[each.n] = literal
        if not isinstance(each, ir.ClassDef):
            for block in visit.suites(each):
                pending.extend(block)


def check(r: RegionInference, node: ir.Node) -> None:
    """A statement of a class body, all of it inferred; one of another scope is passed over."""
    literal = owner(r, node)
    if literal is None:
        return
    if isinstance(node, ir.Assign | ir.AnnAssign):
        for target in node.targets if isinstance(node, ir.Assign) else (node.target,):
            if isinstance(target, ir.Name):
                final_findings.overridden(r, target, literal)
                if mro.result(r.db, literal).is_tuple:
                    field_bodies.redefined_field(r, target, literal)
    flags = classes.facts(r.db, literal).flags
    if flags & classes.PROTOCOL:
        protocol_bodies.statement(r, node, literal)
    elif flags & classes.TYPED_DICT:
        typed_dict_bodies.statement(r, node, literal)
    elif flags & classes.ENUM:
        enum_bodies.statement(r, node, literal)
    elif flags & classes.NAMED_TUPLE:
        field_bodies.named_tuple_statement(r, node, literal)
    elif isinstance(node, ir.AnnAssign | ir.FunctionDef) and dataclasses.options(r.db, literal) is not None:
        field_bodies.dataclass_statement(r, node, literal)
