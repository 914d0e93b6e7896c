"""What a module does to `__all__`, as a list of operations that name other modules by name only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import symbols
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

SET: Final = 0
ADD: Final = 1
REMOVE: Final = 2
ADD_MODULE: Final = 3  # the `__all__` of the module that `names[0]` is bound to
UNKNOWN: Final = 4  # something that is not understood


class Operation(NamedTuple):
    kind: int
    names: tuple[str, ...]


DunderAll = tuple[Operation, ...]


def of_module(module: Scope, check: Callable[[], object] = lambda: None) -> DunderAll | None:
    """The operations in source order; None when the module does not bind `__all__`.

    Branches are not told apart: a name that some branch adds counts as added. `check` is called before code is read,
    which may have to be made again, and may raise.
    """
    found: list[Operation] = []
    for body in module.bodies:
        for occurrence in body:
            if _touches(occurrence):
                check()
                for region in symbols.regions_of([occurrence]):
                    if region.scope is module:
                        found += _of_region(region)
    return tuple(found) if found else None


def _touches(occurrence: object) -> bool:
    from pebre_analysis.semantic.occurrence import Occurrence

    assert isinstance(occurrence, Occurrence)
    stack = [occurrence]
    while stack:
        each = stack.pop()
        if each.index.touches_all:
            return True
        for group in each.groups:
            stack.extend(group)
    return False


def _of_region(region: Region) -> list[Operation]:
    node = region.lowered.node
    if isinstance(node, ir.Assign):
        if any(_is_all(target) for target in node.targets):
            return _sum(node.value, SET)
        if any(_is_all(each) for target in node.targets for each in _parts(target)):
            return [Operation(UNKNOWN, ())]
    elif isinstance(node, ir.AnnAssign):
        if _is_all(node.target) and node.value is not None:
            return _sum(node.value, SET)
    elif isinstance(node, ir.AugAssign):
        if _is_all(node.target):
            return _sum(node.value, ADD) if node.op == "+" else [Operation(UNKNOWN, ())]
    elif isinstance(node, ir.ExprStmt):
        call = node.value
        if isinstance(call, ir.Call) and isinstance(call.func, ir.Attribute) and _is_all(call.func.value):
            return _of_call(call.func.attr, call)
    return []


def _parts(target: ir.Expr) -> Sequence[ir.Expr]:
    """What a value is taken apart for; a tuple in a tuple is not looked at."""
    return target.items if isinstance(target, ir.Tuple | ir.List) else ()


def _is_all(node: ir.Expr) -> bool:
    return isinstance(node, ir.Name) and node.id == "__all__"


def _of_call(method: str, call: ir.Call) -> list[Operation]:
    argument = call.args[0].value if len(call.args) == 1 and not call.args[0].stars else None
    if argument is not None:
        if method == "extend":
            return _sum(argument, ADD)
        if method in ("append", "remove") and isinstance(argument, ir.Str) and argument.value is not None:
            return [Operation(ADD if method == "append" else REMOVE, (argument.value,))]
    return [Operation(UNKNOWN, ())]


def _sum(value: ir.Expr, first: int) -> list[Operation]:
    """Lists, tuples, sums of them, and `module.__all__`."""
    if isinstance(value, ir.Binary) and all(step.op == "+" for step in value.rest):
        parts = [value.first, *[step.right for step in value.rest]]
    else:
        parts = [value]
    found = [Operation(SET, ())] if first == SET else []
    for part in parts:
        found.append(_part(part))
    if len(found) == 2 and found[0].kind == SET and found[1].kind == ADD:
        return [Operation(SET, found[1].names)]
    return found


def _part(value: ir.Expr) -> Operation:
    if isinstance(value, (ir.List, ir.Tuple, ir.Set)):
        names: list[str] = []
        for item in value.items:
            if isinstance(item, ir.Str) and item.value is not None:
                names.append(item.value)
            elif isinstance(item, ir.Starred) and isinstance(item.value, ir.Attribute):
                return _part(item.value) if len(value.items) == 1 else Operation(UNKNOWN, ())
            else:
                return Operation(UNKNOWN, tuple(names))
        return Operation(ADD, tuple(names))
    if isinstance(value, ir.Attribute) and value.attr == "__all__":
        module = places.of(value.value)
        if module is not None:
            return Operation(ADD_MODULE, (module,))
    if isinstance(value, ir.Call) and isinstance(value.func, ir.Name) and value.func.id in ("list", "tuple", "sorted"):
        if len(value.args) == 1 and not value.args[0].stars and value.args[0].name is None:
            return _part(value.args[0].value)
    return Operation(UNKNOWN, ())
