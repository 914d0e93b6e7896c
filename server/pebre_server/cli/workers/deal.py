"""Which file is checked next, and by whom.

In:  paths in the order of folders, with their sizes, and a number of takers. Out: for a taker, its next path.
Always: every path is dealt once, but for one that was given back. A taker has a run of neighbours, which import much
the same, and goes through it from the front; who has none left takes from the end of what is left to the one who has
most.
Does not know: processes, threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


class Dealer:
    """See the module's text. Sizes stand for the time a file takes."""

    def __init__(self, sizes: Sequence[tuple[str, int]], n_takers: int) -> None:
        self._sizes = dict(sizes)
        self._runs: list[deque[str]] = [deque() for _ in range(n_takers)]
        total = sum(self._sizes.values()) or 1
        passed = 0
        for path, size in self._sizes.items():
            self._runs[min((passed + size // 2) * n_takers // total, n_takers - 1)].append(path)
            passed += size
        self._left = [sum(map(self._sizes.__getitem__, run)) for run in self._runs]

    def next(self, taker: int) -> str | None:
        """What this taker checks next; None if all is dealt."""
        if self._runs[taker]:
            path = self._runs[taker].popleft()
            self._left[taker] -= self._sizes[path]
            return path
        richest = max(range(len(self._runs)), key=lambda n: (self._left[n], len(self._runs[n])))
        if not self._runs[richest]:
            return None
        path = self._runs[richest].pop()
        self._left[richest] -= self._sizes[path]
        return path

    def back(self, taker: int, path: str) -> None:
        """It has not looked at this one: another one gets it."""
        self._runs[taker].appendleft(path)
        self._left[taker] += self._sizes[path]

    def rest(self) -> list[str]:
        """What was not dealt, and is not from here on."""
        found = [path for run in self._runs for path in run]
        for run in self._runs:
            run.clear()
        return found
