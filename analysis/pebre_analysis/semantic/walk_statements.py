"""How each statement inside a region is walked, on top of the control flow of `flow`.

`RegionWalk` walks a whole function body, and the single statement or header of a statement region:
the functions that walk headers and simple statements are the same for both.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, Final

from pebre_analysis.semantic import conditions, flow, loop_places, predicate, use_def, walk_patterns
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.declarations import is_key
from pebre_analysis.semantic.flow import Env, Side
from pebre_analysis.semantic.use_def import (
    ALWAYS,
    AT_ENTRY,
    BINDS,
    CALL,
    DECLARES,
    EXHAUSTED,
    GLOBAL,
    NEVER,
    NO_STATE,
    NONLOCAL,
    NOT_BOUND,
    PLAIN_MEMBER,
    SWALLOW,
)
from pebre_analysis.semantic.walk import BODY
from pebre_analysis.semantic.walk_expressions import target
from pebre_analysis.semantic.walk_tests import EXPRESSIONS, ConditionalWalk
from pebre_analysis.syntax import ir

_BOTH: Final = BINDS | DECLARES
_get = EXPRESSIONS.get


class RegionWalk(ConditionalWalk):
    """The walk through one region."""

    __slots__ = ()

    def block(self, block: ir.Block) -> None:
        marks = self.marks
        is_dead = False
        handlers = STATEMENTS
        for statement in block.statements:
            path = self.path
            base = self.base
            if path or base:
                marks[statement.n] = self.paths.both(base, path) if path and base else path or base
                if path == NEVER and not is_dead:
                    is_dead = True  # the environment of the way that ended may be held by a loop
                    self.env = self.env.copy()
            handlers[statement.__class__](self, statement)

    # ---- what `flow` leaves to us ----

    def test(self, holder: ir.Branch | ir.While) -> Side:
        if (self.path or self.base) and holder.__class__ is ir.Branch:
            self.marks[holder.n] = self.paths.both(self.base, self.path)
        return self.split(holder.test)

    def fallen_through(self, last: ir.Branch) -> int:
        test = last.test
        if not predicate.may_be_sure(test):
            return self.path
        self.predicates[test.n] = test
        return self.paths.node(EXHAUSTED, test.n, self.path)

    def loop_places(self, loop: ir.While | ir.For) -> dict[str, int]:
        targets, bound = loop_places.of_loop(loop, self.loop_scans)
        found = {
            place: self.loop_binding(place, loop)
            for place, is_bound in bound.items()
            if is_bound or places.root(place) in self.own_names
        }
        if self.has_walrus:
            first = loop.target if isinstance(loop, ir.For) else loop.test
            for name in self.walruses_in(first, loop.n):
                if name not in found:
                    found[name] = self.loop_binding(name, loop)
        for place in targets:  # bound before anything in the body reads them
            found.setdefault(place, -1)
        return found

    def loop_end(self, places: dict[str, int], ways: list[Side], over: Env) -> None:
        live = [way for way in ways if way[1] != NEVER]
        for place, number in places.items():
            if number < 0:
                before = over.get(place)
                parts = [self.default(place, over) if before is None else before]
                parts += [state for env, _ in live if (state := env.get(place)) is not None]
                over[place] = self.merged(place, self.union_of(parts))
                continue
            if not live:
                self.sources[number] = NO_STATE
                continue
            found: list[int] = []
            for env, path in live:
                here = env.get(place)
                if here is None:
                    here = self.default(place, env)
                found.append(self.attached(here, path) if len(live) > 1 else here)
            state = found[0] if len(found) == 1 else self.union_of(found)
            others = tuple([each for each in self.states[state] if each[0] != number])
            if len(others) != len(self.states[state]):
                state = self.state_of(others) if others else NO_STATE
            self.sources[number] = self.merged(place, state) if state else NO_STATE

    def for_iterable(self, loop: ir.For) -> None:
        self.visit(loop.iterable)

    def for_target(self, loop: ir.For) -> None:
        if loop.annotation is not None:
            self.visit(loop.annotation)
        target(self, loop.target, use_def.FOR, loop, BINDS if loop.annotation is None else _BOTH)

    def with_header(self, statement: ir.With) -> int:
        swallowed = NEVER
        if statement.annotation is not None:
            self.visit(statement.annotation)
        flags = BINDS if statement.annotation is None else _BOTH
        for item in statement.items:
            self.visit(item.context)
            self.predicates[item.n] = item
            swallowed = self.paths.either(swallowed, self.paths.node(SWALLOW, item.n, ALWAYS))
            if item.target is not None:
                target(self, item.target, use_def.WITH, item, flags)
        return swallowed

    def handler_header(self, handler: ir.Handler) -> None:
        if self.base:
            self.marks[handler.n] = self.base
        if handler.type is not None:
            self.visit(handler.type)
        if handler.name is not None:
            self.bind(handler.name.id, use_def.EXCEPT, handler.name.n, handler, BINDS)

    def match_subject(self, match: ir.Match) -> list[str]:
        self.visit(match.subject)
        self.predicates[match.n] = match
        return predicate.subject_places(match.subject)

    def case_header(self, case: ir.Case, match: ir.Match, subject: list[str]) -> Side:
        if self.path or self.base:
            self.marks[case.n] = self.paths.both(self.base, self.path)
        self.matches[case.n] = match
        return walk_patterns.case(self, case, subject)


# ---- simple statements ---------------------------------------------------------------------------


def _expression(w: RegionWalk, s: ir.ExprStmt) -> None:
    value = s.value
    handler = _get(value.__class__)
    if handler is not None:
        handler(w, value)
        call = value.value if isinstance(value, ir.Await) else value
        if call.__class__ is ir.Call:
            w.predicates[value.n] = value
            w.path = w.paths.after(CALL, value.n, w.path)
            if predicate.sets_attribute(call):
                w.narrow(call, True, predicate.narrowed(call))


def _assign(w: RegionWalk, s: ir.Assign) -> None:
    handler = _get(s.value.__class__)
    if handler is not None:
        handler(w, s.value)
    flags = BINDS
    if s.annotation is not None:
        w.visit(s.annotation)
        flags = _BOTH
    for each in s.targets:
        if isinstance(each, ir.Name):
            number = w.bind(each.id, use_def.ASSIGN, each.n, s, flags)
            if w.kind == BODY:
                conditions.note(w, number, each.id, s.value)
        else:
            target(w, each, use_def.ASSIGN, s, flags)
            if isinstance(each, ir.Attribute) and each.attr == "__class__":
                changed = places.of(each.value)
                if changed is not None:
                    w.narrow(s, True, (changed,))


def _annotated(w: RegionWalk, s: ir.AnnAssign) -> None:
    w.visit(s.annotation)
    if s.value is not None:
        w.visit(s.value)
        target(w, s.target, use_def.ANNOTATED, s, _BOTH)
        return
    where = s.target
    if isinstance(where, (ir.Attribute, ir.Subscript)):
        w.visit(where.value)
        if isinstance(where, ir.Subscript):
            w.visit(where.index)
    elif not isinstance(where, ir.Name):
        w.visit(where)
    place = places.of(where)
    if place is not None:
        number = w.declare(place, use_def.ANNOTATED, where.n, s, DECLARES)
        w.marks[where.n] = number + 1
        prefix = w.self_prefix
        if prefix and place.startswith(prefix) and not places.is_member(place[len(prefix) :]):
            w.attributes.append((place[len(prefix) :], number))


def _augmented(w: RegionWalk, s: ir.AugAssign) -> None:
    where = s.target
    w.visit(where)
    w.visit(s.value)
    place = places.of(where)
    if place is None:
        return
    read = w.marks[where.n]
    if isinstance(where, ir.Name):
        number = w.bind(place, use_def.AUGMENTED, where.n, s, BINDS)
    else:
        number = w.bind_member(place, use_def.AUGMENTED, where.n, s, BINDS)
    w.marks[where.n] = read
    w.is_used = True
    w.augmented[s.n] = number


def _return(w: RegionWalk, s: ir.Return) -> None:
    n = -1
    if s.value is not None:
        w.visit(s.value)
        n = s.value.n
    w.is_used = True
    w.returns.append((n, w.paths.both(w.base, w.path)))
    w.path = NEVER


def _raise(w: RegionWalk, s: ir.Raise) -> None:
    if s.exception is not None:
        w.visit(s.exception)
    if s.cause is not None:
        w.visit(s.cause)
    w.path = NEVER


def _assert(w: RegionWalk, s: ir.Assert) -> None:
    if s.message is None:
        w.assume(s.test, True)
        return
    otherwise = w.split(s.test)
    here = (w.env, w.path)
    start = len(w.log)
    w.env, w.path = otherwise
    w.visit(s.message)
    del w.log[start:]
    w.env, w.path = here


def _delete(w: RegionWalk, s: ir.Delete) -> None:
    for each in s.targets:
        _delete_target(w, each, s)


def _delete_target(w: RegionWalk, node: ir.Expr, s: ir.Delete) -> None:
    if isinstance(node, (ir.Tuple, ir.List)):
        for item in node.items:
            _delete_target(w, item, s)
        return
    w.visit(node)
    place = places.of(node)
    if place is None:
        return
    w.declare(place, use_def.DELETE, node.n, s, 0)
    if isinstance(node, ir.Name):
        w.set(place, NOT_BOUND)
        if place in w.members:
            w.kill(w.members[place], None)
    else:
        w.track(place)
        w.set(place, PLAIN_MEMBER)


def _nothing(w: RegionWalk, s: ir.Stmt) -> None:
    """`pass`."""


def _declared(w: RegionWalk, s: ir.Global | ir.Nonlocal) -> None:
    flag = GLOBAL if s.__class__ is ir.Global else NONLOCAL
    for node in s.names:
        if w.kind == BODY:
            w.declared[node.id] = flag
        is_near = w.in_class and flag == NONLOCAL  # the function's around the class, if it is bound there
        w.env[node.id] = w.function_env.get(node.id, AT_ENTRY) if is_near else AT_ENTRY


def imported(s: ir.Import | ir.ImportFrom) -> list[tuple[str, int, int, ir.Node]]:
    """What an import binds: (name, ordinal, kind, node), in order."""
    if isinstance(s, ir.Import):
        return [
            (name, alias.n, use_def.IMPORT, alias)
            for alias in s.names
            if (name := alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0])
        ]
    if s.is_star:
        return [("*", s.n, use_def.STAR, s)]
    return [
        (name, alias.n, use_def.IMPORT_FROM, s)
        for alias in s.names
        if (name := alias.as_node.id if alias.as_node is not None else alias.name)
    ]


def from_names(s: ir.ImportFrom) -> list[tuple[int, str]]:
    """What is imported from a module, with the module's name: each may be a submodule."""
    above = f"{s.module}." if s.module else ""
    return [(s.level, f"{above}{alias.name}") for alias in s.names if alias.name]


def _import(w: RegionWalk, s: ir.Import | ir.ImportFrom) -> None:
    if isinstance(s, ir.ImportFrom):
        w.imports.append((s.level, s.module))
        w.from_names += from_names(s)
    else:
        w.imports += [(0, alias.name) for alias in s.names]
    reached = w.marks[s.n]
    for name, n, kind, node in imported(s):
        w.bind(name, kind, n, node, BINDS if kind == use_def.STAR else _BOTH)
    w.marks[s.n] = reached


def _broken(w: RegionWalk, s: ir.Broken) -> None:
    for part in s.parts:
        w.visit(part)


# ---- definitions ---------------------------------------------------------------------------------


def _type_params(w: RegionWalk, params: tuple[ir.TypeParam, ...], n: int) -> tuple[Env, int] | None:
    """Go into the scope of type parameters, if there are any; give what to come back to."""
    if not params:
        return None
    saved = (w.env, w.scope)
    w.env = w.env.copy()
    log, w.log = w.log, []
    w.open_scope(use_def.TYPE_PARAMS, n)
    for param in params:
        if param.name:
            w.bind(param.name, use_def.TYPE_PARAM, param.n, param, _BOTH)
    for param in params:
        for part in (param.bound, param.default):
            if part is not None:
                w.visit(part)
    w.log = log
    return saved


def function_header(w: RegionWalk, s: ir.FunctionDef) -> None:
    for decorator in s.decorators:
        w.visit(decorator)
    for param in s.params:
        if param.default is not None:
            w.visit(param.default)
    saved = _type_params(w, s.type_params, s.n)
    for param in s.params:
        if param.annotation is not None:
            w.visit(param.annotation)
    if s.returns is not None:
        w.visit(s.returns)
    if saved is not None:
        w.env, w.scope = saved
    number = w.bind(s.name, use_def.FUNCTION, s.name_node.n, s, _BOTH) if s.name else -1
    w.bodies.append((s, number, w.scope, 0))
    if w.kind == BODY and number >= 0:
        w.snapshots[number] = (w.function_env if w.in_class else w.env).copy()


def class_header(w: RegionWalk, s: ir.ClassDef) -> None:
    """Of a class in a module or class body, whose statements are regions of their own."""
    for decorator in s.decorators:
        w.visit(decorator)
    saved = _type_params(w, s.type_params, s.n)
    for argument in s.args:
        w.visit(argument.value)
    if saved is not None:
        w.env, w.scope = saved
    number = w.bind(s.name, use_def.CLASS, s.name_node.n, s, _BOTH) if s.name else -1
    w.bodies.append((s, number, w.scope, 0))


def _class(w: RegionWalk, s: ir.ClassDef) -> None:
    """A class inside a function: its body is walked here, in a scope of its own."""
    for decorator in s.decorators:
        w.visit(decorator)
    outer_env, outer_scope = w.env, w.scope
    _type_params(w, s.type_params, s.n)
    for argument in s.args:
        w.visit(argument.value)
    function_env = w.function_env
    was_in_class = w.in_class
    if not was_in_class:
        w.function_env = w.env
    w.env = w.function_env.copy() if not s.type_params else {**w.function_env, **_own_params(w, s)}
    saved = (w.log, w.declared, w.annotated, w.loops, w.self_prefix)
    w.log, w.declared, w.annotated, w.loops, w.self_prefix = [], {}, {}, [], ""
    w.open_scope(use_def.CLASS_SCOPE, s.n)
    w.in_class = True
    number = len(w.bodies)
    w.bodies.append((s, -1, outer_scope, w.scope))
    frame = w.enter()
    w.block(s.body)
    w.leave(frame)
    inside, scope, log, declared = w.env, w.scope, w.log, w.declared
    w.log, w.declared, w.annotated, w.loops, w.self_prefix = saved
    w.env, w.scope, w.in_class, w.function_env = outer_env, outer_scope, was_in_class, function_env
    # What was bound only on ways that ended has no state.
    changed = {place: inside.get(place, NOT_BOUND) for place in log[::2]}
    sent = {place: changed[place] if flag == NONLOCAL else -1 for place, flag in declared.items() if place in changed}
    w.sent.update(sent)
    if was_in_class:  # the class around sees it as well, the function when that one ends
        for place, state in sent.items():
            if outer_env.get(place) == function_env.get(place):
                _rebind(w, outer_env, place, state)
            _rebind(w, function_env, place, state)
    elif w.sent:
        for place, state in w.sent.items():
            w.log += chain.from_iterable(_rebind(w, outer_env, place, state).items())
        w.sent = {}
    w.class_ends[scope] = tuple(
        [(place, state) for place, state in changed.items() if place not in declared and not is_key(place)]
    )
    if s.name:
        bound = w.bind(s.name, use_def.CLASS, s.name_node.n, s, _BOTH)
        w.bodies[number] = (s, bound, outer_scope, scope)


def _rebind(w: RegionWalk, env: Env, place: str, state: int) -> Env:
    """A class body has bound a name outside: what changes. `state`: -1 if it is the module's, which a body asks for."""
    changes = {} if state < 0 else {place: state}
    for member in w.members.get(place, ()):
        if env.get(member, PLAIN_MEMBER) != PLAIN_MEMBER:
            changes[member] = PLAIN_MEMBER
    env.update(changes)
    return changes


def _own_params(w: RegionWalk, s: ir.ClassDef) -> Env:
    return {param.name: w.env[param.name] for param in s.type_params if param.name}


def _type_alias(w: RegionWalk, s: ir.TypeAliasDef) -> None:
    saved = _type_params(w, s.type_params, s.n)
    w.visit(s.value)
    if saved is not None:
        w.env, w.scope = saved
    if s.name:
        w.bind(s.name, use_def.TYPE_ALIAS, s.name_node.n, s, _BOTH)


STATEMENTS: Final[dict[type, Callable[[Any, Any], None]]] = {
    **flow.COMPOUND,
    ir.ExprStmt: _expression,
    ir.Assign: _assign,
    ir.AnnAssign: _annotated,
    ir.AugAssign: _augmented,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Delete: _delete,
    ir.Pass: _nothing,
    ir.Global: _declared,
    ir.Nonlocal: _declared,
    ir.Import: _import,
    ir.ImportFrom: _import,
    ir.FunctionDef: function_header,
    ir.ClassDef: _class,
    ir.TypeAliasDef: _type_alias,
    ir.Broken: _broken,
}
