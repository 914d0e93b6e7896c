"""Places: what can be assigned and followed, written as text: `x`, `x.a`, `x[0]`, `x['k']`, `x.a[0].b`.

A place is a *name*, or a *member* of a place. Binding a place kills what is known of every place that
hangs on it: those that begin with it and go on with `.` or `[`.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import ir

MAX_KEY: Final = 64
"""Longer string keys make no place."""

_HUGE: Final = 1 << 62


def of(node: ir.Expr) -> str | None:
    """The place an expression names; None if it names none."""
    suffix = ""
    while True:
        if isinstance(node, ir.Name):
            return node.id + suffix
        if isinstance(node, ir.Attribute):
            if not node.attr:
                return None
            suffix = f".{node.attr}{suffix}"
        elif isinstance(node, ir.Subscript):
            key = key_of(node.index)
            if key is None:
                return None
            suffix = f"[{key}]{suffix}"
        else:
            return None
        node = node.value


def key_of(index: ir.Expr) -> str | None:
    """The text of a subscript that makes a place: a whole number or a short string."""
    if isinstance(index, ir.Int):
        return str(index.value) if -_HUGE < index.value < _HUGE else None
    if isinstance(index, ir.Str):
        return repr(index.value) if index.value is not None and len(index.value) <= MAX_KEY else None
    if isinstance(index, ir.Unary) and index.op == "-" and isinstance(index.operand, ir.Int):
        return f"-{index.operand.value}" if index.operand.value < _HUGE else None
    return None


def is_member(place: str) -> bool:
    return "." in place or "[" in place


def root(place: str) -> str:
    """The name a place begins with."""
    return place.partition(".")[0].partition("[")[0]
