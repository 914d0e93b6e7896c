"""Does code make names of its module that no statement binds?

    globals()["x"] = 1        globals().update(…)        exec(…)        fill(globals())
    setattr(sys.modules[__name__], …)        IntEnum._convert_("Name", __name__, …)        @global_enum

In:  the lowered regions of a chunk and the names each reads.
Out: whether some of it may. What only reads (`globals()["x"]`, `x in globals()`, `eval(text, globals())`) does not.
Always: rather yes than no: of a module that makes names, none is reported as missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir, visit

if TYPE_CHECKING:
    from collections.abc import Iterable

HINTS: Final = frozenset(("globals", "exec", "__name__", "global_enum", "enum"))
"""A region that reads none of these names makes none."""

_CONVERTERS: Final = frozenset(("_convert_", "_convert"))  # of enums: members become names of a module
_READERS: Final = frozenset(("get", "keys", "values", "items", "copy"))
_TAKES_TO_READ: Final = frozenset(("eval", "len", "sorted", "list", "dict", "set", "tuple", "print", "repr", "timeit"))


def makes_names(region: ir.Region) -> bool:
    """See the module's docstring."""
    calls: set[int] = set()  # of `globals()`
    read: set[int] = set()  # of these, those that are only read
    for node in visit.in_region(region):
        if isinstance(node, ir.Call):
            if _is_globals(node):
                calls.add(node.n)
            elif _calls_maker(node):
                return True
            elif isinstance(node.func, ir.Name) and node.func.id in _TAKES_TO_READ:
                read.update(_globals_among(each.value for each in node.args))
        elif isinstance(node, ir.Subscript):
            if _is_own_module(node):
                return True
            read.update(_globals_among((node.value,)))
        elif isinstance(node, ir.Attribute):
            if node.attr == "global_enum":
                return True
            if node.attr in _READERS:
                read.update(_globals_among((node.value,)))
        elif isinstance(node, ir.Name):
            if node.id == "global_enum":
                return True
        elif isinstance(node, ir.Compare):
            read.update(_globals_among(step.right for step in node.rest))
        elif any(isinstance(each, ir.Subscript) and _is_globals(each.value) for each in _targets(node)):
            return True
    return not calls <= read


def _is_globals(node: ir.Expr) -> bool:
    return isinstance(node, ir.Call) and isinstance(node.func, ir.Name) and node.func.id == "globals"


def _globals_among(nodes: Iterable[ir.Expr]) -> list[int]:
    return [each.n for each in nodes if _is_globals(each)]


def _calls_maker(node: ir.Call) -> bool:
    """`exec(code)`, and the conversion of an enum into names of this module."""
    if isinstance(node.func, ir.Name):
        return node.func.id == "exec" and len(node.args) == 1
    return isinstance(node.func, ir.Attribute) and node.func.attr in _CONVERTERS


def _is_own_module(node: ir.Subscript) -> bool:
    """`sys.modules[__name__]`."""
    if not isinstance(node.index, ir.Name) or node.index.id != "__name__":
        return False
    return (node.value.attr if isinstance(node.value, ir.Attribute) else getattr(node.value, "id", "")) == "modules"


def _targets(node: ir.Node) -> tuple[ir.Expr, ...]:
    if isinstance(node, ir.Assign | ir.Delete):
        return node.targets
    if isinstance(node, ir.AnnAssign | ir.AugAssign | ir.For):
        return (node.target,)
    return ()
