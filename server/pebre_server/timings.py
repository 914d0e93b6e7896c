"""How long requests took, by method.

In:  methods and seconds.
Out: lines for people, the method with the longest request first; rows for another process.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_N_SLOWEST = 10  # methods that are told of


class Timings:
    """What was noted so far."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[int, float, float]] = {}  # how many, seconds together, the longest

    def note(self, method: str, seconds: float) -> None:
        """One request was served."""
        count, total, longest = self._of.get(method, (0, 0.0, 0.0))
        self._of[method] = (count + 1, total + seconds, max(longest, seconds))

    def settle(self) -> None:
        """Put the same into fresh memory."""
        self._of = {method: (each[0], each[1], each[2]) for method, each in self._of.items()}

    def rows(self) -> list[tuple[str, int, float, float]]:
        """All that is known, as plain data."""
        return [(method, *each) for method, each in self._of.items()]

    def take(self, rows: Iterable[tuple[str, int, float, float]]) -> None:
        """Know what `rows` gave."""
        self._of = {method: (count, total, longest) for method, count, total, longest in rows}

    def lines(self) -> list[str]:
        """For people, the method with the longest request first."""
        order = sorted(self._of.items(), key=lambda item: -item[1][2])[:_N_SLOWEST]
        return [
            f"  {method}: {count:,}, {1e3 * total / count:.1f} ms on average, {1e3 * longest:.1f} ms at most"
            for method, (count, total, longest) in order
        ]
