"""Names like a misspelt one: "did you mean".

Method: edit distance with transpositions (Damerau-Levenshtein, adjacent swaps), cut off early. Case
and underscores count little: `Colorama` and `color_ama` are one step from `colorama`. Names like `__init__` are meant
by names with such underscores at an end, or by what stands between them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable


def close_names(name: str, candidates: Iterable[str], n: int = 3) -> list[str]:
    """At most `n` candidates that may have been meant, most alike first; `name` itself is not among them."""
    limit = 1 if len(name) < 5 else 2
    low, high = len(name) - limit - 1, len(name) + limit + 1
    plain, is_special = _plain(name), name.startswith("__") or name.endswith("__")
    letters = set(plain)
    found: list[tuple[int, str]] = []
    for candidate in [each for each in candidates if low <= len(each) <= high]:  # few are left, of thousands
        if candidate == name:
            continue
        other = _plain(candidate)
        # Each step takes away and adds at most one letter; most names differ in more and cost no table.
        if len(letters.symmetric_difference(other)) > 2 * limit:
            continue
        if other != plain and not is_special and candidate[:2] == "__" == candidate[-2:]:
            continue
        steps = 0 if other == plain else _distance(plain, other, limit)
        if steps <= limit and steps < len(name):
            found.append((steps, candidate))
    return [candidate for _, candidate in heapq.nsmallest(n, found)]


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _distance(a: str, b: str, limit: int) -> int:
    """The number of steps from `a` to `b`, or something above `limit`. Where they begin or end alike is no step."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a):
        row = [i + 1]
        for j, y in enumerate(b):
            best = min(above[j + 1] + 1, row[j] + 1, above[j] + (x != y))
            if before and j and x == b[j - 1] and a[i - 1] == y:
                best = min(best, before[j - 1] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]
