"""Tests whose outcome the settings decide: `TYPE_CHECKING`, versions, platforms, constants.

In:  a test expression and the settings (Python version, platform).
Out: True or False if the settings decide it, else None.
Always: reads no name's type; `sys.version_info` is recognised by its spelling, as `semantic` does.
Method: the typing specification, "Version and platform checks".
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from pebre_analysis.syntax import ir

Version = tuple[int, int]

_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {  # of versions or of texts
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OS_NAMES: Final = {"win32": "nt", "linux": "posix", "darwin": "posix", "cygwin": "posix"}
ANY_PLATFORM: Final = "all"


def truth(node: ir.Node, version: Version, platform: str) -> bool | None:
    """What the test comes out as; see the module's docstring."""
    if isinstance(node, ir.Constant):
        return bool(node.value) if node.value is not ... else True
    if isinstance(node, ir.Int):
        return node.value != 0
    if isinstance(node, ir.Name | ir.Attribute):
        return True if is_type_checking(node) else None
    if isinstance(node, ir.Compare):
        return _compare(node, version, platform)
    if isinstance(node, ir.Call):
        return _starts_with(node, platform)
    return None


def is_type_checking(node: ir.Node) -> bool:
    """Is it `TYPE_CHECKING`, or that name of a module?"""
    if isinstance(node, ir.Attribute):
        return node.attr == "TYPE_CHECKING" and isinstance(node.value, ir.Name)
    return isinstance(node, ir.Name) and node.id == "TYPE_CHECKING"


def _compare(node: ir.Compare, version: Version, platform: str) -> bool | None:
    if len(node.rest) != 1:
        return None
    step = node.rest[0]
    left, op, right = node.first, step.op, step.right
    if not _is_system_value(left) and _is_system_value(right) and op in _FLIPPED:
        left, op, right = right, _FLIPPED[op], left
    if op in ("in", "not in"):
        return _membership(left, op, right, platform)
    if op not in _OPERATORS:
        return None
    if _is_dotted(left, "sys", "platform"):
        return _text(platform, op, right)
    if _is_dotted(left, "os", "name"):
        return _text(_OS_NAMES.get(platform, platform), op, right)
    return _version(left, op, right, version)


def _is_system_value(node: ir.Expr) -> bool:
    if isinstance(node, ir.Subscript):
        node = node.value
    if isinstance(node, ir.Attribute) and node.attr in ("major", "minor"):
        node = node.value
    return any(_is_dotted(node, *name) for name in (("sys", "version_info"), ("sys", "platform"), ("os", "name")))


def _is_dotted(node: ir.Expr, module: str, name: str) -> bool:
    """`module.name`, or the bare name where it is telling enough by itself."""
    if isinstance(node, ir.Attribute):
        return node.attr == name and isinstance(node.value, ir.Name) and node.value.id.lstrip("_") == module
    return isinstance(node, ir.Name) and node.id == name == "version_info"


def _text(value: str, op: str, right: ir.Expr) -> bool | None:
    if not isinstance(right, ir.Str) or right.value is None or value == ANY_PLATFORM:
        return None
    return _OPERATORS[op](value, right.value)


def _membership(left: ir.Expr, op: str, right: ir.Expr, platform: str) -> bool | None:
    if not _is_dotted(left, "sys", "platform") or platform == ANY_PLATFORM:
        return None
    if not isinstance(right, ir.Tuple | ir.List | ir.Set):
        return None
    values = [item.value for item in right.items if isinstance(item, ir.Str)]
    if len(values) != len(right.items):
        return None
    return (platform in values) == (op == "in")


def _starts_with(node: ir.Call, platform: str) -> bool | None:
    """`sys.platform.startswith("win")`."""
    func = node.func
    if not isinstance(func, ir.Attribute) or func.attr != "startswith" or len(node.args) != 1:
        return None
    if not _is_dotted(func.value, "sys", "platform") or platform == ANY_PLATFORM:
        return None
    prefix = node.args[0].value
    if not isinstance(prefix, ir.Str) or prefix.value is None:
        return None
    return platform.startswith(prefix.value)


def _version(left: ir.Expr, op: str, right: ir.Expr, version: Version) -> bool | None:
    wanted = _numbers(right)
    if wanted is None:
        return None
    if _is_dotted(left, "sys", "version_info"):
        return _whole(op, version, wanted)
    part = _part(left)
    if part is None:
        return None
    if isinstance(part, int):
        return _OPERATORS[op](version[part], wanted[0]) if len(wanted) == 1 and part < 2 else None
    return _OPERATORS[op](version[part], wanted)


def _whole(op: str, version: Version, wanted: tuple[int, ...]) -> bool | None:
    if version[: len(wanted)] == wanted[:2]:
        # sys.version_info has five items: it is greater than its own prefix. Micro versions are not known.
        return op in (">", ">=", "!=") if len(wanted) <= 2 else None
    return _OPERATORS[op](version, wanted)


def _part(node: ir.Expr) -> int | slice | None:
    """Which part of `sys.version_info` is meant: `[0]`, `[:2]`, `.major`, `.minor`."""
    if isinstance(node, ir.Attribute) and _is_dotted(node.value, "sys", "version_info"):
        return {"major": 0, "minor": 1}.get(node.attr)
    if not isinstance(node, ir.Subscript) or not _is_dotted(node.value, "sys", "version_info"):
        return None
    if isinstance(node.index, ir.Int):
        return node.index.value
    if isinstance(node.index, ir.Slice) and isinstance(node.index.upper, ir.Int):
        if node.index.lower is None and node.index.step is None and 0 < node.index.upper.value <= 2:
            return slice(0, node.index.upper.value)
    return None


def _numbers(node: ir.Expr) -> tuple[int, ...] | None:
    if isinstance(node, ir.Int):
        return (node.value,)
    if isinstance(node, ir.Tuple) and node.items and all(isinstance(item, ir.Int) for item in node.items):
        return tuple(item.value for item in node.items if isinstance(item, ir.Int))
    return None
