"""Misuse of `global` and `nonlocal`: what CPython's symbol table refuses.

A name declared after it was used or bound in the same scope, a parameter that is declared, a name
that is both, an annotation of a declared name, and a `nonlocal` that no enclosing function binds.
Only for chunks that hold such a statement; `declares` tells. What is evaluated late (annotations,
type parameters, aliases) does not count as a use: newer versions and `from __future__ import
annotations` give it a scope of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Final

from pebre_analysis.syntax import ir, problems, scope_errors

_USED: Final = 1
_BOUND: Final = 2
_PARAMETER: Final = 4
_ANNOTATED: Final = 8
_GLOBAL: Final = 16
_NONLOCAL: Final = 32
_IMPORTED: Final = 64  # bound, but may be declared global afterwards


class Scope:
    """A scope and what has been said of each name in it so far."""

    __slots__ = ("flags", "is_class", "is_function", "is_module", "outer")

    def __init__(self, outer: Scope | None, is_function: bool) -> None:
        self.outer = outer
        self.is_function = is_function
        self.is_module = outer is None
        self.is_class = False
        self.flags: dict[str, int] = {}

    def add(self, name: str, flag: int) -> None:
        self.flags[name] = self.flags.get(name, 0) | flag


class Walk:
    """Where the walk is, and what is left to decide when all names are known."""

    __slots__ = ("lowered", "nonlocals", "problems", "scope", "spans")

    def __init__(self, lowered: ir.Lowered, in_class: bool) -> None:
        self.lowered = lowered
        self.spans: array[int] = array("I")
        self.scope = Scope(None, False)
        if in_class:
            self.scope = Scope(self.scope, False)
            self.scope.is_class = True
        self.problems: list[problems.Problem] = []
        self.nonlocals: list[tuple[Scope, str, int, int]] = []

    def report(self, node: ir.Node, message: str) -> None:
        self.problems.append(problems.Problem(self.spans[2 * node.n], self.spans[2 * node.n + 1], message))


def declares(lowered: ir.Lowered) -> bool:
    """Whether any code of the chunk may hold `global` or `nonlocal`."""
    return any("global " in region.code or "nonlocal " in region.code for region in lowered.regions)


def find(lowered: ir.Lowered, in_class: bool) -> list[problems.Problem]:
    """The problems, in no order."""
    w = Walk(lowered, in_class)
    _block(w, lowered.block)
    for scope, name, start, end in w.nonlocals:
        if not _is_bound_outside(scope, name):
            w.problems.append(problems.Problem(start, end, f"No enclosing function binds `{name}`"))
    return w.problems


def _is_bound_outside(scope: Scope, name: str) -> bool:
    outer = scope.outer
    while outer is not None:
        if name == "__class__" and outer.is_class:
            return True  # methods see the class they stand in by this name
        flags = outer.flags.get(name, 0)
        if outer.is_function and flags:
            if flags & _GLOBAL:
                return False
            if flags & (_BOUND | _PARAMETER | _NONLOCAL | _ANNOTATED | _IMPORTED):
                return True
        outer = outer.outer
    return False


def _block(w: Walk, block: ir.Block) -> None:
    for statement in block.statements:
        _read(w, statement)


def _read(w: Walk, node: ir.Node) -> None:
    """A statement, an expression, or a part of one."""
    if isinstance(node, ir.Statement) and node.region >= 0:
        w.spans = w.lowered.regions[node.region].spans
    special = _SPECIAL.get(node.__class__)
    if special is not None:
        special(w, node)
        return
    for field in scope_errors.FIELDS[node.__class__]:
        value = getattr(node, field)
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, ir.Node):
                    _read(w, item)
        elif isinstance(value, ir.Node):
            _read(w, value)
        elif isinstance(value, ir.Block):
            _block(w, value)


def _target(w: Walk, target: ir.Expr) -> None:
    if isinstance(target, ir.Name):
        w.scope.add(target.id, _BOUND)
    elif isinstance(target, ir.Starred):
        _target(w, target.value)
    elif isinstance(target, (ir.Tuple, ir.List)):
        for item in target.items:
            _target(w, item)
    else:
        _read(w, target)


def _maybe(w: Walk, *nodes: ir.Node | None) -> None:
    for node in nodes:
        if node is not None:
            _read(w, node)


def _name(w: Walk, node: ir.Name) -> None:
    w.scope.add(node.id, _USED)


def _assign(w: Walk, node: ir.Assign) -> None:
    for target in node.targets:
        _target(w, target)
    _read(w, node.value)


def _annotated(w: Walk, node: ir.AnnAssign) -> None:
    target = node.target
    if isinstance(target, ir.Name):
        declared = w.scope.flags.get(target.id, 0) & (_GLOBAL | _NONLOCAL)
        if declared and not w.scope.is_module:
            w.report(node, f"`{target.id}` is declared {_word(declared)} and cannot be annotated here")
        w.scope.add(target.id, _ANNOTATED | (_BOUND if node.value is not None else 0))
    else:
        _target(w, target)
    _maybe(w, node.value)


def _augmented(w: Walk, node: ir.AugAssign) -> None:
    _target(w, node.target)
    _read(w, node.value)


def _for(w: Walk, node: ir.For) -> None:
    _target(w, node.target)
    _read(w, node.iterable)
    _blocks(w, node.body, node.orelse)


def _blocks(w: Walk, *blocks: ir.Block | None) -> None:
    for block in blocks:
        if block is not None:
            _block(w, block)


def _with_item(w: Walk, node: ir.WithItem) -> None:
    _read(w, node.context)
    if node.target is not None:
        _target(w, node.target)


def _delete(w: Walk, node: ir.Delete) -> None:
    for target in node.targets:
        _target(w, target)


def _walrus(w: Walk, node: ir.Walrus) -> None:
    scope = w.scope
    while scope.outer is not None and isinstance(scope, Comprehension):
        scope = scope.outer
    scope.add(node.target.id, _BOUND)
    _read(w, node.value)


def _handler(w: Walk, node: ir.Handler) -> None:
    _maybe(w, node.type)
    if node.name is not None:
        w.scope.add(node.name.id, _BOUND)
    _block(w, node.body)


def _import(w: Walk, node: ir.Import | ir.ImportFrom) -> None:
    for alias in node.names:
        bound = alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]
        w.scope.add(bound, _IMPORTED)


def _capture(w: Walk, node: ir.MatchAs | ir.MatchStar) -> None:
    if isinstance(node, ir.MatchAs) and node.pattern is not None:
        _read(w, node.pattern)
    if node.name is not None:
        w.scope.add(node.name.id, _BOUND)


def _mapping(w: Walk, node: ir.MatchMapping) -> None:
    for part in (*node.keys, *node.patterns):
        _read(w, part)
    if node.rest is not None:
        w.scope.add(node.rest.id, _BOUND)


class Comprehension(Scope):
    """The scope of a comprehension: `:=` in it binds outside."""

    __slots__ = ()


def _comprehension(w: Walk, node: ir.Comprehension) -> None:
    outer = w.scope
    _read(w, node.clauses[0].iterable)
    w.scope = Comprehension(outer, False)
    for at, clause in enumerate(node.clauses):
        _target(w, clause.target)
        _maybe(w, clause.iterable if at else None, *clause.conditions)
    _maybe(w, node.key, node.element)
    w.scope = outer


def _lambda(w: Walk, node: ir.Lambda) -> None:
    _enter(w, node.params, lambda: _read(w, node.body))


def _function(w: Walk, node: ir.FunctionDef) -> None:
    spans = w.spans
    w.scope.add(node.name, _BOUND)
    _maybe(w, *node.decorators)

    def body() -> None:
        w.spans = w.lowered.regions[node.body.region].spans
        _block(w, node.body.block)

    _enter(w, node.params, body)
    w.spans = spans


def _enter(w: Walk, params: tuple[ir.Parameter, ...], body: Callable[[], None]) -> None:
    for param in params:
        _maybe(w, param.default)
    outer = w.scope
    w.scope = Scope(outer, True)
    for param in params:
        w.scope.add(param.name, _PARAMETER)
    body()
    w.scope = outer


def _class(w: Walk, node: ir.ClassDef) -> None:
    w.scope.add(node.name, _BOUND)
    _maybe(w, *node.decorators)
    if not node.type_params:
        _maybe(w, *node.args)
    outer = w.scope
    w.scope = Scope(outer, False)
    w.scope.is_class = True
    _block(w, node.body)
    w.scope = outer


def _alias(w: Walk, node: ir.TypeAliasDef) -> None:
    w.scope.add(node.name, _BOUND)


def _declaration(w: Walk, node: ir.Global | ir.Nonlocal) -> None:
    scope = w.scope
    is_global = isinstance(node, ir.Global)
    word = "global" if is_global else "nonlocal"
    if not is_global and scope.is_module:
        w.report(node, "`nonlocal` outside a function")
        return
    for name in node.names:
        flags = scope.flags.get(name.id, 0)
        if flags & _PARAMETER:
            w.report(name, f"`{name.id}` is a parameter and cannot be declared {word}")
        elif flags & _USED:
            w.report(name, f"`{name.id}` is used before it is declared {word}")
        elif flags & _ANNOTATED:
            w.report(name, f"`{name.id}` is annotated here and cannot be declared {word}")
        elif flags & _BOUND:
            w.report(name, f"`{name.id}` is assigned before it is declared {word}")
        elif flags & (_NONLOCAL if is_global else _GLOBAL):
            w.report(name, f"`{name.id}` is declared both global and nonlocal")
        elif not is_global:
            w.nonlocals.append((scope, name.id, w.spans[2 * name.n], w.spans[2 * name.n + 1]))
        scope.add(name.id, _GLOBAL if is_global else _NONLOCAL)


def _word(flag: int) -> str:
    return "global" if flag & _GLOBAL else "nonlocal"


_SPECIAL: Final[dict[type, Callable[..., None]]] = {
    ir.Name: _name,
    ir.Assign: _assign,
    ir.AnnAssign: _annotated,
    ir.AugAssign: _augmented,
    ir.For: _for,
    ir.WithItem: _with_item,
    ir.Delete: _delete,
    ir.Walrus: _walrus,
    ir.Handler: _handler,
    ir.Import: _import,
    ir.ImportFrom: _import,
    ir.MatchAs: _capture,
    ir.MatchStar: _capture,
    ir.MatchMapping: _mapping,
    ir.Comprehension: _comprehension,
    ir.Lambda: _lambda,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.TypeAliasDef: _alias,
    ir.Global: _declaration,
    ir.Nonlocal: _declaration,
}
