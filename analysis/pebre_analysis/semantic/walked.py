"""What a pass of the flow did in one occurrence of a chunk; done again without a walk, while `key` is the same.

Where it did more than is kept the key is empty, as none is that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pebre_analysis.semantic.flow_numbers import Changes
    from pebre_analysis.semantic.region import Region


class Walked:
    """See the module's docstring. `key`: what it depended on; `changes`: places, and the states they have behind it."""

    __slots__ = ("annotated", "changes", "declared", "key", "logged", "path", "straight")

    def __init__(
        self,
        key: list[object],
        changes: Changes,
        logged: tuple[Any, ...],
        path: int,
        straight: tuple[Region, ...],
        declared: Changes,
        annotated: tuple[str, ...],
    ) -> None:
        self.key = key
        self.changes = changes
        self.logged = logged  # `Flow.log`, where it holds more than the changes and somebody around may look at it
        self.path = path
        self.straight = straight
        self.declared = declared  # names, and their first annotations that every run of the body passes
        self.annotated = annotated  # names that are annotated on some ways only, or again, here for the first time
