"""How much the process may hold, and whether it is time to let go.

In:  a limit, from the settings. Out: answers of yes and no; who asks lets go.
Always
  - what the process holds is what the system says, where it says it (`process`);
  - what was freed is not always given back to the system: the allocator keeps an arena of 1 MB while anything in it
    lives, and fills it again. So after a relief the next one is due only when the process has grown beyond what it is;
  - `may_begin_anew` is true only if that promises something: much was added since the last time;
  - what is held for whoever types for days is what was held after a while (`is_worn`), far below the limit as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pebre_analysis.memory import process

MEGABYTE: Final = 1_000_000
DEFAULT: Final = 1_000  # megabytes: an eighth of a small laptop
_EARLY: Final = 0.9  # of the limit: what is made until somebody asks again needs room too
_ROOM: Final = 1.02  # times what was held after the last relief
_GROWTH: Final = 1.3  # times what was in use after the last time
_FIRST_EDITS: Final = 1_000  # a quarter of an hour of typing: what people ask for is known by then
_MANY_EDITS: Final = 2_500  # what is open takes a second to be found anew
_WORN: Final = 1.03  # times what was held after the first edits
_ANYWAY: Final = 10_000  # edits, some days of typing: who opens and closes documents all the time has no measure


class Budget:
    """See the module's text. `limit`: bytes, 0: no bound."""

    __slots__ = ("_dropped_at", "_n_edits", "_renewed_at", "_resident", "_rested_at", "_settled", "limit")

    def __init__(self, megabytes: int = DEFAULT, resident: Callable[[], int] | None = None) -> None:
        self.limit = megabytes * MEGABYTE
        self._resident = resident or (lambda: process.resident() or process.in_use())
        self._settled = 0
        self._dropped_at = 0
        self._renewed_at = 0
        self._rested_at: tuple[int, int] | None = None  # resident, in use
        self._n_edits = 0

    def is_over(self) -> bool:
        """Whether it is time to drop what can go at any moment; some 16 µs. False again once it was answered."""
        if not self.limit:
            return False
        now = self._resident()
        if now <= max(self.limit * _EARLY, self._dropped_at * _ROOM):
            return False
        self._dropped_at = now
        return True

    def may_begin_anew(self) -> bool:
        """Whether more is held than may be, and a new start would give much of it back."""
        if not self.limit or self._resident() <= max(self.limit * _EARLY, self._renewed_at * _ROOM):
            return False
        return process.in_use() > _GROWTH * self._settled

    def is_worn(self) -> bool:
        """Whether what was typed has left so much that a new start is worth it; asked at a long rest, when what can be
        made again was given back. What was edited names things of libraries: 20,000 edits of a file left 3 % more in
        use, and 6 % more that the system does not get back, for holes.
        """
        now = self._resident(), process.in_use()
        if self._rested_at is None or self._n_edits <= _FIRST_EDITS:
            self._rested_at = now
        has_grown = any(a > b * _WORN for a, b in zip(now, self._rested_at, strict=True))
        return self._n_edits >= (_MANY_EDITS if has_grown else _ANYWAY)

    def typed(self) -> None:
        """A document has another text."""
        self._n_edits += 1

    def has_others(self) -> None:
        """Other documents are open: how much must be held will be seen at the next rest."""
        self._rested_at = None

    def began_anew(self) -> None:
        """What is held now is what must be held."""
        self._n_edits = 0
        self._settled = process.in_use()
        self._renewed_at = self._dropped_at = self._resident()
