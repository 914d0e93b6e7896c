"""Inferring a whole region: every statement in order, each expression once, findings noted.

In:  a region's inference made with `check=True`.
Out: nothing; its tables are full afterwards, except for code that cannot run.
Always: statements are visited with an explicit stack; a statement whose path cannot be taken is passed
over with all that is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import build, findings, kinds, queries
from pebre_analysis.types.algebra import decorators, operators
from pebre_analysis.types.infer import (
    annotation,
    annotation_context,
    assignments,
    attribute_overrides,
    bodies,
    class_bodies,
    class_headers,
    conflicts,
    containers,
    dead,
    declaration_findings,
    declared,
    deprecations,
    field_bodies,
    final_findings,
    functions,
    headers,
    imports,
    made_findings,
    names,
    operator_findings,
    overload_findings,
    overrides,
    patterns,
    protocol_bodies,
    protocol_findings,
    returns,
    type_makers,
    type_variable_findings,
    variable_scopes,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def check(r: RegionInference) -> None:
    """Infers everything that can run in the region."""
    node = r.lowered.node
    if isinstance(node, ir.Body):
        _body(r, node)
    else:
        _statement(r, node)
        if r.scope.kind == scopes.CLASS:
            class_bodies.check(r, node)
        _walruses(r)
        final_findings.bindings(r)


def _walruses(r: RegionInference) -> None:
    """What expressions bind is judged when all of the region is inferred."""
    for number in dict.fromkeys((*r.misfits, *r.disputed)):
        node = r.index.bindings[number].node
        if isinstance(node, ir.Walrus):
            assignments.name(r, number, node.value)
            conflicts.check(r, number, node.target)


def _body(r: RegionInference, body: ir.Body) -> None:
    for node in statements(r, body):
        statement(r, node)
    conclude(r, body)


def statements(r: RegionInference, body: ir.Body) -> Iterator[ir.Node]:
    """The statements and clauses of a body that control comes to, in order; each is asked about when its turn comes."""
    pending: list[ir.Node] = list(reversed(body.block.statements))
    while pending:
        node = pending.pop()
        path = r.index.marks[node.n]
        if path != use_def.ALWAYS and not r.reachable(path):
            continue
        yield node
        for block in reversed(visit.suites(node)):
            pending.extend(reversed(block))


def statement(r: RegionInference, node: ir.Node) -> None:
    """All that is inferred and judged of one simple statement or compound header of a body."""
    _statement(r, node)
    if node.n in r.class_statements:
        class_bodies.check(r, node)


def conclude(r: RegionInference, body: ir.Body) -> None:
    """What is judged when all statements of a body are inferred."""
    bodies.check(r, body)
    _walruses(r)
    final_findings.bindings(r)
    if r.findings:
        r.drop_findings(*dead.spans(r, body))


def _statement(r: RegionInference, node: ir.Node) -> None:
    """The expressions of one simple statement or compound header."""
    handler = _STATEMENTS.get(node.__class__)
    if handler is not None:
        handler(r, node)


def _targets(r: RegionInference, *targets: ir.Expr | None, value: ir.Expr | None = None) -> None:
    """Infers the bindings of targets and the expressions in them; `value`: what a single target is given."""
    pending: list[ir.Expr | None] = list(reversed(targets))
    while pending:
        target = pending.pop()
        if isinstance(target, ir.Tuple | ir.List):
            pending.extend(reversed(target.items))
        elif isinstance(target, ir.Starred):
            pending.append(target.value)
        elif isinstance(target, ir.Name | ir.Attribute | ir.Subscript):
            number = r.index.marks[target.n] - 1
            if number >= 0:
                r.store(target.n, r.binding(number))
                if r.misfits:
                    assignments.name(r, number, value or target)
                if r.disputed:
                    conflicts.check(r, number, target)
            if isinstance(target, ir.Attribute):
                r.infer(target.value)
                if target.n in r.given:
                    assignments.attribute(r, target, r.given[target.n], value or target)
            elif isinstance(target, ir.Subscript):
                r.infer(target.value)
                r.infer(target.index)
                if target.n in r.given:
                    assignments.item(r, target, r.given[target.n], value or target)
        elif target is not None:
            r.infer(target)


def _binding_at(r: RegionInference, node: ir.Node) -> None:
    number = r.index.marks[node.n] - 1
    if number >= 0:
        r.store(node.n, r.binding(number))


def _expression(r: RegionInference, node: ir.ExprStmt) -> None:
    r.infer(node.value)


def _assign(r: RegionInference, node: ir.Assign) -> None:
    target = node.targets[0]
    single = len(node.targets) == 1 and not isinstance(target, ir.Tuple | ir.List)
    if single and (
        isinstance(target, ir.Subscript) or (isinstance(target, ir.Attribute) and r.index.marks[target.n] == 0)
    ):
        r.given[target.n] = r.infer(node.value, declared.of_target(r, target))
    _targets(r, *node.targets, value=node.value if single else None)
    if r.types[node.value.n] is None:
        r.infer(node.value, declared.of_target(r, target) if single else None)
    if single and isinstance(node.value, ir.Call) and node.value.args and isinstance(target, ir.Name):
        type_makers.check(r, target, node.value, r.infer(node.value))


def _annotated(r: RegionInference, node: ir.AnnAssign) -> None:
    if node.value is not None or isinstance(node.target, ir.Name | ir.Attribute | ir.Subscript):
        _targets(r, node.target, value=node.value)
    else:
        r.infer(node.target)  # several targets without a value, which Python rejects: they are read
    wanted = None
    if r.types[node.annotation.n] is None:
        wanted = annotation.declared_type(r, node.annotation).type
    _qualifiers(r, node)
    if isinstance(node.target, ir.Attribute):
        protocol_bodies.attribute(r, node.target, r.infer(node.target.value))
    if node.value is not None:
        r.infer(node.value, wanted)
    elif isinstance(node.target, ir.Name):
        assignments.declaration(r, node.target)
    if r.scope.kind == scopes.CLASS and isinstance(node.target, ir.Name):
        number = r.index.marks[node.target.n] - 1
        if number >= 0:
            attribute_overrides.check(r, node.target, number)


def _qualifiers(r: RegionInference, node: ir.AnnAssign) -> None:
    """Read again only where a qualifier may be: at a form, or inside of a string."""
    written = node.annotation.value if isinstance(node.annotation, ir.Subscript) else node.annotation
    known = None if isinstance(written, ir.Str) else r.types[written.n]
    if isinstance(written, ir.Str) or isinstance(known, kinds.SpecialForm):
        said = annotation.declared_type(r, node.annotation)
        declaration_findings.check(r, node, said)
        if said.is_alias and isinstance(node.value, ir.Name | ir.Attribute):
            annotation.type_of(r, node.value)  # other expressions were read as types already
        if said.is_alias and isinstance(node.target, ir.Name):
            made_findings.explicit_alias(r, node.target)


def _augmented(r: RegionInference, node: ir.AugAssign) -> None:
    before = r.infer(node.target)
    number = r.index.augmented.get(node.n)
    if number is not None:
        r.binding(number)
        if r.misfits:
            assignments.name(r, number, node)
        if r.disputed:
            conflicts.check(r, number, node.target)
    value = r.infer(node.value)
    value = containers.added(r, before, node, None)
    result = operators.augmented(r.db, before, node.op, value)
    if result is None:
        operator_findings.augmented(r, node, before, node.op, value)
        return
    plain = operators.BINARY[node.op]
    deprecations.operated(r, node, before, f"__i{plain}__", f"__{plain}__")
    if isinstance(node.target, ir.Attribute):
        assignments.attribute(r, node.target, result, node)


def _return(r: RegionInference, node: ir.Return) -> None:
    wanted = returns.declared(r)
    if node.value is not None:
        r.infer(node.value, wanted)
    if wanted is not None:
        assignments.returned(r, node, wanted)


def _raise(r: RegionInference, node: ir.Raise) -> None:
    for part in (node.exception, node.cause):
        if part is not None:
            r.infer(part)
    protocol_findings.raised(r, node)


def _assert(r: RegionInference, node: ir.Assert) -> None:
    operator_findings.truth(r, node.test, r.infer(node.test))
    if node.message is not None:
        r.infer(node.message)


def _delete(r: RegionInference, node: ir.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ir.Subscript):  # deleting an item is no reading of it
            r.infer(target.value)
            r.infer(target.index)
            assignments.deleted(r, target)
        else:
            r.infer(target)
            if isinstance(target, ir.Attribute):
                assignments.deleted_attribute(r, target)


def _import(r: RegionInference, node: ir.Import | ir.ImportFrom) -> None:
    imports.check(r, node)
    for alias in node.names:
        _binding_at(r, alias)
        number = r.index.marks[alias.n] - 1
        if number >= 0:
            conflicts.imported(r, number, alias)


def _test(r: RegionInference, node: ir.Branch | ir.While) -> None:
    operator_findings.truth(r, node.test, r.infer(node.test))


def _for(r: RegionInference, node: ir.For) -> None:
    protocol_findings.iterated(r, node.iterable, r.infer(node.iterable), node.is_async)
    _targets(r, node.target)


def _with(r: RegionInference, node: ir.With) -> None:
    for item in node.items:
        protocol_findings.context(r, item.context, r.infer(item.context), node.is_async)
        _targets(r, item.target)


def _handler(r: RegionInference, node: ir.Handler) -> None:
    if node.type is not None:
        protocol_findings.caught(r, node.type, r.infer(node.type), node.is_star)
    if node.name is not None:
        _binding_at(r, node.name)


def _match(r: RegionInference, node: ir.Match) -> None:
    r.infer(node.subject)


def _case(r: RegionInference, node: ir.Case) -> None:
    patterns.check(r, node)
    if node.guard is not None:
        r.infer(node.guard)


def _function(r: RegionInference, node: ir.FunctionDef) -> None:
    muted = r.muted
    for decorator in node.decorators:
        if decorators.flag(r.db, r.infer(decorator)) == queries.NO_TYPE_CHECK:
            r.muted += 1  # from here on nothing is said of it
    _binding_at(r, node.name_node)
    headers.check_function(r, node)
    number = r.index.marks[node.name_node.n] - 1
    if number >= 0:
        overrides.check(r, node, r.definition(number))
        overload_findings.check(r, node, r.definition(number))
        if node.type_params:
            type_variable_findings.parameters(r, node.type_params, r.definition(number))
    r.muted = muted


def _class(r: RegionInference, node: ir.ClassDef) -> None:
    for decorator in node.decorators:
        r.infer(decorator)
    for argument in node.args:
        if argument.name == "extra_items":
            declaration_findings.extra_items(r, argument.value)
        else:
            r.store(argument.n, r.infer(argument.value))
    _binding_at(r, node.name_node)
    number = r.index.marks[node.name_node.n] - 1
    if number >= 0:
        definition = r.definition(number)
        literal = build.class_literal(r.db, definition, kinds.STATEMENT, node.name)
        if r.in_function:
            class_bodies.note(r, node, literal)
        if node.type_params:
            type_variable_findings.parameters(r, node.type_params, definition)
        elif node.args and r.scope.kind != scopes.MODULE:
            type_variable_findings.hidden(r, definition)
        if node.args or node.type_params:
            class_headers.check(r, node, definition)
        if node.args or node.decorators:
            field_bodies.dataclass_header(r, node, literal)
        made: kinds.Type = literal
        for decorator in reversed(node.decorators):
            made = functions.applied(r, decorator, made)


def _alias(r: RegionInference, node: ir.TypeAliasDef) -> None:
    _binding_at(r, node.name_node)
    number = r.index.marks[node.name_node.n] - 1
    if number >= 0:
        made_findings.alias(r, r.definition(number), node.value, node.name_node)
        value = r.db.infer.alias_value(r.db, r.definition(number)).value
        if value.generic:
            context = annotation_context.Context(r, r.definition(number))
            variable_scopes.alias(context, node, r.definition(number), value)
        type_variable_findings.parameters(r, node.type_params, r.definition(number))


def _broken(r: RegionInference, node: ir.Broken) -> None:
    r.muted += 1
    for part in node.parts:
        r.infer(part)
    r.muted -= 1


def _global(r: RegionInference, node: ir.Global) -> None:
    if not r.in_function:
        return
    module = semantic_index.semantic_index(r.db, r.scope.file).module
    for name in node.names:
        state = module.symbol(name.id).state.get(r.db)
        if state is None or not (state.bindings or state.declarations or state.stars):
            if names.beyond_module(r.db, r.scope.file, name.id)[0] is None:
                r.report(findings.UNRESOLVED_GLOBAL, name, name.id)


_STATEMENTS: Final[dict[type[ir.Node], Callable[..., None]]] = {
    ir.ExprStmt: _expression,
    ir.Assign: _assign,
    ir.AnnAssign: _annotated,
    ir.AugAssign: _augmented,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Delete: _delete,
    ir.Global: _global,
    ir.Import: _import,
    ir.ImportFrom: _import,
    ir.Branch: _test,
    ir.While: _test,
    ir.For: _for,
    ir.With: _with,
    ir.Handler: _handler,
    ir.Match: _match,
    ir.Case: _case,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.TypeAliasDef: _alias,
    ir.Broken: _broken,
}
