"""Expressions that make a container which the code around may go on to fill: `[]`, `[None] * n`, `dict()`."""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import ir

CLASSES: Final = frozenset(("list", "set", "dict"))


def is_fillable(value: ir.Expr) -> bool:
    """Is it a display (or `[…] * n`), or a call that makes an empty container?"""
    if isinstance(value, ir.List | ir.Set | ir.Dict):
        return True
    if isinstance(value, ir.Binary):
        return isinstance(value.first, ir.List) and all(step.op == "*" for step in value.rest)
    return (
        isinstance(value, ir.Call) and not value.args and isinstance(value.func, ir.Name) and value.func.id in CLASSES
    )
