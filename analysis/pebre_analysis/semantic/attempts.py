"""What is known of a region before it is walked: nothing at first, then what earlier attempts ran into.

Most regions have no `:=`; then an expression cannot bind, and what a sub-expression narrows ends with it. The first
`:=` met starts the region again with `has_walrus` set. So does a function's own name that was read before any binding
of it had been met: it is then known from the start to be unbound.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final


class Known:
    """What earlier attempts at a region found out. Never changed."""

    __slots__ = ("early", "has_walrus", "is_wide")

    def __init__(self, has_walrus: bool, early: frozenset[str], is_wide: bool) -> None:
        self.has_walrus = has_walrus
        self.early = early  # own names read before any binding was met
        self.is_wide = is_wide  # more states than two bytes can count

    def with_walrus(self) -> Known:
        return Known(True, self.early, self.is_wide)

    def with_early(self, names: Iterable[str]) -> Known:
        return Known(self.has_walrus, self.early | frozenset(names), self.is_wide)

    def wide(self) -> Known:
        return Known(self.has_walrus, self.early, True)


FIRST_TRY: Final = Known(False, frozenset(), False)


class Restart(Exception):  # noqa: N818  # no error
    """The walk has to be made again, knowing more."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known
