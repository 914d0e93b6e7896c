"""Walking the lowered form with an explicit stack, so that no depth of code is too deep.

Out: the nodes directly below a node, and all nodes of a region or of a whole block, in the order in
which they stand in the source. Blocks and function bodies are passed through: what is below a
`FunctionDef` are its header's nodes and then the body's statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from pebre_analysis.syntax import ir

Inner: TypeAlias = ir.Node | ir.Block | ir.Body

# Where the order of the source is not that of the class.
_ORDER: Final[dict[type[object], tuple[str, ...]]] = {
    ir.FunctionDef: ("decorators", "name_node", "type_params", "params", "returns", "body"),
    ir.ClassDef: ("decorators", "name_node", "type_params", "args", "body"),
    ir.Conditional: ("body", "test", "orelse"),
    ir.With: ("items", "body", "annotation"),
    ir.For: ("target", "iterable", "body", "orelse", "annotation"),
}
_INNER: Final = (ir.Node, ir.Block, ir.Body)
# Words of annotations of fields that hold no nodes, and of those that hold statements or clauses.
_PLAIN: Final = frozenset(("str", "int", "bool", "bytes", "float", "tuple", "None", "ConstantValue"))
_BLOCKS: Final = frozenset(("AStmt", "Branch", "Handler", "Case", "Block", "Body"))


def children(node: Inner) -> list[ir.Node]:
    """The nodes directly below."""
    found: list[ir.Node] = []
    for child in _inner(node):
        if isinstance(child, ir.Node):
            found.append(child)
        else:
            found += _statements(child)
    return found


def walk(root: Inner) -> Iterator[ir.Node]:
    """All nodes below and including the root, parents first."""
    stack: list[ir.Node] = [root] if isinstance(root, ir.Node) else _statements(root)[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(children(node))


def in_region(region: ir.Region) -> Iterator[ir.Node]:
    """All nodes that the region numbers, parents first."""
    root = region.node
    stack: list[ir.Node] = []
    if isinstance(root, ir.Body):
        stack += reversed(_statements(root))
    else:
        yield root
        stack += reversed(of_region(root))
    while stack:
        node = stack.pop()
        yield node
        if FIELDS[node.__class__]:
            stack += reversed(of_region(node))


def statements_in_region(region: ir.Region) -> Iterator[ir.Node]:
    """The statements and clauses that the region numbers, parents first; no expression is looked at."""
    root = region.node
    if not isinstance(root, ir.Body):
        yield root
        return
    stack: list[ir.Node] = list(reversed(root.block.statements))
    while stack:
        node = stack.pop()
        yield node
        for below in reversed(suites(node)):
            stack.extend(reversed(below))


def suites(node: ir.Node) -> Sequence[tuple[ir.Node, ...]]:
    """What stands inside a compound statement or clause, in order; bodies of nested functions do not."""
    if node.__class__ not in OUTER:
        return ()
    if isinstance(node, ir.If):
        return [node.branches, *_suites(node.orelse)]
    if isinstance(node, ir.Branch | ir.Handler | ir.Case | ir.With | ir.ClassDef):
        return _suites(node.body)
    if isinstance(node, ir.While | ir.For):
        return _suites(node.body, node.orelse)
    if isinstance(node, ir.Try):
        return [*_suites(node.body), node.handlers, *_suites(node.orelse, node.final)]
    if isinstance(node, ir.Match):
        return [node.cases]
    return ()


def _suites(*blocks: ir.Block | None) -> list[tuple[ir.Node, ...]]:
    return [block.statements for block in blocks if block is not None]


def of_region(node: ir.Node) -> Sequence[ir.Node]:
    """The nodes directly below that belong to the same region."""
    if node.__class__ not in OUTER:
        return _inner(node)  # type: ignore[return-value]  # of an expression all are nodes
    found: list[ir.Node] = []
    for child in _inner(node):
        if isinstance(child, ir.Block):
            found += [each for each in child.statements if each.region == ir.NO_REGION]
        elif isinstance(child, ir.Node) and (not isinstance(child, ir.Statement) or child.region == ir.NO_REGION):
            found.append(child)
    return found


def _statements(inner: ir.Block | ir.Body) -> list[ir.Node]:
    block = inner.block if isinstance(inner, ir.Body) else inner
    return list(block.statements)


def _inner(node: Inner) -> list[Inner]:
    """What the fields of a node hold, in order."""
    found: list[Inner] = []
    for name in FIELDS[node.__class__]:
        value = getattr(node, name)
        if value.__class__ is tuple:
            found += value
        elif value is not None:
            found.append(value)
    return found


def _kinds(of: type[Inner]) -> Iterator[type[Inner]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def _words(kind: type[Inner], name: str) -> set[str]:
    return set(re.findall(r"\w+", kind.__annotations__[name]))


def _fields_of(kind: type[Inner]) -> tuple[str, ...]:
    own = kind.__annotations__  # what is inherited holds no nodes
    return _ORDER.get(kind) or tuple([name for name in own if not _words(kind, name) <= _PLAIN])


# Fields that hold nodes or blocks, by class, in the order of the source; and those that hold statements.
FIELDS: Final = {kind: _fields_of(kind) for root in _INNER for kind in _kinds(root)}
OUTER: Final = frozenset(
    kind for kind, fields in FIELDS.items() if any(not _BLOCKS.isdisjoint(_words(kind, name)) for name in fields)
)
