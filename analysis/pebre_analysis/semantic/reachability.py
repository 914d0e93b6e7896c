"""Paths: under what conditions control arrives. Kept symbolic here, judged where types are known.

A path is an index into a growing list of nodes (`use_def.Path`); a node's parent and parts have smaller
indices, equal nodes are one, and the two simple facts are always used: `a or (a and b)` is `a`, and
`a or not a` is ALWAYS. Paths are relative to the block they begin in, so most are ALWAYS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pebre_analysis.semantic.use_def import (
    ALWAYS,
    BOTH,
    EITHER,
    FIRST_PATHS,
    NEVER,
    STATIC_TRUE,
    Path,
)

_MAX_PARTS: Final = 16
"""Of a choice between more ways, the simple facts are no longer looked for among all of them."""


class Paths:
    """The path nodes of one region, or of one module's flow."""

    __slots__ = ("_eithers", "_ids", "nodes")

    def __init__(self) -> None:
        self.nodes: list[Path] = list(FIRST_PATHS)
        self._ids: dict[Path, int] = {}
        self._eithers: dict[tuple[int, int], int] = {}

    def reset(self) -> None:
        self.nodes = list(FIRST_PATHS)
        self._ids = {}
        self._eithers = {}

    def node(self, kind: int, n: int, parent: int) -> int:
        """The path that holds if `parent` does and the condition of this kind for node n."""
        if parent == NEVER:
            return NEVER
        key = (kind, n, parent)
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = len(self.nodes)
            self.nodes.append(key)
        return found

    def after(self, kind: int, n: int, parent: int) -> int:
        """The same for a node that is met once: nothing to find again."""
        if parent == NEVER:
            return NEVER
        self.nodes.append((kind, n, parent))
        return len(self.nodes) - 1

    def both(self, first: int, second: int) -> int:
        """Both hold; `first` is the earlier one."""
        if first == second or not second:
            return first
        if not first:
            return second
        if first == NEVER or second == NEVER:
            return NEVER
        if self._implies(second, first):
            return second
        if self._implies(first, second):
            return first
        return self.node(BOTH, first, second)

    def either(self, a: int, b: int) -> int:
        """At least one holds; `a` comes first in the source."""
        if a == b or b == NEVER:
            return a
        if a == NEVER:
            return b
        if not a or not b:
            return ALWAYS
        key = (a, b)
        found = self._eithers.get(key)
        if found is None:
            parts = self._parts(a)
            for part in self._parts(b):
                self._add_part(parts, part)
            found = parts[0]
            for part in parts[1:]:
                found = self.node(EITHER, found, part)
            self._eithers[key] = found
        return found

    def _parts(self, path: int) -> list[int]:
        """What a path is a choice of, in order."""
        parts: list[int] = []
        nodes = self.nodes
        while True:
            kind, n, parent = nodes[path]
            if kind != EITHER or len(parts) >= _MAX_PARTS:
                parts.append(path)
                parts.reverse()
                return parts
            parts.append(parent)
            path = n

    def _add_part(self, parts: list[int], part: int) -> None:
        at = 0
        while at < len(parts):
            joined = self._joined(parts[at], part)
            if joined < 0:
                at += 1
                continue
            del parts[at]
            part = joined
            at = 0
        parts.append(part)

    def _joined(self, a: int, b: int) -> int:
        """One simpler path for a choice of two; -1 if there is none."""
        if not a or not b:
            return ALWAYS
        kind, n, parent = self.nodes[a]
        other_kind, other_n, other_parent = self.nodes[b]
        if parent == other_parent and n == other_n and kind <= STATIC_TRUE and other_kind <= STATIC_TRUE:
            return parent  # the two outcomes of one test
        if self._implies(b, a):
            return a
        return b if self._implies(a, b) else -1

    def _implies(self, path: int, other: int) -> bool:
        """Whether `other` lies on the chain of parents of `path`."""
        nodes = self.nodes
        while path > other:
            kind, n, parent = nodes[path]
            if kind == BOTH:
                if n == other:
                    return True
            elif kind == EITHER:
                return False
            path = parent
        return path == other


def holds(
    nodes: Sequence[Path], path: int, judge: Callable[[int, int], bool], memo: dict[int, bool] | None = None
) -> bool:
    """Whether a path can be taken; `judge(kind, n)` says whether a condition may hold.

    Asks in source order and stops early; `memo` keeps answers by path over several calls.
    """
    if path <= NEVER:
        return path == ALWAYS
    known: dict[int, bool] = {} if memo is None else memo
    known[ALWAYS] = True
    known[NEVER] = False
    stack = [path]
    while stack:
        top = stack[-1]
        if top in known:
            stack.pop()
            continue
        kind, n, parent = nodes[top]
        if kind < EITHER:
            before = known.get(parent)
            if before is None:
                stack.append(parent)
                continue
            known[top] = before and judge(kind, n)
        else:
            first = known.get(n)
            if first is None:
                stack.append(n)
                continue
            if first == (kind == EITHER):
                known[top] = first
            else:
                second = known.get(parent)
                if second is None:
                    stack.append(parent)
                    continue
                known[top] = second
        stack.pop()
    return known[path]
