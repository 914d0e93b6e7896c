"""Expressions out of place: `yield`, `await`, asynchronous comprehensions and `:=` where the scope forbids them.

The walk is told where an expression stands (`Where`) and reports through a sink. It is only needed
for code that holds one of these words at all.
Method: what CPython's symbol table and compiler refuse, 3.9 to 3.14; where versions differ, the newest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pebre_analysis.syntax import ir

MODULE: Final = 0
CLASS: Final = 1
FUNCTION: Final = 2
ASYNC: Final = 3
CELL: Final = 4  # the top level of a notebook cell, where `await` is allowed
COMPREHENSION: Final = 5
GENERATOR: Final = 6  # a generator expression
TYPE: Final = 7  # a type alias, a type parameter, the header of a generic

_PLAIN: Final = frozenset(("n", "region", "id", "op", "attr", "kind", "stars", "is_async", "parenthesised"))


class Where:
    """What an expression stands in. For a comprehension: its variables, and what `:=` in it has bound."""

    __slots__ = ("in_iterable", "kind", "label", "names", "outer", "walruses")

    def __init__(self, kind: int, outer: Where | None = None, label: str = "", in_iterable: bool = False) -> None:
        self.kind = kind
        self.outer = outer
        self.label = label  # of a TYPE: what it is called; of a comprehension: its kind
        self.in_iterable: bool = in_iterable or (outer is not None and outer.in_iterable)
        self.names: set[str] = set()
        self.walruses: set[str] = set()

    def iterating(self) -> Where:
        """The same, for the iterable of a comprehension."""
        if self.in_iterable:
            return self
        inside = Where(self.kind, self.outer, self.label, True)
        inside.names, inside.walruses = self.names, self.walruses
        return inside


class Sink(Protocol):
    """Takes problems at nodes of the region that is being read."""

    def report(self, node: ir.Node, message: str) -> None:
        """Something is wrong for certain."""

    def misplace(self, node: ir.Node, message: str) -> None:
        """Something stands outside of what it needs, unless that is broken."""


def _fields() -> dict[type, tuple[str, ...]]:
    found: dict[type, tuple[str, ...]] = {}
    pending: list[type] = [ir.Node]
    while pending:
        cls = pending.pop()
        pending.extend(cls.__subclasses__())
        found[cls] = tuple(field for field in cls.__struct_fields__ if field not in _PLAIN)  # type: ignore[attr-defined]
    return found


# Fields of each kind of node that may hold nodes.
FIELDS: Final = _fields()


def walk(sink: Sink, node: ir.Node, where: Where) -> bool:
    """Read an expression, or all expressions of a statement. True if it awaits in this very scope."""
    special = _SPECIAL.get(node.__class__)
    if special is not None:
        return special(sink, node, where)
    awaits = False
    for field in FIELDS[node.__class__]:
        value = getattr(node, field)
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, ir.Node) and walk(sink, item, where):
                    awaits = True
        elif isinstance(value, ir.Node) and walk(sink, value, where):
            awaits = True
    return awaits


def _all(sink: Sink, nodes: tuple[ir.Node | None, ...], where: Where) -> bool:
    awaits = False
    for node in nodes:
        if node is not None and walk(sink, node, where):
            awaits = True
    return awaits


def _leaf(sink: Sink, node: ir.Name, where: Where) -> bool:
    return False


def _yield(sink: Sink, node: ir.Yield | ir.YieldFrom, where: Where) -> bool:
    word = "yield from" if isinstance(node, ir.YieldFrom) else "yield"
    kind = where.kind
    if kind in (MODULE, CLASS, CELL):
        sink.misplace(node, f"`{word}` outside a function")
    elif kind in (COMPREHENSION, GENERATOR):
        sink.report(node, f"`{word}` cannot be used in a {where.label}")
    elif kind == TYPE:
        sink.report(node, f"`{word}` cannot be used in {where.label}")
    elif kind == ASYNC and isinstance(node, ir.YieldFrom):
        sink.report(node, "`yield from` cannot be used in an async function")
    return node.value is not None and walk(sink, node.value, where)


def _await(sink: Sink, node: ir.Await, where: Where) -> bool:
    kind = where.kind
    if kind in (MODULE, CLASS):
        sink.misplace(node, "`await` outside a function")
    elif kind == FUNCTION:
        sink.misplace(node, "`await` outside an async function")
    elif kind == TYPE:
        sink.report(node, f"`await` cannot be used in {where.label}")
    walk(sink, node.value, where)
    return True


def _lambda(sink: Sink, node: ir.Lambda, where: Where) -> bool:
    awaits = _all(sink, node.params, where)
    walk(sink, node.body, Where(FUNCTION, None, "", where.in_iterable))
    return awaits


def _walrus(sink: Sink, node: ir.Walrus, where: Where) -> bool:
    name = node.target.id
    scope = where
    if where.in_iterable:
        sink.report(node, "`:=` cannot be used in the iterable of a comprehension")
    elif where.kind == TYPE:
        sink.report(node, f"`:=` cannot be used in {where.label}")
    else:
        while scope.kind in (COMPREHENSION, GENERATOR) and scope.outer is not None:
            if name in scope.names:
                sink.report(node.target, f"`:=` cannot bind `{name}`, the comprehension's own variable")
                break
            scope.walruses.add(name)
            scope = scope.outer
            if scope.kind == CLASS:
                sink.report(node.target, "`:=` cannot be used in a comprehension in a class body")
    return walk(sink, node.value, where)


def _comprehension(sink: Sink, node: ir.Comprehension, where: Where) -> bool:
    if node.kind == "generator":
        inside = Where(GENERATOR, where, "generator expression")
    else:
        inside = Where(COMPREHENSION, where, f"{node.kind} comprehension")
    first = node.clauses[0].iterable
    outer_awaits = walk(sink, first, where.iterating())
    awaits = False
    for clause in node.clauses:
        for name in target_names(clause.target):
            if name.id in inside.walruses:
                sink.report(name, f"The inner loop cannot bind `{name.id}`, which `:=` binds in this comprehension")
            inside.names.add(name.id)
        awaits = walk(sink, clause.target, inside) or clause.is_async or awaits
        if clause.iterable is not first:
            awaits = walk(sink, clause.iterable, inside.iterating()) or awaits
        awaits = _all(sink, clause.conditions, inside) or awaits
    awaits = _all(sink, (node.key, node.element), inside) or awaits
    if node.kind == "generator" or not awaits:
        return outer_awaits
    if where.kind in (MODULE, CLASS, FUNCTION):
        sink.misplace(node, "An asynchronous comprehension outside an async function")
    return True


def target_names(target: ir.Expr) -> list[ir.Name]:
    """The names that a target binds, in order."""
    if isinstance(target, ir.Name):
        return [target]
    if isinstance(target, ir.Starred):
        return target_names(target.value)
    if isinstance(target, (ir.Tuple, ir.List)):
        return [name for item in target.items for name in target_names(item)]
    return []


def type_parameters(sink: Sink, params: tuple[ir.TypeParam, ...]) -> None:
    """Bounds and defaults."""
    for param in params:
        what = "a constraint" if isinstance(param.bound, ir.Tuple) else "the bound"
        if param.bound is not None:
            walk(sink, param.bound, Where(TYPE, None, f"{what} of a type parameter"))
        if param.default is not None:
            walk(sink, param.default, Where(TYPE, None, "the default of a type parameter"))


def type_alias(sink: Sink, node: ir.TypeAliasDef) -> None:
    type_parameters(sink, node.type_params)
    walk(sink, node.value, Where(TYPE, None, "a type alias"))


def function_header(sink: Sink, node: ir.FunctionDef, where: Where) -> None:
    """Decorators and defaults belong to the scope around; annotations of a generic to one of their own."""
    type_parameters(sink, node.type_params)
    annotated = Where(TYPE, None, "the header of a generic") if node.type_params else where
    _all(sink, node.decorators, where)
    for param in node.params:
        _all(sink, (param.default,), where)
        _all(sink, (param.annotation,), annotated)
    _all(sink, (node.returns,), annotated)


def class_header(sink: Sink, node: ir.ClassDef, where: Where) -> None:
    type_parameters(sink, node.type_params)
    _all(sink, node.decorators, where)
    _all(sink, node.args, Where(TYPE, None, "the header of a generic") if node.type_params else where)


_SPECIAL: Final[dict[type, Callable[..., bool]]] = {
    ir.Name: _leaf,
    ir.Yield: _yield,
    ir.YieldFrom: _yield,
    ir.Await: _await,
    ir.Lambda: _lambda,
    ir.Walrus: _walrus,
    ir.Comprehension: _comprehension,
}
